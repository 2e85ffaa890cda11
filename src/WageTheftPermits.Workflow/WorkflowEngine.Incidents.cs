using System.Text.Json;
using Npgsql;
using WageTheftPermits.Workflow.Interpretation;
using WageTheftPermits.Workflow.Storage;

namespace WageTheftPermits.Workflow;

/// <summary>What an incident is about.</summary>
public enum IncidentKind
{
    /// <summary>An activity said that it cannot go on.</summary>
    Fault,

    /// <summary>Bursts threw as often as is allowed.</summary>
    Failure,

    /// <summary>An event came and nothing waited for it in its time. It stops no instance.</summary>
    Unanswered,
}

public sealed partial class WorkflowEngine
{
    private const string Resolution = "UPDATE workflow.incidents SET resolved_at = $2, resolved_by = $3, resolution = $4, reason = $5 WHERE id = $1";

    private const int MostExpired = 1000;

    /// <summary>
    /// Gives up events that nothing answered in their lifetime, and opens an incident for each: on the instance it was kept for, which goes on regardless, or on none.
    /// At most a thousand in one unit.
    /// </summary>
    public async Task<IReadOnlyList<ExpiredEvent>> ExpireEventsAsync(Unit unit, CancellationToken ct = default)
    {
        var now = clock.GetUtcNow();
        var expired = await unit.QueryAsync(
            """
            UPDATE workflow.stimuli SET consumed_at = $1
            WHERE id IN (SELECT id FROM workflow.stimuli WHERE consumed_at IS NULL AND parked AND expires_at <= $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)
            RETURNING id, instance_id, name, key, actor, raised_at
            """,
            row => (Stimulus: row.GetInt64(0), Event: new ExpiredEvent(Guid.CreateVersion7(now), row.Id(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetFieldValue<DateTimeOffset>(5))),
            ct,
            now, MostExpired);
        if (expired.Count == 0)
            return [];
        await using var batch = unit.Batch()
            .ThenRows(expired,
                """
                INSERT INTO workflow.incidents (id, instance_id, kind, message, opened_at, stimulus_id)
                SELECT e.id, e.instance_id, 'unanswered', e.message, $5, e.stimulus_id FROM unnest($1, $2, $3, $4) AS e(id, instance_id, message, stimulus_id)
                """,
                expired.Column(e => e.Event.IncidentId), expired.Column(e => e.Event.InstanceId), expired.Column(e => e.Event.ToString()), expired.Column(e => e.Stimulus), now)
            .ThenJournal([.. from e in expired
                             where e.Event.InstanceId is not null
                             select (e.Event.InstanceId!.Value, Act(JournalEvent.Unanswered, null, Interpreter.System, now, new { name = e.Event.Name, key = e.Event.Key, raisedAt = e.Event.RaisedAt }))]);
        await batch.ExecuteNonQueryAsync(ct);
        WorkflowTelemetry.Unanswered(expired.Count);
        return expired.ConvertAll(e => e.Event);
    }

    /// <summary>Closes the incident of an event that nothing answered. Throws <see cref="WorkflowNotFound"/>, or <see cref="WorkflowStateRefused"/> for another kind or one that is resolved.</summary>
    public async Task DismissAsync(Unit unit, Guid incidentId, string reason, string actor, CancellationToken ct = default)
    {
        var incident = await LockUnansweredAsync(unit, incidentId, "dismissed", ct);
        var now = clock.GetUtcNow();
        await using var batch = ResolvedUnanswered(unit, incident, "dismissed", JournalEvent.Dismissed, reason, actor, now);
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>
    /// Raises an event anew that nothing answered, for another lifetime and in the name of who raised it: for the instance it was kept for, or for whoever waits.
    /// Throws <see cref="WorkflowNotFound"/>, or <see cref="WorkflowStateRefused"/> for another kind, one that is resolved, or where its instance has ended.
    /// </summary>
    public async Task RaiseAgainAsync(Unit unit, Guid incidentId, string reason, string actor, CancellationToken ct = default)
    {
        var incident = await LockUnansweredAsync(unit, incidentId, "raised again", ct);
        var now = clock.GetUtcNow();
        var (name, key, payload, raiser) = (await unit.QueryAsync(
            "SELECT name, key, payload, actor FROM workflow.stimuli WHERE id = $1", row => (row.GetString(0), row.GetString(1), row.Json(2), row.GetString(3)), ct, incident.Stimulus))[0];
        if (incident.Instance is { } instanceId)
            await RaiseForAsync(unit, instanceId, name, key, payload, raiser, now, ct);
        else
            await RaiseEventAsync(unit, name, key, payload, raiser, ct);
        await using var batch = ResolvedUnanswered(unit, incident, "raised-again", JournalEvent.RaisedAgain, reason, actor, now);
        await batch.ExecuteNonQueryAsync(ct);
    }

    // The instance's next burst answers its wait, or keeps it for one to come.
    private async Task RaiseForAsync(Unit unit, Guid instanceId, string name, string key, JsonElement? payload, string raiser, DateTimeOffset now, CancellationToken ct)
    {
        var status = await unit.QueryAsync("SELECT status FROM workflow.instances WHERE id = $1", row => row.Enum<InstanceStatus>(0), ct, instanceId);
        if (status[0] is InstanceStatus.Finished or InstanceStatus.Cancelled)
            throw new WorkflowStateRefused($"Workflow instance {instanceId}, for which the event was kept, has ended; it is {status[0].Stored()}. Dismiss the incident.");
        await unit.ExecuteAsync(
            "INSERT INTO workflow.stimuli (instance_id, kind, name, key, payload, actor, raised_at, expires_at) VALUES ($1, 'event', $2, $3, $4, $5, $6, $7)",
            ct,
            instanceId, name, key, payload, raiser, now, now + await _limits.EventLifetime(unit, ct));
    }

    private static async Task<StoredIncident> LockUnansweredAsync(Unit unit, Guid incidentId, string act, CancellationToken ct)
    {
        var incident = await LockIncidentAsync(unit, incidentId, ct);
        if (incident.Kind != IncidentKind.Unanswered)
            throw new WorkflowStateRefused($"Only an event that nothing answered can be {act}; this incident is a {incident.Kind.Stored()}. Retry, skip or cancel.");
        return incident.Closed is null ? incident : throw new WorkflowStateRefused(incident.Closed);
    }

    /// <summary>Reads an incident under the lock of its instance, or its own where it has none. Its resolution is as committed by whoever held the lock before.</summary>
    private static async Task<StoredIncident> LockIncidentAsync(Unit unit, Guid incidentId, CancellationToken ct)
    {
        await unit.ExecuteAsync("SELECT 1 FROM workflow.instances WHERE id = (SELECT instance_id FROM workflow.incidents WHERE id = $1) FOR NO KEY UPDATE", ct, incidentId);
        await unit.ExecuteAsync("SELECT 1 FROM workflow.incidents WHERE id = $1 FOR NO KEY UPDATE", ct, incidentId);
        return await ReadIncidentAsync(unit, incidentId, ct);
    }

    private static async Task<StoredIncident> ReadIncidentAsync(Unit unit, Guid incidentId, CancellationToken ct)
    {
        var found = await unit.QueryAsync(
            "SELECT instance_id, execution_id, activity_id, kind, stimulus_id, resolution, resolved_by, resolved_at FROM workflow.incidents WHERE id = $1",
            row => new StoredIncident(incidentId, row.Id(0), row.Id(1), row.Text(2), row.Enum<IncidentKind>(3), row.IsDBNull(4) ? null : row.GetInt64(4),
                row.IsDBNull(5) ? null : $"This incident is closed: it was {row.GetString(5)} by {row.GetString(6)} at {row.GetFieldValue<DateTimeOffset>(7):u}."),
            ct,
            incidentId);
        return found.Count > 0 ? found[0] : throw new WorkflowNotFound($"There is no incident {incidentId}.");
    }

    private static NpgsqlBatch ResolvedUnanswered(Unit unit, StoredIncident incident, string resolution, JournalEvent what, string reason, string actor, DateTimeOffset now)
    {
        var batch = unit.Batch().Then(Resolution, incident.Id, now, actor, resolution, reason);
        return incident.Instance is { } instance ? batch.ThenJournal([(instance, Act(what, null, actor, now, new { reason, incident = incident.Id }))]) : batch;
    }

    private static NpgsqlBatch Resolved(Unit unit, Guid instanceId, string resolution, string reason, string actor, DateTimeOffset now) =>
        unit.Batch().Then(
            "UPDATE workflow.incidents SET resolved_at = $2, resolved_by = $3, resolution = $4, reason = $5 WHERE instance_id = $1 AND resolved_at IS NULL",
            instanceId, now, actor, resolution, reason);

    /// <param name="Closed">Who resolved it, when and how, in words; null while it is open.</param>
    private sealed record StoredIncident(Guid Id, Guid? Instance, Guid? Execution, string? Activity, IncidentKind Kind, long? Stimulus, string? Closed);
}

/// <summary>An event that was raised and that nothing answered in its lifetime, with the incident that tells of it.</summary>
/// <param name="InstanceId">The instance it was kept for; null where it was for whoever waits.</param>
public sealed record ExpiredEvent(Guid IncidentId, Guid? InstanceId, string Name, string Key, string Actor, DateTimeOffset RaisedAt)
{
    public override string ToString() => $"Nothing answered the event '{Name}' for {Key}, which {Actor} raised at {RaisedAt:u}.";
}
