using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Application.Workflows;

/// <summary>An administrator lets a blocked instance go on: what stopped it is tried anew.</summary>
public static class RetryInstance
{
    public sealed record Command(Guid InstanceId, string Reason);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var reason = WorkflowActs.ByPerson(unit, "retry a workflow", command.Reason);
        var instance = await WorkflowActs.OfAsync(unit, command.InstanceId);
        await WorkflowActs.InEngineAsync(unit, (engine, at) => engine.RetryAsync(at, instance.Id, reason, unit.Actor.ToString(), unit.Cancellation));
        unit.Audit("workflow retried", $"Workflow {instance} goes on: what stopped it is tried anew.", instance.Subjects, reason);
    }
}

/// <summary>An administrator takes the activity that stopped an instance as completed, with one of its outcomes, without it being run.</summary>
public static class SkipActivity
{
    /// <param name="Outcome">One of <see cref="ChoicesAsync"/>.</param>
    public sealed record Command(Guid IncidentId, string Outcome, string Reason);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var reason = WorkflowActs.ByPerson(unit, "skip an activity", command.Reason);
        var instance = await WorkflowActs.OfIncidentAsync(unit, command.IncidentId);
        await WorkflowActs.InEngineAsync(unit, (engine, at) => engine.SkipAsync(at, command.IncidentId, command.Outcome, reason, unit.Actor.ToString(), unit.Cancellation));
        unit.Audit("activity skipped", $"Workflow {instance} goes on by the outcome {command.Outcome} of the activity that stopped it, which was not run.",
            [.. instance!.Subjects, ("incident", command.IncidentId)], reason, new { command.Outcome });
    }

    /// <summary>The outcomes by which the instance could go on; empty where the incident's activity cannot be skipped.</summary>
    public static Task<IReadOnlyList<string>> ChoicesAsync(UnitOfWork unit, Guid incidentId) =>
        WorkflowActs.InEngineAsync(unit, (engine, at) => engine.SkipChoicesAsync(at, incidentId, unit.Cancellation));
}

/// <summary>
/// Whether a skip would end the instance while what it carries on, a case or a renewal, stays open: then nothing moves that any more, until its workflow is started anew
/// (<see cref="StartAnew"/>). It is found by doing it and taking it back.
/// </summary>
public sealed class SkipForesight(Units units)
{
    /// <summary>What would be left without a workflow, in words; null where nothing would, or where going on fails and so ends nothing.</summary>
    public async Task<string?> LeftAloneAsync(Actor actor, Guid incidentId, string outcome, CancellationToken ct)
    {
        try
        {
            return await units.TryAsync(actor, async unit =>
            {
                var instance = await WorkflowActs.OfIncidentAsync(unit, incidentId);
                await SkipActivity.HandleAsync(unit, new(incidentId, outcome, "What would come of it?"));
                var burst = await WorkflowActs.InEngineAsync(unit, (engine, at) => engine.AdvanceAsync(at, instance!.Id, ct));
                await unit.Db.SaveChangesAsync(ct);
                return burst.Status == WageTheftPermits.Workflow.Interpretation.InstanceStatus.Finished ? await StartAnew.LeftAloneAsync(unit.Db, instance!.CorrelationId, ct) : null;
            }, ct);
        }
        catch (Exception e) when (e is ActivityFailed or TooManySteps or RuleViolation)
        {
            return null;
        }
    }
}

/// <summary>An administrator gives a variable of a running or blocked instance another value.</summary>
public static class AmendVariable
{
    /// <param name="Variable">Its name in the definition.</param>
    /// <param name="Value">As a definition writes it; an empty one clears a variable that may be empty.</param>
    public sealed record Command(Guid InstanceId, string Variable, string Value, string Reason);

    public static async Task<Amended> HandleAsync(UnitOfWork unit, Command command)
    {
        var reason = WorkflowActs.ByPerson(unit, "amend a variable", command.Reason);
        var instance = await WorkflowActs.OfAsync(unit, command.InstanceId);
        var amended = await WorkflowActs.InEngineAsync(unit,
            (engine, at) => engine.AmendVariableAsync(at, instance.Id, command.Variable, command.Value, reason, unit.Actor.ToString(), unit.Cancellation));
        unit.Audit("variable amended", $"The variable {amended.Variable} of workflow {instance} was amended.", instance.Subjects, reason, amended);
        return amended;
    }
}
