namespace WageTheftPermits.Domain.Matching;

/// <summary>
/// How often words, names, persons and sites occur among the permits at hand. Agreement on what is common says little:
/// thirty permits are called Subway. Also answers who else holds a permit at a site. Never changes.
/// </summary>
public sealed class TermFrequencies
{
    // A county's file is a sample of the names there are: a name seen once in it is not thereby one in its size.
    private const double Unseen = 1_000;

    private readonly Func<string, int> permitsWithWord;
    private readonly Func<string, int> sitesOfName;
    private readonly Func<string, int> permitsOfPerson;
    private readonly Func<string, bool> isPlace;
    private readonly Func<string, int> permitsAtSite;
    private readonly Dictionary<string, (string Id, RecordReading Reading)[]> permitsBySite;

    private TermFrequencies(int count, Func<string, int> permitsWithWord, Func<string, int> sitesOfName, Func<string, int> permitsOfPerson, Func<string, bool> isPlace,
        Func<string, int> permitsAtSite, Dictionary<string, (string Id, RecordReading Reading)[]> permitsBySite)
    {
        Count = count;
        (this.permitsWithWord, this.sitesOfName, this.permitsOfPerson, this.isPlace) = (permitsWithWord, sitesOfName, permitsOfPerson, isPlace);
        (this.permitsAtSite, this.permitsBySite) = (permitsAtSite, permitsBySite);
    }

    /// <summary>Nothing known: every name counts as rare.</summary>
    public static TermFrequencies None { get; } = Of([]);

    /// <summary>Permits counted.</summary>
    public int Count { get; }

    internal double UniqueInformation => Information(1);

    /// <summary>Counts all permits that there are.</summary>
    public static TermFrequencies Of(IEnumerable<MatchRecord> permits) => new Counting(permits).Frequencies();

    /// <summary>What was counted elsewhere, of as much as is asked for.</summary>
    /// <param name="counts">How often each of <see cref="CountedTerms"/> occurs; what is not there occurs nowhere.</param>
    /// <param name="neighbours">The permits that share a site with those that will be compared; with others among them it is the same.</param>
    public static TermFrequencies From(IReadOnlyDictionary<string, int> counts, IEnumerable<MatchRecord> neighbours)
    {
        int Of(string term) => counts.GetValueOrDefault(term);
        return new TermFrequencies(Of(CountedTerms.Permits), w => Of(CountedTerms.Word(w)), n => Of(CountedTerms.Name(n)), p => Of(CountedTerms.Person(p)),
            w => Of(CountedTerms.Place(w)) > 0, s => Of(CountedTerms.Site(s)), BySite(neighbours));
    }

    internal int SitesOf(BusinessName name) => sitesOfName(name.Key);

    /// <summary>Information in bits of something that <paramref name="count"/> permits share.</summary>
    internal double Information(int count) => Math.Log2((Count + Unseen) / (Math.Max(count, 1) + 1));

    internal double WordInformation(string word) => Information(permitsWithWord(word));

    /// <summary>Bits by which a name at several sites says less than one of its own. Two sites are still no chain.</summary>
    internal double NameCommonness(BusinessName name) => Math.Min(0, -1.25 * Math.Log2((SitesOf(name) + 1) / 3.0));

    /// <summary>True for a word of a city's name: half the names of a town hold it.</summary>
    internal bool IsPlace(string word) => isPlace(word);

    internal double PersonInformation(PersonName person) => Information(permitsOfPerson(person.Key));

    /// <summary>How many permits are at a site.</summary>
    internal int PermitsAt(string siteKey) => permitsAtSite(siteKey);

    /// <summary>The permits at a site, where they were given.</summary>
    internal (string Id, RecordReading Reading)[] NeighboursAt(string siteKey) =>
        permitsBySite.TryGetValue(siteKey, out var found) ? found : [];

    /// <summary>What makes two permits of one name two sites.</summary>
    internal static string SiteOf(string id, RecordReading permit) => permit.SiteKeys.Length > 0 ? permit.SiteKeys[0] + "|" + permit.Sites[0].City : "permit " + id;

    // A misspelt city is still a place; what counts is only that it is one.
    internal static IEnumerable<string> PlacesOf(RecordReading permit) => permit.Sites.Select(s => s.City).OfType<string>().SelectMany(c => c.Split(' ')).Select(BusinessName.Singular);

    private static Dictionary<string, (string Id, RecordReading Reading)[]> BySite(IEnumerable<MatchRecord> permits)
    {
        var bySite = new Dictionary<string, (string, RecordReading)[]>(StringComparer.Ordinal);
        foreach (var permit in permits)
            foreach (var key in permit.Reading.SiteKeys)
                bySite[key] = bySite.TryGetValue(key, out var there) ? [.. there, (permit.Id, permit.Reading)] : [(permit.Id, permit.Reading)];
        return bySite;
    }

    private sealed class Counting
    {
        private readonly Dictionary<string, int> words = new(StringComparer.Ordinal);
        private readonly Dictionary<string, (string First, HashSet<string>? All)> sitesByName = new(StringComparer.Ordinal);
        private readonly Dictionary<string, int> persons = new(StringComparer.Ordinal);
        private readonly HashSet<string> places = new(StringComparer.Ordinal);
        private readonly Dictionary<string, (string Id, RecordReading Reading)[]> bySite;
        private int count;

        internal Counting(IEnumerable<MatchRecord> permits)
        {
            var all = permits.ToList();
            foreach (var permit in all)
                Add(permit.Id, permit.Reading);
            bySite = BySite(all);
        }

        internal TermFrequencies Frequencies() => new(count, word => words.GetValueOrDefault(word), SitesOf, person => persons.GetValueOrDefault(person), places.Contains,
            site => bySite.TryGetValue(site, out var there) ? there.Length : 0, bySite);

        private int SitesOf(string name) => sitesByName.TryGetValue(name, out var sites) ? sites.All?.Count ?? 1 : 0;

        private void Add(string id, RecordReading permit)
        {
            count++;
            foreach (var word in permit.Businesses.SelectMany(n => n.Tokens).Distinct())
                words[word] = words.GetValueOrDefault(word) + 1;
            places.UnionWith(PlacesOf(permit));
            var site = SiteOf(id, permit);
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
        }
    }
}
