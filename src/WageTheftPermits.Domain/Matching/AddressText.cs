using System.Text.RegularExpressions;

namespace WageTheftPermits.Domain.Matching;

/// <summary>Reads addresses as agencies and clerks write them. Never throws; what cannot be read is kept as <see cref="ReadAddress.Written"/>.</summary>
public static partial class AddressText
{
    private const int MostAddresses = 20;

    /// <summary>
    /// Reads a cell that may hold several addresses: apart by blank lines, or a new house number on the line after a ZIP code.
    /// </summary>
    public static IReadOnlyList<ReadAddress> Read(string? raw)
    {
        var found = new List<ReadAddress>();
        foreach (var block in Blocks(Folding.Straighten(raw)))
            if (found.Count < MostAddresses && StreetParser.Parse(block) is { } address && !found.Exists(a => a with { Written = "" } == address with { Written = "" }))
                found.Add(address);
        return found;
    }

    /// <summary>Reads an address that comes in columns. Null where all of them are empty. The first line may be a whole address itself.</summary>
    public static ReadAddress? Read(string? line1, string? line2, string? city, string? state, string? postalCode)
    {
        var lines = new List<string>();
        foreach (var line in new[] { line1, line2 })
            lines.AddRange(Folding.Straighten(line).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        var place = string.Join(' ', new[] { city, state, postalCode }.Select(p => Folding.Straighten(p).Replace('\n', ' ').Trim()).Where(p => p.Length > 0));
        if (lines.Count == 0 && place.Length == 0)
            return null;
        // With the city in its own column, what trails the street cannot be a city.
        var street = StreetParser.Parse(lines, cityKnown: !string.IsNullOrWhiteSpace(city));
        return street with
        {
            Written = string.Join(", ", lines.Append(place).Where(l => l.Length > 0)),
            City = StreetParser.City(city) ?? street.City,
            State = StreetParser.State(state) ?? street.State,
            Zip = ZipAnywhere().Match(postalCode ?? "") is { Success: true } zip ? zip.Groups[1].Value : street.Zip,
        };
    }

    private static IEnumerable<List<string>> Blocks(string text)
    {
        var block = new List<string>();
        foreach (var line in text.Split('\n').Select(l => l.Trim()))
        {
            var starts = block.Count > 0 && EndsInZip().IsMatch(block[^1]) && line.Length > 0 && (char.IsAsciiDigit(line[0]) || StreetParser.IsBox(line));
            if (line.Length == 0 || starts)
            {
                // A heading or a name alone above a blank line belongs to the address below it.
                if (block.Exists(l => l.Any(char.IsAsciiDigit)))
                {
                    yield return block;
                    block = [];
                }
            }
            if (line.Length > 0)
                block.Add(line);
        }
        if (block.Count > 0)
            yield return block;
    }

    [GeneratedRegex(@"\b\d{5}(-\d{4})?\s*$")]
    private static partial Regex EndsInZip();

    [GeneratedRegex(@"\b(\d{5})(-?\d{4})?\b")]
    private static partial Regex ZipAnywhere();
}
