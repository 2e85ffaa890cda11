using WageTheftPermits.Domain.Judgments;
using static WageTheftPermits.UnitTests.Judgments.Life;

namespace WageTheftPermits.UnitTests.Judgments;

public class StatusTests
{
    public static TheoryData<string, JudgmentEvent[], JudgmentStatus> Lives => new()
    {
        { "nothing", [], JudgmentStatus.Unknown },
        { "only a payment", [Pay(2, "m", 10)], JudgmentStatus.Unknown },
        { "issued", [Issue(1)], JudgmentStatus.Issued },
        { "amended without its issue", [Amend(2)], JudgmentStatus.Issued },
        { "final", [Issue(1), Final(2)], JudgmentStatus.Final },
        { "final stays through an amendment", [Issue(1), Final(2), Amend(3)], JudgmentStatus.Final },
        { "appealed", [Issue(1), Appeal(2)], JudgmentStatus.Appealed },
        { "appealed, then final", [Issue(1), Appeal(2), Final(3)], JudgmentStatus.Final },
        { "final, then appealed", [Issue(1), Final(2), Appeal(3)], JudgmentStatus.Appealed },
        { "stayed outweighs appealed", [Issue(1), Stay(2, "s"), Appeal(3)], JudgmentStatus.Stayed },
        { "stayed outweighs a later final", [Issue(1), Stay(2, "s"), Final(3)], JudgmentStatus.Stayed },
        { "stay lifted", [Issue(1), Final(2), Stay(3, "s"), Lift(4, "s")], JudgmentStatus.Final },
        { "another stay lifted", [Issue(1), Stay(2, "s"), Stay(3, "t"), Lift(4, "t")], JudgmentStatus.Stayed },
        { "stayed again under the same id", [Issue(1), Stay(2, "s"), Lift(3, "s"), Stay(4, "s")], JudgmentStatus.Stayed },
        { "a lift before its stay lifts nothing", [Issue(1), Lift(2, "s"), Stay(3, "s")], JudgmentStatus.Stayed },
        { "renewed until today", [Issue(1), Renew(2, Today)], JudgmentStatus.Issued },
        { "renewed until yesterday", [Issue(1), Stay(2, "s"), Renew(3, Today.AddDays(-1))], JudgmentStatus.Expired },
        { "the last renewal counts, not the longest", [Issue(1), Renew(2, Today.AddYears(1)), Renew(3, Today.AddDays(-1))], JudgmentStatus.Expired },
        { "satisfied outweighs expired", [Issue(1), Satisfy(2), Renew(3, Today.AddDays(-1))], JudgmentStatus.Satisfied },
        { "satisfied, then a payment returned", [Issue(1), Final(2), Pay(3, "m", 9), Satisfy(4), Return(5, "m")], JudgmentStatus.Final },
        { "a payment returned, then satisfied", [Issue(1), Pay(2, "m", 9), Return(3, "m"), Satisfy(4)], JudgmentStatus.Satisfied },
        { "satisfied, and the return of a payment that has not come", [Issue(1), Satisfy(2), Return(3, "m")], JudgmentStatus.Satisfied },
        { "that payment comes at last", [Issue(1), Satisfy(2), Return(3, "m"), Pay(4, "m", 9)], JudgmentStatus.Issued },
        { "vacated outweighs satisfied", [Issue(1), Vacate(2), Satisfy(3)], JudgmentStatus.Vacated },
        { "withdrawn outweighs vacated", [Issue(1), Withdraw(2), Vacate(3)], JudgmentStatus.Withdrawn },
        { "reinstated", [Issue(1), Final(2), Vacate(3), Withdraw(4), Reinstate(5)], JudgmentStatus.Final },
        { "vacated after reinstatement", [Issue(1), Reinstate(2), Vacate(3)], JudgmentStatus.Vacated },
        { "the first among those who still owe", [Issue(1, 1000, "p1", "p2"), Final(2, "p1"), Stay(3, "s", "p2")], JudgmentStatus.Final },
        { "those who no longer owe do not count", [Issue(1, 1000, "p1", "p2"), Final(2), Vacate(3, "p1"), Stay(4, "s", "p2")], JudgmentStatus.Stayed },
        { "the last, where none owes", [Issue(1, 1000, "p1", "p2"), Satisfy(2, "p1"), Vacate(3, "p2")], JudgmentStatus.Vacated },
    };

    [Theory]
    [MemberData(nameof(Lives))]
    public void Status_IsTheContracts(string life, JudgmentEvent[] events, JudgmentStatus status) => Fold(events).Status.ShouldBe(status, life);

    [Fact]
    public void Status_IsPerParty()
    {
        var state = Fold(Issue(1, 1000, "p1", "p2", "p3"), Final(2), Appeal(3, "p2"), Withdraw(4), Reinstate(5, "p1", "p2"));

        state.Parties.Select(party => (party.Party.Id, party.Status)).ShouldBe(
            [("p1", PartyStatus.Final), ("p2", PartyStatus.Appealed), ("p3", PartyStatus.Withdrawn)]);
    }

    [Fact]
    public void EventsOfAllParties_ReachThoseWhomALaterAmendmentBrings()
    {
        var state = Fold(Issue(1), Final(2), File(3, "b"), Amend(4, 1000, ["p1", "p2"]));

        state.Party("p2").ShouldSatisfyAllConditions(
            party => party!.Status.ShouldBe(PartyStatus.Final),
            party => party!.Bankruptcy.ShouldBe(BankruptcyStatus.Pending));
    }

    [Fact]
    public void Unknown_HasNeitherAmountNorBalanceNorParties()
    {
        var state = Fold(Final(2), Pay(3, "m", 10));

        state.ShouldSatisfyAllConditions(
            () => state.Amount.ShouldBeNull(),
            () => state.Balance.ShouldBeNull(),
            () => state.Parties.ShouldBeEmpty(),
            () => state.Paid.ShouldBe(10),
            () => state.LastSequence.ShouldBe(3),
            () => state.Gaps.ShouldBe([new SequenceRange(1, 1)]));
    }

    [Fact]
    public void Expiry_ComesTheDayAfterTheLastDay()
    {
        JudgmentEvent[] events = [Issue(1), Renew(2, Day(5, 31))];

        JudgmentFold.Fold(events, Day(5, 31)).Status.ShouldBe(JudgmentStatus.Issued);
        JudgmentFold.Fold(events, Day(6, 1)).Status.ShouldBe(JudgmentStatus.Expired);
    }

    [Fact]
    public void Amendment_RestatesEverything_ButServiceStands()
    {
        var state = Fold(Issue(1), new JudgmentEvent.Served(2, Day(1, 20), "mail"), Amend(3, 600) with { Terms = Terms(600) with { Court = null } });

        state.Terms.ShouldSatisfyAllConditions(
            terms => terms!.Amount.ShouldBe(600),
            terms => terms!.Court.ShouldBeNull(),
            terms => terms!.ServedOn.ShouldBe(Day(1, 20)));
    }

    [Fact]
    public void WireNames_AreTheContracts()
    {
        Enum.GetValues<PartyStatus>().Select(status => status.ToWire()).ShouldBe(
            ["issued", "final", "appealed", "stayed", "expired", "satisfied", "vacated", "withdrawn"]);
        Enum.GetValues<JudgmentStatus>().Select(status => status.ToWire()).ShouldBe(
            ["unknown", "issued", "final", "appealed", "stayed", "expired", "satisfied", "vacated", "withdrawn"]);
        Enum.GetValues<BankruptcyStatus>().Select(status => status.ToWire()).ShouldBe(["none", "pending", "barred"]);
        Enum.GetValues<AccordStatus>().Select(status => status.ToWire()).ShouldBe(["none", "kept", "broken", "completed"]);
    }
}
