namespace WageTheftPermits.Contracts.Outgoing;

/// <summary>What became of a delivery.</summary>
public enum ReceiptOutcome
{
    Accepted,
    Duplicate,
    Quarantined,
}

/// <summary>Our answer to one delivery of an agency's.</summary>
/// <param name="Subject">The judgment's key, <c>null</c> where none could be read.</param>
/// <param name="EventId">The event's id, <c>null</c> where none could be read.</param>
/// <param name="ReceiptId">The receipt's own key, by which it can be asked for.</param>
/// <param name="Pointer">The JSON pointer of the fault, <c>null</c> where there is none.</param>
public sealed record Receipt(ReceiptOutcome Outcome, string? Subject, string? EventId, string ReceiptId, string? Reason, string? Pointer)
{
    public string Type => Outcome switch
    {
        ReceiptOutcome.Accepted => MessageTypes.ReceiptAccepted,
        ReceiptOutcome.Duplicate => MessageTypes.ReceiptDuplicate,
        _ => MessageTypes.ReceiptQuarantined,
    };

    /// <summary>The CloudEvent, as UTF-8 JSON.</summary>
    /// <param name="id">The message's id: the same for each attempt to send it.</param>
    /// <param name="time">When what it tells happened.</param>
    public byte[] ToCloudEvent(string id, DateTimeOffset time) => OutgoingCloudEvent.Write(id, Type, time, Subject, data =>
    {
        data.WriteString("eventId", EventId);
        data.WriteString("receipt", ReceiptId);
        data.WriteString("reason", Reason);
        data.WriteString("pointer", Pointer);
    });
}
