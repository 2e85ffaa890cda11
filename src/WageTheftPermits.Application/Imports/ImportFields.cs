using System.Collections.Frozen;

namespace WageTheftPermits.Application.Imports;

/// <summary>The fields that a mapping can fill, by kind of file.</summary>
public static class ImportFields
{
    /// <summary><c>feeOwed</c> and <c>missingDocuments</c> (names with a semicolon between them) are what the applicant still owes before the permit is renewed.</summary>
    private static readonly FrozenSet<string> Permits = Set(
        "number", "name", "legalName", "owner", "address", "city", "state", "postalCode", "phone", "latitude", "longitude", "lastInspectedOn", "expiresOn", "status", "feeOwed",
        "missingDocuments");

    /// <summary><c>balance</c> is what is still owed; a column of what was awarded or assessed is none.</summary>
    private static readonly FrozenSet<string> Judgments = Set(
        "subject", "caseNumber", "court", "filedOn", "issuedOn", "servedOn", "appealDeadline", "finalOn", "kind", "amount", "principal", "balance", "balanceAsOf",
        "paid", "workers", "naics", "status", "partyName", "partyRole", "legalName", "tradeName", "address", "city", "state", "postalCode", "phone");

    private static readonly FrozenSet<string> Leads = Set(
        "subject", "tradeName", "legalName", "address", "city", "state", "postalCode", "amount", "workers", "from", "until", "naics", "industry");

    public static FrozenSet<string> Of(ImportKind kind) => kind switch
    {
        ImportKind.Permits => Permits,
        ImportKind.Judgments => Judgments,
        _ => Leads,
    };

    private static FrozenSet<string> Set(params string[] names) => names.ToFrozenSet(StringComparer.Ordinal);
}
