namespace WageTheftPermits.Domain.Matching;

/// <summary>A natural person's name as it is compared: given names and a family name, suffixes and nicknames in brackets set aside.</summary>
internal sealed record PersonName(string Written, string[] Given, string Family)
{
    private static readonly HashSet<string> Suffixes = ["jr", "sr", "ii", "iii", "iv", "mr", "mrs", "ms", "dr", "esq"];

    /// <summary>Family name and first given name: what "the same name" means when names are counted.</summary>
    internal string Key => $"{Family}|{Given[0]}";

    /// <summary>Null where there are not at least a given and a family name.</summary>
    internal static PersonName? Read(string? written)
    {
        var folded = Folding.Fold(written);
        var comma = folded.IndexOf(',');
        if (comma > 0)
        {
            var (before, after) = (Names(folded[..comma]), Names(folded[(comma + 1)..]));
            if (before.Count == 1 && after.Count > 0)
                return new PersonName(Shown(written), [.. after], before[0]);
        }
        var names = Names(folded);
        return names.Count is < 2 or > 7 ? null : new PersonName(Shown(written), [.. names.Take(names.Count - 1)], names[^1]);
    }

    private static List<string> Names(string folded)
    {
        var open = folded.IndexOf('(');
        var close = open < 0 ? -1 : folded.IndexOf(')', open);
        if (close > 0)
            folded = folded[..open] + " " + folded[(close + 1)..];
        // A double-barrelled family name stays one name.
        return Folding.Words(folded.Replace("-", "", StringComparison.Ordinal)).Where(w => !Suffixes.Contains(w) && !w.Any(char.IsDigit)).Take(8).ToList();
    }

    private static string Shown(string? written) => Folding.Straighten(written).Replace('\n', ' ').Trim();
}
