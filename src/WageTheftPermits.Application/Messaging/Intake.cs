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

    /// <summary>Deliveries understood in one unit: few enough that another agency's event waits for it a fraction of a tenth of a second.</summary>
    private const int Together = 8;

    private static readonly Actor s_actor = Actor.System("intake");

    private readonly AgencyTurns _turns = new();

    /// <summary>Stores deliveries of an agency, in order; they are durable when this returns.</summary>
    /// <param name="door"><c>amqp</c>, <c>http</c> or <c>csv</c>.</param>
    public Task<IReadOnlyList<Delivery>> StoreAsync(string agency, string door, IReadOnlyList<ReadOnlyMemory<byte>> bodies, CancellationToken ct) =>
        units.RunAsync(Actor.Agency(agency), unit => StoreAsync(unit, agency, door, bodies), ct);

    /// <summary>The same within a unit that does more: durable when it commits.</summary>
    public static async Task<IReadOnlyList<Delivery>> StoreAsync(UnitOfWork unit, string agency, string door, IReadOnlyList<ReadOnlyMemory<byte>> bodies)
    {
        var deliveries = new List<Delivery>(bodies.Count);
        foreach (var body in bodies)
        {
            var delivery = new Delivery(Guid.CreateVersion7(), agency, door, body.ToArray(), unit.Now) { TraceParent = WorkflowTelemetry.Here };
            // Who asks for an event by its id must find it before it is understood.
            var glimpse = AgencyEventReader.Read(body, agency).Glimpse;
            delivery.Identify(glimpse.Id, glimpse.Subject, glimpse.Sequence, glimpse.Type);
            unit.Db.Deliveries.Add(delivery);
            // One by one: the number of arrival must follow the order in the batch.
            await unit.Db.SaveChangesAsync(unit.Cancellation);
            deliveries.Add(delivery);
        }
        return deliveries;
    }

    /// <summary>
    /// Understands what has waited longest of one agency's deliveries and that nobody else is at, several in one unit and the agencies taking turns.
    /// Where the unit fails they are understood one by one, and only the one that fails again counts as failed. False where none waits.
    /// </summary>
    public async Task<bool> UnderstandNextAsync(CancellationToken ct)
    {
        IReadOnlyList<Guid> claimed = [];
        try
        {
            return await units.RunAsync(s_actor, async unit =>
            {
                var deliveries = await ClaimAsync(unit, ct);
                claimed = [.. deliveries.Select(d => d.Receipt)];
                foreach (var delivery in deliveries)
                    await TakeInAsync(unit, delivery);
                return deliveries.Count > 0;
            }, ct);
        }
        catch (Exception e) when (claimed.Count == 1 && IsItsOwn(e))
        {
            await RecordFailureAsync(claimed[0], e, ct);
            return true;
        }
        catch (Exception e) when (claimed.Count > 1 && IsItsOwn(e))
        {
            logger.LogWarning(e, "{Count} deliveries could not be understood together; they are understood one by one.", claimed.Count);
            foreach (var receipt in claimed)
                await UnderstandAloneAsync(receipt, ct);
            return true;
        }
    }

    private async Task UnderstandAloneAsync(Guid receipt, CancellationToken ct)
    {
        try
        {
            await units.RunAsync(s_actor, async unit =>
            {
                if (await unit.Db.Deliveries.FromSql(
                    $"SELECT *, xmin FROM deliveries WHERE receipt = {receipt} AND state = 'stored' FOR UPDATE SKIP LOCKED").SingleOrDefaultAsync(ct) is { } delivery)
                    await TakeInAsync(unit, delivery);
            }, ct);
        }
        catch (Exception e) when (IsItsOwn(e))
        {
            await RecordFailureAsync(receipt, e, ct);
        }
    }

    /// <summary>The next of the agency whose turn it is. One unit at a time is at an agency, so that its deliveries keep their order.</summary>
    private async Task<IReadOnlyList<Delivery>> ClaimAsync(UnitOfWork unit, CancellationToken ct)
    {
        // One look in the index for each agency, however many deliveries wait.
        var waiting = await unit.Db.Database.SqlQuery<string>(
            $"SELECT key AS \"Value\" FROM agencies a WHERE EXISTS (SELECT 1 FROM deliveries WHERE agency = a.key AND state = 'stored')").ToListAsync(ct);
        foreach (var agency in _turns.Order(waiting))
        {
            if (!await unit.Db.Database.SqlQuery<bool>(
                $"SELECT pg_try_advisory_xact_lock(hashtextextended({"intake:" + agency}, 0)) AS \"Value\"").SingleAsync(ct))
                continue;
            var deliveries = await unit.Db.Deliveries.FromSql(
                $"SELECT *, xmin FROM deliveries WHERE agency = {agency} AND state = 'stored' ORDER BY attempts, arrival LIMIT {Together} FOR UPDATE SKIP LOCKED").ToListAsync(ct);
            if (deliveries.Count == 0)
                continue;
            _turns.Served(agency);
            return deliveries;
        }
        return [];
    }

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
            // What comes after it in this unit finds it as if it had been committed.
            await unit.Db.SaveChangesAsync(unit.Cancellation);
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
