using System.Collections.Frozen;

namespace WageTheftPermits.Contracts.Incoming;

/// <summary>The types of event that agencies send, as they stand in a CloudEvent's <c>type</c>. A new version is a new type beside the old.</summary>
public static class EventTypes
{
    public const string JudgmentIssued = "judgment.issued.v1";
    public const string JudgmentAmended = "judgment.amended.v1";
    public const string JudgmentServed = "judgment.served.v1";
    public const string JudgmentFinal = "judgment.final.v1";
    public const string JudgmentAppealed = "judgment.appealed.v1";
    public const string JudgmentStayed = "judgment.stayed.v1";
    public const string JudgmentStayLifted = "judgment.stay-lifted.v1";
    public const string JudgmentVacated = "judgment.vacated.v1";
    public const string JudgmentWithdrawn = "judgment.withdrawn.v1";
    public const string JudgmentReinstated = "judgment.reinstated.v1";
    public const string JudgmentAssigned = "judgment.assigned.v1";
    public const string JudgmentRenewed = "judgment.renewed.v1";
    public const string JudgmentSatisfied = "judgment.satisfied.v1";
    public const string PaymentReceived = "payment.received.v1";
    public const string PaymentReturned = "payment.returned.v1";
    public const string AccordSigned = "accord.signed.v1";
    public const string AccordInstallmentMissed = "accord.installment-missed.v1";
    public const string AccordCompleted = "accord.completed.v1";
    public const string BankruptcyFiled = "bankruptcy.filed.v1";
    public const string BankruptcyEnded = "bankruptcy.ended.v1";
    public const string BalanceConfirmed = "balance.confirmed.v1";

    /// <summary>Every type above. Compared letter by letter: <c>Judgment.Issued.v1</c> is unknown.</summary>
    public static FrozenSet<string> All { get; } = new[]
    {
        JudgmentIssued, JudgmentAmended, JudgmentServed, JudgmentFinal, JudgmentAppealed, JudgmentStayed, JudgmentStayLifted,
        JudgmentVacated, JudgmentWithdrawn, JudgmentReinstated, JudgmentAssigned, JudgmentRenewed, JudgmentSatisfied,
        PaymentReceived, PaymentReturned, AccordSigned, AccordInstallmentMissed, AccordCompleted,
        BankruptcyFiled, BankruptcyEnded, BalanceConfirmed,
    }.ToFrozenSet(StringComparer.Ordinal);
}
