using System.Globalization;
using System.Text.Json;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Domain.Judgments;

namespace WageTheftPermits.Web.Api;

/// <summary>What one event of a request became: durable.</summary>
/// <param name="Id">The event's own id; <c>null</c> where none can be read.</param>
public sealed record StoredEvent(string? Id, string Receipt, string State);

/// <summary>What an agency is told, oldest first.</summary>
/// <param name="Messages">CloudEvents.</param>
/// <param name="Next">The cursor to ask with next; it stays where it is at the end.</param>
public sealed record MessagesAnswer(IReadOnlyList<JsonElement> Messages, string Next);

/// <summary>What became of a delivery.</summary>
/// <param name="At">When it became so.</param>
public sealed record ReceiptAnswer(string Receipt, string? EventId, string State, string? Reason, string? Pointer, DateTimeOffset At)
{
    internal static ReceiptAnswer Of(Delivery delivery)
    {
        // The contract knows no word for what a person refused: it stays out, and its reason says for good.
        var state = delivery.State == DeliveryState.Rejected ? DeliveryState.Quarantined : delivery.State;
        return new(delivery.Receipt.ToString(), delivery.EventId, Naming.Word(state), delivery.Reason, delivery.Pointer, delivery.UnderstoodAt ?? delivery.ReceivedAt);
    }
}

public sealed record PartyAnswer(string Id, string Status, string Bankruptcy);

/// <param name="Permit">The permit's number.</param>
/// <param name="Party">The agency's own key of the party.</param>
public sealed record CaseAnswer(string Permit, string Party, string State);

/// <summary>What we hold of a judgment. Money is in dollars with two places, <c>null</c> while unknown.</summary>
/// <param name="Gaps">Ranges of sequences that have not come, both ends included.</param>
public sealed record JudgmentAnswer(
    string Subject, long LastSequence, IReadOnlyList<long[]> Gaps, bool Disputed, string Status, IReadOnlyList<PartyAnswer> Parties,
    string? Amount, string Paid, string? Balance, string Overpaid, DateOnly? BalanceConfirmedOn, string Accord, IReadOnlyList<CaseAnswer> Cases)
{
    internal static JudgmentAnswer Of(string subject, JudgmentState state, IReadOnlyList<CaseAnswer> cases) => new(
        subject,
        state.LastSequence,
        [.. state.Gaps.Select(gap => new[] { gap.First, gap.Last })],
        state.Disputed,
        state.Status.ToWire(),
        [.. state.Parties.Select(party => new PartyAnswer(party.Party.Id, party.Status.ToWire(), party.Bankruptcy.ToWire()))],
        state.Amount is { } amount ? Money(amount) : null,
        Money(state.Paid),
        state.Balance is { } balance ? Money(balance) : null,
        Money(state.Overpaid),
        state.BalanceConfirmedOn,
        state.Accord.ToWire(),
        cases);

    private static string Money(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);
}
