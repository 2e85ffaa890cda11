using WageTheftPermits.Contracts.Incoming;
using WageTheftPermits.Domain.Judgments;
using static WageTheftPermits.UnitTests.Judgments.Life;

namespace WageTheftPermits.UnitTests.Judgments;

/// <summary>
/// The judgment's machine as the fold makes it: for each status a short life of one party that was final before, and one event of each type after it.
/// </summary>
internal static class JudgmentMachine
{
    /// <summary>Every type of the contract, in its order, with the event that comes next in a life.</summary>
    public static IReadOnlyList<(string Type, Func<long, JudgmentEvent> Event)> Events { get; } =
    [
        (EventTypes.JudgmentIssued, sequence => Issue(sequence)),
        (EventTypes.JudgmentAmended, sequence => Amend(sequence)),
        (EventTypes.JudgmentServed, sequence => new JudgmentEvent.Served(sequence, Day(1, 20), "mail")),
        (EventTypes.JudgmentFinal, sequence => Final(sequence)),
        (EventTypes.JudgmentAppealed, sequence => Appeal(sequence)),
        (EventTypes.JudgmentStayed, sequence => Stay(sequence, "another stay")),
        (EventTypes.JudgmentStayLifted, sequence => Lift(sequence, "s")),
        (EventTypes.JudgmentVacated, sequence => Vacate(sequence)),
        (EventTypes.JudgmentWithdrawn, sequence => Withdraw(sequence)),
        (EventTypes.JudgmentReinstated, sequence => Reinstate(sequence)),
        (EventTypes.JudgmentAssigned, sequence => Assign(sequence)),
        (EventTypes.JudgmentRenewed, sequence => Renew(sequence, Today)),
        (EventTypes.JudgmentSatisfied, sequence => Satisfy(sequence)),
        (EventTypes.PaymentReceived, sequence => Pay(sequence, "another payment", 1)),
        (EventTypes.PaymentReturned, sequence => Return(sequence, "m")),
        (EventTypes.AccordSigned, sequence => Sign(sequence, "a")),
        (EventTypes.AccordInstallmentMissed, sequence => Miss(sequence, "a")),
        (EventTypes.AccordCompleted, sequence => Complete(sequence, "a")),
        (EventTypes.BankruptcyFiled, sequence => File(sequence, "b")),
        (EventTypes.BankruptcyEnded, sequence => End(sequence, "b")),
        (EventTypes.BalanceConfirmed, sequence => Confirm(sequence, 0, Day(5, 1))),
    ];

    /// <summary>What the fold makes of an event of the type, after a life that led to the status.</summary>
    public static PartyStatus Next(PartyStatus from, string type)
    {
        var life = LifeTo(from);
        return Fold([.. life, Events.Single(one => one.Type == type).Event(life.Length + 1)]).Parties.Single().Status;
    }

    /// <summary>The judgment is final before, so that what ends a status shows what stood beneath it.</summary>
    public static JudgmentEvent[] LifeTo(PartyStatus status) => status switch
    {
        PartyStatus.Issued => [Issue(1), Pay(2, "m", 100)],
        PartyStatus.Final => [Issue(1), Pay(2, "m", 100), Final(3)],
        PartyStatus.Appealed => [.. LifeTo(PartyStatus.Final), Appeal(4)],
        PartyStatus.Stayed => [.. LifeTo(PartyStatus.Final), Stay(4, "s")],
        PartyStatus.Expired => [.. LifeTo(PartyStatus.Final), Renew(4, Today.AddDays(-1))],
        PartyStatus.Satisfied => [.. LifeTo(PartyStatus.Final), Satisfy(4)],
        PartyStatus.Vacated => [.. LifeTo(PartyStatus.Final), Vacate(4)],
        PartyStatus.Withdrawn => [.. LifeTo(PartyStatus.Final), Withdraw(4)],
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };
}
