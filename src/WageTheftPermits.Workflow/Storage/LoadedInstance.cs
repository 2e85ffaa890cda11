using System.Text.Json;
using Npgsql;
using WageTheftPermits.Workflow.Interpretation;

namespace WageTheftPermits.Workflow.Storage;

/// <summary>An instance whose row this unit has locked, and what was in the database when it was read.</summary>
internal sealed class LoadedInstance
{
    private LoadedInstance(InstanceState state, bool createdHere, IReadOnlyList<Stimulus> stimuli)
    {
        State = state;
        CreatedHere = createdHere;
        Stimuli = stimuli;
        CorrelationIdBefore = state.CorrelationId;
        ExecutionsBefore = state.Executions.ToDictionary(execution => execution.Id, execution => (execution.Status, execution.State?.GetRawText()));
        WaitsBefore = state.Waits.ToDictionary(wait => wait.Id, wait => (wait, wait.DueAt, wait.Task));
    }

    public InstanceState State { get; }

    /// <summary>The instance was created in this very transaction, so that nobody else could see it yet.</summary>
    public bool CreatedHere { get; }

    public string CorrelationIdBefore { get; }

    /// <summary>What had come for it by the time its row was locked, oldest first.</summary>
    public IReadOnlyList<Stimulus> Stimuli { get; }

    public IReadOnlyDictionary<Guid, (ExecutionStatus Status, string? State)> ExecutionsBefore { get; }

    public IReadOnlyDictionary<Guid, (LiveWait Wait, DateTimeOffset? DueAt, HumanTask? Task)> WaitsBefore { get; }

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
        var found = await unit.QueryAsync(
            $"""
            SELECT definition_id, definition_version, correlation_id, status, inputs, variables, outputs, created_in = pg_current_xact_id(), id
            FROM workflow.instances WHERE id = ANY ($1) ORDER BY id {andLock}
            """,
            row => (State: ReadInstance(row, row.GetGuid(8)), CreatedHere: row.GetBoolean(7)),
            ct,
            ids);
        if (ids.FirstOrDefault(id => found.All(instance => instance.State.Id != id)) is var missing && missing != default)
            throw new WorkflowNotFound($"There is no workflow instance {missing}.");

        // Statements of their own, after the lock: each sees what its last holder committed.
        await using var batch = unit.Batch()
            .Then(
                """
                SELECT id, parent_id, activity_id, activity_type, started_at, status, state, instance_id
                FROM workflow.executions WHERE instance_id = ANY ($1) AND status IN ('running', 'waiting', 'faulted') ORDER BY id
                """,
                ids)
            .Then(
                """
                SELECT w.id, w.execution_id, w.kind, w.name, w.key, w.due_at, w.task_id, t.title, t.role, t.assigned_to, t.due_at, t.subject, w.instance_id
                FROM workflow.waits w LEFT JOIN workflow.tasks t ON t.id = w.task_id WHERE w.instance_id = ANY ($1) ORDER BY w.id
                """,
                ids)
            .Then(
                """
                SELECT id, kind, name, key, payload, actor, task_id, outcome, instance_id
                FROM workflow.stimuli WHERE instance_id = ANY ($1) AND consumed_at IS NULL AND NOT parked ORDER BY id
                """,
                ids);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var executions = await reader.GroupedAsync(row => (row.GetGuid(7), ReadExecution(row)), ct);
        await reader.NextResultAsync(ct);
        var waits = await reader.GroupedAsync(row => (row.GetGuid(12), ReadWait(row)), ct);
        await reader.NextResultAsync(ct);
        var stimuli = await reader.GroupedAsync(row => (row.GetGuid(8), ReadStimulus(row)), ct);
        return found.ConvertAll(instance =>
        {
            instance.State.Executions.AddRange(executions[instance.State.Id]);
            instance.State.Waits.AddRange(waits[instance.State.Id]);
            return new LoadedInstance(instance.State, instance.CreatedHere, [.. stimuli[instance.State.Id]]);
        });
    }

    private static InstanceState ReadInstance(NpgsqlDataReader row, Guid id) => new(id, row.GetString(0), row.GetInt32(1), row.GetString(2))
    {
        Status = row.Enum<InstanceStatus>(3),
        Inputs = ReadValues(row, 4),
        Variables = ReadValues(row, 5),
        Outputs = ReadValues(row, 6),
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
        new(row.GetInt64(0), row.Enum<StimulusKind>(1), row.GetString(2), row.GetString(3), row.Json(4), row.GetString(5)) { TaskId = row.Id(6), Outcome = row.Text(7) };
}
