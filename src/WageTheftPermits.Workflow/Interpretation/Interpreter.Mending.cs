using System.Text.Json;

namespace WageTheftPermits.Workflow.Interpretation;

// What people do to an instance that stopped: an activity is skipped, or what it did is undone.
public sealed partial class Interpreter
{
    /// <summary>Activities that a person has this burst take as completed, because they failed: their bursts were rolled back, so that there is no execution to complete.</summary>
    private readonly List<Stimulus> _skips = [];

    /// <summary>Undoes what a completed execution did; throws whatever the activity throws.</summary>
    public async Task UndoAsync(Execution completed, string actor, string reason, CancellationToken ct = default)
    {
        var node = definition.Nodes[completed.ActivityId];
        var descriptor = catalog.Find(node.Type, node.Version)
            ?? throw new WorkflowStateRefused($"Activity '{node.Id}' must be undone, and '{node.Type}' is no longer registered in version {node.Version}.");
        var activity = descriptor.Create(services);
        ActivityBinding.SetInputs(activity, descriptor, node, state);
        if (await activity.UndoAsync(new ActivityContext(state, definition, completed, actor, now), reason, ct) is { } undone)
            Note(JournalEvent.Compensated, completed, actor, detail: new { undone });
    }

    // A skip names the execution that faulted; that of a failure names none.
    private static bool IsOfFailure(Stimulus stimulus) => stimulus.Kind == StimulusKind.Skip && stimulus.Key.Length == 0;

    private async Task<int> SkipFaultedAsync(Stimulus skip, CancellationToken ct)
    {
        var id = Guid.Parse(skip.Key);
        if (state.Executions.Find(execution => execution.Id == id && execution.Status == ExecutionStatus.Faulted) is not { } faulted)
            return 0;
        CancelChildren(id, null);
        Skip(faulted, skip);
        await DrainAsync(ct);
        // Another branch may have stopped as well; its incident is open still.
        if (state.Status == InstanceStatus.Running && state.Executions.Exists(execution => execution.Status == ExecutionStatus.Faulted))
            state.Status = InstanceStatus.Blocked;
        return 1;
    }

    private void Skip(Execution execution, Stimulus skip)
    {
        var reason = skip.Payload is { ValueKind: JsonValueKind.Object } payload && payload.TryGetProperty("reason", out var given) ? given.GetString() : null;
        Note(JournalEvent.Skipped, execution, skip.Actor, skip.Outcome, new { reason });
        Complete(execution, [skip.Outcome!], skip.Actor);
    }
}
