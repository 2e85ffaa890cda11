using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Restitution;
using static WageTheftPermits.UnitTests.Restitution.Given;

namespace WageTheftPermits.UnitTests.Restitution;

public class LedgerTests
{
    private static readonly DateOnly s_day20 = Entered.AddDays(20);

    [Fact]
    public void ReturnedPayment_NeverPaid_AndIsShown()
    {
        var returned = Ledger(Issue(36_500), Pay(2, 500, Entered.AddDays(5)), new JudgmentEvent.PaymentReturned(3, "m2", Entered.AddDays(9), "Insufficient funds"));

        returned.PayoffOn(s_day20).ShouldBe(Ledger(Issue(36_500)).PayoffOn(s_day20));
        (returned.Payments.Count, returned.Paid).ShouldBe((0, 0));
        returned.Returned.ShouldHaveSingleItem().ReturnReason.ShouldBe("Insufficient funds");
    }

    [Fact]
    public void Overpayment_IsExcess()
    {
        var ledger = Ledger(Issue(36_500), Pay(2, 40_000, Entered.AddDays(10)), Pay(3, 5, Entered.AddDays(11)));

        ledger.Payments[0].Credited.ShouldBe(new Sums(100, 36_500, 0));
        (ledger.Payments[0].Excess, ledger.Payments[1].Excess, ledger.Excess).ShouldBe((3_400, 5, 3_405));
        ledger.PayoffOn(s_day20).Total.ShouldBe(0);
    }

    [Fact]
    public void Payoff_OfAPastDay_KnowsNothingOfLaterPayments()
    {
        var ledger = Ledger(Issue(36_500), Pay(2, 36_600, Entered.AddDays(10)));

        ledger.PayoffOn(Entered.AddDays(9)).Total.ShouldBe(36_590);
        ledger.PayoffOn(Entered.AddDays(10)).Total.ShouldBe(0);
    }

    [Fact]
    public void LesserSumAccepted_WaivesTheRest()
    {
        var ledger = Ledger(Issue(36_500), Pay(2, 20_000, Entered.AddDays(10)), new JudgmentEvent.Satisfied(3, Entered.AddDays(10), 20_000, null));

        ledger.Closing.ShouldBe(new Closing(ClosingKind.AcceptedLess, Entered.AddDays(10), 20_000, 16_600));
        ledger.PayoffOn(s_day20).Total.ShouldBe(0);
        ledger.PayoffOn(Entered.AddDays(9)).Total.ShouldBe(36_590);
    }

    [Fact]
    public void LesserSumAccepted_AndNotToldAsAPayment_IsPaidAllTheSame() =>
        Ledger(Issue(36_500), new JudgmentEvent.Satisfied(2, Entered.AddDays(10), 20_000, null)).Closing!.Waived.ShouldBe(16_600);

    [Fact]
    public void SatisfiedInFull_LeavesWhatTheLedgerStillHad_ToBeSeen() =>
        Ledger(Issue(36_500), Pay(2, 36_500, Entered.AddDays(10)), new JudgmentEvent.Satisfied(3, Entered.AddDays(10), null, null)).Closing
            .ShouldBe(new Closing(ClosingKind.SatisfiedInFull, Entered.AddDays(10), null, 100));

    [Fact]
    public void Satisfaction_ThatAReturnEnded_ClosesNothing() =>
        Ledger(Issue(36_500), Pay(2, 36_600, Entered.AddDays(10)), new JudgmentEvent.Satisfied(3, Entered.AddDays(10), null, null),
            new JudgmentEvent.PaymentReturned(4, "m2", Entered.AddDays(12), null)).PayoffOn(s_day20).Total.ShouldBe(36_700);

    [Fact]
    public void Vacated_OwesNothing() => Ledger(Issue(36_500), new JudgmentEvent.Vacated(2, Entered, null, null)).PayoffOn(s_day20).Total.ShouldBe(0);

    [Theory]
    [InlineData("0.00")]
    [InlineData("0.01")]
    [InlineData("999999999999.99")]
    public void AnyAmount_OfAThousandYears_IsExact(string amount)
    {
        var awarded = decimal.Parse(amount);
        var ledger = Ledger(Issue(awarded, rate: 0.0725m));
        var days = 365_000;

        ledger.PayoffOn(Entered.AddDays(days)).Owed.ShouldBe(new Sums(Math.Round(awarded * 72.5m, 2, MidpointRounding.AwayFromZero), awarded, 0));
    }
}
