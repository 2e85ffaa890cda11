namespace WageTheftPermits.Domain.Judgments;

/// <summary>An address as the agency wrote it; any part may be absent.</summary>
public sealed record PartyAddress(string? Line1, string? Line2, string? City, string? State, string? PostalCode);

/// <summary>One who owes the judgment.</summary>
/// <param name="Id">The agency's key of the party within the judgment.</param>
/// <param name="Role">Such as <c>employer</c> or <c>individual-defendant</c>, in the agency's words.</param>
/// <param name="Kind"><c>organization</c> or <c>person</c>, where the agency says.</param>
public sealed record JudgmentParty(
    string Id,
    string? Role,
    string? Kind,
    string Name,
    ValueList<string> TradeNames,
    string? TaxIdLast4,
    ValueList<PartyAddress> Addresses,
    ValueList<string> Phones);

/// <summary>What a judgment says of itself: stated when issued, restated as a whole by each amendment. Money in dollars.</summary>
/// <param name="AppealDeadline">The last day to appeal, before any days for mailing; <c>null</c>: the agency did not say.</param>
/// <param name="Amount">What was awarded in all.</param>
/// <param name="Principal">The wages within it, apart from penalties, damages and costs; <c>null</c>: the agency gives no split.</param>
/// <param name="InterestRate">A fraction a year: 0.10 is ten percent.</param>
/// <param name="InterestFrom">The day from which interest runs beyond what <paramref name="Amount"/> holds already.</param>
public sealed record JudgmentTerms(
    string? CaseNumber,
    string? Court,
    DateOnly? IssuedOn,
    DateOnly? ServedOn,
    DateOnly? AppealDeadline,
    string? Kind,
    ValueList<string> Violations,
    decimal Amount,
    decimal? Principal,
    decimal? InterestRate,
    DateOnly? InterestFrom,
    int? Workers,
    string? Naics,
    ValueList<JudgmentParty> Parties)
{
    public bool Names(string partyId) => Parties.Any(party => party.Id == partyId);
}
