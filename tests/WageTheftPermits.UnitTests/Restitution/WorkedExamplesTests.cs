using WageTheftPermits.Domain.Restitution;
using static WageTheftPermits.UnitTests.Restitution.Given;

namespace WageTheftPermits.UnitTests.Restitution;

/// <summary>
/// Examples that courts and agencies publish. Several of them round each day's interest to the cent before they multiply; the ledger rounds once, so that it may
/// differ from theirs by half a cent a day and no more.
/// </summary>
public class WorkedExamplesTests
{
    private const decimal HalfACent = 0.005m;

    /// <summary>
    /// 5,000 dollars at 10 % are 500 a year and 1.37 a day. Superior Court of Contra Costa County, small claims help, "How is Interest Added to the Unpaid Judgment
    /// Debt?" (smallclaims.cc-courthelp.org); the same figures in the small claims questions of the California courts (courts.ca.gov, 11441).
    /// </summary>
    [Fact]
    public void PerDiem_OfFiveThousandAtTenPercent() => Ledger(Issue(5000)).PayoffOn(Entered).PerDiem.ShouldBe(1.37m);

    /// <summary>The same page of Contra Costa: after 72 days 98.64 are owed, from 1.37 a day.</summary>
    [Fact]
    public void Interest_After72Days()
    {
        var interest = Ledger(Issue(5000)).PayoffOn(Entered.AddDays(72)).Owed.Interest;

        interest.ShouldBe(98.63m);
        interest.ShouldBe(98.64m, 72 * HalfACent);
    }

    /// <summary>
    /// Small claims questions of the California courts (courts.ca.gov, 11441): 400 dollars after 145 days pay 198.65 of interest and leave 4,798.65; 1,700 dollars
    /// after 215 more pay 281.65 and leave 3,380.30.
    /// </summary>
    [Fact]
    public void PartialPayments_PayInterestFirst()
    {
        var ledger = Ledger(Issue(5000), Pay(2, 400, Entered.AddDays(145)), Pay(3, 1700, Entered.AddDays(360)));

        ledger.Payments[0].Credited.ShouldBe(new Sums(198.63m, 201.37m, 0));
        ledger.Payments[0].Credited.Interest.ShouldBe(198.65m, 145 * HalfACent);
        ledger.Payments[0].Left.Principal.ShouldBe(4798.63m);
        ledger.Payments[1].Credited.ShouldBe(new Sums(282.66m, 1417.34m, 0));
        ledger.Payments[1].Credited.Interest.ShouldBe(281.65m, 215 * HalfACent);
        ledger.Payments[1].Left.Principal.ShouldBe(3381.29m);
        ledger.PayoffOn(Entered.AddDays(360)).PerDiem.ShouldBe(0.93m);
    }

    /// <summary>
    /// Judgment × rate ÷ 365 × days: 1,000 dollars at 2 % for 100 days are 5.48. Steps to Justice, "Understand how post-judgment interest is calculated"
    /// (stepstojustice.ca): another law's rate, the same arithmetic, and no rounding on the way.
    /// </summary>
    [Fact]
    public void Interest_IsRoundedOnce() => Ledger(Issue(1000, rate: 0.02m)).PayoffOn(Entered.AddDays(100)).Owed.Interest.ShouldBe(5.48m);

    /// <summary>A year of 365 days at 10 % is a tenth (Code of Civil Procedure 685.010(a)); the day of entry is left out and the last day counted.</summary>
    [Theory]
    [InlineData("2025-01-01", "2025-01-01", "0.00")]
    [InlineData("2025-01-01", "2025-01-02", "10.00")]
    [InlineData("2025-01-01", "2026-01-01", "3650.00")] // over a year's end
    [InlineData("2024-01-01", "2025-01-01", "3660.00")] // a leap year has a day more
    [InlineData("2024-02-28", "2024-03-01", "20.00")]
    [InlineData("2025-02-28", "2025-03-01", "10.00")]
    [InlineData("2025-01-31", "2025-02-28", "280.00")] // month ends are days like others
    [InlineData("2025-03-08", "2025-03-10", "20.00")] // the clocks go forward on the 9th; days are days
    [InlineData("2025-12-31", "2026-01-01", "10.00")]
    public void Interest_IsByActualDays(string from, string to, string interest) =>
        Ledger(Issue(36_500, from: Date(from))).PayoffOn(Date(to)).Owed.Interest.ShouldBe(decimal.Parse(interest));

    /// <summary>Interest ceases as to the part paid on the day on which it is received (Code of Civil Procedure 685.030(c), (d)).</summary>
    [Fact]
    public void Interest_OfWhatIsPaid_Ceases()
    {
        var ledger = Ledger(Issue(36_500), Pay(2, 18_350, Entered.AddDays(10)));

        ledger.Payments.ShouldHaveSingleItem().Credited.ShouldBe(new Sums(100, 18_250, 0));
        ledger.PayoffOn(Entered.AddDays(20)).ShouldBe(new Payoff(Entered.AddDays(20), new Sums(50, 18_250, 0), 5));
    }
}
