using System.Diagnostics.CodeAnalysis;

namespace WageTheftPermits.Contracts.Incoming;

/// <summary>An event that keeps the whole contract.</summary>
/// <param name="Agency">The agency by whose door it came; its <c>source</c> says the same.</param>
/// <param name="Id">Unique within the agency.</param>
/// <param name="Subject">The agency's key of the judgment.</param>
/// <param name="Sequence">The event's place among the judgment's events, from 1.</param>
/// <param name="Digest">Equal for two events exactly when their content is.</param>
public sealed record AgencyEvent(
    string Agency,
    string Id,
    string Type,
    DateTimeOffset? Time,
    string Subject,
    long Sequence,
    EventData Data,
    ContentDigest Digest);

/// <summary>
/// SHA-256, in lower-case hexadecimal, of an event's content: type, subject, sequence and data, as JSON values. The order of members,
/// escapes, white space and the spelling of a number (1, 1.0, 1e0) make no difference; an explicit <c>null</c> does.
/// </summary>
public readonly record struct ContentDigest(string Hex)
{
    public override string ToString() => Hex;
}

/// <summary>Why an event cannot be taken, for the people who sent it.</summary>
/// <param name="Pointer">The JSON pointer (RFC 6901) of what is at fault; empty: the whole body.</param>
public sealed record EventFault(string Reason, string Pointer);

/// <summary>
/// What could be read of an event, sound or not, so that what is quarantined is known by its judgment. Texts that no store could keep
/// or index (ill-formed Unicode, U+0000, empty, over 500 characters) count as unread.
/// </summary>
public sealed record EventGlimpse(string? Id, string? Subject, long? Sequence, string? Type)
{
    public static EventGlimpse Nothing { get; } = new(null, null, null, null);
}

/// <summary>The outcome of reading one body: a valid event, or the first fault in it. The glimpse is there in both cases.</summary>
public sealed record EventReading
{
    private EventReading(EventGlimpse glimpse, AgencyEvent? @event, EventFault? fault) => (Glimpse, Event, Fault) = (glimpse, @event, fault);

    public EventGlimpse Glimpse { get; }

    public AgencyEvent? Event { get; }

    public EventFault? Fault { get; }

    [MemberNotNullWhen(true, nameof(Event))]
    [MemberNotNullWhen(false, nameof(Fault))]
    public bool IsValid => Event is not null;

    internal static EventReading Valid(AgencyEvent read) => new(new EventGlimpse(read.Id, read.Subject, read.Sequence, read.Type), read, null);

    internal static EventReading Faulty(EventGlimpse glimpse, EventFault fault) => new(glimpse, null, fault);
}
