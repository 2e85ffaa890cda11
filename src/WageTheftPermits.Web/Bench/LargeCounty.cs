using System.Globalization;
using System.Text.Json;

namespace WageTheftPermits.Web.Bench;

/// <summary>
/// A large made-up county with a fixed seed: names are syllables put together, streets and telephone numbers are invented. A few of the judgments name holders
/// of permits, as their permits do; the others name firms that hold none.
/// </summary>
internal sealed class LargeCounty
{
    private const int Seed = 20260331;

    private static readonly string[] s_syllables = [.. from c in "b d f g h k l m n p r s t v z".Split(' ') from v in "a e i o u".Split(' ') select c + v];
    private static readonly string[] s_kinds = ["Bakery", "Bistro", "Cafe", "Cantina", "Deli", "Diner", "Eatery", "Grill", "Kitchen", "Noodles", "Pizzeria", "Tavern"];
    private static readonly string[] s_forms = ["LLC", "Inc", "Corp"];
    private static readonly string[] s_streets = ["St", "Ave", "Rd", "Blvd", "Ln", "Dr"];

    private readonly Random _random = new(Seed);

    private sealed record Business(string Number, string TradeName, string LegalName, string Owner, string Address, string City, string PostalCode, string Phone);

    private readonly IReadOnlyList<Business> _businesses;

    public LargeCounty(int size) => _businesses = [.. Enumerable.Range(1, size).Select(Invent)];

    /// <summary>The permits as a permit system exports them; every term ends on one day.</summary>
    public async Task WritePermitsAsync(string path, DateOnly expires, CancellationToken ct)
    {
        await using var file = new StreamWriter(path);
        await file.WriteLineAsync("number,name,legal_name,owner,address,city,state,postal_code,phone,expires_on,status".AsMemory(), ct);
        foreach (var b in _businesses)
            await file.WriteLineAsync($"{b.Number},{b.TradeName},{b.LegalName},{b.Owner},{b.Address},{b.City},CA,{b.PostalCode},{b.Phone},{expires:yyyy-MM-dd},ACTIVE".AsMemory(), ct);
    }

    /// <summary>Judgments as an agency's messages.</summary>
    /// <param name="named">How many of them name the holder of a permit.</param>
    public IEnumerable<byte[]> Judgments(string agency, int count, int named)
    {
        for (var i = 0; i < count; i++)
        {
            var party = i < named ? _businesses[(int)((long)i * _businesses.Count / named)] : Invent(_businesses.Count + i);
            yield return JsonSerializer.SerializeToUtf8Bytes(new
            {
                specversion = "1.0",
                id = $"bench-{i}",
                source = $"urn:agency:{agency}",
                type = "judgment.issued.v1",
                subject = string.Create(CultureInfo.InvariantCulture, $"J-{i:000000}"),
                sequence = 1,
                data = new
                {
                    amount = "12500.00",
                    parties = new[]
                    {
                        new
                        {
                            id = "p1", role = "employer", kind = "organization", name = party.LegalName, tradeNames = new[] { party.TradeName },
                            addresses = new[] { new { line1 = party.Address, city = party.City, state = "CA", postalCode = party.PostalCode } }, phones = new[] { party.Phone },
                        },
                    },
                },
            });
        }
    }

    private Business Invent(int number) => new(
        string.Create(CultureInfo.InvariantCulture, $"L-{number:000000}"), $"{Word(3)} {Word(2)} {Pick(s_kinds)}", $"{Word(3)} {Word(3)} {Pick(s_forms)}", $"{Word(2)} {Word(3)}",
        $"{_random.Next(1, 4000)} {Word(3)} {Pick(s_streets)}", Word(3), _random.Next(94000, 94999).ToString(CultureInfo.InvariantCulture),
        $"{_random.Next(200, 999)}-555-{_random.Next(0, 9999):0000}");

    private string Word(int syllables)
    {
        var word = string.Concat(Enumerable.Range(0, syllables).Select(_ => Pick(s_syllables)));
        return char.ToUpperInvariant(word[0]) + word[1..];
    }

    private string Pick(string[] from) => from[_random.Next(from.Length)];
}
