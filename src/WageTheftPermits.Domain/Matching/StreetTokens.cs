namespace WageTheftPermits.Domain.Matching;

/// <summary>Sorts the words of a street line into number, direction, name, suffix and unit.</summary>
internal sealed class StreetTokens(bool cityKnown)
{
    private readonly List<string> words = [];
    private string? unit;
    private bool unitIsBroad;

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
                TakeUnit(Number(word), broad: true);
                i++;
            }
            else if (StreetWords.Units.Contains(word) && i + 1 < part.Count && (words.Count > 1 || first) && IsUnitValue(part, i))
            {
                while (i + 1 < part.Count && StreetWords.Units.Contains(part[i + 1]))
                    i++;
                if (i + 1 < part.Count)
                    TakeUnit(UnitValue(part[++i]), broad: word is "bldg" or "building" or "bld" or "fl" or "flr" or "floor" or "terminal");
            }
            else if (word is not "#")
                words.Add(word);
        }
    }

    // A suite tells more than the building or the floor it is in.
    private void TakeUnit(string value, bool broad)
    {
        if (unit is null || (unitIsBroad && !broad))
            (unit, unitIsBroad) = (value, broad);
    }

    internal ReadAddress Read()
    {
        string? number = null, numberTo = null, direction = null, suffix = null;
        if (words.Count > 2 && StreetWords.Numbers.TryGetValue(words[0], out var spelt))
            words[0] = spelt;
        if (words.Count > 0 && char.IsAsciiDigit(words[0][0]) && !IsOrdinal(words[0]))
        {
            (number, numberTo) = House(words[0]);
            words.RemoveAt(0);
            // "500 & 502 Oak St": two doors of one building.
            if (numberTo is null && words.Count > 1 && words[0].Length == number.Length && words[0].All(char.IsAsciiDigit) && string.CompareOrdinal(number, words[0]) < 0)
            {
                numberTo = words[0];
                words.RemoveAt(0);
            }
        }
        if (words.Count > 1 && StreetWords.Directions.TryGetValue(words[0], out var before) && !(words.Count == 2 && StreetWords.Suffixes.ContainsKey(words[1])))
        {
            direction = before;
            words.RemoveAt(0);
        }
        OneSpelling();
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
        var street = words.Count == 0 ? null : string.Join(' ', words);
        return new ReadAddress("", number, numberTo, direction, street, suffix, unit, null, null, null, null, null);
    }

    private void OneSpelling()
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i].IndexOf('-') is > 0 and var dash && StreetWords.Tens.ContainsKey(words[i][..dash]))
            {
                words.Insert(i + 1, words[i][(dash + 1)..]);
                words[i] = words[i][..dash];
            }
            if (i + 1 < words.Count && StreetWords.Tens.TryGetValue(words[i], out var ten) && StreetWords.Ordinals.TryGetValue(words[i + 1], out var one) && one.Length == 3)
            {
                words[i] = ten + one;
                words.RemoveAt(i + 1);
            }
            words[i] = StreetWords.Ordinals.GetValueOrDefault(words[i], words[i]);
        }
        // "St Johns Pl", "Ave A", "Dr Martin Luther King Jr Blvd".
        if (words.Count > 1)
            words[0] = StreetWords.Beginnings.GetValueOrDefault(words[0], words[0]);
        if (words.Count > 2 && words[0] is "doctor")
            words.RemoveAt(0);
        if (words.Count > 0 && words[0] is "mlk")
        {
            words.RemoveAt(0);
            words.InsertRange(0, ["martin", "luther", "king"]);
        }
        // "State Route 12", "County Road 12" and "Hwy 12" are named by the number.
        for (var i = 0; i + 1 < words.Count; i++)
        {
            if (words[i] is "state" or "county" or "co" && i + 2 < words.Count && (StreetWords.Numbered.Contains(words[i + 1]) || words[i + 1] is "rd" or "road") && char.IsAsciiDigit(words[i + 2][0]))
                words.RemoveAt(i);
            if (i + 1 < words.Count && (StreetWords.Numbered.Contains(words[i]) || (i == 0 && words[i] is "rd" or "road")) && char.IsAsciiDigit(words[i + 1][0]))
                words[i] = "hwy";
        }
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
        return part[i] is "#" or "ste" or "suite" or "unit" or "apt" || StreetWords.Units.Contains(next) || next.Any(char.IsAsciiDigit) || next.Length == 1;
    }

    private static bool IsOrdinal(string word) => word.Length > 2 && char.IsAsciiDigit(word[0]) && word[^2..] is "st" or "nd" or "rd" or "th";

    private static string UnitValue(string word) => string.Concat(Number(word).Where(char.IsLetterOrDigit)).TrimStart('0') is { Length: > 0 } value ? value : word;

    private static string Number(string word) => IsOrdinal(word) ? word[..^2] : word;

    // 1841-43 is 1841 to 1843; 2207A is a house 2207 and a unit A; a Queens number such as 70-12 stays as it is.
    private (string Number, string? To) House(string word)
    {
        var dash = word.IndexOf('-');
        if (dash > 0 && dash == word.Length - 2 && char.IsAsciiLetter(word[^1]) && word[..dash].All(char.IsAsciiDigit))
            word = word.Remove(dash, 1);
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
