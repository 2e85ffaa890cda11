using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.Application.Matching;

/// <summary>A pair at or above the cutoff.</summary>
internal readonly record struct LinkedPair(string LeftId, string RightId, double Probability, double Weight, MatchBand Band, LinkKind Kind, string Explanation);

/// <summary>The permits by their blocking keys. Read-only once built, so any number of searches share it.</summary>
internal sealed class LinkIndex
{
    private readonly List<MatchRecord> permits;
    private readonly ulong[] keys;
    private readonly int[] holders;
    private readonly Matcher matcher;

    internal LinkIndex(List<MatchRecord> permits, MatchModel model)
    {
        this.permits = permits;
        var keysOf = new ulong[permits.Count][];
        Parallel.For(0, permits.Count, i => keysOf[i] = [.. BlockingKeys.For(permits[i]).Select(Digest)]);
        // The records are read by now; counting them keeps another core busy while the keys are sorted.
        var frequencies = Task.Run(() => TermFrequencies.Of(permits));
        // One sorted array in place of a list for each of some millions of keys.
        keys = new ulong[keysOf.Sum(k => k.Length)];
        holders = new int[keys.Length];
        var at = 0;
        for (var i = 0; i < keysOf.Length; i++)
            foreach (var key in keysOf[i])
                (keys[at], holders[at++]) = (key, i);
        Array.Sort(keys, holders);
        for (int from = 0, to; from < keys.Length; from = to)
        {
            to = EndOf(from);
            if (to - from > MostFor(keys[from]))
                KeysPassedOver++;
        }
        matcher = new Matcher(model, frequencies.GetAwaiter().GetResult());
    }

    /// <summary>Blocking keys that more permits share than a key may select.</summary>
    internal int KeysPassedOver { get; }

    internal Search NewSearch() => new(this);

    private ReadOnlySpan<int> Holders(ulong key)
    {
        var from = Array.BinarySearch(keys, key);
        if (from < 0)
            return [];
        while (from > 0 && keys[from - 1] == key)
            from--;
        var to = EndOf(from);
        return to - from > MostFor(key) ? [] : holders.AsSpan(from, to - from);
    }

    private int EndOf(int from)
    {
        var to = from + 1;
        while (to < keys.Length && keys[to] == keys[from])
            to++;
        return to;
    }

    private static int MostFor(ulong key) => (key & 1) == 0 ? BlockingKeys.LargestBlock : BlockingKeys.LargestWordBlock;

    // FNV-1a; the lowest bit says which of the two limits is the key's. Two keys that fall together give a pair more to compare, never one less.
    private static ulong Digest(string key)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in key)
            hash = (hash ^ c) * 1099511628211UL;
        return (hash & ~1UL) | (BlockingKeys.LargestFor(key) == BlockingKeys.LargestWordBlock ? 1UL : 0);
    }

    /// <summary>One thread's search, with the marks of which permits the current judgment has met.</summary>
    internal sealed class Search(LinkIndex index)
    {
        private readonly int[] metBy = new int[index.permits.Count];
        private int judgment;

        internal long Compared { get; private set; }

        internal void Find(MatchRecord record, double cutoff, List<LinkedPair> found)
        {
            judgment++;
            foreach (var key in BlockingKeys.For(record))
                foreach (var i in index.Holders(Digest(key)))
                {
                    if (metBy[i] == judgment)
                        continue;
                    metBy[i] = judgment;
                    Compared++;
                    if (index.matcher.ScoreFrom(record, index.permits[i], cutoff) is { } score)
                        found.Add(new LinkedPair(record.Id, index.permits[i].Id, score.Probability, score.Weight, score.Band, score.Kind, score.Sentence));
                }
        }
    }
}
