using System.Text.Json;
using Npgsql;
using WageTheftPermits.Workflow.Interpretation;

namespace WageTheftPermits.Workflow.Storage;

/// <summary>
/// Writes what the bursts of one unit changed, in one round trip: one statement a table, however many instances there are.
/// </summary>
internal sealed class InstanceSave(DateTimeOffset now, Func<Unit, CancellationToken, ValueTask<TimeSpan>> eventLifetime)
{
    private readonly List<(LoadedInstance Loaded, IReadOnlyDictionary<long, int> Answered)> _saved = [];

    /// <param name="answered">How many waits each stimulus answered, by its id.</param>
    public void Add(LoadedInstance loaded, IReadOnlyDictionary<long, int> answered) => _saved.Add((loaded, answered));

    public async Task WriteAsync(Unit unit, CancellationToken ct)
    {
        if (_saved.Count == 0)
            return;
        await using var batch = unit.Batch().ThenPlannedOnce();
        NewInstances(batch);
        Instances(batch);
        NewExecutions(batch);
        ChangedExecutions(batch);
        Tasks(batch);
        WaitRows(batch);
        TellParents(batch);
        batch.ThenJournal([.. _saved.SelectMany(s => s.Loaded.State.Journal.Select(entry => (s.Loaded.State.Id, entry)))]);
        Incidents(batch);
        var anyEvent = _saved.Exists(saved => saved.Loaded.Stimuli.Any(stimulus => stimulus.Kind == StimulusKind.Event));
        DateTimeOffset? expiry = anyEvent ? now + await eventLifetime(unit, ct) : null;
        AnsweredAtOnce(batch, expiry);
        Consumed(batch, expiry);
        Registered(batch);
        batch.ThenPlannedAsUsual();
        await batch.ExecuteNonQueryAsync(ct);
    }

    public IEnumerable<LoadedInstance> Loaded => _saved.Select(s => s.Loaded);

    private static bool HasEnded(InstanceState state) => state.Status is InstanceStatus.Finished or InstanceStatus.Cancelled;

    private void NewInstances(NpgsqlBatch batch)
    {
        var rows = Loaded.Where(loaded => loaded.StartedBy is not null).ToList();
        batch.ThenRows(rows,
            """
            INSERT INTO workflow.instances (id, definition_id, definition_version, correlation_id, status, inputs, variables, outputs, started_by, started_at, updated_at, ended_at)
            SELECT s.id, s.definition_id, s.definition_version, s.correlation_id, s.status, s.inputs, s.variables, s.outputs, s.started_by, $11, $11, CASE WHEN s.ended THEN $11 END
            FROM unnest($1, $2, $3, $4, $5, $6::jsonb[], $7::jsonb[], $8::jsonb[], $9, $10) AS s(id, definition_id, definition_version, correlation_id, status, inputs, variables, outputs, started_by, ended)
            """,
            rows.Column(s => s.State.Id), rows.Column(s => s.State.DefinitionId), rows.Column(s => s.State.DefinitionVersion), rows.Column(s => s.State.CorrelationId),
            rows.Column(s => s.State.Status.Stored()), rows.Column(s => Values.Write(s.State.Inputs)), rows.Column(s => Values.Write(s.State.Variables)), rows.Column(s => Values.Write(s.State.Outputs)),
            rows.Column(s => s.StartedBy!), rows.Column(s => HasEnded(s.State)), now);
    }

    private void Instances(NpgsqlBatch batch)
    {
        var rows = Loaded.Where(loaded => loaded.StartedBy is null).Select(loaded => loaded.State).ToList();
        // Most units save one, and a row that is named needs no join.
        if (rows is [var one])
        {
            batch.Then(
                """
                UPDATE workflow.instances SET correlation_id = $2, status = $3, variables = $4::jsonb, outputs = $5::jsonb, updated_at = $6,
                    ended_at = CASE WHEN $7 THEN $6 END, attempts = 0, not_before = NULL WHERE id = $1
                """,
                one.Id, one.CorrelationId, one.Status.Stored(), Values.Write(one.Variables), Values.Write(one.Outputs), now, HasEnded(one));
            return;
        }
        batch.ThenRows(rows,
            """
            UPDATE workflow.instances i
            SET correlation_id = s.correlation_id, status = s.status, variables = s.variables, outputs = s.outputs, updated_at = $6,
                ended_at = CASE WHEN s.ended THEN $6 END, attempts = 0, not_before = NULL
            FROM unnest($1, $2, $3, $4::jsonb[], $5::jsonb[], $7) AS s(id, correlation_id, status, variables, outputs, ended) WHERE i.id = s.id
            """,
            rows.Column(s => s.Id), rows.Column(s => s.CorrelationId), rows.Column(s => s.Status.Stored()), rows.Column(s => Values.Write(s.Variables)), rows.Column(s => Values.Write(s.Outputs)),
            now, rows.Column(HasEnded));
    }

    private void NewExecutions(NpgsqlBatch batch)
    {
        var rows = (from loaded in Loaded
                    from execution in loaded.State.Executions
                    where !loaded.ExecutionsBefore.ContainsKey(execution.Id)
                    select (Instance: loaded.State.Id, Execution: execution)).ToList();
        // Arrays of arrays must be rectangular, so outcomes travel as text with a separator that no outcome has.
        batch.ThenRows(rows,
            """
            INSERT INTO workflow.executions (id, instance_id, parent_id, activity_id, activity_type, status, outcomes, state, started_at, ended_at)
            SELECT e.id, e.instance_id, e.parent_id, e.activity_id, e.activity_type, e.status, string_to_array(e.outcomes, chr(31)), e.state, e.started_at, e.ended_at
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8::jsonb[], $9, $10) AS e(id, instance_id, parent_id, activity_id, activity_type, status, outcomes, state, started_at, ended_at)
            """,
            rows.Column(e => e.Execution.Id), rows.Column(e => e.Instance), rows.Column(e => e.Execution.ParentId), rows.Column(e => e.Execution.ActivityId),
            rows.Column(e => e.Execution.ActivityType), rows.Column(e => e.Execution.Status.Stored()), rows.Column(e => Outcomes(e.Execution)),
            rows.Column(e => e.Execution.State?.GetRawText()), rows.Column(e => e.Execution.StartedAt.ToUniversalTime()), rows.Column(e => EndOf(e.Execution)));
    }

    private void ChangedExecutions(NpgsqlBatch batch)
    {
        var rows = (from loaded in Loaded
                    from execution in loaded.State.Executions
                    where loaded.ExecutionsBefore.TryGetValue(execution.Id, out var before) && before != (execution.Status, execution.State?.GetRawText())
                    select execution).ToList();
        batch.ThenRows(rows,
            """
            UPDATE workflow.executions e SET status = c.status, outcomes = string_to_array(c.outcomes, chr(31)), state = c.state, ended_at = c.ended_at
            FROM unnest($1, $2, $3, $4::jsonb[], $5) AS c(id, status, outcomes, state, ended_at) WHERE e.id = c.id
            """,
            rows.Column(e => e.Id), rows.Column(e => e.Status.Stored()), rows.Column(Outcomes), rows.Column(e => e.State?.GetRawText()), rows.Column(EndOf));
    }

    private static string Outcomes(Execution execution) => string.Join('\u001f', execution.Outcomes);

    private DateTimeOffset? EndOf(Execution execution) => execution.IsAlive ? null : now;

    private void Tasks(NpgsqlBatch batch)
    {
        var rows = (from loaded in Loaded
                    from wait in loaded.State.Waits
                    where wait.Task is not null && !loaded.WaitsBefore.ContainsKey(wait.Id)
                    select (loaded.State, Wait: wait, Task: wait.Task!)).ToList();
        batch.ThenRows(rows,
            """
            INSERT INTO workflow.tasks (id, instance_id, execution_id, activity_id, name, title, role, assigned_to, due_at, subject, status, opened_at)
            SELECT t.*, 'open', $11 FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb[]) AS t
            """,
            rows.Column(t => t.Wait.TaskId!.Value), rows.Column(t => t.State.Id), rows.Column(t => t.Wait.ExecutionId),
            rows.Column(t => t.State.Executions.First(execution => execution.Id == t.Wait.ExecutionId).ActivityId), rows.Column(t => t.Task.Name), rows.Column(t => t.Task.Title),
            rows.Column(t => t.Task.Role), rows.Column(t => t.Task.AssignedTo), rows.Column(t => t.Task.DueAt?.ToUniversalTime()), rows.Column(t => Values.Write(t.Task.Subject)), now);

        var changed = (from loaded in Loaded
                       from wait in loaded.State.Waits
                       where wait.Task is not null && loaded.WaitsBefore.TryGetValue(wait.Id, out var before) && before.Task != wait.Task
                       select (Id: wait.TaskId!.Value, Task: wait.Task!)).ToList();
        batch.ThenRows(changed,
            """
            UPDATE workflow.tasks t SET title = c.title, assigned_to = c.assigned_to, due_at = c.due_at,
                claimed_by = CASE WHEN coalesce(c.assigned_to, t.claimed_by) = t.claimed_by THEN t.claimed_by END,
                claimed_at = CASE WHEN coalesce(c.assigned_to, t.claimed_by) = t.claimed_by THEN t.claimed_at END
            FROM unnest($1, $2, $3, $4) AS c(id, title, assigned_to, due_at) WHERE t.id = c.id AND t.status = 'open'
            """,
            changed.Column(t => t.Id), changed.Column(t => t.Task.Title), changed.Column(t => t.Task.AssignedTo), changed.Column(t => t.Task.DueAt?.ToUniversalTime()));

        // Completing a task takes the instance's lock first, so a task whose wait is gone is either completed already or ours to close.
        var withdrawn = Gone.Where(wait => wait.TaskId is not null).Select(wait => wait.TaskId!.Value).ToArray();
        if (withdrawn.Length > 0)
            batch.Then("UPDATE workflow.tasks SET status = 'cancelled', closed_at = $2, closed_by = $3 WHERE id = ANY ($1) AND status = 'open'", withdrawn, now, Interpreter.System);
    }

    private IEnumerable<LiveWait> Gone => Loaded.SelectMany(loaded => loaded.WaitsBefore.Values.Select(before => before.Wait).Where(wait => !loaded.State.Waits.Contains(wait)));

    private void WaitRows(NpgsqlBatch batch)
    {
        var gone = Gone.Select(wait => wait.Id).ToArray();
        if (gone.Length > 0)
            batch.Then("DELETE FROM workflow.waits WHERE id = ANY ($1)", gone);
        var rows = Fresh.ToList();
        batch.ThenRows(rows,
            """
            INSERT INTO workflow.waits (id, instance_id, execution_id, kind, name, key, due_at, task_id, created_at)
            SELECT w.*, $9 FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) AS w
            """,
            rows.Column(w => w.Wait.Id), rows.Column(w => w.Loaded.State.Id), rows.Column(w => w.Wait.ExecutionId), rows.Column(w => w.Wait.Kind.Stored()), rows.Column(w => w.Wait.Name),
            rows.Column(w => w.Wait.Key), rows.Column(w => w.Wait.DueAt?.ToUniversalTime()), rows.Column(w => w.Wait.TaskId), now);
        var moved = (from loaded in Loaded
                     from wait in loaded.State.Waits
                     where loaded.WaitsBefore.TryGetValue(wait.Id, out var before) && before.DueAt != wait.DueAt
                     select wait).ToList();
        batch.ThenRows(moved, "UPDATE workflow.waits w SET due_at = c.due_at FROM unnest($1, $2) AS c(id, due_at) WHERE w.id = c.id",
            moved.Column(w => w.Id), moved.Column(w => w.DueAt?.ToUniversalTime()));
    }

    private IEnumerable<(LoadedInstance Loaded, LiveWait Wait)> Fresh =>
        Loaded.SelectMany(loaded => loaded.State.Waits.Where(wait => !loaded.WaitsBefore.ContainsKey(wait.Id)).Select(wait => (loaded, wait)));

    // After the waits: a parent that ends in this same unit waits for nothing any more.
    private void TellParents(NpgsqlBatch batch)
    {
        var rows = Loaded.Where(loaded => loaded.IsAwaited && HasEnded(loaded.State)).Select(loaded => loaded.State).ToList();
        batch.ThenRows(rows,
            """
            INSERT INTO workflow.stimuli (instance_id, kind, name, key, outcome, payload, actor, raised_at, trace_parent)
            SELECT w.instance_id, 'child', w.name, w.key, c.outcome, c.outputs, $4, $5, $6::text
            FROM unnest($1, $2, $3::jsonb[]) AS c(id, outcome, outputs) JOIN workflow.waits w ON w.kind = 'child' AND w.name = 'child' AND w.key = c.id::text
            """,
            rows.Column(s => s.Id), rows.Column(s => s.Status.Stored()), rows.Column(s => Values.Write(s.Outputs)), Interpreter.System, now, WorkflowTelemetry.Here);
    }

    private void Incidents(NpgsqlBatch batch)
    {
        foreach (var (state, incident) in Loaded.SelectMany(loaded => loaded.State.Incidents.Select(incident => (loaded.State, incident))))
        {
            batch.Then(
                "INSERT INTO workflow.incidents (id, instance_id, execution_id, activity_id, kind, message, opened_at) VALUES ($1, $2, $3, $4, 'fault', $5, $6)",
                Guid.CreateVersion7(now), state.Id, incident.ExecutionId, incident.ActivityId, incident.Message, now);
        }

        // An activity that had stopped is gone with its branch or its instance, and nobody has mended it: there is nothing left to mend.
        var withdrawn = (from loaded in Loaded
                         from execution in loaded.State.Executions
                         where execution.Status != ExecutionStatus.Faulted && loaded.ExecutionsBefore.TryGetValue(execution.Id, out var before) && before.Status == ExecutionStatus.Faulted
                         select execution.Id).ToArray();
        if (withdrawn.Length > 0)
        {
            batch.Then(
                "UPDATE workflow.incidents SET resolved_at = $2, resolved_by = $3, resolution = 'cancelled', reason = 'Its branch was withdrawn.' WHERE execution_id = ANY ($1) AND resolved_at IS NULL",
                withdrawn, now, Interpreter.System);
        }
    }

    private void AnsweredAtOnce(NpgsqlBatch batch, DateTimeOffset? expiry)
    {
        var rows = (from saved in _saved
                    from stimulus in saved.Loaded.Stimuli
                    where stimulus.Id == Stimulus.Unwritten
                    // Not reached where an incident stopped the instance before it: then it waits for its turn like any other.
                    let answered = saved.Answered.TryGetValue(stimulus.Id, out var count) ? count : (int?)null
                    select (Instance: saved.Loaded.State.Id, Stimulus: stimulus, Answered: answered)).ToList();
        foreach (var (_, stimulus, answered) in rows.Where(row => row.Answered is not null))
            WorkflowTelemetry.Consumed(stimulus.Kind, answered > 0);
        batch.ThenRows(rows,
            """
            INSERT INTO workflow.stimuli (instance_id, kind, name, key, payload, actor, raised_at, answered, consumed_at, expires_at)
            SELECT s.instance_id, s.kind, s.name, s.key, s.payload, s.actor, $8, s.answered, CASE WHEN s.answered IS NOT NULL THEN $8 END, CASE WHEN s.kind = 'event' THEN $9::timestamptz END
            FROM unnest($1, $2, $3, $4, $5::jsonb[], $6, $7) AS s(instance_id, kind, name, key, payload, actor, answered)
            """,
            rows.Column(s => s.Instance), rows.Column(s => s.Stimulus.Kind.Stored()), rows.Column(s => s.Stimulus.Name), rows.Column(s => s.Stimulus.Key),
            rows.Column(s => s.Stimulus.Payload?.GetRawText()), rows.Column(s => s.Stimulus.Actor), rows.Column(s => s.Answered), now, expiry);
    }

    private void Consumed(NpgsqlBatch batch, DateTimeOffset? expiry)
    {
        var reached = (from saved in _saved
                       from stimulus in saved.Loaded.Stimuli
                       where stimulus.Id != Stimulus.Unwritten && saved.Answered.ContainsKey(stimulus.Id)
                       // An event that came too early, or after its wait was withdrawn, is kept for a wait to come in this instance.
                       let kept = stimulus.Kind == StimulusKind.Event && saved.Answered[stimulus.Id] == 0 && !HasEnded(saved.Loaded.State)
                       select (stimulus.Id, stimulus.Kind, Answered: saved.Answered[stimulus.Id], Kept: kept)).ToLookup(stimulus => stimulus.Kept);
        var used = reached[false].ToList();
        used.ForEach(stimulus => WorkflowTelemetry.Consumed(stimulus.Kind, stimulus.Answered > 0));
        batch.ThenRows(used, "UPDATE workflow.stimuli s SET consumed_at = $3, answered = c.answered FROM unnest($1, $2) AS c(id, answered) WHERE s.id = c.id",
            used.Column(s => s.Id), used.Column(s => s.Answered), now);
        var parked = reached[true].Select(s => s.Id).ToArray();
        if (parked.Length > 0)
            batch.Then("UPDATE workflow.stimuli SET parked = true, expires_at = coalesce(expires_at, $2) WHERE id = ANY ($1)", parked, expiry);

        var ended = Loaded.Select(loaded => loaded.State).Where(HasEnded).Select(state => state.Id).ToArray();
        if (ended.Length > 0)
            batch.Then("UPDATE workflow.stimuli SET consumed_at = $2, answered = 0, unused = 'instance-ended' WHERE instance_id = ANY ($1) AND consumed_at IS NULL", ended, now);
    }

    // How a wait meets what came before it. See WorkflowEngine.Stimuli for the reasoning.
    private void Registered(NpgsqlBatch batch)
    {
        var fresh = Fresh.Select(w => (Instance: w.Loaded.State.Id, w.Wait.Kind, w.Wait.Name, w.Wait.Key, Unseen: w.Loaded.CreatedHere || w.Wait.Key != w.Loaded.CorrelationIdBefore)).ToList();
        var events = fresh.Where(wait => wait.Kind == WaitKind.Event).Distinct().ToList();
        var unseen = fresh.Where(wait => wait.Kind == WaitKind.Fact && wait.Unseen).Distinct().ToList();

        // In one order, so that two bursts cannot wait for each other.
        foreach (var key in events.Concat(unseen).Select(wait => wait.Key).Distinct().Order(StringComparer.Ordinal))
            batch.Then("SELECT pg_advisory_xact_lock(hashtextextended('workflow:' || $1, 0))", key);
        batch.ThenRows(unseen,
            "INSERT INTO workflow.stimuli (instance_id, kind, name, key, actor, raised_at) SELECT u.id, 'fact', u.name, u.key, $4, $5 FROM unnest($1, $2, $3) AS u(id, name, key)",
            unseen.Column(w => w.Instance), unseen.Column(w => w.Name), unseen.Column(w => w.Key), Interpreter.System, now);

        foreach (var (instance, _, name, key, _) in events)
        {
            batch.Then(
                """
                UPDATE workflow.stimuli SET instance_id = $1, parked = false
                WHERE id = (SELECT id FROM workflow.stimuli
                            WHERE consumed_at IS NULL AND parked AND kind = 'event' AND name = $2 AND key = $3 AND (instance_id IS NULL OR instance_id = $1) AND expires_at > $4
                            ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
                """,
                instance, name, key, now);
        }
    }
}
