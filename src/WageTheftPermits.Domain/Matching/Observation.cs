namespace WageTheftPermits.Domain.Matching;

/// <summary>What was found between two records, as the fitting of a model needs it: for each comparison its level and its commonness.</summary>
internal readonly struct Observation
{
    /// <summary>Not compared, or at a level that another comparison's result decides; it takes no part in the fit.</summary>
    internal const sbyte None = -1;

    internal const int Comparisons = 6;

    private readonly Levels6 levels;
    private readonly Commonness6 commonness;

    private Observation(Levels6 levels, Commonness6 commonness, bool related)
    {
        this.levels = levels;
        this.commonness = commonness;
        LooksRelated = related;
    }

    /// <summary>True where the model that training starts from gives the pair at least even odds.</summary>
    internal bool LooksRelated { get; }

    internal sbyte Level(int comparison) => levels[comparison];

    /// <summary>Bits, 0 or less.</summary>
    internal float Commonness(int comparison) => commonness[comparison];

    internal static Observation Of(Evidence evidence, bool related)
    {
        var (levels, commonness) = (new Levels6(), new Commonness6());
        ReadOnlySpan<Found> found = [evidence.Name, evidence.Site, evidence.Holder, evidence.Individual, evidence.Phone, evidence.Tax];
        for (var c = 0; c < Comparisons; c++)
        {
            levels[c] = (sbyte)Array.IndexOf(FittedLevels.Of[c].Levels, found[c].Level);
            commonness[c] = (float)found[c].Adjustment;
        }
        return new Observation(levels, commonness, related);
    }

    [System.Runtime.CompilerServices.InlineArray(Comparisons)]
    private struct Levels6
    {
        private sbyte first;
    }

    [System.Runtime.CompilerServices.InlineArray(Comparisons)]
    private struct Commonness6
    {
        private float first;
    }
}

/// <summary>The levels that are fitted, best first. Levels that depend on another comparison's result keep the weights of the model that training starts from.</summary>
internal static class FittedLevels
{
    internal static readonly (string Comparison, string[] Levels)[] Of =
    [
        (Levels.Name, [Levels.Exact, Levels.Core, Levels.Near, Levels.Contained, Levels.Some, Levels.Other]),
        (Levels.Site, [Levels.SameUnit, Levels.Same, Levels.OtherUnit, Levels.OtherCity, Levels.Near, Levels.Other, Levels.OtherRegion]),
        (Levels.Holder, [Levels.Same, Levels.Similar, Levels.Differs]),
        (Levels.Individual, [Levels.Same, Levels.Similar, Levels.Differs]),
        (Levels.Phone, [Levels.Same, Levels.Differs]),
        (Levels.Tax, [Levels.Same, Levels.Differs]),
    ];
}
