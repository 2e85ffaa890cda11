using WageTheftPermits.Domain.Judgments;
using static WageTheftPermits.UnitTests.Judgments.Life;

namespace WageTheftPermits.UnitTests.Judgments;

public class MoneyTests
{
    public static TheoryData<string, JudgmentEvent[], decimal, decimal, decimal> Accounts => new()
    {
        // What came, then paid, balance, overpaid.
        { "nothing paid", [Issue(1)], 0, 1000, 0 },
        { "paid in part", [Issue(1), Pay(2, "m", 300)], 300, 700, 0 },
        { "one payment told twice", [Issue(1), Pay(2, "m", 300), Pay(3, "m", 300)], 300, 700, 0 },
        { "returned", [Issue(1), Pay(2, "m", 300), Return(3, "m")], 0, 1000, 0 },
        { "returned before it came", [Issue(1), Return(2, "m"), Pay(3, "m", 300)], 0, 1000, 0 },
        { "return of a payment that has not come", [Issue(1), Pay(2, "m", 300), Return(3, "n")], 300, 700, 0 },
        { "overpaid", [Issue(1), Pay(2, "m", 1300)], 1300, 0, 300 },
        { "reduced by amendment", [Issue(1), Pay(2, "m", 300), Amend(3, 400)], 300, 100, 0 },
        { "confirmed", [Issue(1), Pay(2, "m", 300, Day(3, 1)), Confirm(3, 650, Day(4, 1))], 300, 650, 0 },
        { "received on the day of the balance", [Issue(1), Pay(2, "m", 300, Day(4, 1)), Confirm(3, 650, Day(4, 1))], 300, 650, 0 },
        { "received the day after", [Issue(1), Pay(2, "m", 300, Day(4, 2)), Confirm(3, 650, Day(4, 1))], 300, 350, 0 },
        { "received before, returned on the day", [Issue(1), Pay(2, "m", 300, Day(3, 1)), Confirm(3, 650, Day(4, 1)), Return(4, "m", Day(4, 1))], 0, 650, 0 },
        { "received before, returned after", [Issue(1), Pay(2, "m", 300, Day(3, 1)), Confirm(3, 650, Day(4, 1)), Return(4, "m", Day(4, 2))], 0, 950, 0 },
        { "received and returned after", [Issue(1), Confirm(2, 650, Day(4, 1)), Pay(3, "m", 300, Day(4, 2)), Return(4, "m", Day(4, 3))], 0, 650, 0 },
        { "the last confirmed by sequence", [Issue(1), Confirm(2, 650, Day(5, 1)), Confirm(3, 640, Day(4, 1))], 0, 640, 0 },
        { "an amendment outdates what was confirmed", [Issue(1), Confirm(2, 650, Day(4, 1)), Amend(3, 900)], 0, 900, 0 },
        { "confirmed after the amendment", [Issue(1), Amend(2, 900), Confirm(3, 650, Day(4, 1))], 0, 650, 0 },
        { "overpaid beyond what was confirmed", [Issue(1), Confirm(2, 100, Day(4, 1)), Pay(3, "m", 130, Day(4, 2))], 130, 0, 30 },
        { "satisfied", [Issue(1), Pay(2, "m", 300), Satisfy(3)], 300, 0, 0 },
        { "vacated", [Issue(1), Vacate(2)], 0, 0, 0 },
        { "withdrawn", [Issue(1), Withdraw(2)], 0, 0, 0 },
        { "expired still shows what is owed", [Issue(1), Renew(2, Day(5, 1))], 0, 1000, 0 },
        { "vacated for one only", [Issue(1, 1000, "p1", "p2"), Vacate(2, "p1")], 0, 1000, 0 },
    };

    [Theory]
    [MemberData(nameof(Accounts))]
    public void Balance_IsTheContracts(string life, JudgmentEvent[] events, decimal paid, decimal balance, decimal overpaid)
    {
        var state = Fold(events);

        (state.Paid, state.Balance, state.Overpaid).ShouldBe((paid, balance, overpaid), life);
    }

    [Fact]
    public void BalanceConfirmedOn_IsItsAsOf_UntilAnAmendmentOutdatesIt()
    {
        Fold(Issue(1), Confirm(2, 650, Day(4, 1))).BalanceConfirmedOn.ShouldBe(Day(4, 1));
        Fold(Issue(1), Confirm(2, 650, Day(4, 1)), Amend(3)).BalanceConfirmedOn.ShouldBeNull();
    }

    public static TheoryData<string, JudgmentEvent[], AccordStatus> Accords => new()
    {
        { "none", [], AccordStatus.None },
        { "missed without an accord", [Miss(2, "a")], AccordStatus.None },
        { "kept", [Sign(2, "a")], AccordStatus.Kept },
        { "broken", [Sign(2, "a"), Miss(3, "a")], AccordStatus.Broken },
        { "another accord missed", [Sign(2, "a"), Miss(3, "b")], AccordStatus.Kept },
        { "completed", [Sign(2, "a"), Complete(3, "a")], AccordStatus.Completed },
        { "completion cures", [Sign(2, "a"), Miss(3, "a"), Complete(4, "a")], AccordStatus.Completed },
        { "a new accord after a broken one", [Sign(2, "a"), Miss(3, "a"), Sign(4, "b")], AccordStatus.Kept },
        { "the old accord is missed again", [Sign(2, "a"), Sign(3, "b"), Miss(4, "a")], AccordStatus.Kept },
    };

    [Theory]
    [MemberData(nameof(Accords))]
    public void Accord_IsTheLastOneSigned(string life, JudgmentEvent[] events, AccordStatus accord) => Fold([Issue(1), .. events]).Accord.ShouldBe(accord, life);

    public static TheoryData<string, JudgmentEvent[], BankruptcyStatus, BankruptcyStatus> Bankruptcies => new()
    {
        // What came, then p1, p2.
        { "filed for one", [File(2, "b", "p1")], BankruptcyStatus.Pending, BankruptcyStatus.None },
        { "dismissed", [File(2, "b"), End(3, "b", dismissed: true)], BankruptcyStatus.None, BankruptcyStatus.None },
        { "dismissed, whatever is said of the debt", [File(2, "b"), End(3, "b", dismissed: true, discharged: true)], BankruptcyStatus.None, BankruptcyStatus.None },
        { "this debt was spared", [File(2, "b"), End(3, "b", discharged: false)], BankruptcyStatus.None, BankruptcyStatus.None },
        { "discharged", [File(2, "b", "p2"), End(3, "b", discharged: true)], BankruptcyStatus.None, BankruptcyStatus.Barred },
        { "not said of the debt", [File(2, "b"), End(3, "b")], BankruptcyStatus.Barred, BankruptcyStatus.Barred },
        { "barred, then learnt that the debt was spared", [File(2, "b"), End(3, "b"), End(4, "b", discharged: false)], BankruptcyStatus.None, BankruptcyStatus.None },
        { "spared, then closed", [File(2, "b"), End(3, "b", discharged: false), End(4, "b")], BankruptcyStatus.None, BankruptcyStatus.None },
        { "a bar outweighs a filing", [File(2, "b"), End(3, "b"), File(4, "c")], BankruptcyStatus.Barred, BankruptcyStatus.Barred },
        { "another filing ended", [File(2, "b"), File(3, "c", "p1"), End(4, "c", dismissed: true)], BankruptcyStatus.Pending, BankruptcyStatus.Pending },
    };

    [Theory]
    [MemberData(nameof(Bankruptcies))]
    public void Bankruptcy_IsPerPartyAndFiling(string life, JudgmentEvent[] events, BankruptcyStatus first, BankruptcyStatus second)
    {
        var state = Fold([Issue(1, 1000, "p1", "p2"), .. events]);

        (state.Party("p1")!.Bankruptcy, state.Party("p2")!.Bankruptcy).ShouldBe((first, second), life);
    }

    [Fact]
    public void Bar_IsLiftedByCounsel_ForThatFilingOnly()
    {
        JudgmentEvent[] events = [Issue(1), File(2, "b"), End(3, "b"), File(4, "c")];

        JudgmentFold.Fold(events, Today, new JudgmentDecisions([], ["b"])).Party("p1")!.Bankruptcy.ShouldBe(BankruptcyStatus.Pending);
        JudgmentFold.Fold(events, Today, new JudgmentDecisions([], ["c"])).Party("p1")!.Bankruptcy.ShouldBe(BankruptcyStatus.Barred, "a pending filing is no bar to lift");
    }
}
