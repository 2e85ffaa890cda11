using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Renewals;

namespace WageTheftPermits.Application.Workflows;

/// <summary>
/// An administrator starts the workflow of an open case or renewal anew, whose workflow has ended before it. It begins at its beginning, in the latest version, and finds by
/// where the case or renewal stands what is to be done: nothing is done twice.
/// </summary>
public static class StartAnew
{
    /// <param name="InstanceId">The instance that ended.</param>
    public sealed record Command(Guid InstanceId, string Reason);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var reason = WorkflowActs.ByPerson(unit, "start a workflow anew", command.Reason);
        var ended = await WorkflowActs.OfAsync(unit, command.InstanceId);
        // One after the other: two who do it at the same moment would start two.
        await unit.Db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({"start-anew:" + ended.CorrelationId}, 0))", unit.Cancellation);
        RuleViolation.Unless(await LeftAloneAsync(unit.Db, ended.CorrelationId, unit.Cancellation) is not null, "workflow.carried-on",
            "Nothing open is left without a workflow here: the case or renewal has ended, or a workflow carries it on.");
        var id = Guid.Parse(ended.CorrelationId.Split(':')[1]);
        if (ended.CorrelationId.StartsWith("case:", StringComparison.Ordinal))
            await DecideMatch.StartWorkflowAsync(unit, await unit.Db.Cases.SingleAsync(c => c.Id == id, unit.Cancellation));
        else
            await OpenRenewals.StartWorkflowAsync(unit, await unit.Db.Renewals.SingleAsync(r => r.Id == id, unit.Cancellation));
        unit.Audit("workflow started anew", $"The workflow of {ended.CorrelationId}, which had ended before it, was started anew.", ended.Subjects, reason);
    }

    /// <summary>The case or renewal that is open and that no workflow carries on, in words; null where there is none.</summary>
    /// <param name="correlationId">What the workflow was about, such as <c>case:…</c>.</param>
    public static async Task<string?> LeftAloneAsync(PermitsDbContext db, string correlationId, CancellationToken ct)
    {
        if (await db.WorkflowInstances.AnyAsync(i => i.CorrelationId == correlationId && i.ParentInstanceId == null && (i.Status == "running" || i.Status == "blocked"), ct))
            return null;
        return correlationId.Split(':', 2) switch
        {
            ["case", var id] when Guid.TryParse(id, out var one) =>
                await db.Cases.Where(c => c.Id == one && c.Status != CaseStatus.Closed).Select(c => "case " + c.Reference).SingleOrDefaultAsync(ct),
            ["renewal", var id] when Guid.TryParse(id, out var one) =>
                await db.Renewals.Where(r => r.Id == one && r.Status == RenewalStatus.Open).Join(db.Permits, r => r.PermitId, p => p.Id, (r, p) => "the renewal of permit " + p.Number).SingleOrDefaultAsync(ct),
            _ => null,
        };
    }
}
