using System.Globalization;

namespace WageTheftPermits.Web.Bench.Matching;

/// <summary>
/// A large made-up county with a fixed seed, with the lengths of tail that real ones have: a few chains and busy streets with very many permits, and most words,
/// names and streets with few. A third of the judgments name a permit's holder, misspelt and abridged as agencies do; the others name strangers.
/// </summary>
internal sealed class LinkData
{
    private const int Seed = 20260331;

    private static readonly string[] s_consonants = "b c ch d f g h j k l m n p qu r s sh t v w z".Split(' ');
    private static readonly string[] s_vowels = "a e i o u ai ea ou".Split(' ');
    private static readonly string[] s_kinds = "Restaurant Cafe Grill Pizza Bakery Market Deli Kitchen Bistro Noodles Taqueria Sushi Bar Express".Split(' ');
    private static readonly string[] s_forms = ["LLC", "Inc.", "Corp", "Inc", "L.L.C."];
    private static readonly string[] s_suffixes = ["St", "Ave", "Blvd", "Rd", "Dr", "Way", "Street", "Avenue"];

    private readonly Random _random = new(Seed);
    private readonly string[] _words, _streets, _families, _given, _chains, _cities;

    public LinkData(int permits, int judgments)
    {
        _words = Vocabulary(6_000, 2);
        _streets = Vocabulary(4_000, 2);
        _families = Vocabulary(8_000, 2);
        _given = Vocabulary(600, 2);
        _chains = [.. Vocabulary(150, 3).Select(w => w + " " + s_kinds[_random.Next(s_kinds.Length)])];
        _cities = Vocabulary(60, 3);
        Permits = [.. Enumerable.Range(1, permits).Select(Permit)];
        Judgments = [.. Enumerable.Range(1, judgments).Select(Judgment)];
    }

    public IReadOnlyList<PlainRow> Permits { get; }

    public IReadOnlyList<PlainRow> Judgments { get; }

    private PlainRow Permit(int number)
    {
        var city = Rank(_cities.Length);
        var name = TradeName();
        return new(string.Create(CultureInfo.InvariantCulture, $"P{number}"), name,
            _random.Next(10) < 7 ? (_random.Next(2) == 0 ? name : $"{Word()} {Word()}") + " " + Pick(s_forms) : null,
            _random.Next(10) < 4 ? Person() : null, Street(), _cities[city], "CA", Zip(city), _random.Next(2) == 0 ? $"{_random.Next(200, 999)}-555-{_random.Next(10_000):0000}" : null);
    }

    private PlainRow Judgment(int number)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"J{number}");
        var permit = _random.Next(3) == 0 ? Permits[_random.Next(Permits.Count)] : Permit(0);
        var name = Misspelt(permit.Name!);
        var defendant = permit.LegalName is { } legal ? $"{legal}, a California corporation dba {name}"
            : permit.Owner is { } owner ? $"{owner}, an individual, dba {name}" : name;
        return _random.Next(10) < 6
            ? new(id, defendant, Address: $"{permit.Address}\n{permit.City}, CA {permit.PostalCode}")
            : new(id, defendant);
    }

    private string TradeName() => _random.Next(100) switch
    {
        < 8 => _chains[Rank(_chains.Length)] + (_random.Next(2) == 0 ? $" #{_random.Next(100, 9999)}" : ""),
        < 20 => $"{_given[Rank(_given.Length)]}'s {Pick(s_kinds)}",
        < 45 => $"{Word()} {Pick(s_kinds)}",
        < 85 => $"{Word()} {Word()} {Pick(s_kinds)}",
        _ => $"The {Word()} {Word()}",
    };

    private string Person() => $"{_given[Rank(_given.Length)]} {_families[Rank(_families.Length)]}";

    private string Street()
    {
        var number = _random.Next(1, _random.Next(10, 6_000));
        return $"{number} {(_random.Next(6) == 0 ? Pick(["N ", "S ", "E ", "W "]) : "")}{_streets[Rank(_streets.Length)]} {Pick(s_suffixes)}{(_random.Next(3) == 0 ? $" Ste {_random.Next(1, 40)}" : "")}";
    }

    private static string Zip(int city) => (94_000 + city * 3).ToString(CultureInfo.InvariantCulture);

    private string Misspelt(string name)
    {
        if (_random.Next(4) > 0)
            return name;
        var at = _random.Next(1, name.Length - 1);
        return _random.Next(2) == 0 ? name.Remove(at, 1) : name[..at] + name[at - 1] + name[at..];
    }

    private string Word() => _words[Rank(_words.Length)];

    private string Pick(string[] from) => from[_random.Next(from.Length)];

    // The first of a list come often, the last hardly ever (Zipf's law, near enough).
    private int Rank(int count) => Math.Min(count - 1, (int)Math.Exp(_random.NextDouble() * Math.Log(count + 1)) - 1);

    private string[] Vocabulary(int count, int syllables)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        while (words.Count < count)
        {
            var word = string.Concat(Enumerable.Range(0, syllables + _random.Next(2)).Select(_ => Pick(s_consonants) + Pick(s_vowels)));
            words.Add(char.ToUpperInvariant(word[0]) + word[1..]);
        }
        return [.. words];
    }
}
