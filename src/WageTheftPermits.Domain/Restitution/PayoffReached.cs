using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.Domain.Restitution;

/// <summary>By whose figures a judgment looks paid off.</summary>
public enum PayoffSource
{
    OurLedger,

    /// <summary>The payoff that the agency quoted, through the day until which it holds.</summary>
    AgencyQuote,
}

/// <summary>
/// What was paid covers what pays the judgment off, and the agency has not spoken since. It releases nothing: the agency is asked to confirm.
/// </summary>
/// <param name="Payments">The payments that it rests on, by their ids.</param>
public sealed record PayoffReached(PayoffSource By, IReadOnlyList<string> Payments)
{
    /// <param name="today">The day in the department's time zone.</param>
    /// <returns>Null where it is not reached, nothing is owed, or the agency confirmed a balance after the last payment.</returns>
    public static PayoffReached? Of(JudgmentState state, InterestRules rules, DateOnly today)
    {
        if (!state.Parties.Any(party => party.Status.Owes()) || RestitutionLedger.Of(state, rules) is not { Payments: [.., var last] payments } ledger)
            return null;
        if (state.ConfirmedBalance?.AsOf >= last.Payment.ReceivedOn)
            return null;
        var day = last.Payment.ReceivedOn > today ? last.Payment.ReceivedOn : today;
        PayoffSource? by = CoversQuote(state, payments) ? PayoffSource.AgencyQuote : ledger.PayoffOn(day).Total == 0 ? PayoffSource.OurLedger : null;
        return by is { } source ? new PayoffReached(source, [.. payments.Select(line => line.Payment.PaymentId)]) : null;
    }

    /// <summary>A quote covers what came before its day; what came after, until the day through which it is good, pays it. Without such a day it stays good.</summary>
    private static bool CoversQuote(JudgmentState state, IReadOnlyList<LedgerPayment> payments) =>
        state.ConfirmedBalance is { Payoff: { } payoff } confirmed
        && payments.Select(line => line.Payment)
            .Where(payment => payment.ReceivedOn > confirmed.AsOf && (confirmed.GoodThrough is null || payment.ReceivedOn <= confirmed.GoodThrough))
            .Sum(payment => payment.Amount) >= payoff;
}
