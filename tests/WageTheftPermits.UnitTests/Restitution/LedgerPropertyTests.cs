using FsCheck;
using FsCheck.Fluent;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Restitution;
using static WageTheftPermits.UnitTests.Restitution.Given;

namespace WageTheftPermits.UnitTests.Restitution;

/// <summary>What holds of every ledger.</summary>
public class LedgerPropertyTests
{
    private sealed record Life(JudgmentEvent[] Events, DateOnly Day)
    {
        public RestitutionLedger Ledger() => Given.Ledger(Events);

        public override string ToString() => $"{Day}: {string.Join("; ", Events.Select(one => one.ToString()))}";
    }

    [Fact]
    public void NoCent_AppearsOrIsLost() => Always(life =>
    {
        var ledger = life.Ledger();
        return ledger.Payments.All(line => line.Credited.Total + line.Excess == line.Payment.Amount && line.Excess >= 0)
            && ledger.Payments.Sum(line => line.Credited.Principal) + ledger.PayoffOn(DateOnly.MaxValue).Owed.Principal == ledger.Debt.Principal
            && ledger.Payments.Sum(line => line.Credited.OtherSums) + ledger.PayoffOn(DateOnly.MaxValue).Owed.OtherSums == ledger.Debt.OtherSums;
    });

    [Fact]
    public void EveryFigure_IsInWholeCents_AndNotNegative() => Always(life =>
    {
        var ledger = life.Ledger();
        return ledger.Payments.SelectMany(line => new[] { line.Credited, line.Left }).Append(ledger.PayoffOn(life.Day).Owed)
            .SelectMany(sums => new[] { sums.Interest, sums.Principal, sums.OtherSums }).All(sum => sum >= 0 && decimal.Round(sum, 2) == sum);
    });

    [Fact]
    public void ThePayoff_PaidOnItsDay_LeavesNothing_Ever() => Always(life =>
    {
        var ledger = life.Ledger();
        var last = ledger.Payments.Select(line => line.Payment.ReceivedOn).Append(life.Day).Max();
        var paidOff = Given.Ledger([.. life.Events, Pay(900, ledger.PayoffOn(last).Total, last, "the payoff")]);
        return paidOff.PayoffOn(last).Total == 0 && paidOff.PayoffOn(DateOnly.MaxValue).Total == 0 && paidOff.Excess == ledger.Excess;
    });

    [Fact]
    public void ThePayoff_NeverFalls_WhileNothingIsPaid() => Always(life =>
    {
        var ledger = life.Ledger();
        var day = ledger.Payments.Select(line => line.Payment.ReceivedOn).Append(life.Day).Max();
        return Enumerable.Range(0, 40).All(later => ledger.PayoffOn(day.AddDays(later + 1)).Total >= ledger.PayoffOn(day.AddDays(later)).Total);
    });

    [Fact]
    public void TheOrder_InWhichPaymentsOfADayAreTold_ChangesNothing() => Always(life =>
    {
        var payments = life.Events.OfType<JudgmentEvent.PaymentReceived>().ToList();
        // The last is told first, and so on: the same payments under each other's sequences.
        JudgmentEvent[] reversed = [life.Events[0], .. payments.Select((one, index) => payments[^(index + 1)] with { Sequence = one.Sequence })];
        return Given.Ledger(reversed).Payments.SequenceEqual(life.Ledger().Payments);
    });

    [Fact]
    public void WhichPaymentOfADay_ComesFirst_ChangesNoPayoff() => Always(life =>
    {
        var payments = life.Events.OfType<JudgmentEvent.PaymentReceived>().ToList();
        JudgmentEvent[] renamed = [life.Events[0], .. payments.Select(one => one with { PaymentId = $"z{100 - one.Sequence}" })];
        return Given.Ledger(renamed).PayoffOn(life.Day).Equals(life.Ledger().PayoffOn(life.Day));
    });

    [Fact]
    public void APayment_ThatIsReturned_IsAsNeverPaid() => Always(life =>
    {
        if (life.Events.OfType<JudgmentEvent.PaymentReceived>().FirstOrDefault() is not { } first)
            return true;
        var returned = Given.Ledger([.. life.Events, new JudgmentEvent.PaymentReturned(900, first.PaymentId, first.ReceivedOn.AddDays(3), null)]);
        var never = Given.Ledger([.. life.Events.Where(one => one != first)]);
        return returned.Payments.SequenceEqual(never.Payments) && returned.PayoffOn(life.Day).Equals(never.PayoffOn(life.Day));
    });

    [Fact]
    public void APayment_OfNothing_ChangesNothing() => Always(life =>
        Given.Ledger([.. life.Events, Pay(900, 0, life.Day, "nothing")]).PayoffOn(DateOnly.MaxValue).Equals(life.Ledger().PayoffOn(DateOnly.MaxValue)));

    [Fact]
    public void TotalInterest_IsWithinHalfACent_OfWhatAccrued_HoweverOftenItIsPaid() =>
        Prop.ForAll(Gen.Choose(1, 100_000_00).ToArbitrary(), Gen.Choose(1, 200).ToArbitrary(), (cents, days) =>
        {
            var ledger = Given.Ledger([Issue(cents / 100m), .. InterestPaidDaily(cents / 100m, days)]);
            var paid = ledger.Payments.Sum(line => line.Credited.Interest);
            return ledger.Payments.Sum(line => line.Credited.Principal) == 0 && Math.Abs(paid - (cents / 100m * 0.10m * days / 365)) <= 0.005m;
        }).QuickCheckThrowOnFailure();

    private static IEnumerable<JudgmentEvent> InterestPaidDaily(decimal principal, int days)
    {
        var events = new List<JudgmentEvent> { Issue(principal) };
        for (var day = 1; day <= days; day++)
        {
            var due = Given.Ledger([.. events]).PayoffOn(Entered.AddDays(day)).Owed.Interest;
            events.Add(Pay(day + 1, due, Entered.AddDays(day), $"m{day:000}"));
        }
        return events.Skip(1);
    }

    private static void Always(Func<Life, bool> holds) => Prop.ForAll(AnyLife().ToArbitrary(), holds).QuickCheckThrowOnFailure();

    private static Gen<Life> AnyLife() =>
        from cents in Gen.OneOf(Gen.Choose(0, 500_000), Gen.Choose(0, int.MaxValue))
        from wages in Gen.Choose(0, 100)
        from rate in Gen.Elements(0m, 0.05m, 0.10m, 0.0725m)
        from entered in Gen.Elements<int?>(null, 0, 45)
        from payments in Gen.ListOf(AnyPayment())
        from day in Gen.Choose(-10, 3000)
        let amount = cents / 100m
        let terms = Terms(amount, decimal.Round(amount * wages / 100, 2), rate, kind: entered is null ? "order-decision-award" : "judgment")
        select new Life(
            [new JudgmentEvent.Issued(1, terms with { IssuedOn = Entered.AddDays(entered ?? 0) }),
                .. payments.Select((one, index) => Pay(index + 3, one.Cents / 100m, Entered.AddDays(one.Day), $"m{index:00}"))],
            Entered.AddDays(day));

    // Few days, so that several payments often fall on one.
    private static Gen<(int Cents, int Day)> AnyPayment() =>
        from cents in Gen.OneOf(Gen.Choose(0, 100), Gen.Choose(0, 10_000_00))
        from day in Gen.OneOf(Gen.Choose(-5, 10), Gen.Choose(0, 1500))
        select (cents, day);
}
