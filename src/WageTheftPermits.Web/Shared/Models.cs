namespace WageTheftPermits.Web.Shared;

/// <summary>How a status feels. Shown as colour, icon and word together, never as colour alone.</summary>
public enum Tone
{
    Neutral,
    Info,
    Good,
    Warning,
    Stop,
}

/// <summary>Model of <c>_EmptyState</c>: what is not here, why that is so or what to do, and a way on.</summary>
public sealed record EmptyState(string Heading, string? Explanation = null, string? LinkText = null, string? LinkHref = null);

/// <summary>Model of <c>_Timeline</c>: entries in the order shown, newest first by custom.</summary>
public sealed record Timeline(IReadOnlyList<TimelineEntry> Entries);

/// <summary>One thing that happened: when, who did it, what, and optionally the reason or evidence.</summary>
public sealed record TimelineEntry(DateTimeOffset When, string Who, string What, string? Detail = null, Tone Tone = Tone.Neutral);

/// <summary>How two records' values of one field agree.</summary>
public enum Agreement
{
    Agrees,
    Close,
    Differs,

    /// <summary>At least one side is missing: says nothing either way.</summary>
    Unknown,
}

/// <summary>Model of <c>_Comparison</c>: two records side by side.</summary>
public sealed record Comparison(string LeftHeading, string RightHeading, IReadOnlyList<ComparisonRow> Rows);

/// <summary>One field of both records. <paramref name="Note"/> says how close: "one letter differs".</summary>
public sealed record ComparisonRow(string Label, string? Left, string? Right, Agreement Agreement, string? Note = null);
