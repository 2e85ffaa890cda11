using FsCheck;
using FsCheck.Fluent;
using WageTheftPermits.Domain.Judgments;
using static WageTheftPermits.UnitTests.Judgments.Life;

namespace WageTheftPermits.UnitTests.Judgments;

/// <summary>Lives that nobody thought of: any events, in any order, with gaps, with two at one place.</summary>
internal static class AnyLife
{
    /// <param name="sequences">The fewer places there are, the more events contradict each other.</param>
    public static Gen<List<JudgmentEvent>> Of(int sequences) => Gen.ListOf(AnyEvent(sequences)).Select(events => events.ToList());

    private static Gen<JudgmentEvent> AnyEvent(int sequences) =>
        from sequence in Gen.Choose(1, sequences)
        from party in Gen.Elements("p1", "p2", "p3")
        from key in Gen.Elements("k", "l")
        from day in Gen.Choose(1, 28)
        from one in Gen.Elements<JudgmentEvent>(
            Issue(sequence), Amend(sequence, day * 10, ["p1", party], sequence - 1), Final(sequence), Final(sequence, party), Appeal(sequence, party),
            Stay(sequence, key), Lift(sequence, key), Vacate(sequence, party), Withdraw(sequence), Reinstate(sequence), Renew(sequence, Day(6, day)), Renew(sequence, Day(5, day)),
            Satisfy(sequence), Pay(sequence, key, day, Day(4, day)), Return(sequence, key, Day(4, day)), Confirm(sequence, day, Day(4, day)),
            Sign(sequence, key), Miss(sequence, key), Complete(sequence, key), File(sequence, key, party), End(sequence, key), new JudgmentEvent.SetAside(sequence))
        select one;
}
