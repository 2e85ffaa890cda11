using WageTheftPermits.Domain.Judgments;

namespace WageTheftPermits.Web.Pages.Judgments;

/// <summary>One line of a judgment's account. Money in dollars.</summary>
/// <param name="On">Null for the award, where the agency did not date it.</param>
/// <param name="Change">What it takes off (negative) or puts back; null where the line states the balance instead.</param>
/// <param name="Balance">What is left to pay after it; below zero it is overpaid.</param>
public sealed record LedgerLine(DateOnly? On, string What, decimal? Change, decimal Balance);

/// <summary>
/// The account of a judgment: the award, every payment and return, and the balance that the agency confirmed, from which it counts on.
/// Its last line is what the fold calls balance, or overpaid where it is below zero.
/// </summary>
internal static class Ledger
{
    /// <returns>Oldest first; empty while the amount is unknown.</returns>
    public static IReadOnlyList<LedgerLine> Of(JudgmentState state)
    {
        if (state.Terms is not { } terms)
            return [];
        var lines = new List<LedgerLine> { new(terms.IssuedOn, "Awarded", null, terms.Amount) };
        var balance = terms.Amount;
        // A balance is confirmed as of the end of its day: what was paid on that day is in it.
        var moves = state.Payments.SelectMany(Moves).OrderBy(m => m.On).ToList();
        var confirmed = state.ConfirmedBalance;
        foreach (var (on, what, change) in moves.Where(m => confirmed is null || m.On <= confirmed.AsOf))
            lines.Add(new(on, what, change, balance += change));
        if (confirmed is null)
            return lines;
        lines.Add(new(confirmed.AsOf, "Balance confirmed by the agency", null, balance = confirmed.Amount));
        foreach (var (on, what, change) in moves.Where(m => m.On > confirmed.AsOf))
            lines.Add(new(on, what, change, balance += change));
        return lines;
    }

    private static IEnumerable<(DateOnly On, string What, decimal Change)> Moves(JudgmentPayment payment)
    {
        yield return (payment.ReceivedOn, $"Payment {payment.PaymentId}", -payment.Amount);
        if (payment.ReturnedOn is { } returned)
            yield return (returned, $"Payment {payment.PaymentId} returned", payment.Amount);
    }
}

/// <summary>Gaps, disputes and events in the words of the page.</summary>
internal static class JudgmentWords
{
    public static string Of(SequenceRange gap) => gap.First == gap.Last
        ? $"Event {gap.First} has not come. Nothing adverse can rest on this judgment until the agency sends it."
        : $"Events {gap.First} to {gap.Last} have not come. Nothing adverse can rest on this judgment until the agency sends them.";

    public static string Of(Dispute dispute) => dispute.Kind switch
    {
        DisputeKind.Conflict => $"Two messages claim the place of event {dispute.Sequences[0]} or its id, with different content. Neither counts until an amendment settles it.",
        DisputeKind.PaymentAmounts => $"Payment {dispute.About} came twice with different amounts (events {Listed(dispute)}).",
        DisputeKind.PaymentAfterReturn => $"Payment {dispute.About} came again after it was returned (events {Listed(dispute)}).",
        _ => $"Event {Listed(dispute)} names a party, {dispute.About}, that the judgment does not have.",
    };

    /// <summary><c>payment.received.v1</c> reads "Payment received".</summary>
    public static string OfEvent(string type)
    {
        var words = type.Split('.')[..^1];
        var text = string.Join(' ', words).Replace('-', ' ');
        return char.ToUpperInvariant(text[0]) + text[1..];
    }

    public static string Of(PartyAddress address) =>
        string.Join(", ", new[] { address.Line1, address.Line2, address.City, $"{address.State} {address.PostalCode}".Trim() }.Where(part => !string.IsNullOrWhiteSpace(part)));

    public static string? Of(AccordStatus accord) => accord switch
    {
        AccordStatus.Kept => "An accord is being kept: no hold rests on this judgment meanwhile (Labor Code 238).",
        AccordStatus.Broken => "The last accord was broken.",
        AccordStatus.Completed => "The last accord was completed.",
        _ => null,
    };

    public static string? Of(BankruptcyStatus bankruptcy) => bankruptcy switch
    {
        BankruptcyStatus.Pending => "Bankruptcy pending",
        BankruptcyStatus.Barred => "Barred by a bankruptcy; only counsel lifts it",
        _ => null,
    };

    private static string Listed(Dispute dispute) => string.Join(" and ", dispute.Sequences);
}
