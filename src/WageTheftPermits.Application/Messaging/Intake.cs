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

    /// <summary>Understands what has waited longest of one agency's deliveries and that nobody else is at, the agencies taking turns. False where none waits.</summary>
    public async Task<bool> UnderstandNextAsync(CancellationToken ct)
    {
        Guid? failing = null;
        try
        {
            return await units.RunAsync(s_actor, async unit =>
            {
                if (await ClaimAsync(unit, ct) is not { } delivery)
                    return false;
                failing = delivery.Receipt;
                await TakeInAsync(unit, delivery);
                return true;
            }, ct);
        }
        catch (Exception e) when (failing is not null && IsItsOwn(e))
        {
            await RecordFailureAsync(failing.Value, e, ct);
            return true;
        }
    }

    /// <summary>The next of the agency whose turn it is. One unit at a time is at an agency, so that its deliveries keep their order.</summary>
    private async Task<Delivery?> ClaimAsync(UnitOfWork unit, CancellationToken ct)
    {
        // One look in the index for each agency, however many deliveries wait.
        var waiting = await unit.Db.Database.SqlQuery<string>(
            $"SELECT key AS \"Value\" FROM agencies a WHERE EXISTS (SELECT 1 FROM deliveries WHERE agency = a.key AND state = 'stored')").ToListAsync(ct);
        foreach (var agency in _turns.Order(waiting))
        {
            if (!await unit.Db.Database.SqlQuery<bool>(
                $"SELECT pg_try_advisory_xact_lock(hashtextextended({"intake:" + agency}, 0)) AS \"Value\"").SingleAsync(ct))
                continue;
            var delivery = await unit.Db.Deliveries.FromSql(
                $"SELECT *, xmin FROM deliveries WHERE agency = {agency} AND state = 'stored' ORDER BY attempts, arrival LIMIT 1 FOR UPDATE SKIP LOCKED").SingleOrDefaultAsync(ct);
            if (delivery is null)
                continue;
            _turns.Served(agency);
            return delivery;
        }
        return null;
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
