using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Restitution;
using static WageTheftPermits.UnitTests.Restitution.Given;

namespace WageTheftPermits.UnitTests.Restitution;

public class ReconciliationTests
{
    private static readonly DateOnly s_asOf = Entered.AddDays(10);

    private static Reconciliation Of(decimal amount, decimal? interest, decimal? payoff = null, DateOnly? goodThrough = null, params JudgmentEvent[] more)
    {
        var state = Fold([Issue(36_500), new JudgmentEvent.BalanceConfirmed(900, amount, interest, s_asOf, payoff, goodThrough), .. more]);
        return Reconciliation.Of(state, RestitutionLedger.Of(state, Rules)!)!;
    }

    [Fact]
    public void SameFigures_Agree()
    {
        var same = Of(36_500, 100, 36_650, Entered.AddDays(15), Pay(2, 1000, Entered.AddDays(12)));

        same.Agrees.ShouldBeTrue();
        same.Figures.Select(figure => (figure.Name, figure.On)).ShouldBe(
            [("Principal and costs", s_asOf), ("Interest", s_asOf), ("Together", s_asOf), ("Payoff", Entered.AddDays(15))]);
        same.Reasons.ShouldHaveSingleItem().ShouldContain("came after the confirmation");
    }

    [Theory]
    [InlineData("36600.00", "100.00", "costs added after the judgment")]
    [InlineData("36000.00", "100.00", "has not told us of")]
    [InlineData("36500.00", "99.98", "rounding each day")]
    [InlineData("36500.00", "50.00", "computes interest otherwise")]
    public void Difference_IsNamed(string amount, string interest, string reason)
    {
        var differs = Of(decimal.Parse(amount), decimal.Parse(interest));

        differs.Agrees.ShouldBeFalse();
        differs.Reasons.ShouldHaveSingleItem().ShouldContain(reason);
        differs.Figures[^1].Difference.ShouldBe(decimal.Parse(amount) + decimal.Parse(interest) - 36_600);
    }

    [Fact]
    public void Payment_ReturnedSince_ExplainsTheDifference()
    {
        var differs = Of(36_000, null, null, null, Pay(2, 500, Entered), new JudgmentEvent.PaymentReturned(3, "m2", s_asOf.AddDays(1), null));

        differs.Figures.ShouldHaveSingleItem().Difference.ShouldBe(-500);
        differs.Reasons[0].ShouldContain("m2");
    }

    [Fact]
    public void Satisfaction_SinceThen_IsNoDifference() =>
        Of(36_500, 100, 36_650, Entered.AddDays(15), Pay(2, 36_650, Entered.AddDays(15)), new JudgmentEvent.Satisfied(901, null, null, null)).Agrees.ShouldBeTrue();

    [Fact]
    public void WithoutAConfirmation_ThereIsNothingToCompare()
    {
        var state = Fold(Issue(36_500));
        Reconciliation.Of(state, RestitutionLedger.Of(state, Rules)!).ShouldBeNull();
    }
}
