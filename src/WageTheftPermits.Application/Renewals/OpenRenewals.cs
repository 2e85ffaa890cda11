using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Application.Renewals;

/// <summary>Opens renewals of active permits for the term after their present one, and starts the workflow of each.</summary>
public static class OpenRenewals
{
    public const string Workflow = "permit-renewal";

    public static async Task<Renewal> HandleAsync(UnitOfWork unit, Guid permitId) =>
        (await OpenAsync(unit, [await unit.Db.Permits.SingleAsync(p => p.Id == permitId, unit.Cancellation)], PermitStatus.Active))[0];

    /// <summary>The active permits whose term ends within the policy's window, that have no open renewal, and that wait in no batch for one.</summary>
    public static IQueryable<Permit> InSeason(PermitsDbContext db, Policy policy, DateOnly today)
    {
        var until = today.AddDays(policy.RenewalWindowDays);
        return db.Permits.Where(p => p.Status == PermitStatus.Active && p.Term.End <= until
            && !db.Renewals.Any(r => r.PermitId == p.Id && r.Status == RenewalStatus.Open)
            && !db.RenewalBatchItems.Any(i => i.PermitId == p.Id && i.RenewalId == null && i.Refusal == null));
    }

    /// <summary>Opens one renewal for each permit, all or none; each begins with what the permit system says is owed for it.</summary>
    /// <param name="standing">The standing that each permit must have.</param>
    /// <param name="batch">The batch that they belong to; null where a person opens one alone.</param>
    /// <returns>In the order of <paramref name="permits"/>.</returns>
    internal static async Task<IReadOnlyList<Renewal>> OpenAsync(UnitOfWork unit, IReadOnlyList<Permit> permits, PermitStatus standing, RenewalBatch? batch = null)
    {
        var policy = await unit.PolicyAsync();
        var ids = permits.Select(p => p.Id).ToList();
        var open = await unit.Db.Renewals.Where(r => ids.Contains(r.PermitId) && r.Status == RenewalStatus.Open).Select(r => r.PermitId).ToListAsync(unit.Cancellation);
        var renewals = new List<Renewal>();
        foreach (var permit in permits)
        {
            RuleViolation.Unless(permit.Status == standing || permit.Status == PermitStatus.Closed, "renewal.permit-standing",
                $"Permit {permit.Number} is {permit.Status.ToString().ToLowerInvariant()}; {(permit.Status == PermitStatus.Expired ? "an inspector can open a late renewal of it" : "its renewal is opened in season")}.");
            RuleViolation.Unless(!open.Contains(permit.Id), "renewal.already-open", $"Permit {permit.Number} already has an open renewal.");
            var renewal = new Renewal(Guid.CreateVersion7(), permit, policy, unit.Now);
            renewals.Add(renewal);
            unit.Db.Renewals.Add(renewal);
            (string, Guid)[] subjects = batch is null ? [("renewal", renewal.Id), ("permit", permit.Id)] : [("renewal", renewal.Id), ("permit", permit.Id), ("batch", batch.Id)];
            unit.Audit("renewal opened", $"{(renewal.AfterLapse ? "Late renewal" : "Renewal")} of permit {permit.Number} opened for {renewal.Term}, due {renewal.DueOn:yyyy-MM-dd}.",
                subjects, batch is null ? null : $"Batch {batch.Reference}, started by {batch.StartedBy}.", policyVersion: policy.Version);
            OwedByFile.RaiseAll(unit, renewal, permit);
        }
        await unit.Db.SaveChangesAsync(unit.Cancellation);
        await unit.Workflows.StartManyAsync(unit.ForWorkflow(), Workflow, [.. renewals.Select(r => Start(r, policy))], unit.Actor.ToString(), unit.Cancellation);
        return renewals;
    }

    /// <summary>Starts the workflow that carries a renewal on which has none: where it lapsed and is open again, or its workflow ended before it.</summary>
    internal static async Task StartWorkflowAsync(UnitOfWork unit, Renewal renewal)
    {
        await unit.Db.SaveChangesAsync(unit.Cancellation);
        await unit.Workflows.StartManyAsync(unit.ForWorkflow(), Workflow, [Start(renewal, await unit.PolicyAsync(renewal.PolicyVersion))], unit.Actor.ToString(), unit.Cancellation);
    }

    /// <summary>What the workflow of one renewal is started with.</summary>
    internal static NewInstance Start(Renewal renewal, Policy policy) => new($"renewal:{renewal.Id}",
        new Dictionary<string, object?> { ["RenewalId"] = renewal.Id.ToString(), ["DueOn"] = policy.EndOf(renewal.DueOn) });
}

/// <summary>A permit expired because its renewal lapsed; the applicant comes after all, and an inspector opens a late renewal.</summary>
public static class OpenLateRenewal
{
    public sealed record Command(Guid PermitId);

    public static async Task<Renewal> HandleAsync(UnitOfWork unit, Command command)
    {
        unit.Actor.MustBePerson("open a late renewal");
        var permit = await unit.Db.Permits.SingleOrDefaultAsync(p => p.Id == command.PermitId, unit.Cancellation)
            ?? throw new RuleViolation("permit.none", "There is no such permit.");
        return (await OpenRenewals.OpenAsync(unit, [permit], PermitStatus.Expired))[0];
    }
}
