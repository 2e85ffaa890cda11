using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.Domain.Restitution;
using static WageTheftPermits.UnitTests.Restitution.Given;

namespace WageTheftPermits.UnitTests.Restitution;

public class DebtTests
{
    [Fact]
    public void Award_BearsInterestOnWages_AndAsAWholeOnceItIsFinal()
    {
        JudgmentEvent[] award = [Issue(73_000, principal: 36_500, kind: "order-decision-award")];
        JudgmentEvent[] final = [.. award, new JudgmentEvent.BecameFinal(2, Entered.AddDays(30), null)];

        // Labor Code 98.1(c): on wages alone.
        Ledger(award).PayoffOn(Entered.AddDays(40)).ShouldBe(new Payoff(Entered.AddDays(40), new Sums(400, 36_500, 36_500), 10));
        // From the day on which it is a judgment, on all of it (Code of Civil Procedure 680.300, 685.010): 30 days of 10, 10 days of 20.
        Ledger(final).PayoffOn(Entered.AddDays(40)).ShouldBe(new Payoff(Entered.AddDays(40), new Sums(500, 36_500, 36_500), 20));
    }

    [Fact]
    public void Award_UnderAppeal_IsNoJudgment() =>
        Ledger(Issue(73_000, 36_500, kind: "order-decision-award"), new JudgmentEvent.BecameFinal(2, Entered.AddDays(30), null), new JudgmentEvent.Appealed(3, null, null, null))
            .Debt.EnteredOn.ShouldBeNull();

    [Fact]
    public void WithoutASplit_AllOfItIsPrincipal_AndTheLedgerSaysSo()
    {
        var debt = Ledger(Issue(1000)).Debt;

        (debt.Principal, debt.OtherSums).ShouldBe((1000, 0));
        debt.Assumptions.ShouldContain(text => text.Contains("no split"));
    }

    [Fact]
    public void Principal_AboveTheAward_IsNotBelieved()
    {
        var debt = Ledger(Issue(1000, principal: 1200)).Debt;

        (debt.Principal, debt.OtherSums).ShouldBe((1000, 0));
        debt.Assumptions.ShouldContain(text => text.Contains("more than the whole award"));
    }

    [Fact]
    public void Rate_IsThePolicys_WhereTheAgencyGivesNone()
    {
        var state = Fold(Issue(36_500, rate: null));

        RestitutionLedger.Of(state, new InterestRules { Rate = 0.05m })!.PayoffOn(Entered.AddDays(1)).Owed.Interest.ShouldBe(5);
        RestitutionLedger.Of(state, Rules)!.Debt.Assumptions.ShouldContain(text => text.Contains("10 % a year"));
    }

    [Fact]
    public void Interest_FromNoKnownDay_IsNotComputed()
    {
        var terms = Terms(1000) with { InterestFrom = null, IssuedOn = null };
        var ledger = Ledger(new JudgmentEvent.Issued(1, terms), Pay(2, 400, Entered));

        ledger.PayoffOn(Entered.AddYears(1)).ShouldBe(new Payoff(Entered.AddYears(1), new Sums(0, 600, 0), 0));
        ledger.Debt.Assumptions.ShouldContain(text => text.Contains("none is computed"));
    }

    [Fact]
    public void Interest_BeginsOnItsDay_WhateverCameBefore() =>
        Ledger(Issue(36_500), Pay(2, 500, Entered.AddDays(-30))).PayoffOn(Entered.AddDays(10)).Owed.ShouldBe(new Sums(98.63m, 36_000, 0));

    [Theory]
    [InlineData(true, 300, 0)]
    [InlineData(false, 200, 100)]
    public void AfterInterest_ThePolicySaysWhichPartIsPaidFirst(bool wagesFirst, decimal toWages, decimal toOtherSums)
    {
        var ledger = RestitutionLedger.Of(Fold(Issue(1000, principal: 900), Pay(2, 300, Entered)), new InterestRules { WagesFirst = wagesFirst })!;

        ledger.Payments[0].Credited.ShouldBe(new Sums(0, toWages, toOtherSums));
    }

    [Fact]
    public void WhileUnknown_ThereIsNoLedger() => RestitutionLedger.Of(Fold(Pay(2, 10, Entered)), Rules).ShouldBeNull();
}
