using System.Text.RegularExpressions;

namespace WageTheftPermits.Domain.Matching;

/// <summary>Reads one address: lines in, parts out.</summary>
internal static partial class StreetParser
{
    internal static bool IsBox(string line) => Box().IsMatch(line);

    internal static ReadAddress? Parse(List<string> lines) =>
        lines.TrueForAll(l => l.Length == 0) ? null : Parse(lines, cityKnown: false);

    internal static ReadAddress Parse(List<string> lines, bool cityKnown)
    {
        var written = string.Join(", ", lines);
        string? careOf = null, box = null;
        var parts = new List<string>();
        foreach (var line in lines)
        {
            var rest = Country().Replace(line, "");
            if (CareOf().Match(rest) is { Success: true } care)
            {
                careOf ??= care.Groups[1].Value.Trim(' ', ',', ':');
                rest = rest[..care.Index];
            }
            if (Box().Match(rest) is { Success: true } boxed)
            {
                box ??= (boxed.Groups[1].Success ? boxed.Groups[1] : boxed.Groups[2]).Value.ToLowerInvariant();
                rest = rest.Remove(boxed.Index, boxed.Length);
            }
            parts.AddRange(rest.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        }
        var (state, zip) = TakeStateAndZip(parts);
        // A city is what stands last without a digit, after at least one other part; a unit on its own is not one.
        string? city = null;
        if (!cityKnown && parts.Count > (box is null ? 1 : 0) && !parts[^1].Any(char.IsAsciiDigit) && parts[^1].Length > 2 && !StartsWithUnit(parts[^1]))
        {
            city = City(parts[^1]);
            parts.RemoveAt(parts.Count - 1);
        }
        // Names and headings ("old address:") above the street say nothing about where it is.
        for (var before = parts.FindIndex(p => char.IsAsciiDigit(p[0])) - 1; before >= 0; before--)
            if (!StartsWithUnit(parts[before]))
                parts.RemoveAt(before);
        return ReadStreet(parts, cityKnown || city is not null) with { Written = written, Box = box, City = city, State = state, Zip = zip, CareOf = careOf };
    }

    internal static string? City(string? text)
    {
        var words = Folding.Words(Folding.Fold(text));
        while (words.Count > 1 && (words[^1].All(char.IsAsciiDigit) || (words.Count > 2 && words[^1].Length == 2 && StreetWords.States.ContainsKey(words[^1]))))
            words.RemoveAt(words.Count - 1);
        for (var i = 0; i < words.Count; i++)
            words[i] = (words[i], words.Count > 1 && i == 0) switch
            {
                ("s" or "so", true) => "south",
                ("n" or "no", true) => "north",
                ("e", true) => "east",
                ("w", true) => "west",
                ("st", true) => "saint",
                ("mt", true) => "mount",
                ("ft", true) => "fort",
                var (word, _) => word,
            };
        return words.Count == 0 ? null : string.Join(' ', words);
    }

    internal static string? State(string? text) =>
        StreetWords.States.GetValueOrDefault(string.Concat(Folding.Words(Folding.Fold(text))));

    private static (string? State, string? Zip) TakeStateAndZip(List<string> parts)
    {
        string? state = null, zip = null;
        while (parts.Count > 0)
        {
            var last = parts[^1];
            if (zip is null && TrailingZip().Match(last) is { Success: true } z && (z.Index > 0 || parts.Count > 1))
            {
                zip = z.Groups[1].Value;
                last = last[..z.Index];
            }
            else if (state is null && TrailingWord().Match(last) is { Success: true } s && (s.Index > 0 || parts.Count > 1)
                && State(s.Groups[1].Value) is { } found && (zip is not null || last.Length == s.Length || char.IsUpper(s.Groups[1].Value[^1])) && !StreetEnd(s.Groups[1].Value, zip))
            {
                state = found;
                last = last[..s.Index];
            }
            else
                break;
            last = last.TrimEnd(' ', '.', ',');
            if (last.Length > 0)
                parts[^1] = last;
            else
                parts.RemoveAt(parts.Count - 1);
        }
        return (state, zip);
    }

    // "CT" is a court as often as Connecticut; only a ZIP code after it decides.
    private static bool StreetEnd(string word, string? zip) => zip is null && StreetWords.Suffixes.ContainsKey(word.ToLowerInvariant());

    private static bool StartsWithUnit(string part)
    {
        var words = Tokens(part);
        return words.Count > 0 && StreetWords.Units.Contains(words[0]);
    }

    private static ReadAddress ReadStreet(List<string> parts, bool cityKnown)
    {
        var street = new StreetTokens(cityKnown);
        foreach (var part in parts)
            street.Add(Tokens(Location().Replace(FoodCourt().Replace(part, " "), "")));
        return street.Read();
    }

    /// <summary>Folded words; "#" is a word of its own and a hyphen inside a word stays, for number ranges.</summary>
    private static List<string> Tokens(string text)
    {
        var spaced = TwoDirections().Replace(Folding.Fold(text), "$1$2").Replace("#", " # ", StringComparison.Ordinal).Replace(".", " ", StringComparison.Ordinal);
        spaced = GluedUnit().Replace(Half().Replace(spaced, " "), "$1 $2");
        return [.. TokenPattern().Matches(spaced.Replace("'", "", StringComparison.Ordinal)).Select(m => m.Value.Trim('-')).Where(t => t.Length > 0).Take(24)];
    }

    [GeneratedRegex(@"[\p{L}\p{N}-]+|#")]
    private static partial Regex TokenPattern();

    [GeneratedRegex(@"\b(?:p\.?\s*o\.?\s*b(?:ox)?|post\s+office\s+box)\b\.?\s*#?\s*([\w-]+)|^\s*box\s+(\d+)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Box();

    [GeneratedRegex(@"(?:\bc\s*/\s*o\b|\b(?:attn|attention|care of)\b)[:.,\s]*(.*)$", RegexOptions.IgnoreCase)]
    private static partial Regex CareOf();

    [GeneratedRegex(@"(?:^|[\s,.])(\d{5})(?:-\d{0,4})?\s*$")]
    private static partial Regex TrailingZip();

    [GeneratedRegex(@"(?:^|[\s,.])([A-Za-z]{2,}|[A-Za-z]\.\s?[A-Za-z]\.)\.?\s*$")]
    private static partial Regex TrailingWord();

    // "N.E. 4th" is one direction; "n.e" must not fall apart into two.
    [GeneratedRegex(@"\b([ns])\.\s?([ew])\.(?=\s)")]
    private static partial Regex TwoDirections();

    [GeneratedRegex(@"\s1[/\u2044]2(?=\s)")]
    private static partial Regex Half();

    [GeneratedRegex(@"\b(ste|suite|unit|apt|bldg|rm|sr|us|hwy|fm|cr|rte)-?(\d+-?[a-z]?)\b")]
    private static partial Regex GluedUnit();

    [GeneratedRegex(@"[,\s]+(?:u\.?s\.?a\.?|united\s+states(?:\s+of\s+america)?)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Country();

    // A stall in a food court is known by its number or not at all.
    [GeneratedRegex(@"\(?\bfood\s*court\b\)?", RegexOptions.IgnoreCase)]
    private static partial Regex FoodCourt();

    // What follows says how to find the place, not which it is.
    [GeneratedRegex(@"\s+(?:between|btwn|near|off|at|corner of|in the|across from)\s.*$", RegexOptions.IgnoreCase)]
    private static partial Regex Location();
}
