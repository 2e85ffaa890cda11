namespace WageTheftPermits.Domain.Restitution;

/// <summary>
/// A debt as payments come in, day by day. Interest is simple and by actual days over 365, in leap years too; the first day is left out and the day of payment
/// counted. It is kept unrounded, as an exact multiple of 1/365, and rounded to the cent (half away from zero) only where it is paid or quoted;
/// what the rounding gave or took is carried on, so that over any number of payments no cent appears or is lost.
/// </summary>
internal sealed class Account(Debt debt, bool wagesFirst)
{
    private const int DaysInYear = 365;

    private decimal _principal = debt.Principal;
    private decimal _otherSums = debt.OtherSums;

    /// <summary>Accrued and unpaid, times 365. May be below zero by what a rounding gave.</summary>
    private decimal _accruedTimesYear;

    private DateOnly _on = debt.InterestFrom ?? DateOnly.MaxValue;

    public decimal Unpaid => _principal + _otherSums;

    /// <summary>Credits a payment of the day: to accrued interest first, then to the principal amount of the judgment (Code of Civil Procedure 695.220(c), (d)).</summary>
    /// <returns>What it paid; the rest of it is more than was owed.</returns>
    public Sums Credit(decimal amount, DateOnly receivedOn)
    {
        AdvanceTo(receivedOn);
        var interest = Math.Min(amount, Interest);
        var left = amount - interest;
        var (first, second) = wagesFirst ? (_principal, _otherSums) : (_otherSums, _principal);
        var toFirst = Math.Min(left, first);
        var toSecond = Math.Min(left - toFirst, second);
        var credited = wagesFirst ? new Sums(interest, toFirst, toSecond) : new Sums(interest, toSecond, toFirst);
        _accruedTimesYear -= interest * DaysInYear;
        _principal -= credited.Principal;
        _otherSums -= credited.OtherSums;
        return credited;
    }

    public Payoff PayoffOn(DateOnly day)
    {
        AdvanceTo(day);
        return new Payoff(day, new Sums(Interest, _principal, _otherSums), Cents(BearingOn(day) * debt.Rate / DaysInYear));
    }

    private decimal Interest => Cents(Math.Max(_accruedTimesYear, 0) / DaysInYear);

    private void AdvanceTo(DateOnly day)
    {
        if (day <= _on)
            return;
        var entered = debt.EnteredOn ?? DateOnly.MaxValue;
        var before = Days(_on, Earlier(day, entered));
        var after = Days(Later(_on, entered), day);
        _accruedTimesYear += debt.Rate * ((_principal * before) + (Unpaid * after));
        _on = day;
    }

    /// <summary>What bears interest from this day to the next.</summary>
    private decimal BearingOn(DateOnly day) =>
        debt.InterestFrom is not { } from || day < from ? 0 : day < debt.EnteredOn || debt.EnteredOn is null ? _principal : Unpaid;

    private static int Days(DateOnly from, DateOnly to) => Math.Max(0, to.DayNumber - from.DayNumber);

    private static DateOnly Earlier(DateOnly one, DateOnly other) => one < other ? one : other;

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;

    private static decimal Cents(decimal amount) => Math.Round(amount, 2, MidpointRounding.AwayFromZero);
}
