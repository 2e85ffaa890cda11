using System.Text.Json;
using WageTheftPermits.Workflow.Interpretation;
using WageTheftPermits.Workflow.Storage;

namespace WageTheftPermits.Workflow;

// A task is offered to a role or to one person, taken, given back, and completed once. Each act locks the instance first, as a burst does: a burst cannot then
// withdraw the task meanwhile, nor can the two wait for each other. After the lock, what the burst did to the task is seen.
public sealed partial class WorkflowEngine
{
    /// <summary>
    /// Takes an open task: nobody else can complete it until it is released. Taking one's own again does nothing. Throws <see cref="TaskClaimed"/> where somebody else has it,
    /// <see cref="TaskNoLongerOpen"/>, <see cref="WorkflowStateRefused"/> where it is offered to another person, and <see cref="WorkflowNotFound"/>.
    /// </summary>
    public async Task ClaimTaskAsync(Unit unit, Guid taskId, string actor, CancellationToken ct = default)
    {
        var owner = await LockOwnerAsync(unit, taskId, ct);
        var now = clock.GetUtcNow();
        var task = await ReadTaskAsync(unit, taskId, ct);
        if (task is { Status: "open", ClaimedBy: { } holder } && holder == actor)
            return;
        if (task is { Status: "open", ClaimedBy: null, AssignedTo: { } other } && other != actor)
            throw new WorkflowStateRefused($"This task is offered to {other} alone.");
        if (task.Refusal(taskId) is { } refusal)
            throw refusal;
        await using var batch = unit.Batch()
            .Then("UPDATE workflow.tasks SET claimed_by = $2, claimed_at = $3 WHERE id = $1", taskId, actor, now)
            .ThenJournal([(owner, task.Entry(JournalEvent.Claimed, taskId, actor, now, null))]);
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>
    /// Gives a task back that was taken. Whoever has it needs no reason; somebody else, whom the caller lets do it, must give one. Throws <see cref="TaskNoLongerOpen"/>,
    /// <see cref="WorkflowStateRefused"/> where nobody has it or the reason is missing, and <see cref="WorkflowNotFound"/>.
    /// </summary>
    public async Task ReleaseTaskAsync(Unit unit, Guid taskId, string? reason, string actor, CancellationToken ct = default)
    {
        var owner = await LockOwnerAsync(unit, taskId, ct);
        var now = clock.GetUtcNow();
        var task = await ReadTaskAsync(unit, taskId, ct);
        if (task.Status != "open")
            throw task.Refusal(taskId)!;
        if (task.ClaimedBy is null)
            throw new WorkflowStateRefused("Nobody has taken this task, so there is nothing to release.");
        if (task.ClaimedBy != actor && string.IsNullOrWhiteSpace(reason))
            throw new WorkflowStateRefused($"{task.ClaimedBy} has this task; say why it is released for them.");
        await using var batch = unit.Batch()
            .Then("UPDATE workflow.tasks SET claimed_by = NULL, claimed_at = NULL WHERE id = $1", taskId)
            .ThenJournal([(owner, task.Entry(JournalEvent.Released, taskId, actor, now, reason))]);
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>
    /// Completes a person's task, exactly once: where two do it at the same moment one wins and the other gets
    /// <see cref="TaskNoLongerOpen"/>, naming the first. The instance goes on at its next advance. Throws <see cref="TaskClaimed"/> where somebody else has taken it, and <see cref="WorkflowNotFound"/>.
    /// </summary>
    public async Task CompleteTaskAsync(Unit unit, Guid taskId, string outcome, JsonElement? payload, string actor, CancellationToken ct = default)
    {
        var now = clock.GetUtcNow();
        var owner = await LockOwnerAsync(unit, taskId, ct);
        var completed = await unit.QueryAsync(
            """
            UPDATE workflow.tasks SET status = 'completed', outcome = $2, payload = $3, closed_at = $4, closed_by = $5
            WHERE id = $1 AND status = 'open' AND (claimed_by IS NULL OR claimed_by = $5) RETURNING name
            """,
            row => row.GetString(0),
            ct,
            taskId, outcome, payload, now, actor);
        if (completed.Count == 0)
            throw (await ReadTaskAsync(unit, taskId, ct)).Refusal(taskId)!;
        await unit.ExecuteAsync(
            "INSERT INTO workflow.stimuli (instance_id, kind, name, key, task_id, outcome, payload, actor, raised_at, trace_parent) VALUES ($1, 'task', $2, '', $3, $4, $5, $6, $7, $8)",
            ct,
            owner, completed[0], taskId, outcome, payload, actor, now, WorkflowTelemetry.Here);
        WorkflowTelemetry.Raised(StimulusKind.Task, 1);
    }

    private static async Task<Guid> LockOwnerAsync(Unit unit, Guid taskId, CancellationToken ct)
    {
        var owner = await unit.QueryAsync(
            "SELECT i.id FROM workflow.instances i WHERE i.id = (SELECT instance_id FROM workflow.tasks WHERE id = $1) FOR NO KEY UPDATE",
            row => row.GetGuid(0),
            ct,
            taskId);
        return owner.Count > 0 ? owner[0] : throw new WorkflowNotFound($"There is no task {taskId}.");
    }

    private static async Task<StoredTask> ReadTaskAsync(Unit unit, Guid taskId, CancellationToken ct) => (await unit.QueryAsync(
        "SELECT execution_id, activity_id, status, assigned_to, claimed_by, claimed_at, closed_by, closed_at FROM workflow.tasks WHERE id = $1",
        row => new StoredTask(row.GetGuid(0), row.GetString(1), row.GetString(2), row.Text(3), row.Text(4), row.Moment(5), row.Text(6), row.Moment(7)),
        ct,
        taskId))[0];

    private sealed record StoredTask(Guid Execution, string Activity, string Status, string? AssignedTo, string? ClaimedBy, DateTimeOffset? ClaimedAt, string? ClosedBy, DateTimeOffset? ClosedAt)
    {
        /// <summary>Why nobody else can act on it; null while it is open and free.</summary>
        public Exception? Refusal(Guid taskId) => this switch
        {
            { Status: not "open" } => new TaskNoLongerOpen(taskId, Status, ClosedBy!, ClosedAt!.Value),
            { ClaimedBy: not null } => new TaskClaimed(taskId, ClaimedBy, ClaimedAt!.Value),
            _ => null,
        };

        public JournalEntry Entry(JournalEvent what, Guid taskId, string actor, DateTimeOffset now, string? reason) =>
            new(what, Execution, Activity, null, null, actor, now, Values.ToJson(new { task = taskId, holder = ClaimedBy, reason }));
    }
}
