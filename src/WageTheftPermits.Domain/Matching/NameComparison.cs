namespace WageTheftPermits.Domain.Matching;

/// <summary>Compares business names: words weighed by how rare they are among the permits, alike in spelling or sound counting nearly as equal.</summary>
internal static class NameComparison
{
    private const double LittleShare = 0.25;

    // One word of two is what "Jade Dragon" and "Jade Orchid" share: neighbours, not one business.
    private const double SomeShare = 0.6;

    private static readonly string[] Order = [Levels.Exact, Levels.Core, Levels.Near, Levels.Contained, Levels.Some, Levels.Other];

    /// <summary>The best agreement between any of the names. Trade and registered names are compared across, never registered with registered: that is the holder's comparison.</summary>
    internal static Found Compare(RecordReading party, RecordReading permit, TermFrequencies frequencies)
    {
        var best = Found.Missing;
        foreach (var left in party.Businesses)
            foreach (var right in permit.Trades)
                best = Better(best, Compare(left, right, frequencies));
        foreach (var left in party.Trades)
            foreach (var right in permit.Legals)
                best = Better(best, Compare(left, right, frequencies));
        return best;
    }

    internal static Found Compare(BusinessName left, BusinessName right, TermFrequencies frequencies)
    {
        if (left.Key == right.Key || left.Compact == right.Compact)
        {
            var common = frequencies.NameCommonness(right);
            if (SameKind(left, right))
                return new Found(Levels.Exact, left.Written, right.Written, common) { InPart = left.FullKey != right.FullKey && string.Concat(left.Tokens) != string.Concat(right.Tokens) };
            // "Springton Kitchen" and "Springton Deli" share what many share.
            var distinctive = right.Core.Sum(w => frequencies.WordInformation(w) * (frequencies.IsPlace(w) ? LittleShare : 1));
            return new Found(Levels.Core, left.Written, right.Written, Math.Min(common, distinctive - frequencies.UniqueInformation));
        }
        var (shared, ofLeft, ofRight, bothAdd) = Overlap(left, right, frequencies);
        if (shared <= 0)
            return new Found(Levels.Other, left.Written, right.Written);
        var (most, least) = (Math.Max(shared / ofLeft, shared / ofRight), Math.Min(shared / ofLeft, shared / ofRight));
        var level = least >= 0.75 ? Levels.Near : most >= 0.85 && least >= 0.3 ? Levels.Contained : most >= SomeShare ? Levels.Some : Levels.Other;
        // Full weight needs as much shared information as a name no other permit has.
        var less = level is Levels.Other ? 0 : Math.Min(0, shared - frequencies.UniqueInformation);
        return new Found(level, left.Written, right.Written, less) { BothAdd = bothAdd };
    }

    /// <summary>True where the names are one name for the purpose of telling businesses at one site apart.</summary>
    internal static bool Alike(BusinessName a, BusinessName b, TermFrequencies frequencies) =>
        Compare(a, b, frequencies).Level is Levels.Exact or Levels.Core or Levels.Near or Levels.Contained;

    internal static bool Agrees(Found name) => name.Level is Levels.Exact or Levels.Core or Levels.Near or Levels.Contained or Levels.Some;

    internal static Found Better(Found a, Found b) => Rank(a) <= Rank(b) ? a : b;

    // A rarer word shared may say more than a commoner name contained; any agreement says more than none.
    private static double Rank(Found found) => found.IsMissing ? 100 : found.Level == Levels.Other ? 99 : Array.IndexOf(Order, found.Level) * 2 - found.Adjustment;

    // "Golden Wok Market" and "Golden Wok Restaurant" may be two businesses; "Golden Wok" is either.
    internal static bool SameKind(BusinessName left, BusinessName right)
    {
        if (left.Tokens.Length == left.Core.Length || right.Tokens.Length == right.Core.Length || left.FullKey == right.FullKey)
            return true;
        for (var i = 0; i < left.Tokens.Length; i++)
            if (left.IsGeneric[i] && right.Tokens.Contains(left.Tokens[i]))
                return true;
        return false;
    }

    private static (double Shared, double Left, double Right, bool BothAdd) Overlap(BusinessName left, BusinessName right, TermFrequencies frequencies)
    {
        double shared = 0, ofLeft = 0, ofRight = 0;
        ulong used = 0;
        var alone = 0;
        Span<double> informationOfRight = stackalloc double[right.Tokens.Length];
        for (var j = 0; j < right.Tokens.Length; j++)
            informationOfRight[j] = Weight(right, j, frequencies);
        for (var i = 0; i < left.Tokens.Length; i++)
        {
            var information = Weight(left, i, frequencies);
            var (at, likeness) = (-1, 0.0);
            for (var j = 0; j < right.Tokens.Length && likeness < 1; j++)
                if ((used & (1UL << j)) == 0 && Similarity.Words(left.Tokens[i], left.Sounds[i], right.Tokens[j], right.Sounds[j]) is var like && like > likeness)
                    (at, likeness) = (j, like);
            if (at >= 0)
            {
                used |= 1UL << at;
                // A misspelt word is not thereby a rare one: it is worth what the word it is like is worth, on both sides.
                information = informationOfRight[at] = Math.Min(information, informationOfRight[at]);
                shared += likeness * information;
            }
            else
                alone++;
            ofLeft += information;
        }
        foreach (var information in informationOfRight)
            ofRight += information;
        return (shared, ofLeft, ofRight, alone > 0 && left.Tokens.Length - alone < right.Tokens.Length);
    }

    private static double Weight(BusinessName name, int token, TermFrequencies frequencies) =>
        frequencies.WordInformation(name.Tokens[token]) * (name.IsGeneric[token] || frequencies.IsPlace(name.Tokens[token]) ? LittleShare : 1);
}
