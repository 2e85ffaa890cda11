namespace WageTheftPermits.Domain.Matching;

/// <summary>The comparisons and levels the code decides between; the model file gives each its weight.</summary>
internal static class Levels
{
    internal const string Missing = "missing", Same = "same", Differs = "differs", Similar = "similar";

    internal const string Name = "name", Exact = "exact", Core = "core", Near = "near", Contained = "contained", Some = "some", Other = "other",
        OtherSameHolder = "other-same-holder";

    internal const string Site = "site", SameUnit = "same-unit", OtherUnit = "other-unit", OtherCity = "other-city", OtherRegion = "other-region";

    internal const string Holder = "holder", NamedFor = "named-for";

    internal const string Individual = "individual", Phone = "phone", Tax = "tax";

    internal static readonly (string Comparison, string[] Levels)[] Required =
    [
        (Name, [Exact, Core, Near, Contained, Some, Other, OtherSameHolder]),
        (Site, [SameUnit, Same, OtherUnit, OtherCity, Near, Other, OtherRegion, OtherSameHolder]),
        (Holder, [Same, Similar, NamedFor, Differs]),
        (Individual, [Same, Similar, Differs]),
        (Phone, [Same, Differs]),
        (Tax, [Same, Differs]),
    ];
}

internal static class LimitNames
{
    internal const string OtherSite = "other-site", OtherHolder = "other-holder", IndividualOnly = "individual-only", SharedAddress = "shared-address",
        NoSite = "no-site", Unclear = "unclear";

    internal static readonly string[] All = [OtherSite, OtherHolder, IndividualOnly, SharedAddress, NoSite, Unclear];
}

/// <summary>What one comparison found: the level, the two values that decided it, and by how many bits commonness lowers its weight.</summary>
internal readonly record struct Found(string Level, string? Left = null, string? Right = null, double Adjustment = 0)
{
    internal static readonly Found Missing = new(Levels.Missing);

    /// <summary>True of equal names where one side alone adds a word of the trade: "Copper Kettle" and "Copper Kettle Cafe".</summary>
    internal bool InPart { get; init; }

    /// <summary>True of names of which each has words that the other has not: "Alder House Cafe" and "Dining Room, Alder House Hotel" may be two doors of one house.</summary>
    internal bool BothAdd { get; init; }

    internal bool IsMissing => Level == Levels.Missing;
}
