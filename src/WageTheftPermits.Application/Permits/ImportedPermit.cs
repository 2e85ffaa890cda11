using System.Globalization;
using WageTheftPermits.Application.Imports;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.Application.Permits;

/// <summary>What one row says of a permit.</summary>
/// <param name="Closed"><c>null</c>: the row does not say.</param>
/// <param name="FeeOwed">Zero: none. <c>null</c>: the file does not say.</param>
/// <param name="MissingDocuments">With a semicolon between them; empty: none. <c>null</c>: the file does not say.</param>
internal sealed record ImportedPermit(
    string Number, string TradeName, string? LegalName, string? OwnerName, string? Phone, Site Site, DateOnly? ExpiresOn, bool? Closed,
    decimal? FeeOwed, string? MissingDocuments)
{
    /// <summary>Open data of facilities seldom names the class of facility.</summary>
    public const string Type = "food-facility";

    /// <summary>Programs run under California's Retail Food Code; a file that names no state is of here.</summary>
    private const string HomeState = "CA";

    public static ImportedPermit Of(CsvRow row) => new(
        row["number"] ?? "", row["name"] ?? "", row["legalName"], row["owner"], row["phone"],
        new Site(row["address"] ?? "", null, row["city"] ?? "", row["state"] ?? HomeState, row["postalCode"]),
        row["expiresOn"] is { } expires ? DateOnly.ParseExact(expires, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null,
        row["status"] is { } status ? status == "closed" : null,
        row.Present.Contains("feeOwed") ? decimal.Parse(row["feeOwed"] ?? "0", CultureInfo.InvariantCulture) : null,
        row.Present.Contains("missingDocuments") ? row["missingDocuments"] ?? "" : null);

    public IReadOnlyList<string>? Documents => MissingDocuments is null ? null :
        [.. MissingDocuments.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.OrdinalIgnoreCase)];

    public PermitteeKind PermitteeKind => DefendantText.Read(LegalName ?? OwnerName) is [var holder, ..] ? holder.Kind switch
    {
        PartyKind.Organization => PermitteeKind.Organization,
        PartyKind.Person => PermitteeKind.Person,
        _ => PermitteeKind.Unknown,
    } : PermitteeKind.Unknown;

    public Permit ToPermit(Policy policy, DateOnly today)
    {
        var permittee = NewPermittee();
        var permit = new Permit(Guid.CreateVersion7(), Number, Type, permittee, TradeName, Site, TermAt(policy, today));
        permit.SetClosed(Closed == true);
        permit.SetOwed(FeeOwed, Documents);
        return permit;
    }

    public Permittee NewPermittee() => new(Guid.CreateVersion7(), PermitteeKind, LegalName, OwnerName, phone: Phone);

    /// <summary>
    /// The year that ends when the source says, or else on the program's next day of renewals, or else with the calendar year.
    /// </summary>
    private Term TermAt(Policy policy, DateOnly today)
    {
        var end = ExpiresOn ?? policy.NextRenewalsDay(today) ?? new DateOnly(today.Year, 12, 31);
        return new Term(end.AddYears(-1).AddDays(1), end);
    }
}
