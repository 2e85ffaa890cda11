using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Renewals;

namespace WageTheftPermits.Application.Renewals;

/// <summary>Starts to open the renewals of all permits in season. Which permits these are is fixed now; the service carries it out.</summary>
public static class StartRenewalBatch
{
    /// <returns>Null where no permit is in season.</returns>
    public static async Task<RenewalBatch?> HandleAsync(UnitOfWork unit)
    {
        var policy = await unit.PolicyAsync();
        var today = unit.TodayIn(policy);
        if (!await OpenRenewals.InSeason(unit.Db, policy, today).AnyAsync(unit.Cancellation))
            return null;
        var batch = new RenewalBatch(Guid.CreateVersion7(), await unit.NextReferenceAsync("RB"), unit.Actor, today.AddDays(policy.RenewalWindowDays), unit.Now);
        unit.Db.RenewalBatches.Add(batch);
        await unit.Db.SaveChangesAsync(unit.Cancellation);
        // A permit that another batch takes at this moment stays with that one.
        var permits = await unit.Db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO renewal_batch_items (batch_id, permit_id)
             SELECT {batch.Id}, p.id FROM permits p
             WHERE p.status = 'active' AND p.term_end <= {batch.TermsUntil} AND NOT EXISTS (SELECT 1 FROM renewals r WHERE r.permit_id = p.id AND r.status = 'open')
             ORDER BY p.id
             ON CONFLICT DO NOTHING
             """, unit.Cancellation);
        unit.Audit("renewal batch started", $"Batch {batch.Reference} started: renewals of {permits} permits whose term ends by {batch.TermsUntil:yyyy-MM-dd}.", [("batch", batch.Id)],
            evidence: new { permits }, policyVersion: policy.Version);
        return batch;
    }
}
