using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Application.Workflows;

/// <summary>What the acts on workflows share: a person with a reason, the engine's refusals as rules, and what an instance is about for the record.</summary>
internal static class WorkflowActs
{
    /// <summary>Refuses an act that is no person's or that gives no reason. Returns the reason, trimmed.</summary>
    public static string ByPerson(UnitOfWork unit, string act, string? reason)
    {
        unit.Actor.MustBePerson(act);
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(reason), "workflow.reason", $"Say why you {act}: the reason is kept as evidence.");
        return reason!.Trim();
    }

    /// <summary>Has the engine act in this unit, after what the unit has changed so far.</summary>
    /// <exception cref="RuleViolation">The engine refused; nothing has changed.</exception>
    public static async Task<T> InEngineAsync<T>(UnitOfWork unit, Func<WorkflowEngine, Unit, Task<T>> act)
    {
        await unit.Db.SaveChangesAsync(unit.Cancellation);
        try
        {
            return await act(unit.Workflows, unit.ForWorkflow());
        }
        catch (WorkflowNotFound e)
        {
            throw new RuleViolation("workflow.none", e.Message);
        }
        catch (WorkflowStateRefused e)
        {
            throw new RuleViolation("workflow.state", e.Message);
        }
        catch (WorkflowInputRefused e)
        {
            throw new RuleViolation("workflow.value", e.Message);
        }
        catch (TaskClaimed e)
        {
            throw new RuleViolation("task.claimed", e.Message);
        }
        catch (TaskNoLongerOpen e)
        {
            throw new RuleViolation("task.closed", e.Message);
        }
    }

    public static Task InEngineAsync(UnitOfWork unit, Func<WorkflowEngine, Unit, Task> act) => InEngineAsync(unit, async (engine, at) =>
    {
        await act(engine, at);
        return true;
    });

    /// <summary>The instance, for a sentence and for the subjects of an audit entry.</summary>
    /// <exception cref="RuleViolation">There is no such instance.</exception>
    public static async Task<InstanceName> OfAsync(UnitOfWork unit, Guid instanceId) =>
        await unit.Db.Database.SqlQuery<InstanceName>(
            $"""SELECT id AS "Id", definition_id AS "DefinitionId", definition_version AS "DefinitionVersion", correlation_id AS "CorrelationId" FROM workflow.instances WHERE id = {instanceId}""").SingleOrDefaultAsync(unit.Cancellation)
        ?? throw new RuleViolation("workflow.none", $"There is no workflow instance {instanceId}.");

    /// <summary>The instance of an incident; null for an event that was for no instance.</summary>
    /// <exception cref="RuleViolation">There is no such incident.</exception>
    public static async Task<InstanceName?> OfIncidentAsync(UnitOfWork unit, Guid incidentId)
    {
        var found = await unit.Db.Database.SqlQuery<Guid?>($"SELECT instance_id AS \"Value\" FROM workflow.incidents WHERE id = {incidentId}").ToListAsync(unit.Cancellation);
        RuleViolation.Unless(found.Count > 0, "workflow.none", $"There is no incident {incidentId}.");
        return found[0] is { } instance ? await OfAsync(unit, instance) : null;
    }
}

/// <summary>What a workflow instance is called and what it is about.</summary>
internal sealed record InstanceName(Guid Id, string DefinitionId, int DefinitionVersion, string CorrelationId)
{
    /// <summary>The instance, and the case or renewal it carries on.</summary>
    public (string, Guid)[] Subjects => CorrelationId.Split(':', 2) is [var kind, var id] && Guid.TryParse(id, out var about) ? [("workflow", Id), (kind, about)] : [("workflow", Id)];

    public override string ToString() => $"{DefinitionId} {DefinitionVersion} of {CorrelationId}";
}
