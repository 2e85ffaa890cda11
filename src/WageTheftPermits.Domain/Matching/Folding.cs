using System.Globalization;
using System.Text;

namespace WageTheftPermits.Domain.Matching;

/// <summary>Reduces text to what survives being keyed by different people: lower-case ASCII letters, digits and plain punctuation.</summary>
internal static class Folding
{
    /// <summary>Longest text that is read; what follows adds nothing to a name or an address and only costs time.</summary>
    internal const int Longest = 2_000;

    /// <summary>Straight quotes and hyphens, one kind of newline, no control characters; case and accents stay, for showing.</summary>
    internal static string Straighten(string? raw)
    {
        if (string.IsNullOrEmpty(raw))
            return "";
        // Most text needs nothing done.
        if (raw.Length <= Longest && !raw.AsSpan().ContainsAnyExceptInRange(' ', '~') && !raw.Contains('`'))
            return raw;
        var text = new StringBuilder(Math.Min(raw.Length, Longest));
        foreach (var c in raw.AsSpan(0, Math.Min(raw.Length, Longest)))
        {
            // Marks of direction and joiners are not seen, and do not part a word.
            if (c > 127 && char.GetUnicodeCategory(c) == UnicodeCategory.Format)
                continue;
            text.Append(c switch
            {
                '\u2018' or '\u2019' or '\u201B' or '\u00B4' or '`' => '\'',
                '\u201C' or '\u201D' or '\u201E' => '"',
                '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2014' => '-',
                '\u00A0' or '\t' or '\r' => ' ',
                '\uFF06' => '&',
                '\n' => '\n',
                _ when char.IsControl(c) => ' ',
                _ => c,
            });
        }
        return text.ToString();
    }

    /// <summary>Lower case without accents (NFKD, marks dropped). Letters of other scripts are kept.</summary>
    internal static string Fold(string? raw)
    {
        var straight = Straighten(raw);
        if (IsPlain(straight))
            return straight.ToLowerInvariant();
        var text = new StringBuilder(straight.Length);
        foreach (var c in Decompose(straight))
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
                text.Append(c switch { 'ø' or 'Ø' => "o", 'ß' => "ss", 'æ' or 'Æ' => "ae", 'ł' or 'Ł' => "l", _ => char.ToLowerInvariant(c).ToString() });
        return text.ToString();
    }

    /// <summary>The folded text cut at whatever is neither letter nor digit; apostrophes and dots inside a word vanish, so that "Joe's" is "joes".</summary>
    internal static List<string> Words(string folded)
    {
        var words = new List<string>();
        var start = -1;
        for (var i = 0; i <= folded.Length; i++)
        {
            var inside = i < folded.Length && (char.IsLetterOrDigit(folded[i]) || (folded[i] == '\'' && start >= 0));
            if (inside && start < 0)
                start = i;
            else if (!inside && start >= 0)
            {
                words.Add(folded[start..i].Replace("'", "", StringComparison.Ordinal));
                start = -1;
            }
        }
        return words;
    }

    private static bool IsPlain(string text)
    {
        foreach (var c in text)
            if (c > 127)
                return false;
        return true;
    }

    // A lone surrogate, which a wrongly decoded file can hold, cannot be normalised.
    private static string Decompose(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKD);
        }
        catch (ArgumentException)
        {
            return new string([.. text.Where(c => !char.IsSurrogate(c))]).Normalize(NormalizationForm.FormKD);
        }
    }
}
