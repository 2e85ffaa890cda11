using WageTheftPermits.Domain.Judgments;

namespace WageTheftPermits.Web.Pages.Judgments;

/// <summary>Gaps, disputes and events in the words of the page.</summary>
internal static class JudgmentWords
{
    public static string Of(SequenceRange gap) => gap.First == gap.Last
        ? $"Event {gap.First} has not come. Nothing adverse can rest on this judgment until the agency sends it."
        : $"Events {gap.First} to {gap.Last} have not come. Nothing adverse can rest on this judgment until the agency sends them.";

    public static string Of(Dispute dispute) => dispute.Kind switch
    {
        DisputeKind.Conflict => $"Two messages claim the place of event {dispute.Sequences[0]} or its id, with different content. Neither counts until an amendment or a person settles it.",
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
