namespace WageTheftPermits.Domain.Matching;

/// <summary>Likeness of single words.</summary>
public static class Similarity
{
    /// <summary>
    /// Jaro–Winkler similarity, 0 to 1 (W. Winkler, "String Comparator Metrics", 1990; prefix scale 0.1, at most 4 letters).
    /// Words beyond 64 characters are compared by their first 64.
    /// </summary>
    public static double JaroWinkler(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        a = a.Length > 64 ? a[..64] : a;
        b = b.Length > 64 ? b[..64] : b;
        if (a.SequenceEqual(b))
            return 1;
        if (a.IsEmpty || b.IsEmpty)
            return 0;
        var window = Math.Max(0, Math.Max(a.Length, b.Length) / 2 - 1);
        ulong usedA = 0, usedB = 0;
        var matches = 0;
        for (var i = 0; i < a.Length; i++)
            for (var j = Math.Max(0, i - window); j < Math.Min(b.Length, i + window + 1); j++)
                if ((usedB & (1UL << j)) == 0 && a[i] == b[j])
                {
                    usedA |= 1UL << i;
                    usedB |= 1UL << j;
                    matches++;
                    break;
                }
        if (matches == 0)
            return 0;
        var transposed = 0;
        for (int i = 0, j = 0; i < a.Length; i++)
        {
            if ((usedA & (1UL << i)) == 0)
                continue;
            while ((usedB & (1UL << j)) == 0)
                j++;
            if (a[i] != b[j++])
                transposed++;
        }
        var jaro = ((double)matches / a.Length + (double)matches / b.Length + (matches - transposed / 2.0) / matches) / 3;
        var prefix = 0;
        while (prefix < Math.Min(4, Math.Min(a.Length, b.Length)) && a[prefix] == b[prefix])
            prefix++;
        return jaro + prefix * 0.1 * (1 - jaro);
    }

    /// <summary>How far two words count as one: 1 equal, 0.9 alike by spelling or by sound, 0 not. Short words must be equal.</summary>
    /// <remarks>The sounds are <see cref="Phonetic.Key"/>s, made once a word: this is called for every pair of words of every pair of names.</remarks>
    internal static double Words(string a, string soundOfA, string b, string soundOfB)
    {
        if (a == b)
            return 1;
        if (a.Length < 4 || b.Length < 4 || Math.Abs(a.Length - b.Length) > 3 || char.IsDigit(a[0]) || char.IsDigit(b[0]))
            return 0;
        if (a[0] == b[0])
            return JaroWinkler(a, b) >= 0.93 || (a.Length >= 6 && b.Length >= 6 && OneSlip(a, b)) ? 0.9 : 0;
        return a[^1] == b[^1] && soundOfA == soundOfB ? 0.9 : 0;
    }

    // One letter too few, too many or another. Jaro–Winkler is hard on a letter that is dropped where it stands twice: "catina" for "cantina".
    private static bool OneSlip(string a, string b)
    {
        if (a.Length > b.Length)
            (a, b) = (b, a);
        if (b.Length - a.Length > 1)
            return false;
        var i = 0;
        while (i < a.Length && a[i] == b[i])
            i++;
        return a.AsSpan(a.Length == b.Length ? Math.Min(i + 1, a.Length) : i).SequenceEqual(b.AsSpan(Math.Min(i + 1, b.Length)));
    }
}
