using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;

namespace WageTheftPermits.Application.Messaging;

/// <summary>Who can mend what is in quarantine.</summary>
public enum Mender
{
    /// <summary>We: the service failed, or a file was read by a mapping of ours.</summary>
    Department,

    /// <summary>Whoever sent it: the message breaks the contract, or contradicts another that its sender gave.</summary>
    Agency,
}

/// <summary>What a list of deliveries is narrowed to; what is null narrows nothing.</summary>
/// <param name="Subject">Part of a judgment's key, as a pattern for <c>ILIKE</c>.</param>
/// <param name="Door"><c>amqp</c>, <c>http</c> or <c>csv</c>.</param>
/// <param name="Mender">Only what is in quarantine, and for this one to mend.</param>
public sealed record DeliveryFilter(DeliveryState? State = null, string? Agency = null, string? Subject = null, string? Door = null, Mender? Mender = null)
{
    public IQueryable<Delivery> Of(PermitsDbContext db)
    {
        var deliveries = Mender switch
        {
            Messaging.Mender.Department => Quarantine.ToMendHere(db),
            Messaging.Mender.Agency => Quarantine.Of(db).Where(d => !Quarantine.ToMendHere(db).Any(ours => ours.Receipt == d.Receipt)),
            _ => db.Deliveries,
        };
        if (State is { } state)
            deliveries = deliveries.Where(d => d.State == state);
        if (Agency is { } agency)
            deliveries = deliveries.Where(d => d.Agency == agency);
        if (Door is { } door)
            deliveries = deliveries.Where(d => d.Door == door);
        if (Subject is { } pattern)
            deliveries = deliveries.Where(d => d.Subject != null && EF.Functions.ILike(d.Subject, pattern));
        return deliveries;
    }
}

/// <summary>What waits in quarantine.</summary>
public static class Quarantine
{
    public static IQueryable<Delivery> Of(PermitsDbContext db) => db.Deliveries.Where(d => d.State == DeliveryState.Quarantined);

    /// <summary>Without what contradicts another event: that is settled as a dispute of its judgment, and neither replayed nor rejected.</summary>
    public static IQueryable<Delivery> WithoutConflicts(PermitsDbContext db) => Of(db).Where(d => !db.JudgmentEvents.Any(e => e.Receipt == d.Receipt));

    /// <summary>What the department can mend: a fault of a message has a place in it, a failure of the service has none; and what stands in a file's event is what our mapping made of it.</summary>
    public static IQueryable<Delivery> ToMendHere(PermitsDbContext db) => WithoutConflicts(db).Where(d => d.Pointer == null || d.Door == "csv");
}
