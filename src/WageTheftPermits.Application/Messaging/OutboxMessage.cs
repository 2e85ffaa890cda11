namespace WageTheftPermits.Application.Messaging;

/// <summary>
/// What an agency is told. Written in the unit that makes it true; pushed to <c>agency.A.out</c> after the commit, in order per agency,
/// and kept to be read by <c>GET …/messages</c>.
/// </summary>
public sealed class OutboxMessage
{
    public long Id { get; private set; }

    public string Agency { get; init; } = "";

    /// <summary>The CloudEvent's id, the same at every attempt.</summary>
    public Guid MessageId { get; init; }

    public string Type { get; init; } = "";

    public string? Subject { get; init; }

    /// <summary>The CloudEvent, UTF-8 JSON.</summary>
    public byte[] Body { get; init; } = [];

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? SentAt { get; private set; }
}
