using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Domain.Enforcement;

namespace WageTheftPermits.Application.Workflows;

/// <summary>
/// An administrator ends an instance before its time. What its definition says must be undone is undone in the same unit, and the case or renewal that it carried on
/// ends with it: nobody is held, and nothing waits in silence, on a workflow that is no more.
/// </summary>
public static class CancelInstance
{
    public sealed record Command(Guid InstanceId, string Reason);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var reason = WorkflowActs.ByPerson(unit, "cancel a workflow", command.Reason);
        var instance = await WorkflowActs.OfAsync(unit, command.InstanceId);
        await WorkflowActs.InEngineAsync(unit, (engine, at) => engine.CancelAsync(at, instance.Id, reason, unit.Actor.ToString(), unit.Cancellation));
        unit.Audit("workflow cancelled", $"Workflow {instance} was cancelled.", instance.Subjects, reason);
        await EndAsync(unit, instance, $"Its workflow was cancelled: {reason}");
    }

    private static Task EndAsync(UnitOfWork unit, InstanceName instance, string reason) => instance.CorrelationId.Split(':', 2) switch
    {
        ["case", var id] when Guid.TryParse(id, out var one) => EndCaseAsync(unit, one, reason),
        ["renewal", var id] when Guid.TryParse(id, out var one) => EndRenewalAsync(unit, one, reason),
        _ => Task.CompletedTask,
    };

    /// <summary>A case on which nothing was done that had to be undone is closed in error too; one that is being released is closed as its workflow would have.</summary>
    private static async Task EndCaseAsync(UnitOfWork unit, Guid id, string reason)
    {
        var status = await unit.Db.Cases.Where(c => c.Id == id).Select(c => (CaseStatus?)c.Status).SingleOrDefaultAsync(unit.Cancellation);
        if (status == CaseStatus.Releasing)
            await CloseReleasedCase.HandleAsync(unit, await CaseFile.OpenAsync(unit, id));
        else if (status is not (null or CaseStatus.Closed))
            await CloseCaseInError.HandleAsync(unit, new(id, reason));
    }

    /// <summary>The permit keeps its present term, and the season's next batch opens a renewal of it again.</summary>
    private static async Task EndRenewalAsync(UnitOfWork unit, Guid id, string reason)
    {
        if (await unit.Db.Renewals.AnyAsync(r => r.Id == id && r.Status == Domain.Renewals.RenewalStatus.Open, unit.Cancellation))
            await WithdrawRenewal.HandleAsync(unit, new(id, reason));
    }
}
