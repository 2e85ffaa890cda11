using Npgsql;
using WageTheftPermits.Workflow.Interpretation;

namespace WageTheftPermits.Workflow.Storage;

/// <summary>Writes what a burst changed, in one round trip.</summary>
internal sealed class InstanceSave(LoadedInstance loaded, DateTimeOffset now, TimeSpan eventLifetime)
{
    private readonly InstanceState _state = loaded.State;

    public async Task WriteAsync(Unit unit, IReadOnlyDictionary<long, int> answered, CancellationToken ct)
    {
        await using var batch = unit.Batch();
        Instance(batch);
        Executions(batch);
        Tasks(batch);
        WaitRows(batch);
        Journal(batch);
        foreach (var incident in _state.Incidents)
        {
            batch.Then(
                "INSERT INTO workflow.incidents (id, instance_id, execution_id, activity_id, kind, message, opened_at) VALUES ($1, $2, $3, $4, 'fault', $5, $6)",
                Guid.CreateVersion7(now), _state.Id, incident.ExecutionId, incident.ActivityId, incident.Message, now);
        }

        Consumed(batch, answered);
        Registered(batch);
        await batch.ExecuteNonQueryAsync(ct);
    }

    private void Instance(NpgsqlBatch batch) => batch.Then(
        """
        UPDATE workflow.instances SET correlation_id = $2, status = $3, variables = $4, outputs = $5, updated_at = $6, ended_at = $7, attempts = 0, not_before = NULL
        WHERE id = $1
        """,
        _state.Id, _state.CorrelationId, _state.Status.Stored(), Values.ToJson(_state.Variables), Values.ToJson(_state.Outputs), now, HasEnded ? now : null);

    private bool HasEnded => _state.Status is InstanceStatus.Finished or InstanceStatus.Cancelled;

    private void Executions(NpgsqlBatch batch)
    {
        foreach (var execution in _state.Executions)
        {
            DateTimeOffset? ended = execution.IsAlive ? null : now;
            if (!loaded.ExecutionsBefore.TryGetValue(execution.Id, out var before))
            {
                batch.Then(
                    """
                    INSERT INTO workflow.executions (id, instance_id, parent_id, activity_id, activity_type, status, outcomes, state, started_at, ended_at)
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                    """,
                    execution.Id, _state.Id, execution.ParentId, execution.ActivityId, execution.ActivityType, execution.Status.Stored(), execution.Outcomes.ToArray(), execution.State, execution.StartedAt, ended);
            }
            else if (before != (execution.Status, execution.State?.GetRawText()))
            {
                batch.Then(
                    "UPDATE workflow.executions SET status = $2, outcomes = $3, state = $4, ended_at = $5 WHERE id = $1",
                    execution.Id, execution.Status.Stored(), execution.Outcomes.ToArray(), execution.State, ended);
            }
        }
    }

    private void Tasks(NpgsqlBatch batch)
    {
        var activities = _state.Executions.ToDictionary(execution => execution.Id, execution => execution.ActivityId);
        foreach (var wait in _state.Waits.Where(wait => wait.Task is not null))
        {
            var task = wait.Task!;
            if (!loaded.WaitsBefore.TryGetValue(wait.Id, out var before))
            {
                batch.Then(
                    """
                    INSERT INTO workflow.tasks (id, instance_id, execution_id, activity_id, name, title, role, assigned_to, due_at, subject, status, opened_at)
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open', $11)
                    """,
                    wait.TaskId, _state.Id, wait.ExecutionId, activities[wait.ExecutionId], task.Name, task.Title, task.Role, task.AssignedTo, task.DueAt, Values.ToJson(task.Subject), now);
            }
            else if (before.Task != task)
            {
                batch.Then("UPDATE workflow.tasks SET title = $2, assigned_to = $3, due_at = $4 WHERE id = $1 AND status = 'open'", wait.TaskId, task.Title, task.AssignedTo, task.DueAt);
            }
        }

        // Completing a task takes the instance's lock first, so a task whose wait is gone is either completed already or ours to close.
        var withdrawn = Gone.Where(wait => wait.TaskId is not null).Select(wait => wait.TaskId!.Value).ToArray();
        if (withdrawn.Length > 0)
            batch.Then("UPDATE workflow.tasks SET status = 'cancelled', closed_at = $2, closed_by = $3 WHERE id = ANY ($1) AND status = 'open'", withdrawn, now, Interpreter.System);
    }

    private IEnumerable<LiveWait> Gone => loaded.WaitsBefore.Values.Select(before => before.Wait).Where(wait => !_state.Waits.Contains(wait));

    private void WaitRows(NpgsqlBatch batch)
    {
        var gone = Gone.Select(wait => wait.Id).ToArray();
        if (gone.Length > 0)
            batch.Then("DELETE FROM workflow.waits WHERE id = ANY ($1)", gone);
        foreach (var wait in _state.Waits)
        {
            if (!loaded.WaitsBefore.TryGetValue(wait.Id, out var before))
            {
                batch.Then(
                    "INSERT INTO workflow.waits (id, instance_id, execution_id, kind, name, key, due_at, task_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                    wait.Id, _state.Id, wait.ExecutionId, wait.Kind.Stored(), wait.Name, wait.Key, wait.DueAt, wait.TaskId, now);
            }
            else if (before.DueAt != wait.DueAt)
            {
                batch.Then("UPDATE workflow.waits SET due_at = $2 WHERE id = $1", wait.Id, wait.DueAt);
            }
        }
    }

    private void Journal(NpgsqlBatch batch)
    {
        foreach (var entry in _state.Journal)
            batch.Then(JournalSql.Insert, JournalSql.Values(_state.Id, entry));
    }

    private void Consumed(NpgsqlBatch batch, IReadOnlyDictionary<long, int> answered)
    {
        foreach (var stimulus in loaded.Stimuli.Where(stimulus => answered.ContainsKey(stimulus.Id)))
        {
            // An event that came too early, or after its wait was withdrawn, is kept for a wait to come in this instance.
            if (stimulus.Kind == StimulusKind.Event && answered[stimulus.Id] == 0 && !HasEnded)
                batch.Then("UPDATE workflow.stimuli SET parked = true, expires_at = coalesce(expires_at, $2) WHERE id = $1", stimulus.Id, now + eventLifetime);
            else
                batch.Then("UPDATE workflow.stimuli SET consumed_at = $2, answered = $3 WHERE id = $1", stimulus.Id, now, answered[stimulus.Id]);
        }

        if (HasEnded)
            batch.Then("UPDATE workflow.stimuli SET consumed_at = $2, answered = 0 WHERE instance_id = $1 AND consumed_at IS NULL", _state.Id, now);
    }

    // How a wait meets what came before it. See WorkflowEngine.Stimuli for the reasoning.
    private void Registered(NpgsqlBatch batch)
    {
        var fresh = _state.Waits.Where(wait => !loaded.WaitsBefore.ContainsKey(wait.Id)).ToList();
        var events = fresh.Where(wait => wait.Kind == WaitKind.Event).Select(wait => (wait.Name, wait.Key)).Distinct().ToList();
        var unseen = fresh.Where(wait => wait.Kind == WaitKind.Fact && (loaded.CreatedHere || wait.Key != loaded.CorrelationIdBefore)).Select(wait => (wait.Name, wait.Key)).Distinct().ToList();

        // In one order, so that two bursts cannot wait for each other.
        foreach (var key in events.Concat(unseen).Select(wait => wait.Key).Distinct().Order(StringComparer.Ordinal))
            batch.Then("SELECT pg_advisory_xact_lock(hashtextextended('workflow:' || $1, 0))", key);
        foreach (var (name, key) in unseen)
        {
            batch.Then(
                "INSERT INTO workflow.stimuli (instance_id, kind, name, key, actor, raised_at) VALUES ($1, 'fact', $2, $3, $4, $5)",
                _state.Id, name, key, Interpreter.System, now);
        }

        foreach (var (name, key) in events)
        {
            batch.Then(
                """
                UPDATE workflow.stimuli SET instance_id = $1, parked = false
                WHERE id = (SELECT id FROM workflow.stimuli
                            WHERE consumed_at IS NULL AND parked AND kind = 'event' AND name = $2 AND key = $3 AND (instance_id IS NULL OR instance_id = $1) AND expires_at > $4
                            ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
                """,
                _state.Id, name, key, now);
        }
    }
}
