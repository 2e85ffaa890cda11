using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Application.Renewals.Activities;

/// <summary>What the activities of <c>permit-renewal</c> share: which renewal, and acting in the name of the activity.</summary>
public abstract class RenewalActivity(UnitOfWork unit) : Activity
{
    [Input]
    public string RenewalId { get; set; } = "";

    protected UnitOfWork Unit { get; } = unit;

    protected Wait Changed => Wait.ForFact("Changed", $"renewal:{RenewalId}");

    protected async Task<(Renewal Renewal, Permit Permit)> LoadAsync(ActivityContext context, CancellationToken ct)
    {
        Unit.ActAs(Actor.System(context.DefinitionId), $"{context.DefinitionId} {context.DefinitionVersion}");
        var id = Guid.Parse(RenewalId);
        var renewal = await Unit.Db.Renewals.SingleAsync(r => r.Id == id, ct);
        var permit = await Unit.Db.Permits.Include(p => p.Permittee).SingleAsync(p => p.Id == renewal.PermitId, ct);
        return (renewal, permit);
    }
}

[Activity("WageTheft.ScreenRenewal", DisplayName = "Screen the permit", Description = "Compares the permit with every judgment that stands. Nothing is decided by it.")]
[Outcomes("Clear", "Possible", "Unknown")]
public sealed class ScreenRenewal(UnitOfWork unit, Screening screening) : RenewalActivity(unit)
{
    /// <summary>How many possible matches a person must look at.</summary>
    [Output]
    public int PossibleMatches { get; set; }

    public override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
    {
        var (renewal, permit) = await LoadAsync(context, ct);
        var search = await screening.ScreenPermitAsync(Unit, permit);
        PossibleMatches = search.Proposed;
        if (search.Outcome != "unknown")
            renewal.Screened(Unit.Now);
        await Unit.Db.SaveChangesAsync(ct);
        return ActivityResult.Complete(search.Outcome switch { "none" => "Clear", "possible" => "Possible", _ => "Unknown" });
    }
}

[Activity("WageTheft.ScreenByHand", DisplayName = "Screen by hand", Description = "The service could not screen the permit in full; an inspector does, and says how.")]
public sealed class ScreenByHandActivity(UnitOfWork unit) : RenewalActivity(unit)
{
    public override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
    {
        var (renewal, permit) = await LoadAsync(context, ct);
        return ActivityResult.Wait(Wait.ForTask(new HumanTask(ScreenByHand.Task, $"Screen permit {permit.Number} by hand", "inspector")
        {
            Subject = new Dictionary<string, string> { ["renewal"] = renewal.Id.ToString(), ["permit"] = permit.Id.ToString() },
        }));
    }

    public override ValueTask<ActivityResult> ResumeAsync(ActivityContext context, Resumption by, CancellationToken ct) => ValueTask.FromResult(ActivityResult.Complete());
}

[Activity("WageTheft.AwaitClearance", DisplayName = "Wait until nothing blocks it", Description = "Looks at what blocks the renewal now, and again whenever that changes.")]
[Outcomes("Clear", "Ended")]
public sealed class AwaitClearance(UnitOfWork unit) : RenewalActivity(unit)
{
    public override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
    {
        var (renewal, permit) = await LoadAsync(context, ct);
        if (!renewal.IsOpen)
            return ActivityResult.Complete("Ended");
        var policy = await Unit.PolicyAsync(renewal.PolicyVersion);
        var blockers = await RenewalBlockers.OfAsync(Unit.Db, renewal, permit, Unit.TodayIn(policy), ct);
        if (blockers.Count == 0)
            return ActivityResult.Complete("Clear");
        // What a renewal waits for no longer than a day ends by itself: it looks again when a day has passed.
        return blockers.Any(b => b.Kind is RenewalBlockerKind.CaseUndecided or RenewalBlockerKind.HoldSuspended)
            ? ActivityResult.Wait(Changed, Wait.Until(policy.EndOf(Unit.TodayIn(policy) < renewal.DueOn ? renewal.DueOn : Unit.TodayIn(policy))))
            : ActivityResult.Wait(Changed);
    }
}

[Activity("WageTheft.IssueRenewal", DisplayName = "Issue the permit", Description = "Issues the permit for its new term. Looks at the blockers once more, under the permit's lock.")]
[Outcomes("Issued", "Blocked")]
public sealed class IssueRenewal(UnitOfWork unit) : RenewalActivity(unit)
{
    public override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
    {
        var (renewal, permit) = await LoadAsync(context, ct);
        await Unit.LockPermitAsync(permit.Id);
        var today = Unit.TodayIn(await Unit.PolicyAsync(renewal.PolicyVersion));
        var blockers = await RenewalBlockers.OfAsync(Unit.Db, renewal, permit, today, ct);
        if (blockers.Count > 0)
            return ActivityResult.Complete("Blocked");
        var old = renewal.Issue(permit, blockers, Guid.CreateVersion7(), Unit.Now);
        Unit.Db.PermitTerms.Add(old);
        Unit.Audit("permit issued", $"Permit {permit.Number} issued for {renewal.Term}.", [("renewal", renewal.Id), ("permit", permit.Id)], policyVersion: renewal.PolicyVersion);
        await Unit.Db.SaveChangesAsync(ct);
        return ActivityResult.Complete("Issued");
    }
}

[Activity("WageTheft.MarkOverdue", DisplayName = "Mark it overdue", Description = "The due day passed with the renewal open. The permit keeps its standing; the queues show it first.")]
public sealed class MarkOverdue(UnitOfWork unit) : RenewalActivity(unit)
{
    public override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
    {
        var (renewal, permit) = await LoadAsync(context, ct);
        if (renewal.MarkOverdue(Unit.Now))
        {
            Unit.Audit("renewal overdue", $"The renewal of permit {permit.Number} was due {renewal.DueOn:yyyy-MM-dd} and is still open. The permit keeps its standing.",
                [("renewal", renewal.Id), ("permit", permit.Id)]);
        }
        return ActivityResult.Complete();
    }
}

[Activity("WageTheft.AwaitRenewalEnd", DisplayName = "Wait until it ends", Description = "Waits until the renewal is issued or withdrawn.")]
public sealed class AwaitRenewalEnd(UnitOfWork unit) : RenewalActivity(unit)
{
    public override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
    {
        var (renewal, _) = await LoadAsync(context, ct);
        return renewal.IsOpen ? ActivityResult.Wait(Changed) : ActivityResult.Complete();
    }
}
