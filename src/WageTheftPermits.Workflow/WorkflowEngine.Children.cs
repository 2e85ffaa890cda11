using WageTheftPermits.Workflow.Interpretation;
using WageTheftPermits.Workflow.Storage;

namespace WageTheftPermits.Workflow;

// A parent and its children are told of each other in one direction each, so that their bursts need not wait for one another:
//
// Down: whoever holds the parent's lock creates its children and, where they are abandoned, takes their locks and cancels them, in the parent's
// unit. An instance has one parent, and a burst holds instances of one definition, so locks are taken from parents to children only. (Of a
// workflow that starts itself two bursts may hold each other's children; PostgreSQL then ends one of them, and it is done again.)
//
// Up: a child that ends leaves a stimulus where a wait of its parent has its id, and takes no lock. The wait was committed with the child, so
// the child always sees it; where it is gone the parent has ended or gone on, and there is nobody to tell.
public sealed partial class WorkflowEngine
{
    /// <summary>Writes what the bursts changed, cancels the children they abandoned, and creates those they asked for.</summary>
    private async Task SaveAsync(Unit unit, InstanceSave save, DateTimeOffset now, CancellationToken ct)
    {
        await CancelAbandonedAsync(unit, save, now, ct);
        var began = WorkflowTelemetry.AdvanceBegins();
        await save.WriteAsync(unit, ct);
        WorkflowTelemetry.Saved(began);
        foreach (var (parent, child) in save.Loaded.SelectMany(loaded => loaded.State.NewChildren.Select(child => (loaded, child))))
            await CreateChildAsync(unit, parent, child, now, ct);
    }

    // Before anything is written, so that what an abandoned child has just told its parent is consumed with the rest.
    private async Task CancelAbandonedAsync(Unit unit, InstanceSave save, DateTimeOffset now, CancellationToken ct)
    {
        var abandoned = save.Loaded.SelectMany(loaded => loaded.State.AbandonedChildren).ToHashSet();
        while (abandoned.Count > 0)
        {
            var here = save.Loaded.Where(loaded => abandoned.Contains(loaded.State.Id)).ToList();
            var others = await LoadedInstance.LockAsync(unit, abandoned.Except(here.Select(loaded => loaded.State.Id)).ToList(), ct);
            abandoned = [];
            foreach (var child in here.Concat(others).Where(child => child.State.Status is InstanceStatus.Running or InstanceStatus.Blocked).ToList())
            {
                await CancelAsync(unit, child.State, "Its parent no longer waits for it.", Interpreter.System, now, ct);
                abandoned.UnionWith(child.State.AbandonedChildren);
            }

            foreach (var child in others)
                save.Add(child, Nothing);
        }
    }

    // What is wrong with a child is the failure of the activity that asked for it.
    private async Task CreateChildAsync(Unit unit, LoadedInstance parent, NewChild child, DateTimeOffset now, CancellationToken ct)
    {
        try
        {
            if (child.Waits && parent.IsAwaited && await NestingAsync(unit, parent.State.Id, ct) >= _limits.MaxNesting)
                throw new WorkflowStateRefused($"Workflows that wait for their children are nested more than {_limits.MaxNesting} deep; most likely one waits for itself.");
            var inputs = child.Inputs.ToDictionary(input => input.Key, input => (object?)input.Value);
            var row = new InstanceToCreate(child.Id, child.CorrelationId, inputs, parent.State.Id, child.Waits ? child.ExecutionId : null);
            await CreateAsync(unit, child.DefinitionId, [row], child.Actor, now, ct);
        }
        catch (Exception e) when (e is WorkflowNotFound or WorkflowInputRefused or WorkflowStateRefused)
        {
            throw new ActivityFailed(child.ActivityId, parent.State.Executions.First(execution => execution.Id == child.ExecutionId).ActivityType, e);
        }
    }

    /// <summary>How many instances wait for this one's end, one for another.</summary>
    private async Task<int> NestingAsync(Unit unit, Guid instance, CancellationToken ct) =>
        (await unit.QueryAsync(
            """
            WITH RECURSIVE waiting AS (
                SELECT parent_instance_id AS id, 1 AS depth FROM workflow.instances WHERE id = $1 AND parent_execution_id IS NOT NULL
                UNION ALL
                SELECT i.parent_instance_id, w.depth + 1 FROM waiting w JOIN workflow.instances i ON i.id = w.id WHERE i.parent_execution_id IS NOT NULL AND w.depth < $2)
            SELECT count(*)::integer FROM waiting
            """,
            row => row.GetInt32(0),
            ct,
            instance, _limits.MaxNesting))[0];
}
