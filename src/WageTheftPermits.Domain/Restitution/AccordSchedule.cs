using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.Domain.Restitution;

/// <summary>How an installment stands on a day.</summary>
public enum InstallmentState
{
    Paid,

    /// <summary>Its day has not passed.</summary>
    Due,

    /// <summary>Its day has passed, its days of grace have not.</summary>
    InGrace,

    Late,

    /// <summary>The accord gives no day or no amount.</summary>
    Unclear,
}

/// <param name="Number">Counting from 1, in the order in which they fall due.</param>
/// <param name="Paid">What of it is paid, in dollars.</param>
/// <param name="PaidOn">The day on which the last of it was received; null: not all of it is.</param>
public sealed record ScheduledInstallment(int Number, DateOnly? DueOn, decimal? Amount, decimal Paid, DateOnly? PaidOn, InstallmentState State)
{
    public decimal Left => (Amount ?? 0) - Paid;
}

/// <summary>
/// An accord's installments, with what was received since it was signed put to the oldest first. It is arithmetic: whether the accord is kept or broken, and so
/// whether it still shelters the debtor (Labor Code 238), is the agency's to say.
/// </summary>
/// <param name="SignedOn">Null: the agency did not say, and every payment is counted.</param>
/// <param name="GraceDays">Calendar days; the accord's own, else the policy's.</param>
public sealed record AccordSchedule(string AccordId, DateOnly? SignedOn, int GraceDays, DateOnly AsOf, IReadOnlyList<ScheduledInstallment> Installments)
{
    /// <summary>The oldest installment that is not paid.</summary>
    public ScheduledInstallment? Next => Installments.FirstOrDefault(one => one.State is not (InstallmentState.Paid or InstallmentState.Unclear));

    /// <summary>What should have been received by now and was not, in grace or late, in dollars.</summary>
    public decimal Shortfall => Installments.Where(one => one.State is InstallmentState.InGrace or InstallmentState.Late).Sum(one => one.Left);

    /// <returns>Null where no accord was signed.</returns>
    public static AccordSchedule? Of(JudgmentState state, AccordRules rules, DateOnly asOf)
    {
        if (state.LastAccord is not { } accord)
            return null;
        var grace = accord.GraceDays ?? rules.GraceDays;
        var received = new Queue<JudgmentPayment>(state.Payments
            .Where(payment => payment.Stands && payment.ReceivedOn <= asOf && (accord.SignedOn is null || payment.ReceivedOn >= accord.SignedOn))
            .OrderBy(payment => payment.ReceivedOn).ThenBy(payment => payment.PaymentId, StringComparer.Ordinal));
        var installments = new List<ScheduledInstallment>();
        var left = 0m;
        DateOnly? receivedOn = null;
        foreach (var one in accord.Installments.OrderBy(one => one.DueOn ?? DateOnly.MaxValue))
        {
            var paid = 0m;
            while (paid < one.Amount && (left > 0 || received.Count > 0))
            {
                if (left == 0)
                    (left, receivedOn) = (received.Peek().Amount, received.Dequeue().ReceivedOn);
                var part = Math.Min(left, one.Amount.Value - paid);
                (paid, left) = (paid + part, left - part);
            }
            var whole = paid == one.Amount;
            installments.Add(new(installments.Count + 1, one.DueOn, one.Amount, paid, whole ? receivedOn : null, StateOf(one, whole, grace, asOf)));
        }
        return new AccordSchedule(accord.AccordId, accord.SignedOn, grace, asOf, installments);
    }

    private static InstallmentState StateOf(AccordInstallment one, bool paid, int grace, DateOnly asOf) => one switch
    {
        { DueOn: null } or { Amount: null } => InstallmentState.Unclear,
        _ when paid => InstallmentState.Paid,
        { DueOn: { } due } when asOf <= due => InstallmentState.Due,
        { DueOn: { } due } when asOf.DayNumber <= due.DayNumber + grace => InstallmentState.InGrace,
        _ => InstallmentState.Late,
    };
}
