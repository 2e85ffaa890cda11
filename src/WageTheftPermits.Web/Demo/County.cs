namespace WageTheftPermits.Web.Demo;

/// <summary>
/// A made-up county with a fixed seed: every name, street and number is invented. The cast of the season comes first, then the restaurants
/// about which nothing is ever said.
/// </summary>
internal static class County
{
    private const int Seed = 20260202;
    private const int Size = 320;

    public sealed record Establishment(string Number, string Name, string LegalName, string Owner, string Address, string City, string PostalCode, string Phone);

    private static readonly string[] s_chainStreets = ["Alder St", "Birch St", "Cedar Ave", "Dogwood Dr", "Elm St", "Fir Ave", "Gum St", "Hazel Rd"];

    /// <summary>Restaurants that the season's judgments are about, or seem to be about.</summary>
    public static readonly IReadOnlyList<Establishment> Cast =
    [
        new("F-1001", "Golden Lantern Noodle House", "Golden Lantern Foods Inc", "Wendell Okonjo", "418 Tern St", "Port Alder", "94001", "415-555-0111"),
        new("F-1002", "Saffron Table", "Saffron Table Group LLC", "Petra Lindqvist", "77 Quarry Rd", "Port Alder", "94001", "415-555-0112"),
        new("F-1003", "Saffron Table Bayside", "Saffron Table Group LLC", "Petra Lindqvist", "1200 Wharf Ave", "Tern Bay", "94003", "415-555-0113"),
        new("F-1004", "New Imperial Wok", "Marigold Sisters Trading LLC", "Odile Castaneda", "88 Foundry St", "Quince Hollow", "94002", "415-555-0114"),
        new("F-1005", "Crumb & Kettle", "", "Rosalind Achterberg", "9 Mill Ln", "Quince Hollow", "94002", "415-555-0115"),
        new("F-1006", "Cobalt Taqueria", "Cobalt Kitchens Corporation", "Imre Valdez", "533 Orchard Blvd Ste 2", "Port Alder", "94001", "415-555-0116"),
        new("F-1007", "Harbor Pearl Seafood", "Harbor Pearl Restaurant Inc", "Thaddeus Brandt", "21 Pier Rd", "Tern Bay", "94003", "415-555-0117"),
        new("F-1008", "Juniper Grill", "Juniper Hospitality LLC", "Solveig Amari", "640 Juniper Ave", "Port Alder", "94001", "415-555-0118"),
        new("F-1009", "Mosaic Tandoor", "Mosaic Dining Corp", "Farrukh Delacroix", "305 Cannery St", "Tern Bay", "94003", "415-555-0119"),
        new("F-1010", "Pepper Tree Cantina", "Pepper Tree Ventures Inc", "Lucinda Faraday", "14 Plaza Ct", "Quince Hollow", "94002", "415-555-0120"),
        new("F-1011", "Sablewood Diner", "Sablewood Hospitality Corp", "Anneliese Drummond", "72 Saddler St", "Port Alder", "94001", "415-555-0121"),
        new("F-1012", "Larkspur Lane Cafe", "Larkspur Lane Dining LLC", "Ottilie Marchetti", "1450 Bayview Ct", "Tern Bay", "94003", "415-555-0122"),
        new("F-1013", "Wrenfield Noodles", "Wrenfield Noodle Works Inc", "Hamish Okafor", "260 Cobbler Ln", "Quince Hollow", "94002", "415-555-0123"),
        .. Enumerable.Range(1, 8).Select(i => new Establishment($"F-11{i:00}", $"Burrito Bandwagon #{100 + i}", $"Bandwagon Franchise {i} Inc", "", $"{i * 117} {s_chainStreets[i - 1]}", "Port Alder", "94001", $"415-555-02{i:00}")),
    ];

    public static IReadOnlyList<Establishment> Establishments()
    {
        var random = new Random(Seed);
        string Pick(string[] from) => from[random.Next(from.Length)];
        string[] first = ["Amber", "Birchwood", "Cinder", "Dovetail", "Ember", "Fennel", "Granite", "Heron", "Ivory", "Jasper", "Kestrel", "Laurel", "Meadow", "Nutmeg", "Osprey", "Paprika", "Quill", "Rosemary", "Sorrel", "Thistle", "Umber", "Velvet", "Willow", "Yarrow", "Zinnia"];
        string[] second = ["Anchor", "Basket", "Cup", "Dish", "Fork", "Garden", "Hearth", "Ladle", "Oven", "Pantry", "Plate", "Pot", "Skillet", "Spoon", "Table", "Wagon"];
        string[] kind = ["Bakery", "Bistro", "Cafe", "Cantina", "Deli", "Diner", "Eatery", "Grill", "Kitchen", "Pizzeria", "Ramen", "Restaurant", "Sushi", "Tavern"];
        string[] given = ["Alaric", "Bettina", "Corwin", "Delphine", "Edmund", "Fenella", "Gideon", "Hestia", "Ignace", "Jocasta", "Leopold", "Minerva", "Octavia", "Percival", "Rowena", "Sigrid", "Tobias", "Ulla", "Verity", "Winifred"];
        string[] family = ["Abernathy", "Bellweather", "Corrigan", "Dunmore", "Eastlake", "Fairbourne", "Greystone", "Hollister", "Inverness", "Jessamine", "Kirkwood", "Lockhart", "Merriweather", "Northcott", "Oakhurst", "Pemberton", "Ravenel", "Stillwater", "Thornbury", "Windham"];
        string[] street = ["Acorn", "Bramble", "Clover", "Dune", "Eddy", "Fallow", "Gorse", "Heather", "Inlet", "Jetty", "Kelp", "Lagoon", "Marsh", "Nettle", "Oyster", "Pebble", "Reed", "Sedge", "Tide", "Upland"];
        string[] suffix = ["St", "Ave", "Rd", "Blvd", "Ln", "Dr"];
        (string City, string Postal)[] cities = [("Port Alder", "94001"), ("Quince Hollow", "94002"), ("Tern Bay", "94003"), ("Fallow Creek", "94004")];

        var all = new List<Establishment>(Cast);
        for (var i = all.Count; i < Size; i++)
        {
            var name = $"{Pick(first)} {Pick(second)} {Pick(kind)}";
            var owner = $"{Pick(given)} {Pick(family)}";
            var (city, postal) = cities[random.Next(cities.Length)];
            var legal = random.Next(4) == 0 ? "" : $"{Pick(family)} {Pick(second)} {Pick(["LLC", "Inc", "Corp"])}";
            all.Add(new Establishment($"F-{2000 + i}", name, legal, owner, $"{random.Next(1, 1900)} {Pick(street)} {Pick(suffix)}", city, postal, $"415-555-{random.Next(1000, 9999)}"));
        }
        return all;
    }

    /// <summary>The county's permits as its permit system would export them.</summary>
    public static async Task WriteCsvAsync(string path, string program, CancellationToken ct)
    {
        var lines = new List<string> { "number,name,legal_name,owner,address,city,state,postal_code,phone,expires_on,status" };
        lines.AddRange(Establishments().Select(e => string.Join(',',
            new[] { e.Number, e.Name, e.LegalName, e.Owner, e.Address, e.City, "CA", e.PostalCode, e.Phone, "2026-03-31", "ACTIVE" }.Select(Quote))));
        await File.WriteAllLinesAsync(path, lines.Select(line => Places.Of(program, line)), ct);
    }

    private static string Quote(string cell) => cell.Contains(',', StringComparison.Ordinal) || cell.Contains('"', StringComparison.Ordinal) ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
