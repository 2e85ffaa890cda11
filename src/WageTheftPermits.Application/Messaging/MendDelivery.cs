using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Application.Messaging;

/// <summary>An administrator has a quarantined delivery understood again, once what kept it there is mended. Its bytes are as they came.</summary>
public static class ReplayDelivery
{
    public sealed record Command(Guid Receipt, string Reason);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var delivery = await QuarantinedDelivery.OpenAsync(unit, command.Receipt, "replayed", command.Reason);
        delivery.Replay();
        unit.Audit("message replayed", $"A message of {delivery.Agency} in quarantine is understood again.", await QuarantinedDelivery.SubjectsAsync(unit, delivery),
            command.Reason.Trim(), new { quarantinedFor = delivery.Reason, delivery.Pointer });
    }
}

/// <summary>
/// An administrator has everything in quarantine that a list shows understood again, at once or not at all; conflicts are left out. Each is then understood in a unit
/// of its own, in the order in which they came, and what is not mended goes back to quarantine with its reason.
/// </summary>
public static class ReplayDeliveries
{
    /// <summary>No more than this many at a time, the oldest first: a unit that long would keep others waiting.</summary>
    public const int Most = 500;

    /// <param name="UpTo">The last one's <see cref="Delivery.Arrival"/>: what came to quarantine after the person looked stays there.</param>
    /// <param name="Seen">How many the person saw, up to that one.</param>
    public sealed record Command(DeliveryFilter Which, long UpTo, int Seen, string Reason);

    /// <summary>What would be replayed, in the order in which it came.</summary>
    public static IQueryable<Delivery> Matching(PermitsDbContext db, DeliveryFilter which)
    {
        var open = Quarantine.WithoutConflicts(db);
        return which.Of(db).Where(d => open.Any(o => o.Receipt == d.Receipt)).OrderBy(d => d.Arrival);
    }

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var receipts = await Matching(unit.Db, command.Which).Where(d => d.Arrival <= command.UpTo).Select(d => d.Receipt).Take(Most + 1).ToListAsync(unit.Cancellation);
        RuleViolation.Unless(receipts.Count == command.Seen && receipts.Count is > 0 and <= Most, "delivery.changed",
            $"Meanwhile {receipts.Count} messages match, not {command.Seen}. Nothing was replayed; open the list again.");
        foreach (var receipt in receipts)
        {
            await ReplayDelivery.HandleAsync(unit, new(receipt, command.Reason));
            await unit.Db.SaveChangesAsync(unit.Cancellation);
            // A message may be large; only one is held at a time.
            unit.Db.ChangeTracker.Clear();
        }
    }
}

/// <summary>
/// An administrator refuses a quarantined delivery for good: it is kept and counts for nothing. The agency is told why, and what waited
/// because of it looks again.
/// </summary>
public static class RejectDelivery
{
    public sealed record Command(Guid Receipt, string Reason);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var delivery = await QuarantinedDelivery.OpenAsync(unit, command.Receipt, "rejected", command.Reason);
        var (quarantinedFor, reason) = (delivery.Reason, command.Reason.Trim());
        delivery.Reject($"Rejected by the department: {reason}", unit.Now);
        Receipts.Tell(unit, delivery);
        unit.Audit("message rejected", $"A message of {delivery.Agency} in quarantine was rejected: it counts for nothing and is kept.",
            await QuarantinedDelivery.SubjectsAsync(unit, delivery), reason, new { quarantinedFor, delivery.Pointer });
        await unit.Db.SaveChangesAsync(unit.Cancellation);
        if (await unit.Db.Judgments.SingleOrDefaultAsync(j => j.Agency == delivery.Agency && j.Subject == delivery.Subject, unit.Cancellation) is { } judgment)
            await FollowGround.JudgmentAsync(unit, judgment);
    }
}

internal static class QuarantinedDelivery
{
    /// <summary>A delivery in quarantine that a person here can mend. A conflict is not: it is settled as a dispute of its judgment.</summary>
    public static async Task<Delivery> OpenAsync(UnitOfWork unit, Guid receipt, string word, string reason)
    {
        unit.Actor.MustBePerson("mend a message");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(reason), "delivery.reason", $"Say why it is {word}.");
        var delivery = await unit.Db.Deliveries.SingleOrDefaultAsync(d => d.Receipt == receipt, unit.Cancellation)
            ?? throw new RuleViolation("delivery.none", "There is no such delivery.");
        RuleViolation.Unless(delivery.State == DeliveryState.Quarantined, "delivery.not-quarantined",
            $"This message is {Naming.Word(delivery.State)}, not in quarantine; only what is in quarantine can be {word}.");
        RuleViolation.Unless(!await unit.Db.JudgmentEvents.AnyAsync(e => e.Receipt == receipt, unit.Cancellation), "delivery.conflict",
            "This message contradicts another. The agency settles it by an amendment that lists the sequence under “settles”; or a person here does, on the page of the judgment.");
        return delivery;
    }

    public static async Task<(string, Guid)[]> SubjectsAsync(UnitOfWork unit, Delivery delivery)
    {
        var judgment = await unit.Db.Judgments.Where(j => j.Agency == delivery.Agency && j.Subject == delivery.Subject)
            .Select(j => (Guid?)j.Id).SingleOrDefaultAsync(unit.Cancellation);
        return judgment is { } id ? [("delivery", delivery.Receipt), ("judgment", id)] : [("delivery", delivery.Receipt)];
    }
}
