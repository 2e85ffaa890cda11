using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.Domain.Restitution;

/// <summary>One figure as the agency confirmed it and as our ledger has it. Money in dollars.</summary>
/// <param name="On">The day as of which both are.</param>
public sealed record ComparedFigure(string Name, DateOnly On, decimal Agency, decimal Ours)
{
    /// <summary>Above zero: the agency has more.</summary>
    public decimal Difference => Agency - Ours;
}

/// <summary>
/// The balance that the agency confirmed beside our ledger on the same day, with what may explain a difference. Neither replaces the other: the difference is
/// shown until a person or the agency clears it.
/// </summary>
public sealed record Reconciliation(IReadOnlyList<ComparedFigure> Figures, IReadOnlyList<string> Reasons)
{
    public bool Agrees => Figures.All(figure => figure.Difference == 0);

    /// <returns>Null where no balance is confirmed, an amendment has outdated it, or the judgment was vacated or withdrawn.</returns>
    public static Reconciliation? Of(JudgmentState state, RestitutionLedger ledger)
    {
        if (state.ConfirmedBalance is not { } confirmed || state.Status is JudgmentStatus.Vacated or JudgmentStatus.Withdrawn)
            return null;
        var then = AsItStood(state, ledger.Rules, confirmed.AsOf);
        var ours = then.PayoffOn(confirmed.AsOf).Owed;
        var principal = new ComparedFigure("Principal and costs", confirmed.AsOf, confirmed.Amount, ours.Principal + ours.OtherSums);
        var figures = new List<ComparedFigure> { principal };
        if (confirmed.Interest is { } interest)
        {
            figures.Add(new("Interest", confirmed.AsOf, interest, ours.Interest));
            figures.Add(new("Together", confirmed.AsOf, confirmed.Amount + interest, ours.Total));
        }
        if (confirmed.Payoff is { } payoff)
        {
            var through = confirmed.GoodThrough ?? confirmed.AsOf;
            figures.Add(new("Payoff", through, payoff, then.PayoffOn(through).Total));
        }
        return new Reconciliation(figures, [.. Explain(state, ledger, confirmed, principal, confirmed.Interest - ours.Interest)]);
    }

    /// <summary>Our ledger without what came after the day: neither quote knew of it.</summary>
    private static RestitutionLedger AsItStood(JudgmentState state, InterestRules rules, DateOnly day) =>
        RestitutionLedger.Of(state with { Payments = [.. state.Payments.Where(payment => payment.ReceivedOn <= day)], Satisfaction = null }, rules)!;

    private static IEnumerable<string> Explain(
        JudgmentState state, RestitutionLedger ledger, JudgmentEvent.BalanceConfirmed confirmed, ComparedFigure principal, decimal? interest)
    {
        foreach (var payment in state.Payments.Where(payment => payment.ReceivedOn <= confirmed.AsOf && payment.ReturnedOn > confirmed.AsOf))
            yield return $"Payment {payment.PaymentId} of {payment.Amount:0.00} was returned after the confirmation: the agency had counted it, our ledger does not.";
        var later = ledger.Payments.Where(line => line.Payment.ReceivedOn > confirmed.AsOf).Sum(line => line.Payment.Amount);
        if (later > 0)
            yield return $"Payments of {later:0.00} came after the confirmation: they are in neither figure.";
        if (principal.Difference > 0)
            yield return "The agency has more principal and costs: costs added after the judgment (Code of Civil Procedure 685.090), a renewal, or a payment that it credits otherwise.";
        if (principal.Difference < 0)
            yield return "The agency has less principal and costs: a payment or a reduction that it has not told us of.";
        if (interest is { } difference && difference != 0)
        {
            yield return Math.Abs(difference) <= RoundingOver(ledger.Debt, confirmed.AsOf)
                ? "The interest differs by no more than rounding each day's interest to the cent would make it."
                : "The agency computes interest otherwise: from another day, at another rate, or on another principal.";
        }
    }

    /// <summary>Half a cent a day.</summary>
    private static decimal RoundingOver(Debt debt, DateOnly asOf) =>
        debt.InterestFrom is { } from ? 0.005m * Math.Max(0, asOf.DayNumber - from.DayNumber) : 0;
}
