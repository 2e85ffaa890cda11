namespace WageTheftPermits.Domain.Matching;

/// <summary>Sorts the words of a street line into number, direction, name, suffix and unit.</summary>
internal sealed class StreetTokens(bool cityKnown)
{
    private readonly List<string> words = [];
    private string? unit;

    /// <summary>Adds one comma-separated part; units are taken out as they come, wherever they stand.</summary>
    internal void Add(List<string> part)
    {
        for (var i = 0; i < part.Count; i++)
        {
            var word = part[i];
            var first = words.Count == 0 && i == 0;
            // "4th Floor" and "Suite 4", "Ste #4", "# 4".
            if (!first && i + 1 < part.Count && part[i + 1] is "floor" or "fl" && char.IsAsciiDigit(word[0]) && words.Count > 1)
            {
                unit ??= Number(word);
                i++;
            }
            else if (StreetWords.Units.Contains(word) && i + 1 < part.Count && (words.Count > 1 || first) && IsUnitValue(part, i))
            {
                while (i + 1 < part.Count && StreetWords.Units.Contains(part[i + 1]))
                    i++;
                if (i + 1 < part.Count)
                    unit ??= UnitValue(part[++i]);
            }
            else if (word is not "#")
                words.Add(word);
        }
    }

    internal ReadAddress Read()
    {
        string? number = null, numberTo = null, direction = null, suffix = null;
        if (words.Count > 0 && char.IsAsciiDigit(words[0][0]) && !IsOrdinal(words[0]))
        {
            (number, numberTo) = House(words[0]);
            words.RemoveAt(0);
            if (words.Count > 1 && words[0] is "1/2")
                words.RemoveAt(0);
        }
        if (words.Count > 1 && StreetWords.Directions.TryGetValue(words[0], out var before) && !(words.Count == 2 && StreetWords.Suffixes.ContainsKey(words[1])))
        {
            direction = before;
            words.RemoveAt(0);
        }
        for (var i = 0; i < words.Count; i++)
            words[i] = StreetWords.Ordinals.GetValueOrDefault(words[i], words[i]);
        TakeBareUnit();
        if (words.Count > 2 && cityKnown && direction is null && StreetWords.Directions.TryGetValue(words[^1], out var after))
        {
            direction = after;
            words.RemoveAt(words.Count - 1);
        }
        var at = words.Count == 0 ? -1 : SuffixAt();
        if (at > 0)
        {
            suffix = StreetWords.Suffixes[words[at]];
            words.RemoveAt(at);
        }
        // A suffix word that is kept in the name ("Park Place") must still read the same however it is spelt.
        for (var i = 0; i < words.Count; i++)
            if (StreetWords.Numbered.Contains(words[i]) && i + 1 < words.Count)
                words[i] = "hwy";
        var street = words.Count == 0 ? null : string.Join(' ', words);
        return new ReadAddress("", number, numberTo, direction, street, suffix, unit, null, null, null, null, null);
    }

    // The last suffix where the city stands apart; else the first one that leaves a name before it, the rest being the city.
    private int SuffixAt()
    {
        if (cityKnown)
        {
            // "20 Mill Rd Mill Corner Shopping Center": what follows the street says how to find it.
            var end = words.FindIndex(1, words.Count - 1, w => StreetWords.Plain.Contains(StreetWords.Suffixes.GetValueOrDefault(w, "")));
            if (end > 0 && end < words.Count - 2)
                words.RemoveRange(end + 1, words.Count - end - 1);
            return words.Count > 1 && IsSuffix(words.Count - 1) ? words.Count - 1 : -1;
        }
        for (var i = 1; i < words.Count; i++)
            if (IsSuffix(i))
            {
                // "Bay Park Center Dr": of several in a row the last is the suffix.
                while (i + 1 < words.Count && IsSuffix(i + 1))
                    i++;
                return i;
            }
        return -1;
    }

    // "Hwy 1" is a name, not a suffix.
    private bool IsSuffix(int i) =>
        StreetWords.Suffixes.ContainsKey(words[i]) && !(StreetWords.Numbered.Contains(words[i]) && i + 1 < words.Count && char.IsAsciiDigit(words[i + 1][0]));

    // "60 Oak Dr 100", "31 W 7th Ave 6", "70 Camino Alto 9", "100 Hill Rd A": a number or a letter that stands last is a unit.
    private void TakeBareUnit()
    {
        if (unit is not null || words.Count < 2)
            return;
        var last = words[^1];
        var numbered = StreetWords.Numbered.Contains(words[^2]);
        var afterSuffix = words.Count > 2 && StreetWords.Suffixes.ContainsKey(words[^2]);
        if (numbered || IsOrdinal(last) || !(char.IsAsciiDigit(last[0]) || (afterSuffix && last.Length <= 2 && !(StreetWords.Directions.ContainsKey(last)))))
            return;
        if (StreetWords.Suffixes.ContainsKey(last))
            return;
        unit = UnitValue(last);
        words.RemoveAt(words.Count - 1);
    }

    private static bool IsUnitValue(List<string> part, int i)
    {
        var next = part[i + 1];
        return part[i] is "#" or "ste" or "suite" or "unit" or "apt" || StreetWords.Units.Contains(next) || char.IsAsciiDigit(next[0]) || next.Length == 1;
    }

    private static bool IsOrdinal(string word) => word.Length > 2 && char.IsAsciiDigit(word[0]) && word[^2..] is "st" or "nd" or "rd" or "th";

    private static string UnitValue(string word) => string.Concat(Number(word).Where(char.IsLetterOrDigit)).TrimStart('0') is { Length: > 0 } value ? value : word;

    private static string Number(string word) => IsOrdinal(word) ? word[..^2] : word;

    // 1841-43 is 1841 to 1843; 2207A is a house 2207 and a unit A; a Queens number such as 70-12 stays as it is.
    private (string Number, string? To) House(string word)
    {
        var dash = word.IndexOf('-');
        if (dash > 0 && word.Where(c => c != '-').All(char.IsAsciiDigit) && word.Count(c => c == '-') == 1)
        {
            var (low, high) = (word[..dash], word[(dash + 1)..]);
            if (high.Length < low.Length)
                high = low[..(low.Length - high.Length)] + high;
            if (high.Length == low.Length && string.CompareOrdinal(low, high) < 0)
                return (low.TrimStart('0') is { Length: > 0 } trimmed ? trimmed : low, high);
            return (word, null);
        }
        var digits = string.Concat(word.TakeWhile(char.IsAsciiDigit));
        if (digits.Length < word.Length && word.Length - digits.Length == 1)
            unit ??= word[digits.Length..];
        else if (digits.Length < word.Length)
            return (word, null);
        return (digits.TrimStart('0') is { Length: > 0 } number ? number : digits, null);
    }
}
