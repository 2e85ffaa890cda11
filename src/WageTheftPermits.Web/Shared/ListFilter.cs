using System.Globalization;

namespace WageTheftPermits.Web.Shared;

/// <summary>What is typed above a list.</summary>
public static class ListFilter
{
    /// <summary>The <c>ILIKE</c> pattern that finds typed words anywhere; null where nothing is typed. What is typed has no wildcards.</summary>
    public static string? Pattern(string? typed) => SearchText.OrNull(typed) is { } text ? SearchText.Containing(text) : null;

    /// <summary>A day typed or chosen in a filter (<c>yyyy-MM-dd</c>); null where there is none that can be read.</summary>
    public static DateOnly? Day(string? typed) =>
        DateOnly.TryParseExact(typed, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
