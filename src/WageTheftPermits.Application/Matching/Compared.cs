using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Permits;

namespace WageTheftPermits.Application.Matching;

/// <summary>What of a party and a permit a comparison reads.</summary>
internal static class Compared
{
    public static ComparedFields Fields(PartyOfRecord party, Permit permit) => new(
    [
        new("the party's name", party.Name),
        new("the party's trade names", Listed(party.TradeNames)),
        new("the party's addresses", Listed(party.Addresses.Select(a => string.Join(' ', new[] { a.Line1, a.Line2, a.City, a.State, a.PostalCode }.Where(part => !string.IsNullOrEmpty(part)))))),
        new("the party's telephones", Listed(party.Phones)),
        new("the party's tax number", party.TaxIdLast4 ?? ""),
        new("the permit's trade name", permit.TradeName),
        new("the permit's site", permit.Site.ToString()),
        new("the permit's holder", permit.Permittee.LegalName ?? ""),
        new("the permit's owner", permit.Permittee.OwnerName ?? ""),
        new("the permit's tax number", permit.Permittee.TaxIdLast4 ?? ""),
        new("the permit's telephone", permit.Permittee.Phone ?? ""),
    ]);

    /// <summary>A digest of the same, as it was written: where it is the same, nothing changed.</summary>
    public static string Digest(PartyOfRecord party, Permit permit)
    {
        var compared = JsonSerializer.Serialize(new
        {
            party.Name,
            party.TradeNames,
            party.Addresses,
            party.Phones,
            party.TaxIdLast4,
            permit.TradeName,
            permit.Site,
            permit.Permittee.LegalName,
            permit.Permittee.OwnerName,
            Last4 = permit.Permittee.TaxIdLast4,
            permit.Permittee.Phone,
        }, Json.Web);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(compared)))[..32];
    }

    // In an order of their own: the same names in another order are no change.
    private static string Listed(IEnumerable<string> values) => string.Join("; ", values.Order(StringComparer.OrdinalIgnoreCase));
}
