using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.Application.Matching;

/// <summary>A pair at or above the cutoff.</summary>
internal readonly record struct LinkedPair(string LeftId, string RightId, double Probability, double Weight, MatchBand Band, LinkKind Kind, string Explanation);

/// <summary>The permits by their blocking keys. Read-only once built, so any number of searches share it.</summary>
internal sealed class LinkIndex
{
    private readonly List<MatchRecord> permits;
    private readonly Dictionary<string, List<int>> holders = new(StringComparer.Ordinal);
    private readonly Matcher matcher;

    internal LinkIndex(List<MatchRecord> permits)
    {
        this.permits = permits;
        for (var i = 0; i < permits.Count; i++)
            foreach (var key in BlockingKeys.For(permits[i]))
            {
                if (!holders.TryGetValue(key, out var list))
                    holders[key] = list = [];
                list.Add(i);
            }
        foreach (var key in holders.Where(h => h.Value.Count > BlockingKeys.LargestFor(h.Key)).Select(h => h.Key).ToList())
            holders.Remove(key);
        matcher = new Matcher(MatchModel.Current, TermFrequencies.Of(permits));
    }

    internal Search NewSearch() => new(this);

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
                if (index.holders.TryGetValue(key, out var list))
                    foreach (var i in list)
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
