using WageTheftPermits.Domain.Judgments;
using static WageTheftPermits.Domain.Judgments.JudgmentEvent;

namespace WageTheftPermits.UnitTests.Judgments;

/// <summary>Short words for the events of a made-up judgment of 1,000 dollars.</summary>
internal static class Life
{
    public static readonly DateOnly Today = Day(6, 1);

    public static DateOnly Day(int month, int day) => new(2026, month, day);

    public static JudgmentTerms Terms(decimal amount = 1000, params string[] partyIds) => new(
        "77-00001", "Santa Clara", Day(1, 10), null, Day(2, 10), "order-decision-award", ["wages"], amount, null, null, null, null, null,
        [.. (partyIds.Length == 0 ? ["p1"] : partyIds).Select(id => new JudgmentParty(id, "employer", "organization", $"Party {id}", [], null, [], []))]);

    public static Issued Issue(long sequence, decimal amount = 1000, params string[] partyIds) => new(sequence, Terms(amount, partyIds));

    public static Amended Amend(long sequence, decimal amount = 1000, string[]? partyIds = null, params long[] settles) =>
        new(sequence, Terms(amount, partyIds ?? []), [.. settles]);

    public static BecameFinal Final(long sequence, params string[] partyIds) => new(sequence, Day(3, 1), Ids(partyIds));

    public static Appealed Appeal(long sequence, params string[] partyIds) => new(sequence, Day(2, 1), null, Ids(partyIds));

    public static Stayed Stay(long sequence, string id, params string[] partyIds) => new(sequence, id, null, null, Ids(partyIds));

    public static StayLifted Lift(long sequence, string id) => new(sequence, id, null);

    public static Vacated Vacate(long sequence, params string[] partyIds) => new(sequence, null, null, Ids(partyIds));

    public static Withdrawn Withdraw(long sequence) => new(sequence, null, null);

    public static Reinstated Reinstate(long sequence, params string[] partyIds) => new(sequence, null, null, Ids(partyIds));

    public static Assigned Assign(long sequence) => new(sequence, "The County", "county", "C-1", Day(5, 1));

    public static Renewed Renew(long sequence, DateOnly until) => new(sequence, null, until);

    public static Satisfied Satisfy(long sequence, params string[] partyIds) => new(sequence, null, null, Ids(partyIds));

    public static PaymentReceived Pay(long sequence, string id, decimal amount, DateOnly? on = null) => new(sequence, id, amount, on ?? Day(4, 1));

    public static PaymentReturned Return(long sequence, string id, DateOnly? on = null) => new(sequence, id, on ?? Day(4, 9), null);

    public static BalanceConfirmed Confirm(long sequence, decimal amount, DateOnly asOf) => new(sequence, amount, null, asOf, null, null);

    public static AccordSigned Sign(long sequence, string id) => new(sequence, id, null, null, [], null);

    public static InstallmentMissed Miss(long sequence, string id) => new(sequence, id, null);

    public static AccordCompleted Complete(long sequence, string id) => new(sequence, id, null);

    public static BankruptcyFiled File(long sequence, string caseNumber, params string[] partyIds) => new(sequence, null, caseNumber, "7", null, Ids(partyIds));

    public static BankruptcyEnded End(long sequence, string caseNumber, bool dismissed = false, bool? discharged = null) =>
        new(sequence, caseNumber, dismissed, null, discharged);

    public static JudgmentState Fold(params JudgmentEvent[] events) => JudgmentFold.Fold(events, Today);

    private static ValueList<string>? Ids(string[] ids) => ids.Length == 0 ? null : [.. ids];
}
