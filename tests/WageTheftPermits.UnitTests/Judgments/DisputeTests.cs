using WageTheftPermits.Domain.Judgments;
using static WageTheftPermits.UnitTests.Judgments.Life;

namespace WageTheftPermits.UnitTests.Judgments;

public class DisputeTests
{
    private static JudgmentEvent.SetAside Aside(long sequence) => new JudgmentEvent.SetAside(sequence);

    public static TheoryData<string, JudgmentEvent[], DisputeKind[]> Lives => new()
    {
        { "a conflict", [Issue(1), Aside(2)], [DisputeKind.Conflict] },
        { "two events of one place", [Issue(1), Final(2), Appeal(2)], [DisputeKind.Conflict] },
        { "settled by a later amendment", [Issue(1), Aside(2), Amend(3, settles: 2)], [] },
        { "an amendment that lists another", [Issue(1), Aside(2), Aside(3), Amend(4, settles: 3)], [DisputeKind.Conflict] },
        { "an earlier amendment settles nothing later", [Issue(1), Amend(2, settles: 3), Aside(3)], [DisputeKind.Conflict] },
        { "the amendment itself is set aside", [Issue(1), Aside(2), Amend(3, settles: 2), Withdraw(3)], [DisputeKind.Conflict, DisputeKind.Conflict] },
        { "a payment with two amounts", [Issue(1), Pay(2, "m", 1), Pay(3, "m", 2)], [DisputeKind.PaymentAmounts] },
        { "a payment twice alike", [Issue(1), Pay(2, "m", 1), Pay(3, "m", 1)], [] },
        { "a payment twice, then its return", [Issue(1), Pay(2, "m", 1), Pay(3, "m", 1), Return(4, "m")], [] },
        { "a payment again after its return", [Issue(1), Pay(2, "m", 1), Return(3, "m"), Pay(4, "m", 1)], [DisputeKind.PaymentAfterReturn] },
        { "a return before its only payment", [Issue(1), Return(2, "m"), Pay(3, "m", 1)], [] },
        { "a payment's dispute, settled", [Issue(1), Pay(2, "m", 1), Pay(3, "m", 2), Amend(4, settles: 3)], [] },
        { "a party it lacks", [Issue(1), Final(2, "p9")], [DisputeKind.UnknownParty] },
        { "an amendment brings the party", [Issue(1), Final(2, "p9"), Amend(3, 1000, ["p1", "p9"])], [] },
        { "an amendment without the party", [Issue(1), Final(2, "p9"), Amend(3)], [DisputeKind.UnknownParty] },
        { "an amendment settles it without the party", [Issue(1), Final(2, "p9"), Amend(3, settles: 2)], [] },
        { "a party that a later amendment drops", [Issue(1, 1000, "p1", "p2"), Final(2, "p2"), Amend(3)], [] },
        { "a party that an earlier amendment dropped", [Issue(1, 1000, "p1", "p2"), Amend(2), Final(3, "p2")], [DisputeKind.UnknownParty] },
        { "two parties it lacks", [Issue(1), Vacate(2, "p8", "p9")], [DisputeKind.UnknownParty, DisputeKind.UnknownParty] },
    };

    [Theory]
    [MemberData(nameof(Lives))]
    public void Disputes_AreTheContracts(string life, JudgmentEvent[] events, DisputeKind[] disputes)
    {
        var state = Fold(events);

        state.Disputes.Select(dispute => dispute.Kind).ShouldBe(disputes, life);
        state.Disputed.ShouldBe(disputes.Length > 0);
    }

    [Fact]
    public void Conflict_CountsAsCome_AndForNothing()
    {
        var state = Fold(Issue(1), Aside(2), Pay(4, "m", 100));

        state.Gaps.ShouldBe([new SequenceRange(3, 3)]);
        state.Paid.ShouldBe(100);
        state.Status.ShouldBe(JudgmentStatus.Issued);
    }

    [Fact]
    public void Conflict_SettledByAPerson_IsNoDispute() =>
        JudgmentFold.Fold([Issue(1), Aside(2)], Today, new JudgmentDecisions([[2]], [])).Disputed.ShouldBeFalse();

    [Fact]
    public void Settlement_IsOfTheEventsThatWereLookedAtTogether_AndOfNoOther()
    {
        JudgmentEvent[] life = [Issue(1), Pay(2, "m", 1), Pay(3, "m", 2), Pay(4, "m", 3)];

        JudgmentFold.Fold(life, Today, new JudgmentDecisions([[2, 3]], [])).Disputes.Select(dispute => dispute.Name).ShouldBe(["2-4"]);
        JudgmentFold.Fold(life, Today, new JudgmentDecisions([[2, 3], [2, 4]], [])).Disputed.ShouldBeFalse();
        JudgmentFold.Fold([Issue(1), Aside(2), Pay(3, "m", 2)], Today, new JudgmentDecisions([[2, 3]], [])).Disputed.ShouldBeFalse("what does not count of a settled pair is set aside");
    }

    [Fact]
    public void EventOfALatePartyTakesEffect_OnceAnAmendmentBringsIt() =>
        Fold(Issue(1), Final(2, "p9"), Amend(3, 1000, ["p1", "p9"])).Parties.Select(party => party.Status)
            .ShouldBe([PartyStatus.Issued, PartyStatus.Final]);

    [Theory]
    [InlineData(new long[] { 1, 2, 3 }, new long[] { })]
    [InlineData(new long[] { 5 }, new long[] { 1, 4 })]
    [InlineData(new long[] { 1, 5, 6, 8 }, new long[] { 2, 4, 7, 7 })]
    [InlineData(new long[] { 1_000_000_000 }, new long[] { 1, 999_999_999 })]
    public void Gaps_AreRangesUpToTheLast(long[] come, long[] gaps)
    {
        var state = Fold([.. come.Select(sequence => Issue(sequence))]);

        state.Gaps.SelectMany(gap => new[] { gap.First, gap.Last }).ShouldBe(gaps);
        state.LastSequence.ShouldBe(come[^1]);
    }
}
