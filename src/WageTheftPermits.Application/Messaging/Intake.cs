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

    /// <summary>Understands the delivery that has waited longest and that nobody else is at. False where none waits.</summary>
    public async Task<bool> UnderstandNextAsync(CancellationToken ct)
    {
        Guid? failing = null;
        try
        {
            return await units.RunAsync(Actor.System("intake"), async unit =>
            {
                var delivery = await unit.Db.Deliveries.FromSql(
                    $"SELECT *, xmin FROM deliveries WHERE state = 'stored' ORDER BY attempts, arrival LIMIT 1 FOR UPDATE SKIP LOCKED").SingleOrDefaultAsync(ct);
                if (delivery is null)
                    return false;
                failing = delivery.Receipt;
                unit.ActAs(Actor.Agency(delivery.Agency), null);
                await TakeInAsync(unit, delivery);
                return true;
            }, ct);
        }
        catch (Exception e) when (failing is not null && e is not OperationCanceledException)
        {
            logger.LogError(e, "Delivery {Receipt} could not be understood.", failing);
            await RecordFailureAsync(failing.Value, e, ct);
            return true;
        }
    }

    private static async Task TakeInAsync(UnitOfWork unit, Delivery delivery)
    {
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

    private Task RecordFailureAsync(Guid receipt, Exception e, CancellationToken ct) => units.RunAsync(Actor.System("intake"), async unit =>
    {
        var delivery = await unit.Db.Deliveries.SingleAsync(d => d.Receipt == receipt, ct);
        if (delivery.State != DeliveryState.Stored || delivery.Failed() < MostAttempts)
            return;
        delivery.Quarantine($"The service could not process this message ({e.GetType().Name}); it is kept and will be replayed by an administrator.", null, unit.Now);
        Receipts.Tell(unit, delivery);
    }, ct);
}
