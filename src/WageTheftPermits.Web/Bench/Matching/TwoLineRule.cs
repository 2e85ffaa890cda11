using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.Web.Bench.Matching;

/// <summary>
/// The floor: what two lines of anybody's script find. The same house number and street, and a name that is at least 0.85 alike by Jaro–Winkler;
/// where one side has no address, the name alone.
/// </summary>
internal sealed class TwoLineRule
{
    private const double Alike = 0.85;

    private sealed record Entry(string Id, string[] Names, string[] Sites);

    private readonly List<Entry> _permits;
    private readonly ILookup<string, Entry> _bySite;

    public TwoLineRule(IEnumerable<PlainRow> permits)
    {
        _permits = [.. permits.Select(p => Read(p))];
        _bySite = _permits.SelectMany(p => p.Sites.Select(s => (Site: s, Permit: p))).ToLookup(x => x.Site, x => x.Permit);
    }

    /// <summary>The permits that the rule gives a judgment.</summary>
    public IEnumerable<string> Find(PlainRow judgment)
    {
        var entry = Read(judgment);
        var near = entry.Sites.Length == 0 ? _permits : entry.Sites.SelectMany(s => _bySite[s]).Concat(_permits.Where(p => p.Sites.Length == 0));
        return near.Where(p => entry.Names.Any(a => p.Names.Any(b => Similarity.JaroWinkler(a, b) >= Alike))).Select(p => p.Id).Distinct();
    }

    private static Entry Read(PlainRow row)
    {
        var addresses = row.City is null ? AddressText.Read(row.Address) : AddressText.Read(row.Address, null, row.City, row.State, row.PostalCode) is { } one ? [one] : [];
        var record = MatchRecord.FromJudgmentRow(row.Id, row.Name, row.LegalName, row.Owner, addresses, null);
        return new(row.Id, [.. record.TradeNames.Concat(record.LegalNames).Select(n => n.ToLowerInvariant()).Distinct()],
            // Of a line that runs street and city together only the first word is surely the street's.
            [.. addresses.Where(a => a.Number is not null && a.Street is not null).Select(a => $"{a.Number} {a.Street!.Split(' ')[0]}").Distinct()]);
    }
}
