namespace WageTheftPermits.Contracts.Outgoing;

/// <summary>What an agency is told unasked: a step of enforcement, a balance that is wanted, a gap that was noticed.</summary>
/// <param name="Type">One of <see cref="MessageTypes"/>, not a receipt.</param>
/// <param name="Subject">The judgment's key, the agency's own.</param>
/// <param name="PartyId">The agency's key of the party; <c>null</c> where the news is of the whole judgment.</param>
/// <param name="Permit">The permit's number; <c>null</c> where no permit is concerned.</param>
/// <param name="Reason">In plain words, without personal data: the agency knows its parties by their keys.</param>
public sealed record News(string Type, string Subject, string? PartyId, string? Permit, string? Reason)
{
    /// <summary>The CloudEvent, as UTF-8 JSON.</summary>
    /// <param name="id">The message's id: the same for each attempt to send it.</param>
    /// <param name="time">When what it tells happened.</param>
    public byte[] ToCloudEvent(string id, DateTimeOffset time) => OutgoingCloudEvent.Write(id, Type, time, Subject, data =>
    {
        data.WriteString("party", PartyId);
        data.WriteString("permit", Permit);
        data.WriteString("reason", Reason);
    });
}
