using System.Text.Json;
using Npgsql;
using WageTheftPermits.Workflow.Interpretation;

namespace WageTheftPermits.Workflow.Storage;

/// <summary>An instance whose row this unit has locked, and what was in the database when it was read.</summary>
internal sealed class LoadedInstance
{
    private const string Columns = "i.id, i.definition_id, i.definition_version, i.correlation_id, i.status, i.inputs, i.variables, i.outputs, i.created_in = pg_current_xact_id(), i.parent_execution_id IS NOT NULL";

    // Those that the statement before has locked and noted in a setting of this transaction. An array, not a join: the planner has nothing to be wrong about.
    private const string Noted = "= ANY (string_to_array(nullif(current_setting('workflow.claimed', true), ''), ',')::uuid[])";

    private LoadedInstance(InstanceState state, bool createdHere, bool isAwaited, IReadOnlyList<Stimulus> stimuli)
    {
        State = state;
        CreatedHere = createdHere;
        IsAwaited = isAwaited;
        Stimuli = stimuli;
        CorrelationIdBefore = state.CorrelationId;
        ExecutionsBefore = state.Executions.ToDictionary(execution => execution.Id, execution => (execution.Status, execution.State?.GetRawText()));
        WaitsBefore = state.Waits.ToDictionary(wait => wait.Id, wait => (wait, wait.DueAt, wait.Task));
    }

    public InstanceState State { get; }

    /// <summary>Who started it, where it is not in the database yet; else null.</summary>
    public string? StartedBy { get; private init; }

    /// <summary>The instance was created in this very transaction, so that nobody else could see it yet.</summary>
    public bool CreatedHere { get; }

    /// <summary>Its parent was told, when it was started, to wait for its end.</summary>
    public bool IsAwaited { get; }

    public string CorrelationIdBefore { get; }

    /// <summary>What had come for it by the time its row was locked, oldest first.</summary>
    public IReadOnlyList<Stimulus> Stimuli { get; }

    public IReadOnlyDictionary<Guid, (ExecutionStatus Status, string? State)> ExecutionsBefore { get; }

    public IReadOnlyDictionary<Guid, (LiveWait Wait, DateTimeOffset? DueAt, HumanTask? Task)> WaitsBefore { get; }

    /// <summary>An instance that this unit begins; it is written together with what its first burst comes to.</summary>
    public static LoadedInstance New(InstanceState state, string actor) =>
        new(state, createdHere: true, isAwaited: false, [new Stimulus(Stimulus.Unwritten, StimulusKind.Start, "", "", null, actor)]) { StartedBy = actor };

    /// <summary>
    /// Locks the instances' rows, in the order of their ids, waiting for whoever holds one, and reads the rest. The lock is FOR NO KEY UPDATE,
    /// which keeps out other bursts but not the foreign keys of stimuli, so that facts can be raised while a burst runs.
    /// </summary>
    public static Task<IReadOnlyList<LoadedInstance>> LockAsync(Unit unit, IReadOnlyCollection<Guid> instances, CancellationToken ct) => ReadAsync(unit, instances, "FOR NO KEY UPDATE", ct);

    /// <summary>Reads the instances without keeping anybody from them: what is read may have changed already.</summary>
    public static Task<IReadOnlyList<LoadedInstance>> PeekAsync(Unit unit, IReadOnlyCollection<Guid> instances, CancellationToken ct) => ReadAsync(unit, instances, "", ct);

    private static async Task<IReadOnlyList<LoadedInstance>> ReadAsync(Unit unit, IReadOnlyCollection<Guid> instances, string andLock, CancellationToken ct)
    {
        var ids = instances.ToArray();
        await using var batch = Rest(unit.Batch().Then($"SELECT {Columns} FROM workflow.instances i WHERE i.id = ANY ($1) ORDER BY i.id {andLock}", ids), "= ANY ($1)", ids);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var found = await ReadAsync(reader, null, ct);
        if (ids.FirstOrDefault(id => found.All(instance => instance.State.Id != id)) is var missing && missing != default)
            throw new WorkflowNotFound($"There is no workflow instance {missing}.");
        return found;
    }

    /// <summary>Locks and reads those instances that a query finds and that nobody else holds.</summary>
    /// <param name="ready">The query: ids from the one to be looked at first on, as <c>instance_id</c>.</param>
    /// <param name="most">How many at most.</param>
    public static async Task<IReadOnlyList<LoadedInstance>> ClaimAsync(Unit unit, string ready, DateTimeOffset now, string? definition, Guid? except, int most, CancellationToken ct)
    {
        // The shape is given, whatever the planner knows of the tables: one instance after the other is looked at, locked or passed over until there are enough.
        // A join that it could turn round would read, and lock, everything that is due.
        var claim =
            $"""
            WITH claimed AS MATERIALIZED (
                SELECT {Columns} FROM ({ready} OFFSET 0) AS ready
                CROSS JOIN LATERAL (
                    SELECT * FROM workflow.instances i
                    WHERE i.id = ready.instance_id AND i.status = 'running' AND (i.not_before IS NULL OR i.not_before <= $1)
                        AND ($2::text IS NULL OR i.definition_id = $2) AND ($3::uuid IS NULL OR i.id <> $3)
                    FOR NO KEY UPDATE SKIP LOCKED) AS i
                LIMIT {most}),
            noted AS MATERIALIZED (SELECT set_config('workflow.claimed', (SELECT coalesce(string_agg(id::text, ','), '') FROM claimed), true))
            SELECT claimed.* FROM noted LEFT JOIN claimed ON true WHERE claimed.id IS NOT NULL
            """;
        // Planned once, it cannot know how few are due: sorting all that might be is not for it to choose where an index has them in order.
        await using var batch = Rest(unit.Batch().ThenPlannedOnce().Then("SET LOCAL enable_sort = off").Then(claim, now, definition, except).Then("SET LOCAL enable_sort = on"), Noted).ThenPlannedAsUsual();
        await using var reader = await batch.ExecuteReaderAsync(ct);
        return await ReadAsync(reader, null, ct);
    }

    /// <summary>Locks and reads the instances that wait for an event; each has it as its last stimulus, to be written with its burst.</summary>
    /// <remarks>Under the key's shared lock nobody begins to wait for it; an instance that stopped waiting before it was locked has no such wait any more.</remarks>
    public static async Task<IReadOnlyList<LoadedInstance>> LockWaitingAsync(Unit unit, Stimulus occurrence, CancellationToken ct)
    {
        const string Lock =
            $"""
            WITH waiting AS MATERIALIZED (SELECT instance_id FROM workflow.waits WHERE kind = 'event' AND name = $1 AND key = $2),
            noted AS MATERIALIZED (SELECT set_config('workflow.claimed', coalesce(string_agg(instance_id::text, ','), ''), true) AS ids FROM waiting)
            SELECT {Columns} FROM workflow.instances i WHERE i.id = ANY ((SELECT string_to_array(nullif(ids, ''), ',')::uuid[] FROM noted)::uuid[]) ORDER BY i.id FOR NO KEY UPDATE OF i
            """;
        await using var batch = Rest(unit.Batch().Then(WorkflowEngine.LockKeyShared, occurrence.Key).Then(Lock, occurrence.Name, occurrence.Key), Noted);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        return await ReadAsync(reader, occurrence, ct);
    }

    // One round trip with the lock, but statements of their own after it: each sees what its last holder committed. They are put in order here: asked to do it,
    // a planner that takes a table for empty would read all of it in that order.
    private static NpgsqlBatch Rest(NpgsqlBatch batch, string instances, params object?[] parameters) => batch
        .Then(
            $"""
            SELECT id, parent_id, activity_id, activity_type, started_at, status, state, instance_id
            FROM workflow.executions WHERE instance_id {instances} AND status IN ('running', 'waiting', 'faulted')
            """,
            parameters)
        .Then(
            $"""
            SELECT w.id, w.execution_id, w.kind, w.name, w.key, w.due_at, w.task_id, t.title, t.role, t.assigned_to, t.due_at, t.subject, w.instance_id
            FROM workflow.waits w LEFT JOIN workflow.tasks t ON t.id = w.task_id WHERE w.instance_id {instances}
            """,
            parameters)
        .Then(
            $"""
            SELECT id, kind, name, key, payload, actor, task_id, outcome, instance_id, trace_parent
            FROM workflow.stimuli WHERE instance_id {instances} AND consumed_at IS NULL AND NOT parked
            """,
            parameters);

    private static async Task<IReadOnlyList<LoadedInstance>> ReadAsync(NpgsqlDataReader reader, Stimulus? occurrence, CancellationToken ct)
    {
        var found = (await reader.AllAsync(row => (State: ReadInstance(row), CreatedHere: row.GetBoolean(8), IsAwaited: row.GetBoolean(9)), ct)).DistinctBy(instance => instance.State.Id).ToList();
        await reader.NextResultAsync(ct);
        var executions = await reader.GroupedAsync(row => (row.GetGuid(7), ReadExecution(row)), ct);
        await reader.NextResultAsync(ct);
        var waits = await reader.GroupedAsync(row => (row.GetGuid(12), ReadWait(row)), ct);
        await reader.NextResultAsync(ct);
        var stimuli = await reader.GroupedAsync(row => (row.GetGuid(8), ReadStimulus(row)), ct);
        return found.ConvertAll(instance =>
        {
            instance.State.Executions.AddRange(executions[instance.State.Id].OrderBy(execution => execution.Id));
            instance.State.Waits.AddRange(waits[instance.State.Id].OrderBy(wait => wait.Id));
            var came = stimuli[instance.State.Id].OrderBy(stimulus => stimulus.Id).ToList();
            if (occurrence is not null && instance.State.Waits.Exists(wait => wait.IsAnsweredBy(occurrence)))
                came.Add(occurrence);
            return new LoadedInstance(instance.State, instance.CreatedHere, instance.IsAwaited, came);
        });
    }

    private static InstanceState ReadInstance(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), row.GetInt32(2), row.GetString(3))
    {
        Status = row.Enum<InstanceStatus>(4),
        Inputs = ReadValues(row, 5),
        Variables = ReadValues(row, 6),
        Outputs = ReadValues(row, 7),
    };

    private static Dictionary<string, JsonElement> ReadValues(NpgsqlDataReader row, int column) =>
        row.Json(column)!.Value.EnumerateObject().ToDictionary(property => property.Name, property => property.Value);

    private static Execution ReadExecution(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.Id(1), row.GetString(2), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4)) { Status = row.Enum<ExecutionStatus>(5), State = row.Json(6) };

    private static LiveWait ReadWait(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetGuid(1), row.Enum<WaitKind>(2), row.GetString(3), row.GetString(4))
    {
        DueAt = row.Moment(5),
        TaskId = row.Id(6),
        Task = row.IsDBNull(6) ? null : new HumanTask(row.GetString(3), row.GetString(7), row.GetString(8))
        {
            AssignedTo = row.Text(9),
            DueAt = row.Moment(10),
            Subject = row.Json(11)!.Value.EnumerateObject().ToDictionary(part => part.Name, part => part.Value.GetString()!),
        },
    };

    private static Stimulus ReadStimulus(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.Enum<StimulusKind>(1), row.GetString(2), row.GetString(3), row.Json(4), row.GetString(5)) { TaskId = row.Id(6), Outcome = row.Text(7), TraceParent = row.Text(9) };
}
