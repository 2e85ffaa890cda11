using Microsoft.AspNetCore.Mvc.Rendering;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Messages;

/// <summary>What is chosen above the list of messages, as it stands in the address.</summary>
public sealed class MessageFilter
{
    /// <summary>A word of <see cref="DeliveryState"/>; any where nothing, or nothing known, is chosen.</summary>
    public string? State { get; set; }

    public string? Agency { get; set; }

    /// <summary>Part of a judgment's key.</summary>
    public string? Subject { get; set; }

    public string? Door { get; set; }

    /// <summary>A word of <see cref="Application.Messaging.Mender"/>: of what is in quarantine, who mends it.</summary>
    public string? Mender { get; set; }

    public bool IsSet => !string.IsNullOrEmpty(State) || !string.IsNullOrEmpty(Agency) || !string.IsNullOrWhiteSpace(Subject) || !string.IsNullOrEmpty(Door) || !string.IsNullOrEmpty(Mender);

    /// <summary>Whether the list shows only what is in quarantine.</summary>
    public bool IsQuarantine => Chosen.State == DeliveryState.Quarantined || (Chosen.State is null && Chosen.Mender is not null);

    public DeliveryFilter Chosen => new(Known<DeliveryState>(State), NullIfEmpty(Agency), ListFilter.Pattern(Subject), NullIfEmpty(Door), Known<Mender>(Mender));

    public IEnumerable<SelectListItem> States => Choices<DeliveryState>(State, MessageWords.State);

    public IEnumerable<SelectListItem> Menders => Choices<Mender>(Mender, MessageWords.Who);

    public IEnumerable<SelectListItem> Doors =>
        [new("Any", ""), .. new[] { "amqp", "http", "csv" }.Select(d => new SelectListItem(MessageWords.Door(d), d, d == Door))];

    /// <summary>The same choice in another address.</summary>
    public IDictionary<string, string> Route => new (string Name, string? Value)[] { ("state", State), ("agency", Agency), ("subject", Subject), ("door", Door), ("mender", Mender) }
        .Where(one => !string.IsNullOrEmpty(one.Value)).ToDictionary(one => one.Name, one => one.Value!);

    private static T? Known<T>(string? word) where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
            if (Naming.Word(value) == word)
                return value;
        return null;
    }

    private static IEnumerable<SelectListItem> Choices<T>(string? chosen, Func<T, string> words) where T : struct, Enum =>
        [new("Any", ""), .. Enum.GetValues<T>().Select(value => new SelectListItem(words(value), Naming.Word(value), Naming.Word(value) == chosen))];

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
