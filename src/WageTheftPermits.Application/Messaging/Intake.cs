using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Judgments;
using WageTheftPermits.Application.Telemetry;
using WageTheftPermits.Contracts.Incoming;
using WageTheftPermits.Domain;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Application.Messaging;

/// <summary>
/// The one pipeline behind all doors: stored first, then answered, then understood. A delivery is durable before its sender is told so.
/// </summary>
public sealed class Intake(Units units, ILogger<Intake> logger)
{
    /// <summary>After so many failures of ours the delivery is quarantined, where a person sees it, instead of being tried for ever.</summary>
    private const int MostAttempts = 5;

    /// <summary>Of the bodies that are understood in one unit: what a turn costs in memory.</summary>
    private const int MostBytes = 4 * 1024 * 1024;

    /// <summary>So long those that need a unit of their own are understood in one turn.</summary>
    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(50);

    private static readonly Actor s_actor = Actor.System("intake");

    private readonly AgencyTurns _turns = new();

    /// <summary>Deliveries understood in one unit: few enough that another agency's event waits for it some hundredths of a second. With 1, each has a unit and statements of its own.</summary>
    public int Together { get; init; } = 100;

    /// <summary>Stores deliveries of an agency, in order; they are durable when this returns.</summary>
    /// <param name="door"><c>amqp</c>, <c>http</c> or <c>csv</c>.</param>
    public Task<IReadOnlyList<Delivery>> StoreAsync(string agency, string door, IReadOnlyList<ReadOnlyMemory<byte>> bodies, CancellationToken ct) =>
        units.RunAsync(Actor.Agency(agency), unit => StoreAsync(unit, agency, door, bodies), ct);

    /// <summary>The same within a unit that does more: durable when it commits.</summary>
    public static async Task<IReadOnlyList<Delivery>> StoreAsync(UnitOfWork unit, string agency, string door, IReadOnlyList<ReadOnlyMemory<byte>> bodies)
    {
        List<Delivery> deliveries = [.. bodies.Select(body => Arrived(agency, door, body, unit.Now))];
        await unit.Db.SaveChangesAsync(unit.Cancellation);
        await unit.Db.CopyAsync(deliveries, unit.Cancellation);
        return deliveries;
    }

    /// <summary>Stores what arrived at one door, each before those after it; all are durable when this returns, or none is.</summary>
    internal Task StoreAsync(string agency, IReadOnlyList<Delivery> arrived, CancellationToken ct) =>
        units.RunAsync(Actor.Agency(agency), unit => unit.Db.CopyAsync(arrived, ct), ct);

    /// <summary>A delivery as it comes in at a door, not yet stored.</summary>
    internal static Delivery Arrived(string agency, string door, ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        var delivery = new Delivery(Guid.CreateVersion7(), agency, door, body.ToArray(), now) { TraceParent = WorkflowTelemetry.Here };
        // Who asks for an event by its id must find it before it is understood.
        var glimpse = AgencyEventReader.Read(body, agency).Glimpse;
        delivery.Identify(glimpse.Id, glimpse.Subject, glimpse.Sequence, glimpse.Type);
        return delivery;
    }

    /// <summary>
    /// Understands what has waited longest of one agency's deliveries and that nobody else is at, the agencies taking turns: many in one unit, and those that need more
    /// than that each in a unit of its own. Where a unit fails, its deliveries are understood one by one, and only the one that fails again counts as failed.
    /// False where none waits.
    /// </summary>
    public async Task<bool> UnderstandNextAsync(CancellationToken ct)
    {
        IReadOnlyList<Delivery> claimed = [], alone;
        try
        {
            alone = await units.RunAsync(s_actor, async unit =>
            {
                claimed = await ClaimAsync(unit, ct);
                return Together > 1 ? await TakeInTogether.HandleAsync(unit, claimed) : claimed;
            }, ct);
        }
        catch (Exception e) when (claimed.Count > 0 && IsItsOwn(e))
        {
            logger.LogWarning(e, "{Count} deliveries could not be understood together; they are understood one by one.", claimed.Count);
            alone = claimed;
        }
        var watch = Stopwatch.StartNew();
        foreach (var delivery in alone)
        {
            // Where somebody else has come to the agency, or the turn is over, the rest comes first in the agency's next turn.
            if (!await UnderstandAloneAsync(delivery.Receipt, delivery.Agency, ct) || watch.Elapsed > s_turn)
                break;
        }
        return claimed.Count > 0;
    }

    /// <summary>One delivery in a unit of its own, unless it is understood by now. False where somebody else is at its agency.</summary>
    private async Task<bool> UnderstandAloneAsync(Guid receipt, string agency, CancellationToken ct)
    {
        try
        {
            return await units.RunAsync(s_actor, async unit =>
            {
                // The agency before the delivery: one that is locked would be passed over by who is at the agency, and what comes after it understood first.
                if (!await IsMineAsync(unit, agency))
                    return false;
                if (await unit.Db.Deliveries.FromSql($"SELECT *, xmin FROM deliveries WHERE receipt = {receipt} AND state = 'stored' FOR UPDATE SKIP LOCKED").SingleOrDefaultAsync(ct) is { } delivery)
                    await TakeInAsync(unit, delivery);
                return true;
            }, ct);
        }
        catch (Exception e) when (IsItsOwn(e))
        {
            await RecordFailureAsync(receipt, e, ct);
            return true;
        }
    }

    /// <summary>The next of the agency whose turn it is, locked: as many as are understood together, or fewer where they are large.</summary>
    private async Task<IReadOnlyList<Delivery>> ClaimAsync(UnitOfWork unit, CancellationToken ct)
    {
        // One look in the index for each agency, however many deliveries wait.
        var waiting = await unit.Db.Database.SqlQuery<string>(
            $"""
             SELECT a.key AS "Value"
             FROM agencies a CROSS JOIN LATERAL (SELECT 1 FROM deliveries WHERE agency = a.key AND state = 'stored' ORDER BY attempts, arrival LIMIT 1) AS first
             """).ToListAsync(ct);
        foreach (var agency in _turns.Order(waiting))
        {
            if (!await IsMineAsync(unit, agency))
                continue;
            var sizes = await unit.Db.Database.SqlQuery<int>(
                $"SELECT octet_length(body) AS \"Value\" FROM deliveries WHERE agency = {agency} AND state = 'stored' ORDER BY attempts, arrival LIMIT {Together}").ToListAsync(ct);
            var deliveries = await unit.Db.Deliveries.FromSql(
                $"SELECT *, xmin FROM deliveries WHERE agency = {agency} AND state = 'stored' ORDER BY attempts, arrival LIMIT {Fitting(sizes)} FOR UPDATE SKIP LOCKED")
                .AsNoTracking().ToListAsync(ct);
            if (deliveries.Count == 0)
                continue;
            _turns.Served(agency);
            return deliveries;
        }
        return [];
    }

    /// <summary>How many of them, and one at least, are no larger together than <see cref="MostBytes"/>.</summary>
    private static int Fitting(List<int> sizes)
    {
        var (count, bytes) = (0, 0L);
        while (count < sizes.Count && (bytes += sizes[count]) <= MostBytes)
            count++;
        return Math.Max(count, 1);
    }

    /// <summary>One unit at a time is at an agency, so that its deliveries keep their order.</summary>
    private static Task<bool> IsMineAsync(UnitOfWork unit, string agency) => unit.Db.Database.SqlQuery<bool>(
        $"SELECT pg_try_advisory_xact_lock(hashtextextended({"intake:" + agency}, 0)) AS \"Value\"").SingleAsync(unit.Cancellation);

    /// <summary>A database that went away says nothing about the delivery.</summary>
    private static bool IsItsOwn(Exception e) => e is not OperationCanceledException && !Database.IsAway(e);

    private static async Task TakeInAsync(UnitOfWork unit, Delivery delivery)
    {
        unit.ActAs(Actor.Agency(delivery.Agency), null);
        using var span = WorkflowTelemetry.Start(ServiceTelemetry.Spans, "process delivery", ActivityKind.Consumer, [delivery.TraceParent])
            ?.SetTag("wtp.agency", delivery.Agency).SetTag("wtp.door", delivery.Door).SetTag("wtp.receipt", delivery.Receipt);
        try
        {
            await TakeInEvent.HandleAsync(unit, delivery);
            span?.SetTag("wtp.delivery.state", Naming.Word(delivery.State));
        }
        catch (Exception e) when (WorkflowTelemetry.Failed(span, e))
        {
            throw;
        }
    }

    private Task RecordFailureAsync(Guid receipt, Exception e, CancellationToken ct) => units.RunAsync(s_actor, async unit =>
    {
        logger.LogError(e, "Delivery {Receipt} could not be understood.", receipt);
        var delivery = await unit.Db.Deliveries.SingleAsync(d => d.Receipt == receipt, ct);
        if (delivery.State != DeliveryState.Stored || delivery.Failed() < MostAttempts)
            return;
        delivery.Quarantine($"The service could not process this message ({e.GetType().Name}); it is kept and will be replayed by an administrator.", null, unit.Now);
        Receipts.Tell(unit, delivery);
    }, ct);
}
