namespace WageTheftPermits.Domain.Matching;

/// <summary>
/// What of a permit is counted to tell how common names are, as short strings that a store can count: a word, a name at a site, a person, a place, a site.
/// <see cref="TermFrequencies.From"/> makes frequencies of such counts.
/// </summary>
/// <remarks>
/// Kinds, before the first colon: <c>*</c> every permit; <c>w</c> a word of a name; <c>n</c> a name; <c>p</c> a person; <c>c</c> a word of a city's name; <c>a</c> house number and street.
/// A permit counts in <c>n</c> terms with <see cref="AtSite"/> and a site behind them; a name's own count is at how many different sites it is.
/// </remarks>
public static class CountedTerms
{
    /// <summary>Stands between a name and its site; no name holds a control character.</summary>
    public const char AtSite = '\u001f';

    internal const string Permits = "*";

    private const int Longest = 200;

    /// <summary>What a permit counts in, each once; its number among them.</summary>
    public static IReadOnlySet<string> Of(MatchRecord permit)
    {
        var reading = permit.Reading;
        var terms = new HashSet<string>(StringComparer.Ordinal) { Permits };
        var site = Short(TermFrequencies.SiteOf(permit.Id, reading));
        foreach (var name in reading.Businesses)
        {
            terms.Add(Name(name.Key) + AtSite + site);
            foreach (var word in name.Tokens)
                terms.Add(Word(word));
        }
        foreach (var person in reading.Persons)
            terms.Add(Person(person.Key));
        foreach (var place in TermFrequencies.PlacesOf(reading))
            terms.Add(Place(place));
        foreach (var key in reading.SiteKeys)
            terms.Add(Site(key));
        return terms;
    }

    /// <summary>All counts of these permits, made of the permits themselves: what a store that keeps counts must say.</summary>
    public static Dictionary<string, int> Count(IEnumerable<MatchRecord> permits)
    {
        var counts = permits.SelectMany(Of).CountBy(term => term, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var sites = counts.Keys.Where(term => term.Contains(AtSite, StringComparison.Ordinal)).CountBy(term => term[..term.IndexOf(AtSite, StringComparison.Ordinal)], StringComparer.Ordinal).ToList();
        foreach (var (name, count) in sites)
            counts[name] = count;
        return counts;
    }

    /// <summary>The terms whose counts comparing these records asks for.</summary>
    public static IReadOnlySet<string> AskedBy(IEnumerable<MatchRecord> records)
    {
        var terms = new HashSet<string>(StringComparer.Ordinal) { Permits };
        foreach (var reading in records.Select(r => r.Reading))
        {
            foreach (var name in reading.Businesses)
            {
                terms.Add(Name(name.Key));
                foreach (var word in name.Tokens)
                {
                    terms.Add(Word(word));
                    terms.Add(Place(word));
                }
            }
            foreach (var person in reading.Persons)
                terms.Add(Person(person.Key));
            foreach (var key in reading.SiteKeys)
                terms.Add(Site(key));
        }
        return terms;
    }

    internal static string Word(string word) => "w:" + Short(word);

    internal static string Name(string key) => "n:" + Short(key);

    internal static string Person(string key) => "p:" + Short(key);

    internal static string Place(string word) => "c:" + Short(word);

    internal static string Site(string key) => "a:" + Short(key);

    // An index holds no text of any length. What is cut is told apart by its digest.
    private static string Short(string text) => text.Length <= Longest
        ? text
        : text[..Longest] + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
