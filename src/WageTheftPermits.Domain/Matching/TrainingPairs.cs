namespace WageTheftPermits.Domain.Matching;

/// <summary>Draws the pairs a model is fitted to: at random, and by shared blocking keys.</summary>
internal sealed class TrainingPairs
{
    private readonly IReadOnlyList<MatchRecord> judgments;
    private readonly IReadOnlyList<MatchRecord> permits;
    private readonly TermFrequencies frequencies;
    private readonly Matcher matcher;

    internal TrainingPairs(MatchModel start, IReadOnlyList<MatchRecord> judgments, IReadOnlyList<MatchRecord> permits)
    {
        (this.judgments, this.permits) = (judgments, permits);
        Parallel.For(0, judgments.Count, i => _ = judgments[i].Reading);
        Parallel.For(0, permits.Count, i => _ = permits[i].Reading);
        frequencies = TermFrequencies.Of(permits);
        matcher = new Matcher(start, frequencies);
    }

    internal Observation[] Random(int count, int seed)
    {
        var random = new Random(seed);
        return Observe([.. Enumerable.Range(0, count).Select(_ => (random.Next(judgments.Count), random.Next(permits.Count)))]);
    }

    /// <summary>Pairs that share a site key; pairs that share any other. At most so many of each, from judgments in a random order.</summary>
    internal (Observation[] BySite, Observation[] ByName) Blocked(int most, int seed)
    {
        var order = Enumerable.Range(0, judgments.Count).ToArray();
        new Random(seed).Shuffle(order);
        var keysOf = new Dictionary<int, IReadOnlySet<string>>();
        foreach (var j in order.Take(most))
            keysOf[j] = BlockingKeys.For(judgments[j]);
        var wanted = keysOf.Values.SelectMany(k => k).ToHashSet(StringComparer.Ordinal);
        var held = new IEnumerable<string>[permits.Count];
        Parallel.For(0, permits.Count, i => held[i] = [.. BlockingKeys.For(permits[i]).Where(wanted.Contains)]);
        var holders = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var i = 0; i < permits.Count; i++)
            foreach (var key in held[i])
            {
                if (!holders.TryGetValue(key, out var list))
                    holders[key] = list = [];
                list.Add(i);
            }
        var (bySite, byName) = (new HashSet<(int, int)>(), new HashSet<(int, int)>());
        foreach (var j in order.Where(keysOf.ContainsKey))
            foreach (var key in keysOf[j])
            {
                var pairs = key.StartsWith("a:", StringComparison.Ordinal) ? bySite : byName;
                if (pairs.Count < most && holders.TryGetValue(key, out var list) && list.Count <= BlockingKeys.LargestFor(key))
                    foreach (var i in list)
                        pairs.Add((j, i));
            }
        return (Observe([.. bySite]), Observe([.. byName]));
    }

    private Observation[] Observe((int Judgment, int Permit)[] pairs)
    {
        var observed = new Observation[pairs.Length];
        Parallel.For(0, pairs.Length, i =>
        {
            var evidence = Evidence.Of(judgments[pairs[i].Judgment], permits[pairs[i].Permit], frequencies);
            observed[i] = Observation.Of(evidence, matcher.LooksRelated(evidence));
        });
        return observed;
    }
}
