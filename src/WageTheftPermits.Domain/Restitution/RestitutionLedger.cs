using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.Domain.Restitution;

/// <summary>One payment and what it paid.</summary>
/// <param name="Excess">What of it was more than was owed.</param>
/// <param name="Left">What was owed right after it.</param>
public sealed record LedgerPayment(JudgmentPayment Payment, Sums Credited, decimal Excess, Sums Left);

/// <summary>Why nothing is owed any more, whatever the ledger adds up to.</summary>
public enum ClosingKind
{
    SatisfiedInFull,

    /// <summary>The creditor took a lesser sum; the rest is waived (Code of Civil Procedure 724.010).</summary>
    AcceptedLess,

    Vacated,

    Withdrawn,
}

/// <param name="On">The day, where the agency gives one; null: it holds for every day.</param>
/// <param name="Accepted">What was taken instead of the whole, where it was.</param>
/// <param name="Waived">What the ledger still showed as owed and nobody claims now.</param>
public sealed record Closing(ClosingKind Kind, DateOnly? On, decimal? Accepted, decimal Waived);

/// <summary>
/// The account of a judgment: what was awarded, what interest accrued, what each payment paid, and what pays it off on a day. It is computed from the agency's
/// events alone and releases nothing: only the agency says that a judgment is satisfied.
/// </summary>
public sealed class RestitutionLedger
{
    private RestitutionLedger(Debt debt, InterestRules rules, IReadOnlyList<LedgerPayment> payments, IReadOnlyList<JudgmentPayment> returned) =>
        (Debt, Rules, Payments, Returned) = (debt, rules, payments, returned);

    public Debt Debt { get; }

    public InterestRules Rules { get; }

    /// <summary>Those that stand, by the day received; those of one day by their ids, so that the order in which they were told changes nothing.</summary>
    public IReadOnlyList<LedgerPayment> Payments { get; }

    /// <summary>Those that were returned. A check pays only once honored, so that they are counted as never made: interest ran on.</summary>
    public IReadOnlyList<JudgmentPayment> Returned { get; }

    /// <summary>Null while something can still be owed.</summary>
    public Closing? Closing { get; private set; }

    public decimal Paid => Payments.Sum(line => line.Payment.Amount);

    /// <summary>Paid beyond what was owed.</summary>
    public decimal Excess => Payments.Sum(line => line.Excess);

    /// <returns>Null while the judgment is unknown.</returns>
    public static RestitutionLedger? Of(JudgmentState state, InterestRules rules)
    {
        if (Debt.Of(state, rules) is not { } debt)
            return null;
        var standing = state.Payments.Where(payment => payment.Stands).OrderBy(payment => payment.ReceivedOn).ThenBy(payment => payment.PaymentId, StringComparer.Ordinal);
        var ledger = new RestitutionLedger(debt, rules, Credit(debt, rules, standing), [.. state.Payments.Where(payment => !payment.Stands)]);
        ledger.Closing = ledger.Close(state);
        return ledger;
    }

    /// <summary>What is owed at the end of a day by what was received until then, past or to come.</summary>
    public Payoff PayoffOn(DateOnly day) =>
        Closing is { } closing && (closing.On is null || day >= closing.On) ? new Payoff(day, Sums.Nothing, 0) : ComputedOn(day);

    private static List<LedgerPayment> Credit(Debt debt, InterestRules rules, IEnumerable<JudgmentPayment> standing)
    {
        var account = new Account(debt, rules.WagesFirst);
        var lines = new List<LedgerPayment>();
        foreach (var payment in standing)
        {
            var credited = account.Credit(payment.Amount, payment.ReceivedOn);
            lines.Add(new LedgerPayment(payment, credited, payment.Amount - credited.Total, account.PayoffOn(payment.ReceivedOn).Owed));
        }
        return lines;
    }

    private Payoff ComputedOn(DateOnly day)
    {
        var account = new Account(Debt, Rules.WagesFirst);
        foreach (var line in Payments.TakeWhile(line => line.Payment.ReceivedOn <= day))
            account.Credit(line.Payment.Amount, line.Payment.ReceivedOn);
        return account.PayoffOn(day);
    }

    private Closing? Close(JudgmentState state) => state switch
    {
        { Status: JudgmentStatus.Vacated } => CloseAs(ClosingKind.Vacated, null, null),
        { Status: JudgmentStatus.Withdrawn } => CloseAs(ClosingKind.Withdrawn, null, null),
        { Satisfaction: { AcceptedAmount: { } accepted } satisfied } => CloseAs(ClosingKind.AcceptedLess, satisfied.On, accepted),
        { Satisfaction: { } satisfied } => CloseAs(ClosingKind.SatisfiedInFull, satisfied.On, null),
        _ => null,
    };

    private Closing CloseAs(ClosingKind kind, DateOnly? on, decimal? accepted)
    {
        var last = Payments.Count > 0 ? Payments[^1].Payment.ReceivedOn : Debt.InterestFrom ?? DateOnly.MinValue;
        var owed = ComputedOn(on ?? last).Total;
        // The accepted sum may have been told as a payment too; where it was not, it is paid all the same and not waived.
        var toldAsPayment = accepted is null || Payments.Any(line => line.Payment.Amount == accepted);
        return new Closing(kind, on, accepted, toldAsPayment ? owed : Math.Max(0, owed - accepted!.Value));
    }
}
