using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.Domain.Restitution;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Judgments;

/// <summary>One part of the debt today. Money in dollars.</summary>
/// <param name="Due">What was awarded, or has accrued.</param>
public sealed record DebtPart(string Name, decimal Due, decimal Paid, decimal Left);

/// <summary>A judgment's account as its page shows it.</summary>
/// <param name="Typed">The day for which the visitor asked a payoff, as typed.</param>
/// <param name="Chosen">The payoff of that day; null where none was asked for or it cannot be read.</param>
public sealed record RestitutionView(
    RestitutionLedger Ledger, Payoff Today, string? Typed, Payoff? Chosen, AccordSchedule? Accord, AccordStatus AccordStatus, Reconciliation? Reconciliation)
{
    public IReadOnlyList<DebtPart> Parts
    {
        get
        {
            var credited = Ledger.Payments.Where(line => line.Payment.ReceivedOn <= Today.GoodThrough).Select(line => line.Credited).ToList();
            var (debt, interest) = (Ledger.Debt, credited.Sum(sums => sums.Interest));
            List<DebtPart> parts = [new("Wages", debt.Principal, credited.Sum(sums => sums.Principal), Today.Owed.Principal)];
            if (debt.OtherSums > 0)
                parts.Add(new("Penalties, damages and costs", debt.OtherSums, credited.Sum(sums => sums.OtherSums), Today.Owed.OtherSums));
            parts.Add(new($"Interest until {DepartmentTime.InWords(Today.GoodThrough)}", interest + Today.Owed.Interest, interest, Today.Owed.Interest));
            return parts;
        }
    }

    /// <summary>Oldest first; a returned one has no line in the ledger.</summary>
    public IEnumerable<(JudgmentPayment Payment, LedgerPayment? Line)> Payments =>
        from one in Ledger.Payments.Select(line => (line.Payment, Line: (LedgerPayment?)line)).Concat(Ledger.Returned.Select(payment => (Payment: payment, Line: (LedgerPayment?)null)))
        orderby one.Payment.ReceivedOn, one.Payment.PaymentId
        select one;

    public string? Closing => Ledger.Closing is not { } closing ? null : closing.Kind switch
    {
        ClosingKind.AcceptedLess => $"The agency accepted {Money(closing.Accepted!.Value)} instead of the whole{On(closing)}. What was left by this ledger, {Money(closing.Waived)}, is waived.",
        ClosingKind.SatisfiedInFull when closing.Waived > 0 => $"The agency says that the judgment is satisfied in full{On(closing)}. This ledger still had {Money(closing.Waived)}, which nobody claims.",
        ClosingKind.SatisfiedInFull => $"The judgment is satisfied in full{On(closing)}.",
        ClosingKind.Vacated => "The judgment is vacated: nothing is owed under it.",
        _ => "The judgment is withdrawn: nothing is owed under it.",
    };

    public static RestitutionView? Of(JudgmentState state, Policy policy, DateOnly today, string? typed)
    {
        if (RestitutionLedger.Of(state, policy.Interest) is not { } ledger)
            return null;
        var chosen = ListFilter.Day(typed) is { } day ? ledger.PayoffOn(day) : null;
        return new(ledger, ledger.PayoffOn(today), typed, chosen, AccordSchedule.Of(state, policy.Accord, today), state.Accord, Reconciliation.Of(state, ledger));
    }

    internal static (string Word, Tone Tone) Of(InstallmentState state) => state switch
    {
        InstallmentState.Paid => ("Paid", Tone.Good),
        InstallmentState.Due => ("Due", Tone.Info),
        InstallmentState.InGrace => ("In grace", Tone.Warning),
        InstallmentState.Late => ("Late", Tone.Stop),
        _ => ("Unclear", Tone.Neutral),
    };

    private static string On(Closing closing) => closing.On is { } day ? $", on {DepartmentTime.InWords(day)}" : "";

    private static string Money(decimal amount) => MoneyTagHelper.Format(amount);
}
