namespace WageTheftPermits.Application.Messaging;

public enum DeliveryState
{
    /// <summary>Durable, not yet understood.</summary>
    Stored,
    Accepted,
    Duplicate,
    Quarantined,

    /// <summary>A person refused it: kept for ever, counted for nothing, and no longer in the way of anything.</summary>
    Rejected,
}

/// <summary>One delivery at one of the doors: the raw bytes, for as long as the policy keeps them, and what became of them. No delivery is dropped.</summary>
public sealed class Delivery
{
    private Delivery()
    {
    }

    public Delivery(Guid receipt, string agency, string door, byte[] body, DateTimeOffset receivedAt)
    {
        Receipt = receipt;
        Agency = agency;
        Door = door;
        Body = body;
        ReceivedAt = receivedAt;
    }

    /// <summary>What the agency is told and may ask about.</summary>
    public Guid Receipt { get; private set; }

    /// <summary>The order of arrival.</summary>
    public long Arrival { get; private set; }

    /// <summary>Whose endpoint it came through: identity is never read from the body.</summary>
    public string Agency { get; private set; } = "";

    /// <summary><c>amqp</c>, <c>http</c> or <c>csv</c>.</summary>
    public string Door { get; private set; } = "";

    /// <summary>The bytes as they came; empty also where they were removed.</summary>
    public byte[] Body { get; private set; } = [];

    /// <summary>When the bytes were removed because the policy's time for them had passed; what they said of a judgment is among its events.</summary>
    public DateTimeOffset? BodyRemovedAt { get; private set; }

    /// <summary>Of the bytes that were removed: by it a copy can be recognised.</summary>
    public byte[]? BodySha256 { get; private set; }

    public DateTimeOffset ReceivedAt { get; private set; }

    /// <summary>The trace in which it was stored, as W3C <c>traceparent</c>; null where that is not recorded.</summary>
    public string? TraceParent { get; init; }

    public DeliveryState State { get; private set; }

    public string? EventId { get; private set; }

    public string? Subject { get; private set; }

    public long? Sequence { get; private set; }

    public string? EventType { get; private set; }

    /// <summary>Why it was quarantined, in plain words.</summary>
    public string? Reason { get; private set; }

    /// <summary>Where in the message (JSON pointer).</summary>
    public string? Pointer { get; private set; }

    public DateTimeOffset? UnderstoodAt { get; private set; }

    public int Attempts { get; private set; }

    /// <summary>What could be read of the envelope, whether or not it was valid.</summary>
    public void Identify(string? eventId, string? subject, long? sequence, string? type) =>
        (EventId, Subject, Sequence, EventType) = (eventId, subject, sequence, type);

    public void Accept(DateTimeOffset at) => (State, Reason, Pointer, UnderstoodAt) = (DeliveryState.Accepted, null, null, at);

    public void MarkDuplicate(string reason, DateTimeOffset at) => (State, Reason, Pointer, UnderstoodAt) = (DeliveryState.Duplicate, reason, null, at);

    public void Quarantine(string reason, string? pointer, DateTimeOffset at) =>
        (State, Reason, Pointer, UnderstoodAt) = (DeliveryState.Quarantined, reason, pointer, at);

    /// <summary>What it contradicted was settled: its content counts, or counts for nothing, as <paramref name="how"/> says.</summary>
    public void Settle(string how, DateTimeOffset at) => (State, Reason, Pointer, UnderstoodAt) = (DeliveryState.Accepted, how, null, at);

    /// <summary>A person refused what was in quarantine. It stays, and nothing waits for it any more.</summary>
    public void Reject(string reason, DateTimeOffset at) => (State, Reason, UnderstoodAt) = (DeliveryState.Rejected, reason, at);

    /// <summary>Understanding it failed; it is tried again. Returns how often it has failed.</summary>
    public int Failed() => ++Attempts;

    /// <summary>To be understood anew, after what kept it in quarantine was mended.</summary>
    public void Replay() => (State, UnderstoodAt, Attempts) = (DeliveryState.Stored, null, 0);
}
