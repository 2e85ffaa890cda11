using WageTheftPermits.Application.Data;

namespace WageTheftPermits.Application.Workflows;

/// <summary>An administrator closes the incident of an event that nothing answered in its time.</summary>
public static class DismissIncident
{
    public sealed record Command(Guid IncidentId, string Reason);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var reason = WorkflowActs.ByPerson(unit, "dismiss an incident", command.Reason);
        var instance = await WorkflowActs.OfIncidentAsync(unit, command.IncidentId);
        await WorkflowActs.InEngineAsync(unit, (engine, at) => engine.DismissAsync(at, command.IncidentId, reason, unit.Actor.ToString(), unit.Cancellation));
        unit.Audit("incident dismissed", "An event that nothing answered was dismissed.", [.. instance?.Subjects ?? [], ("incident", command.IncidentId)], reason);
    }
}

/// <summary>An administrator raises an event anew that nothing answered in its time; it is kept for another lifetime.</summary>
public static class RaiseAgain
{
    public sealed record Command(Guid IncidentId, string Reason);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var reason = WorkflowActs.ByPerson(unit, "raise an event again", command.Reason);
        var instance = await WorkflowActs.OfIncidentAsync(unit, command.IncidentId);
        await WorkflowActs.InEngineAsync(unit, (engine, at) => engine.RaiseAgainAsync(at, command.IncidentId, reason, unit.Actor.ToString(), unit.Cancellation));
        unit.Audit("event raised again", "An event that nothing answered was raised again.", [.. instance?.Subjects ?? [], ("incident", command.IncidentId)], reason);
    }
}

/// <summary>
/// Opens an incident for each event that nothing answered in its time, so that none is dropped in silence, and puts away what came for an instance in the moment it ended.
/// </summary>
public sealed class UnansweredEvents(Units units)
{
    private static readonly Domain.Actor s_actor = Domain.Actor.System("workflow");

    /// <summary>Does a unit of it. False where there is nothing to do.</summary>
    public Task<bool> RaiseNextAsync(CancellationToken ct) => units.RunAsync(s_actor, async unit =>
    {
        var expired = await unit.Workflows.ExpireEventsAsync(unit.ForWorkflow(), ct);
        foreach (var unanswered in expired)
            unit.Audit("event unanswered", unanswered.ToString(), unanswered.InstanceId is { } instance ? [("incident", unanswered.IncidentId), ("workflow", instance)] : [("incident", unanswered.IncidentId)]);
        var late = await unit.Workflows.PutAwayTooLateAsync(unit.ForWorkflow(), ct);
        return expired.Count + late > 0;
    }, ct);
}
