using WageTheftPermits.Workflow.Interpretation;
using WageTheftPermits.Workflow.Storage;

namespace WageTheftPermits.Workflow;

public sealed partial class WorkflowEngine
{
    private static readonly Dictionary<long, int> Nothing = [];

    /// <summary>
    /// Puts a burst that threw on record, in a unit of its own after the burst's was rolled back. The instance rests, longer each
    /// time; after as many failures as the activity's <see cref="RetryPolicy"/> allows an incident is opened and it waits for a person. What was to be done stays to be done.
    /// </summary>
    /// <remarks>
    /// Failures are counted for each activity since the last burst that succeeded. So a burst that fails in one place and then in another does not use up the
    /// second one's attempts by the first, and one that fails here and there in turn still comes to an end.
    /// </remarks>
    public async Task RecordFailureAsync(Unit unit, Guid instanceId, Exception exception, CancellationToken ct = default)
    {
        var now = clock.GetUtcNow();
        var found = await unit.QueryAsync(
            """
            SELECT status, definition_id, definition_version, attempts, CASE WHEN attempts = 0 THEN '{}' ELSE failures END
            FROM workflow.instances WHERE id = $1 FOR NO KEY UPDATE
            """,
            row => (Status: row.Enum<InstanceStatus>(0), Definition: row.GetString(1), Version: row.GetInt32(2), Attempts: row.GetInt32(3), Failures: row.Json(4)!.Value),
            ct,
            instanceId);
        // The unit that failed may also have been the one that created it.
        if (found is not [{ Status: InstanceStatus.Running } instance])
            return;
        var (activity, type) = exception switch
        {
            ActivityFailed failed => (failed.ActivityId, failed.ActivityType),
            TooManySteps many => (many.ActivityId, null),
            _ => ((string?)null, (string?)null),
        };
        var policy = await RetryOfAsync(unit, instance.Definition, instance.Version, activity, ct);
        var failures = instance.Failures.EnumerateObject().ToDictionary(failure => failure.Name, failure => failure.Value.GetInt32());
        var attempt = failures[activity ?? ""] = failures.GetValueOrDefault(activity ?? "") + 1;
        var next = now + policy.PauseAfter(attempt);
        var entry = new JournalEntry(JournalEvent.Failed, null, activity, type, null, Interpreter.System, now,
            Values.ToJson(new { message = exception.Message, attempt, of = policy.Attempts, next, blocked = next is null }));
        await using var batch = unit.Batch()
            .Then(
                "UPDATE workflow.instances SET attempts = $2, failures = $3::jsonb, not_before = $4, status = $5, updated_at = $6 WHERE id = $1",
                instanceId, instance.Attempts + 1, Values.Write(failures), next, (next is null ? InstanceStatus.Blocked : InstanceStatus.Running).Stored(), now)
            .ThenJournal([(instanceId, entry)]);
        if (next is null)
        {
            batch.Then(
                "INSERT INTO workflow.incidents (id, instance_id, activity_id, kind, message, exception, opened_at) VALUES ($1, $2, $3, 'failure', $4, $5, $6)",
                Guid.CreateVersion7(now), instanceId, activity, exception.Message, exception.ToString(), now);
        }

        await batch.ExecuteNonQueryAsync(ct);
    }

    private async Task<RetryPolicy> RetryOfAsync(Unit unit, string definitionId, int version, string? activity, CancellationToken ct)
    {
        var definition = await DefinitionAsync(unit, definitionId, version, ct);
        var node = activity is null ? null : definition.Nodes.GetValueOrDefault(activity);
        return (node is null ? null : catalog.Find(node.Type, node.Version)?.Retry) ?? _limits.Retry;
    }

    /// <summary>
    /// Ends an instance before its time, with its waits, open tasks and incidents. First it undoes, newest first, what was completed of the activities that the
    /// definition marks <c>undoOnCancel</c>. Throws <see cref="WorkflowStateRefused"/> where the instance has ended, and whatever an activity throws that cannot be undone.
    /// </summary>
    public async Task CancelAsync(Unit unit, Guid instanceId, string reason, string actor, CancellationToken ct = default)
    {
        var now = clock.GetUtcNow();
        var loaded = (await LoadedInstance.LockAsync(unit, [instanceId], ct))[0];
        var state = loaded.State;
        if (state.Status is InstanceStatus.Finished or InstanceStatus.Cancelled)
            throw new WorkflowStateRefused($"Workflow instance {instanceId} has ended; it is {state.Status.Stored()}.");
        var definition = await DefinitionAsync(unit, state.DefinitionId, state.DefinitionVersion, ct);
        var interpreter = new Interpreter(definition, catalog, state, unit.Services, now);
        foreach (var completed in await ToUndoAsync(unit, instanceId, definition, ct))
            await interpreter.UndoAsync(completed, actor, reason, ct);
        interpreter.CancelInstance(actor, reason);
        await using var batch = Resolved(unit, instanceId, "cancelled", reason, actor, now);
        await batch.ExecuteNonQueryAsync(ct);
        var save = new InstanceSave(now, _limits.EventLifetime);
        save.Add(loaded, Nothing);
        await save.WriteAsync(unit, ct);
    }

    // In the order of the journal: executions of one burst have the same time.
    private static async Task<IReadOnlyList<Execution>> ToUndoAsync(Unit unit, Guid instanceId, Definition definition, CancellationToken ct)
    {
        var marked = definition.Nodes.Values.Where(node => node.UndoOnCancel).Select(node => node.Id).ToArray();
        return marked.Length == 0 ? [] : await unit.QueryAsync(
            """
            SELECT e.id, e.parent_id, e.activity_id, e.activity_type, e.started_at, e.state
            FROM workflow.journal j JOIN workflow.executions e ON e.id = j.execution_id
            WHERE j.instance_id = $1 AND j.event = 'completed' AND j.activity_id = ANY ($2) ORDER BY j.id DESC
            """,
            row => new Execution(row.GetGuid(0), row.Id(1), row.GetString(2), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4)) { Status = ExecutionStatus.Completed, State = row.Json(5) },
            ct,
            instanceId, marked);
    }
}
