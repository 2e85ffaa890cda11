using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.Domain.Renewals;

namespace WageTheftPermits.Application.Renewals;

/// <summary>Opens the renewals whose window has come: one for each active permit whose term ends soon and that has none open.</summary>
public static class OpenRenewals
{
    public const string Workflow = "permit-renewal";

    /// <summary>Opens one permit's renewal for the term after its present one and starts its workflow.</summary>
    public static async Task<Renewal> HandleAsync(UnitOfWork unit, Guid permitId)
    {
        var permit = await unit.Db.Permits.SingleAsync(p => p.Id == permitId, unit.Cancellation);
        var policy = await unit.PolicyAsync();
        RuleViolation.Unless(!await unit.Db.Renewals.AnyAsync(r => r.PermitId == permitId && r.Status == RenewalStatus.Open, unit.Cancellation),
            "renewal.already-open", $"Permit {permit.Number} already has an open renewal.");
        var renewal = new Renewal(Guid.CreateVersion7(), permit, permit.Term.Next(), policy.RenewalDueOn(permit.Term.End), policy.Version, unit.Now);
        unit.Db.Renewals.Add(renewal);
        unit.Audit("renewal opened", $"Renewal of permit {permit.Number} opened for {renewal.Term}, due {renewal.DueOn:yyyy-MM-dd}.",
            [("renewal", renewal.Id), ("permit", permit.Id)], policyVersion: policy.Version);
        await unit.Db.SaveChangesAsync(unit.Cancellation);
        await unit.Workflows.StartAsync(unit.ForWorkflow(), Workflow, $"renewal:{renewal.Id}",
            new Dictionary<string, object?> { ["RenewalId"] = renewal.Id.ToString(), ["DueOn"] = policy.EndOf(renewal.DueOn) }, unit.Actor.ToString(), unit.Cancellation);
        return renewal;
    }

    /// <summary>The active permits whose term ends within the policy's window and that have no open renewal.</summary>
    public static IQueryable<Permit> InSeason(PermitsDbContext db, Policy policy, DateOnly today)
    {
        var until = today.AddDays(policy.RenewalWindowDays);
        return db.Permits.Where(p => p.Status == PermitStatus.Active && p.Term.End <= until
            && !db.Renewals.Any(r => r.PermitId == p.Id && r.Status == RenewalStatus.Open));
    }

    /// <summary>Opens all that are in season, each in a unit of its own.</summary>
    /// <param name="progress">Told after each: how many are done, of how many.</param>
    /// <returns>How many were opened.</returns>
    public static async Task<int> RunAsync(Units units, Actor actor, IProgress<(int Done, int Of)>? progress = null, CancellationToken ct = default)
    {
        var due = await units.RunAsync(actor, async unit =>
        {
            var policy = await unit.PolicyAsync();
            return await InSeason(unit.Db, policy, unit.TodayIn(policy)).OrderBy(p => p.Term.End).ThenBy(p => p.Number).Select(p => p.Id).ToListAsync(ct);
        }, ct);
        var opened = 0;
        for (var i = 0; i < due.Count; i++)
        {
            var permit = due[i];
            try
            {
                await units.RunAsync(actor, unit => HandleAsync(unit, permit), ct);
                opened++;
            }
            catch (RuleViolation e) when (e.Rule is "renewal.already-open" or "renewal.permit-closed")
            {
                // Someone else opened it, or the establishment closed, since the list was read.
            }
            progress?.Report((i + 1, due.Count));
        }
        return opened;
    }
}
