namespace WageTheftPermits.Web.Shared;

/// <summary>What was typed into a search box, as a pattern for ILIKE.</summary>
internal static class SearchText
{
    /// <summary>The character that takes its meaning from the next; the third argument of <c>EF.Functions.ILike</c>.</summary>
    public const string Escape = "\\";

    /// <summary>Matches text that contains what was typed; <c>%</c> and <c>_</c> stand for themselves.</summary>
    public static string Containing(string typed) =>
        "%" + typed.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal) + "%";

    /// <summary>What was typed, without what no text in the database can have; null where the box was left empty.</summary>
    public static string? OrNull(string? typed) => typed?.Replace("\0", "", StringComparison.Ordinal).Trim() is { Length: > 0 } text ? text : null;
}
