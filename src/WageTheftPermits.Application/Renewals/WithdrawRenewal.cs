using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Application.Renewals;

/// <summary>The permittee gives the renewal up, or it was opened by mistake. The permit keeps its present term.</summary>
public static class WithdrawRenewal
{
    public sealed record Command(Guid RenewalId, string Reason);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        unit.Actor.MustBePerson("withdraw a renewal");
        var renewal = await unit.Db.Renewals.SingleOrDefaultAsync(r => r.Id == command.RenewalId, unit.Cancellation)
            ?? throw new RuleViolation("renewal.none", "There is no such renewal.");
        var number = await unit.Db.Permits.Where(p => p.Id == renewal.PermitId).Select(p => p.Number).SingleAsync(unit.Cancellation);
        renewal.Withdraw(command.Reason, unit.Now);
        unit.Audit("renewal withdrawn", $"The renewal of permit {number} for {renewal.Term} was withdrawn.",
            [("renewal", renewal.Id), ("permit", renewal.PermitId)], renewal.EndReason, policyVersion: renewal.PolicyVersion);
        await unit.ChangedAsync("renewal", renewal.Id);
        // Nobody is left with work on a renewal that has ended, nor does one who took it keep it from ending.
        var about = $"renewal:{renewal.Id}";
        var tasks = await unit.Db.WorkflowTasks.Where(t => t.CorrelationId == about && t.Name == ScreenByHand.Task && t.Status == "open").ToListAsync(unit.Cancellation);
        foreach (var task in tasks)
        {
            if (task.ClaimedBy is not null)
                await unit.Workflows.ReleaseTaskAsync(unit.ForWorkflow(), task.Id, "The renewal was withdrawn.", unit.Actor.ToString(), unit.Cancellation);
            await unit.CompleteTaskAsync(task.Id, ScreenByHand.Task, about, "Withdrawn");
        }
    }
}
