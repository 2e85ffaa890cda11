namespace WageTheftPermits.Domain.Matching;

/// <summary>One blocking rule's pairs, and the shares of true pairs at each level that fit them best.</summary>
/// <param name="blockedOn">The comparisons the rule blocks on, which it cannot tell anything about.</param>
/// <param name="pairs">Pairs that share a key of the rule.</param>
internal sealed class BlockingRule(int[] blockedOn, Observation[] pairs)
{
    private double[][] m = [];

    /// <summary>True pairs among the rule's, as far as the fit can tell.</summary>
    internal double ExpectedMatches { get; private set; }

    internal bool BlocksOn(int comparison) => blockedOn.Contains(comparison);

    internal double M(int comparison, int level) => m[comparison][level];

    /// <param name="start">Where the fit begins, and what counts as <paramref name="pairsOfStart"/> true pairs already seen.</param>
    /// <param name="u">Shares of chance pairs, held fixed.</param>
    internal void Fit(MatchModel start, double[][] u, int iterations, double pairsOfStart)
    {
        var known = FittedLevels.Of.Select(f => f.Levels.Select(l => start.Level(f.Comparison, l).M).ToArray()).ToArray();
        m = [.. known.Select(levels => levels.ToArray())];
        var free = Enumerable.Range(0, Observation.Comparisons).Where(c => !BlocksOn(c)).ToArray();
        // Pairs that share a key match more often than any two do; how much more is fitted too.
        var odds = Math.Log2(0.05 / 0.95);
        for (var i = 0; i < iterations; i++)
        {
            var weights = m.Select((levels, c) => levels.Select((share, l) => Math.Log2(share / u[c][l])).ToArray()).ToArray();
            var (counts, expected) = (known.Select(levels => new double[levels.Length]).ToArray(), 0.0);
            foreach (var pair in pairs)
            {
                var probability = Probability(pair, odds + Commonness(pair), weights, free);
                expected += probability;
                foreach (var c in free)
                    if (pair.Level(c) is >= 0 and var level)
                        counts[c][level] += probability;
            }
            foreach (var c in free)
            {
                // The levels of one comparison need not add up to one: agreement elsewhere may stand in for it. What they add up to is kept.
                var (scale, all) = (known[c].Sum(), counts[c].Sum());
                for (var l = 0; l < m[c].Length; l++)
                    m[c][l] = (counts[c][l] * scale + pairsOfStart * known[c][l]) / (all + pairsOfStart);
            }
            ExpectedMatches = expected;
            var share = Math.Clamp((expected + 1) / (pairs.Length + 20.0), 1e-6, 0.9);
            odds = Math.Log2(share / (1 - share));
        }
    }

    // To share what many share is less of a reason to be in one block: thirty permits are called one thing.
    private double Commonness(Observation pair)
    {
        var bits = 0.0;
        foreach (var c in blockedOn)
            if (pair.Level(c) >= 0)
                bits = Math.Min(bits, pair.Commonness(c));
        return bits;
    }

    private static double Probability(Observation pair, double odds, double[][] weights, int[] free)
    {
        foreach (var c in free)
            if (pair.Level(c) is >= 0 and var level)
                odds += weights[c][level] is > 0 and var bits ? Math.Max(0, bits + pair.Commonness(c)) : weights[c][level];
        return 1 / (1 + Math.Pow(2, -odds));
    }
}
