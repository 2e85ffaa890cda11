using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Renewals;

namespace WageTheftPermits.Application.Renewals;

/// <summary>
/// Carries out the batches that were started, a chunk of permits in each unit: after a kill each chunk has been opened once or not yet, and any number of workers
/// take their own. A chunk that fails is redone permit by permit, so that one bad permit holds up no other. The workflows of the opened renewals are advanced by
/// the workers as any others are; when all have been screened, what the batch came to is written down.
/// </summary>
public sealed class RenewalBatches(Units units, ILogger<RenewalBatches> logger)
{
    /// <summary>Permits opened in one unit: few enough that whoever needs one of them waits a fraction of a second.</summary>
    private const int Chunk = 200;

    private static readonly Actor s_actor = Actor.System("renewal-batch");

    /// <summary>Opens one chunk, or finishes a batch of which nothing is left to do. False where there is neither.</summary>
    public async Task<bool> WorkNextAsync(CancellationToken ct)
    {
        IReadOnlyList<Item> claimed = [];
        try
        {
            if (await units.RunAsync(s_actor, async unit => await OpenAsync(unit, claimed = await ClaimAsync(unit)), ct))
                return true;
        }
        catch (Exception e) when (claimed.Count > 0 && e is not OperationCanceledException)
        {
            logger.LogWarning(e, "A chunk of {Count} renewals could not be opened; it is redone permit by permit.", claimed.Count);
            foreach (var item in claimed)
                await OpenAloneAsync(item, ct);
            return true;
        }
        return await units.RunAsync(s_actor, FinishAsync, ct);
    }

    private sealed class Item
    {
        public Guid BatchId { get; init; }

        public Guid PermitId { get; init; }
    }

    private static Task<List<Item>> ClaimAsync(UnitOfWork unit) => unit.Db.Database.SqlQuery<Item>(
        $"""
         SELECT batch_id AS "BatchId", permit_id AS "PermitId" FROM renewal_batch_items WHERE renewal_id IS NULL AND refusal IS NULL
         ORDER BY permit_id LIMIT {Chunk} FOR UPDATE SKIP LOCKED
         """).ToListAsync(unit.Cancellation);

    private static async Task<bool> OpenAsync(UnitOfWork unit, IReadOnlyList<Item> items)
    {
        foreach (var group in items.GroupBy(i => i.BatchId))
        {
            var batch = await unit.Db.RenewalBatches.SingleAsync(b => b.Id == group.Key, unit.Cancellation);
            var ids = group.Select(i => i.PermitId).ToList();
            var permits = await unit.Db.Permits.Where(p => ids.Contains(p.Id)).OrderBy(p => p.Id).ToListAsync(unit.Cancellation);
            var renewals = await OpenRenewals.OpenAsync(unit, permits, PermitStatus.Active, batch);
            var (opened, of) = (renewals.Select(r => r.Id).ToArray(), renewals.Select(r => r.PermitId).ToArray());
            await unit.Db.Database.ExecuteSqlAsync(
                $"""
                 UPDATE renewal_batch_items i SET renewal_id = o.renewal_id FROM unnest({opened}, {of}) AS o(renewal_id, permit_id)
                 WHERE i.batch_id = {batch.Id} AND i.permit_id = o.permit_id
                 """, unit.Cancellation);
        }
        return items.Count > 0;
    }

    private async Task OpenAloneAsync(Item item, CancellationToken ct)
    {
        try
        {
            await units.RunAsync(s_actor, async unit =>
            {
                if (await WaitsAsync(unit, item))
                    await OpenAsync(unit, [item]);
            }, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            if (e is not RuleViolation)
                logger.LogError(e, "The renewal of permit {Permit} could not be opened.", item.PermitId);
            var refusal = e is RuleViolation ? e.Message : $"The service failed: {e.Message}";
            await units.RunAsync(s_actor, unit => unit.Db.Database.ExecuteSqlAsync(
                $"""
                 UPDATE renewal_batch_items SET refusal = {refusal}
                 WHERE batch_id = {item.BatchId} AND permit_id = {item.PermitId} AND renewal_id IS NULL AND refusal IS NULL
                 """, ct), ct);
        }
    }

    /// <summary>Locks the item; false where another worker has opened it meanwhile.</summary>
    private static async Task<bool> WaitsAsync(UnitOfWork unit, Item item) => (await unit.Db.Database.SqlQuery<Guid>(
        $"""
         SELECT permit_id AS "Value" FROM renewal_batch_items
         WHERE batch_id = {item.BatchId} AND permit_id = {item.PermitId} AND renewal_id IS NULL AND refusal IS NULL FOR UPDATE
         """).ToListAsync(unit.Cancellation)).Count > 0;

    /// <summary>
    /// Finishes the first batch of which every permit has been taken, once no renewal waits for its workflow to begin; one whose workflow failed to begin is an
    /// exception, and is not waited for.
    /// </summary>
    private static async Task<bool> FinishAsync(UnitOfWork unit)
    {
        var batch = await unit.Db.RenewalBatches.FromSql(
            $"""
             SELECT b.*, b.xmin FROM renewal_batches b WHERE b.finished_at IS NULL
               AND NOT EXISTS (SELECT 1 FROM renewal_batch_items i WHERE i.batch_id = b.id AND i.renewal_id IS NULL AND i.refusal IS NULL)
             ORDER BY b.started_at LIMIT 1 FOR UPDATE SKIP LOCKED
             """).SingleOrDefaultAsync(unit.Cancellation);
        if (batch is null || await AnyToBeginAsync(unit))
            return false;
        var counts = await unit.Db.Database.SqlQuery<Counts>(
            $"""
             SELECT count(r.id)::int AS "Opened", count(r.screened_at)::int AS "Screened", (count(*) FILTER (WHERE r.status = 'issued'))::int AS "Issued",
                    (count(*) FILTER (WHERE r.id IS NULL OR r.status = 'open'))::int AS "Exceptions"
             FROM renewal_batch_items i LEFT JOIN renewals r ON r.id = i.renewal_id WHERE i.batch_id = {batch.Id}
             """).SingleAsync(unit.Cancellation);
        batch.Finish(counts.Opened, counts.Screened, counts.Issued, counts.Exceptions, unit.Now);
        unit.Audit("renewal batch finished",
            $"Batch {batch.Reference} finished: {counts.Opened} renewals opened, {counts.Screened} screened, {counts.Issued} issued, {counts.Exceptions} wait for somebody.",
            [("batch", batch.Id)], evidence: counts);
        return true;
    }

    private static async Task<bool> AnyToBeginAsync(UnitOfWork unit) => (await unit.Db.Database.SqlQuery<long>(
        $"""
         SELECT s.id AS "Value" FROM workflow.stimuli s JOIN workflow.instances n ON n.id = s.instance_id
         WHERE s.consumed_at IS NULL AND NOT s.parked AND s.kind = 'start' AND n.status = 'running' AND n.attempts = 0 AND n.definition_id = {OpenRenewals.Workflow}
         LIMIT 1
         """).ToListAsync(unit.Cancellation)).Count > 0;

    private sealed class Counts
    {
        public int Opened { get; init; }

        public int Screened { get; init; }

        public int Issued { get; init; }

        public int Exceptions { get; init; }
    }
}
