namespace WageTheftPermits.Web.Bench.Matching;

/// <summary>What a person said of a pair.</summary>
internal enum Label
{
    /// <summary>The same establishment.</summary>
    E,

    /// <summary>The same employer, another site.</summary>
    O,

    /// <summary>The same individual, another business.</summary>
    P,

    /// <summary>The same site, another or a changed holder.</summary>
    S,

    /// <summary>Unsure.</summary>
    U,

    /// <summary>Not a match.</summary>
    N,
}

/// <summary>Judgments, permits, and what a person said of some of their pairs.</summary>
/// <param name="Complete">True where every pair that has no label is known not to match.</param>
internal sealed record LabelledSet(
    string Name, IReadOnlyList<PlainRow> Judgments, IReadOnlyList<PlainRow> Permits, IReadOnlyDictionary<(string Judgment, string Permit), Label> Labels, bool Complete = false)
{
    /// <summary>The judgments of which at least one pair was read by a person.</summary>
    public IReadOnlySet<string> Reviewed { get; } = Labels.Keys.Select(k => k.Judgment).ToHashSet(StringComparer.Ordinal);

    public Label? Of(string judgment, string permit) => Labels.TryGetValue((judgment, permit), out var label) ? label : Complete ? Label.N : null;
}
