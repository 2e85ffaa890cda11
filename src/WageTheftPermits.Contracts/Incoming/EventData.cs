namespace WageTheftPermits.Contracts.Incoming;

/// <summary>
/// What an event says: its <c>data</c>, typed. A member that the contract lets an agency leave out is <c>null</c> (a list: empty) where it did.
/// <c>PartyIds</c> is <c>null</c> where the event speaks of every party. Money is in dollars.
/// </summary>
public abstract record EventData
{
    private protected EventData()
    {
    }
}

public sealed record PartyAddress(string? Line1, string? Line2, string? City, string? State, string? PostalCode);

/// <param name="Id">The agency's key of the party within the judgment.</param>
/// <param name="Role">Such as <c>employer</c> or <c>individual-defendant</c>; free text.</param>
/// <param name="Kind"><c>organization</c>, <c>person</c>, or whatever else the agency calls it.</param>
/// <param name="Name">As the agency writes it, never blank.</param>
public sealed record Party(
    string Id,
    string? Role,
    string? Kind,
    string Name,
    IReadOnlyList<string> TradeNames,
    string? TaxIdLast4,
    IReadOnlyList<PartyAddress> Addresses,
    IReadOnlyList<string> Phones);

/// <summary>Everything a judgment says of itself; an issued event states it and an amendment restates all of it.</summary>
/// <param name="InterestRate">A fraction a year: 0.10 is ten percent.</param>
public sealed record JudgmentTerms(
    string? CaseNumber,
    string? Court,
    DateOnly? IssuedOn,
    DateOnly? ServedOn,
    DateOnly? AppealDeadline,
    string? Kind,
    IReadOnlyList<string> Violations,
    decimal Amount,
    decimal? Principal,
    decimal? InterestRate,
    DateOnly? InterestFrom,
    int? Workers,
    string? Naics,
    IReadOnlyList<Party> Parties);

public sealed record JudgmentIssued(JudgmentTerms Terms) : EventData;

/// <param name="Settles">Earlier sequences whose dispute this amendment settles.</param>
public sealed record JudgmentAmended(JudgmentTerms Terms, IReadOnlyList<long> Settles) : EventData;

public sealed record JudgmentServed(DateOnly? ServedOn, string? Method) : EventData;

public sealed record JudgmentFinal(DateOnly? FinalOn, IReadOnlyList<string>? PartyIds) : EventData;

public sealed record JudgmentAppealed(DateOnly? FiledOn, bool? UndertakingPosted, IReadOnlyList<string>? PartyIds) : EventData;

public sealed record JudgmentStayed(string StayId, string? By, DateOnly? From, IReadOnlyList<string>? PartyIds) : EventData;

public sealed record JudgmentStayLifted(string StayId, DateOnly? On) : EventData;

public sealed record JudgmentVacated(DateOnly? On, string? Reason, IReadOnlyList<string>? PartyIds) : EventData;

public sealed record JudgmentWithdrawn(DateOnly? On, string? Reason) : EventData;

public sealed record JudgmentReinstated(DateOnly? On, string? Reason, IReadOnlyList<string>? PartyIds) : EventData;

public sealed record JudgmentAssigned(string? ToName, string? ToAgency, string? ToSubject, DateOnly? On) : EventData;

/// <param name="Until">The last day on which the judgment can be enforced.</param>
public sealed record JudgmentRenewed(DateOnly? On, DateOnly Until) : EventData;

/// <param name="AcceptedAmount">What the creditor took instead of the whole; <c>null</c>: paid in full.</param>
public sealed record JudgmentSatisfied(DateOnly? On, decimal? AcceptedAmount, IReadOnlyList<string>? PartyIds) : EventData;

public sealed record PaymentReceived(string PaymentId, decimal Amount, DateOnly ReceivedOn) : EventData;

public sealed record PaymentReturned(string PaymentId, DateOnly ReturnedOn, string? Reason) : EventData;

public sealed record Installment(DateOnly? DueOn, decimal? Amount);

public sealed record AccordSigned(string AccordId, DateOnly? SignedOn, bool? Notarized, IReadOnlyList<Installment> Installments, int? GraceDays) : EventData;

public sealed record AccordInstallmentMissed(string AccordId, DateOnly? DueOn) : EventData;

public sealed record AccordCompleted(string AccordId, DateOnly? On) : EventData;

public sealed record BankruptcyFiled(string? Court, string CaseNumber, string? Chapter, DateOnly? FiledOn, IReadOnlyList<string>? PartyIds) : EventData;

/// <param name="How"><c>dismissed</c>, <c>discharged</c> or <c>closed</c>.</param>
/// <param name="DebtDischarged">Whether the discharge reached this debt; <c>null</c>: unknown.</param>
public sealed record BankruptcyEnded(string CaseNumber, string? How, DateOnly? On, bool? DebtDischarged) : EventData;

/// <param name="Amount">Principal and costs still owed on <paramref name="AsOf"/>, without interest.</param>
public sealed record BalanceConfirmed(decimal Amount, decimal? Interest, DateOnly AsOf, decimal? Payoff, DateOnly? GoodThrough) : EventData;
