using System.Globalization;

namespace WageTheftPermits.Web.Shared;

/// <summary>
/// Where a page of a long list ended, for a list that is too long to count: the next page begins after it. In addresses it is <c>after</c>:
/// the moment's ticks and the row's id.
/// </summary>
public sealed record ListPlace(DateTimeOffset Since, Guid Id)
{
    /// <summary>Null where nothing, or nothing that can be read, is given: the list begins at its beginning.</summary>
    public static ListPlace? Parse(string? text) =>
        text?.Split('_') is [var ticks, var id] && long.TryParse(ticks, CultureInfo.InvariantCulture, out var at) && at is >= 0 and <= 3155378975999999999 && Guid.TryParse(id, out var place)
            ? new(new DateTimeOffset(at, TimeSpan.Zero), place)
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Since.UtcTicks}_{Id:N}");
}
