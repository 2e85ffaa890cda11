namespace WageTheftPermits.Domain.Matching;

/// <summary>
/// How often words, names, persons and sites occur among the permits at hand. Agreement on what is common says little:
/// thirty permits are called Subway. Also answers who else holds a permit at a site. Immutable once built.
/// </summary>
public sealed class TermFrequencies
{
    // A county's file is a sample of the names there are: a name seen once in it is not thereby one in its size.
    private const double Unseen = 1_000;

    private readonly Dictionary<string, int> words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string First, HashSet<string>? All)> sitesByName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> persons = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Id, RecordReading Reading)[]> permitsBySite = new(StringComparer.Ordinal);

    private readonly HashSet<string> placeWords = new(StringComparer.Ordinal);

    private TermFrequencies()
    {
    }

    /// <summary>Nothing known: every name counts as rare.</summary>
    public static TermFrequencies None { get; } = new();

    /// <summary>Permits counted.</summary>
    public int Count { get; private set; }

    internal double UniqueInformation => Information(1);

    public static TermFrequencies Of(IEnumerable<MatchRecord> permits)
    {
        var table = new TermFrequencies();
        foreach (var permit in permits)
            table.Add(permit.Id, permit.Reading);
        return table;
    }

    internal int SitesOf(BusinessName name) => sitesByName.TryGetValue(name.Key, out var sites) ? sites.All?.Count ?? 1 : 0;

    /// <summary>Information in bits of something that <paramref name="count"/> permits share.</summary>
    internal double Information(int count) => Math.Log2((Count + Unseen) / (Math.Max(count, 1) + 1));

    internal double WordInformation(string word) => Information(words.GetValueOrDefault(word));

    /// <summary>Bits by which a name at several sites says less than one of its own. Two sites are still no chain.</summary>
    internal double NameCommonness(BusinessName name) => Math.Min(0, -1.25 * Math.Log2((SitesOf(name) + 1) / 3.0));

    /// <summary>True for a word of a city's name: half the names of a town hold it.</summary>
    internal bool IsPlace(string word) => placeWords.Contains(word);

    internal double PersonInformation(PersonName person) => Information(persons.GetValueOrDefault(person.Key));

    internal (string Id, RecordReading Reading)[] PermitsAt(string siteKey) =>
        permitsBySite.TryGetValue(siteKey, out var found) ? found : [];

    private void Add(string id, RecordReading permit)
    {
        Count++;
        foreach (var word in permit.Businesses.SelectMany(n => n.Tokens).Distinct())
            words[word] = words.GetValueOrDefault(word) + 1;
        // A misspelt city is still a place; what counts is only that it is one.
        foreach (var city in permit.Sites.Select(s => s.City).OfType<string>())
            placeWords.UnionWith(city.Split(' ').Select(BusinessName.Singular));
        var site = permit.SiteKeys.Length > 0 ? permit.SiteKeys[0] + "|" + permit.Sites[0].City : "permit " + id;
        foreach (var key in permit.Businesses.Select(n => n.Key).Distinct())
        {
            // Nearly every name has one site, and there may be a million.
            if (!sitesByName.TryGetValue(key, out var sites))
                sitesByName[key] = (site, null);
            else if (sites.All is not null)
                sites.All.Add(site);
            else if (sites.First != site)
                sitesByName[key] = (sites.First, new HashSet<string>(StringComparer.Ordinal) { sites.First, site });
        }
        foreach (var key in permit.Persons.Select(p => p.Key).Distinct())
            persons[key] = persons.GetValueOrDefault(key) + 1;
        foreach (var key in permit.SiteKeys)
        {
            permitsBySite[key] = permitsBySite.TryGetValue(key, out var there) ? [.. there, (id, permit)] : [(id, permit)];
        }
    }
}
