using WageTheftPermits.Domain.Judgments;
using static WageTheftPermits.UnitTests.Judgments.Life;

namespace WageTheftPermits.UnitTests.Judgments;

public class FinalityTests
{
    // The deadline of these judgments is 10 February; five days for mail make it the 15th.
    public static TheoryData<string, JudgmentEvent[], DateOnly, FinalityReason> Cases => new()
    {
        { "no final event", [Issue(1)], Day(6, 1), FinalityReason.NotFinal },
        { "final for another party", [Issue(1, 1000, "p1", "p2"), Final(2, "p2")], Day(6, 1), FinalityReason.NotFinal },
        { "the last day with its mail days", [Issue(1), Final(2)], Day(2, 15), FinalityReason.DeadlineRunning },
        { "the day after", [Issue(1), Final(2)], Day(2, 16), FinalityReason.Final },
        { "appealed later", [Issue(1), Final(2), Appeal(3)], Day(6, 1), FinalityReason.Appealed },
        { "appealed later by another", [Issue(1, 1000, "p1", "p2"), Final(2), Appeal(3, "p2")], Day(6, 1), FinalityReason.Final },
        { "appealed earlier", [Issue(1), Appeal(2), Final(3)], Day(6, 1), FinalityReason.Final },
        { "no deadline known", [Issue(1) with { Terms = Terms() with { AppealDeadline = null } }, Final(2)], Day(6, 1), FinalityReason.DeadlineUnknown },
        { "unknown judgment", [Final(2)], Day(6, 1), FinalityReason.PartyUnknown },
        { "a deadline at the end of time", [Issue(1) with { Terms = Terms() with { AppealDeadline = DateOnly.MaxValue } }, Final(2)], Day(6, 1), FinalityReason.DeadlineRunning },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Finality_NeedsTheEventTheDeadlineAndNoAppeal(string life, JudgmentEvent[] events, DateOnly today, FinalityReason reason)
    {
        var finality = Finality.Of(JudgmentFold.Fold(events, today), "p1", today, mailDays: 5);

        finality.Reason.ShouldBe(reason, life);
        finality.IsFinal.ShouldBe(reason == FinalityReason.Final);
    }

    [Fact]
    public void Finality_OfAPartyItLacks_IsUnknown() => Finality.Of(Fold(Issue(1), Final(2)), "p9", Today, 0).Reason.ShouldBe(FinalityReason.PartyUnknown);
}
