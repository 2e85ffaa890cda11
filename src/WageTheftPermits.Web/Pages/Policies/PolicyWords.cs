using System.Globalization;
using System.Text.Json;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Policies;

/// <summary>One value of a policy as its page shows it.</summary>
/// <param name="Unconfirmed">Counsel has not confirmed it.</param>
public sealed record PolicyLine(string Title, string Value, string? Description, string? Source, bool Unconfirmed);

/// <summary>What of a policy belongs together.</summary>
public sealed record PolicySection(string Title, string? Description, string? Source, bool Unconfirmed, IReadOnlyList<PolicyLine> Lines);

/// <summary>One change in a supervisor's words.</summary>
public sealed record ChangeLine(string What, string Before, string After, string Pointer);

/// <summary>Policies, their values and changes in words; titles, units and sources are the schema's.</summary>
internal static class PolicyWords
{
    /// <summary>A policy in sections: what stands alone first, then what belongs together.</summary>
    public static IReadOnlyList<PolicySection> Sections(Policy policy)
    {
        var members = PolicyDiff.Whole(policy).EnumerateObject().Where(member => PolicySchema.Has(member.Name) && member.Name != "toBeConfirmed").ToList();
        var alone = members.Where(member => member.Value.ValueKind != JsonValueKind.Object).Select(member => Line(policy, member.Name, member.Value)).ToList();
        return
        [
            new("General", null, null, false, alone),
            .. members.Where(member => member.Value.ValueKind == JsonValueKind.Object).Select(member => Section(policy, member)),
        ];
    }

    public static ChangeLine Of(PolicyChange change) => new(Title(change.Pointer), Shown(change.Pointer, change.Old), Shown(change.Pointer, change.New), change.Pointer);

    public static (string Word, Tone Tone) Of(ProposalStatus status) => status switch
    {
        ProposalStatus.Proposed => ("Waits for a second person", Tone.Warning),
        ProposalStatus.Approved => ("Approved", Tone.Good),
        ProposalStatus.Declined => ("Declined", Tone.Neutral),
        _ => ("Withdrawn", Tone.Neutral),
    };

    private static PolicySection Section(Policy policy, JsonProperty member)
    {
        var term = PolicySchema.Describe(member.Name)!;
        return new(term.Title, term.Description, term.Source, policy.ToBeConfirmed.Contains(member.Name),
            [.. member.Value.EnumerateObject().Select(value => Line(policy, $"{member.Name}/{value.Name}", value.Value))]);
    }

    private static PolicyLine Line(Policy policy, string pointer, JsonElement value)
    {
        var term = PolicySchema.Describe(pointer)!;
        return new(term.Title, Shown(pointer, value), term.Description, term.Source, policy.ToBeConfirmed.Contains(pointer));
    }

    /// <summary><c>/hearing/requestDays</c> reads "Hearings: time to ask for a hearing".</summary>
    private static string Title(string pointer)
    {
        var names = pointer.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var titles = Enumerable.Range(1, names.Length).Where(count => !int.TryParse(names[count - 1], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(count => PolicySchema.Describe(string.Join('/', names[..count]))?.Title ?? names[count - 1]);
        return string.Join(": ", titles.Select((title, index) => index == 0 ? title : char.ToLowerInvariant(title[0]) + title[1..]));
    }

    private static string Shown(string pointer, JsonElement? value) => value is not { } shown ? "" : shown.ValueKind switch
    {
        JsonValueKind.Null => PolicySchema.Describe(pointer)?.Null ?? "not set",
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.Number => Number(pointer, shown.GetDecimal()),
        JsonValueKind.Array when shown.GetArrayLength() == 0 => "none",
        JsonValueKind.Array => string.Join(", ", shown.EnumerateArray().Select((item, index) => Shown($"{pointer}/{index}", item))),
        JsonValueKind.Object => string.Join(", ", shown.EnumerateObject().Select(member => Shown($"{pointer}/{member.Name}", member.Value)).Where(text => text != "none")),
        _ => shown.GetString()!,
    };

    private static string Number(string pointer, decimal value) => PolicySchema.Describe(pointer)?.Unit switch
    {
        "dollars" => MoneyTagHelper.Format(value),
        "a year" => $"{(value * 100).ToString("0.####", CultureInfo.InvariantCulture)} % a year",
        { } unit when value == 1 => $"1 {unit.TrimEnd('s')}",
        { } unit => $"{value.ToString("0.####", CultureInfo.InvariantCulture)} {unit}",
        null => value.ToString("0.####", CultureInfo.InvariantCulture),
    };
}
