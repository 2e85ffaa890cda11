namespace WageTheftPermits.Domain.Matching;

/// <summary>A business name as it is compared. What was written is kept for whoever must judge.</summary>
internal sealed class BusinessName
{
    private BusinessName(string written, string[] tokens, bool[] generic, bool hasLegalForm)
    {
        Written = written;
        Tokens = tokens;
        IsGeneric = generic;
        HasLegalForm = hasLegalForm;
        var distinctive = generic.Count(g => !g);
        Core = distinctive == 0 || distinctive == tokens.Length ? tokens : [.. tokens.Where((_, i) => !generic[i])];
        Key = Sorted(Core);
        FullKey = Core.Length == tokens.Length ? Key : Sorted(tokens);
        Compact = Core.Length == 1 ? Core[0] : string.Concat(Core);
    }

    private string[]? sounds;

    internal string Written { get; }

    /// <summary>Words in the order written, singular, without legal forms, articles, fillers and store numbers.</summary>
    internal string[] Tokens { get; }

    // Made when first compared: most names of a large file never are.
    internal string[] Sounds => sounds ??= Array.ConvertAll(Tokens, Phonetic.Key);

    internal bool[] IsGeneric { get; }

    /// <summary>The tokens that tell this business from others of its kind; all of them where none does.</summary>
    internal string[] Core { get; }

    /// <summary>Order-free key of the distinctive words: what "the same name" means when names are counted.</summary>
    internal string Key { get; }

    internal string FullKey { get; }

    /// <summary>The distinctive words run together: "Cold Kettle" is "Coldkettle".</summary>
    internal string Compact { get; }

    internal bool HasLegalForm { get; }

    private static string Sorted(string[] words)
    {
        if (words.Length == 1)
            return words[0];
        var sorted = (string[])words.Clone();
        Array.Sort(sorted, StringComparer.Ordinal);
        return string.Join(' ', sorted);
    }

    /// <summary>Null where nothing is left to compare.</summary>
    /// <param name="written">The name.</param>
    /// <param name="isItsPlace">Says whether words at the end of the name are the place it is in, and so tell one branch from another and nothing more.</param>
    internal static BusinessName? Read(string? written, Func<string, bool>? isItsPlace = null)
    {
        var folded = WithoutBrackets(Folding.Fold(written));
        if (folded.AsSpan().ContainsAnyExceptInRange('\0', '~'))
            foreach (var form in NoiseWords.JoinedForms)
                folded = folded.Replace(form, " inc ", StringComparison.Ordinal);
        var words = JoinInitials(Folding.Words(folded.Replace("&", " and ", StringComparison.Ordinal).Replace("#", " no ", StringComparison.Ordinal)));
        if (words.Count == 0)
            return null;
        if (isItsPlace is not null)
            for (var length = Math.Min(3, words.Count - 1); length > 0; length--)
                if (isItsPlace(string.Join(' ', words.TakeLast(length))))
                {
                    words.RemoveRange(words.Count - length, length);
                    break;
                }
        var hasLegalForm = words.Count > 1 && words.Skip(1).Any(NoiseWords.LegalForms.Contains);
        var kept = new List<string>();
        for (var i = 0; i < words.Count; i++)
        {
            if (NoiseWords.LegalForms.Contains(words[i]) && i > 0)
                continue;
            if (NoiseWords.Fillers.Contains(words[i]) || (i == 0 && NoiseWords.Articles.Contains(words[i])))
                continue;
            if (IsStoreNumber(words, i))
                continue;
            kept.Add(words[i]);
        }
        // Nothing but noise is still a name.
        if (kept.Count == 0 || kept.TrueForAll(w => w is "no"))
            kept = words;
        kept = kept.Where(w => w is not "no" || kept.Count == 1).Take(24).ToList();
        if (kept.Count == 0)
            return null;
        var generic = kept.Select(NoiseWords.Generic.Contains).ToArray();
        var tokens = kept.Select(Singular).ToArray();
        return new BusinessName(Folding.Straighten(written).Replace('\n', ' ').Trim(), tokens, generic, hasLegalForm);
    }

    // "Golden Wok (San Jose)" names a branch; but "(Golden) Wok" keeps its word where nothing else would be left.
    private static string WithoutBrackets(string folded)
    {
        var open = folded.IndexOf('(');
        if (open <= 0)
            return folded;
        var close = folded.IndexOf(')', open);
        return close < 0 ? folded : folded[..open] + " " + folded[(close + 1)..];
    }

    private static bool IsStoreNumber(List<string> words, int i)
    {
        if (i == 0 || !words[i].All(char.IsAsciiDigit))
            return false;
        return words[i - 1] is "no" or "store" or "number" || (i == words.Count - 1 && words[i].Length >= 3);
    }

    // "K & Q", "K.Q." and "KQ" are one spelling each: runs of single letters are joined.
    private static List<string> JoinInitials(List<string> words)
    {
        var joined = new List<string>();
        var run = "";
        for (var i = 0; i <= words.Count; i++)
        {
            var word = i < words.Count ? words[i] : null;
            if (word is { Length: 1 } && char.IsLetter(word[0]))
                run += word;
            else if (word is "and" && run.Length > 0 && i + 1 < words.Count && words[i + 1].Length == 1)
                continue;
            else
            {
                if (run.Length > 0)
                    joined.Add(run);
                run = "";
                if (word is not null)
                    joined.Add(word);
            }
        }
        return joined;
    }

    internal static string Singular(string word) =>
        word.Length > 3 && word[^1] == 's' && word[^2] != 's' && char.IsLetter(word[0]) ? word[..^1] : word;
}
