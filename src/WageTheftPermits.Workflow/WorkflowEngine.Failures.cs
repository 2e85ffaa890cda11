using WageTheftPermits.Workflow.Interpretation;
using WageTheftPermits.Workflow.Storage;

namespace WageTheftPermits.Workflow;

public sealed partial class WorkflowEngine
{
    private static readonly Dictionary<long, int> Nothing = [];

    /// <summary>
    /// Puts a burst that threw on record, in a unit of its own after the burst's was rolled back. The instance rests, longer each
    /// time; after <see cref="WorkflowLimits.MaxAttempts"/> an incident is opened and it waits for a person. What was to be done stays to be done.
    /// </summary>
    public async Task RecordFailureAsync(Unit unit, Guid instanceId, Exception exception, CancellationToken ct = default)
    {
        var now = clock.GetUtcNow();
        var found = await unit.QueryAsync(
            "SELECT attempts, status FROM workflow.instances WHERE id = $1 FOR NO KEY UPDATE",
            row => (Attempts: row.GetInt32(0) + 1, Status: row.Enum<InstanceStatus>(1)),
            ct,
            instanceId);
        // The unit that failed may also have been the one that created it.
        if (found.Count == 0 || found[0].Status != InstanceStatus.Running)
            return;
        var attempts = found[0].Attempts;
        var (activity, type) = exception switch
        {
            ActivityFailed failed => (failed.ActivityId, failed.ActivityType),
            TooManySteps many => (many.ActivityId, null),
            _ => ((string?)null, (string?)null),
        };
        var blocked = attempts >= _limits.MaxAttempts;
        var entry = new JournalEntry(JournalEvent.Failed, null, activity, type, null, Interpreter.System, now, Values.ToJson(new { message = exception.Message, attempts, blocked }));
        await using var batch = unit.Batch()
            .Then(
                "UPDATE workflow.instances SET attempts = $2, not_before = $3, status = $4, updated_at = $5 WHERE id = $1",
                instanceId, attempts, now + Backoff(attempts), (blocked ? InstanceStatus.Blocked : InstanceStatus.Running).Stored(), now)
            .ThenJournal([(instanceId, entry)]);
        if (blocked)
        {
            batch.Then(
                "INSERT INTO workflow.incidents (id, instance_id, activity_id, kind, message, exception, opened_at) VALUES ($1, $2, $3, 'failure', $4, $5, $6)",
                Guid.CreateVersion7(now), instanceId, activity, exception.Message, exception.ToString(), now);
        }

        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Lets a blocked instance go on: a faulted activity is executed anew, a failed burst tried again. Throws <see cref="WorkflowStateRefused"/> where it is not blocked.</summary>
    public async Task RetryAsync(Unit unit, Guid instanceId, string reason, string actor, CancellationToken ct = default)
    {
        var now = clock.GetUtcNow();
        var retried = await unit.ExecuteAsync(
            "UPDATE workflow.instances SET status = 'running', attempts = 0, not_before = NULL, updated_at = $2 WHERE id = $1 AND status = 'blocked'",
            ct,
            instanceId, now);
        if (retried == 0)
            throw new WorkflowStateRefused($"Workflow instance {instanceId} is not blocked, so there is nothing to retry.");
        var entry = new JournalEntry(JournalEvent.Retried, null, null, null, null, actor, now, Values.ToJson(new { reason }));
        await using var batch = Resolved(unit, instanceId, "retried", reason, actor, now)
            .ThenJournal([(instanceId, entry)])
            .Then("INSERT INTO workflow.stimuli (instance_id, kind, name, key, actor, raised_at) VALUES ($1, 'retry', '', '', $2, $3)", instanceId, actor, now);
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Ends an instance before its time, with its waits and open tasks. Throws <see cref="WorkflowStateRefused"/> where it has ended.</summary>
    public async Task CancelAsync(Unit unit, Guid instanceId, string reason, string actor, CancellationToken ct = default)
    {
        var now = clock.GetUtcNow();
        var loaded = (await LoadedInstance.LockAsync(unit, [instanceId], ct))[0];
        var state = loaded.State;
        if (state.Status is InstanceStatus.Finished or InstanceStatus.Cancelled)
            throw new WorkflowStateRefused($"Workflow instance {instanceId} has ended; it is {state.Status.Stored()}.");
        var definition = await DefinitionAsync(unit, state.DefinitionId, state.DefinitionVersion, ct);
        new Interpreter(definition, catalog, state, unit.Services, now).CancelInstance(actor, reason);
        var save = new InstanceSave(now, _limits.EventLifetime);
        save.Add(loaded, Nothing);
        await SaveAsync(unit, save, now, ct);
        await using var batch = Resolved(unit, instanceId, "cancelled", reason, actor, now);
        await batch.ExecuteNonQueryAsync(ct);
    }

    private static Npgsql.NpgsqlBatch Resolved(Unit unit, Guid instanceId, string resolution, string reason, string actor, DateTimeOffset now) =>
        unit.Batch().Then(
            "UPDATE workflow.incidents SET resolved_at = $2, resolved_by = $3, resolution = $4, reason = $5 WHERE instance_id = $1 AND resolved_at IS NULL",
            instanceId, now, actor, resolution, reason);

    private TimeSpan Backoff(int attempts)
    {
        var pause = _limits.FirstBackoff * Math.Pow(2, Math.Min(attempts - 1, 30));
        return pause < _limits.LongestBackoff ? pause : _limits.LongestBackoff;
    }
}
