using System.Text.Json;
using Npgsql;
using WageTheftPermits.Workflow.Interpretation;
using WageTheftPermits.Workflow.Storage;

namespace WageTheftPermits.Workflow;

// What a person does to an instance that stopped. Each act locks the instance first, as a burst does, so that of two people who act at
// the same moment one wins and the other is told.
public sealed partial class WorkflowEngine
{
    /// <summary>Lets a blocked instance go on: a faulted activity is executed anew, a failed burst tried again. Throws <see cref="WorkflowStateRefused"/> where it is not blocked.</summary>
    public async Task RetryAsync(Unit unit, Guid instanceId, string reason, string actor, CancellationToken ct = default)
    {
        await LockBlockedAsync(unit, instanceId, "retry", ct);
        var now = clock.GetUtcNow();
        await using var batch = GoOn(unit, instanceId, now)
            .Then(
                """
                UPDATE workflow.incidents SET resolved_at = $2, resolved_by = $3, resolution = 'retried', reason = $4
                WHERE instance_id = $1 AND resolved_at IS NULL AND kind <> 'unanswered'
                """,
                instanceId, now, actor, reason)
            .ThenJournal([(instanceId, Act(JournalEvent.Retried, null, actor, now, new { reason }))])
            .Then("INSERT INTO workflow.stimuli (instance_id, kind, name, key, actor, raised_at, trace_parent) VALUES ($1, 'retry', '', '', $2, $3, $4)", instanceId, actor, now, WorkflowTelemetry.Here);
        await batch.ExecuteNonQueryAsync(ct);
        WorkflowTelemetry.Raised(StimulusKind.Retry, 1);
    }

    /// <summary>
    /// Takes the activity that stopped the instance as completed with one of its declared outcomes, without running it. One that faulted is completed; for one that
    /// failed, the next burst completes it where it first comes to it, and goes on. Throws <see cref="WorkflowNotFound"/>, or <see cref="WorkflowStateRefused"/> where
    /// the incident stops nothing any more or the outcome is none of <see cref="SkipChoicesAsync"/>.
    /// </summary>
    public async Task SkipAsync(Unit unit, Guid incidentId, string outcome, string reason, string actor, CancellationToken ct = default)
    {
        var incident = await LockIncidentAsync(unit, incidentId, ct);
        if (incident.Instance is not { } instanceId || incident.Kind == IncidentKind.Unanswered)
            throw new WorkflowStateRefused("An event that nothing answered stops no activity, so there is nothing to skip. Dismiss it or raise it again.");
        if (incident.Closed is not null)
            throw new WorkflowStateRefused(incident.Closed);
        await LockBlockedAsync(unit, instanceId, "skip", ct);
        var choices = await ChoicesAsync(unit, incident, ct);
        if (!choices.Contains(outcome))
            throw new WorkflowStateRefused(NoChoice(incident, outcome, choices));
        var now = clock.GetUtcNow();
        await using var batch = GoOn(unit, instanceId, now)
            .Then(Resolution, incidentId, now, actor, "skipped", reason)
            .Then(
                "INSERT INTO workflow.stimuli (instance_id, kind, name, key, outcome, payload, actor, raised_at, trace_parent) VALUES ($1, 'skip', $2, $3, $4, $5, $6, $7, $8)",
                instanceId, incident.Activity, incident.Kind == IncidentKind.Fault ? incident.Execution.ToString() : "", outcome, Values.ToJson(new { reason }), actor, now, WorkflowTelemetry.Here);
        await batch.ExecuteNonQueryAsync(ct);
        WorkflowTelemetry.Raised(StimulusKind.Skip, 1);
    }

    /// <summary>The outcomes with which the activity of an incident may be skipped; empty where it cannot be. Throws <see cref="WorkflowNotFound"/>.</summary>
    public async Task<IReadOnlyList<string>> SkipChoicesAsync(Unit unit, Guid incidentId, CancellationToken ct = default)
    {
        var incident = await ReadIncidentAsync(unit, incidentId, ct);
        return incident.Closed is null ? await ChoicesAsync(unit, incident, ct) : [];
    }

    /// <summary>
    /// Gives a variable another value, in the type that the definition declares. The journal keeps both values, unless an activity treats the variable as personal data.
    /// Throws <see cref="WorkflowStateRefused"/> where the instance has ended, and <see cref="WorkflowInputRefused"/> where there is no such variable or the value is of another type.
    /// </summary>
    /// <param name="variable">The variable's name.</param>
    /// <param name="value">As definitions write it; an empty one clears a variable whose type may be null.</param>
    public async Task<Amended> AmendVariableAsync(Unit unit, Guid instanceId, string variable, string value, string reason, string actor, CancellationToken ct = default)
    {
        var found = await unit.QueryAsync(
            "SELECT status, definition_id, definition_version, variables FROM workflow.instances WHERE id = $1 FOR NO KEY UPDATE",
            row => (Status: row.Enum<InstanceStatus>(0), Definition: row.GetString(1), Version: row.GetInt32(2), Variables: row.Json(3)!.Value),
            ct,
            instanceId);
        if (found is not [var instance])
            throw new WorkflowNotFound($"There is no workflow instance {instanceId}.");
        if (instance.Status is InstanceStatus.Finished or InstanceStatus.Cancelled)
            throw new WorkflowStateRefused($"Workflow instance {instanceId} has ended; it is {instance.Status.Stored()}, and its variables stay as they were.");
        var definition = await DefinitionAsync(unit, instance.Definition, instance.Version, ct);
        var declared = definition.Variables.FirstOrDefault(other => other.Name == variable)
            ?? throw new WorkflowInputRefused($"Workflow '{definition.DefinitionId}' version {instance.Version} declares no variable '{variable}'. It has {Listed(definition.Variables.Select(other => other.Name))}.");
        var given = Given(declared, value);
        var old = instance.Variables.TryGetProperty(declared.Id, out var before) ? before : Values.Null;
        var personal = catalog.PersonalIn(definition).Contains(("Variable", declared.Id));
        var now = clock.GetUtcNow();
        var entry = Act(JournalEvent.Amended, null, actor, now, personal ? (object)new { variable, reason } : new { variable, old, @new = given, reason });
        await using var batch = unit.Batch()
            .Then("UPDATE workflow.instances SET variables = variables || jsonb_build_object($2::text, $3::jsonb), updated_at = $4 WHERE id = $1", instanceId, declared.Id, given, now)
            .ThenJournal([(instanceId, entry)]);
        await batch.ExecuteNonQueryAsync(ct);
        return personal ? new Amended(variable, null, null, true) : new Amended(variable, old.GetRawText(), given.GetRawText(), false);
    }

    private static JsonElement Given(VariableDeclaration declared, string value)
    {
        var type = Values.TypeOf(declared.TypeName) ?? typeof(object);
        if (value.Length == 0 && Values.AllowsNull(declared.TypeName))
            return Values.Null;
        return Values.TryConvert(Values.ToJson(value), type, out var converted)
            ? Values.ToJson(converted)
            : throw new WorkflowInputRefused($"The variable {declared.Name} is {declared.TypeName}; '{value}' is none.");
    }

    /// <summary>Locks the instance; throws where nothing has stopped it, and says who was quicker.</summary>
    private static async Task LockBlockedAsync(Unit unit, Guid instanceId, string act, CancellationToken ct)
    {
        var found = await unit.QueryAsync("SELECT status FROM workflow.instances WHERE id = $1 FOR NO KEY UPDATE", row => row.Enum<InstanceStatus>(0), ct, instanceId);
        if (found is not [var status])
            throw new WorkflowNotFound($"There is no workflow instance {instanceId}.");
        if (status == InstanceStatus.Blocked)
            return;
        var last = await unit.QueryAsync(
            "SELECT resolution, resolved_by, resolved_at FROM workflow.incidents WHERE instance_id = $1 AND resolved_at IS NOT NULL AND kind <> 'unanswered' ORDER BY resolved_at DESC LIMIT 1",
            row => $" It was {row.GetString(0)} by {row.GetString(1)} at {row.GetFieldValue<DateTimeOffset>(2):u}.",
            ct,
            instanceId);
        throw new WorkflowStateRefused($"Workflow instance {instanceId} is {status.Stored()}, not blocked, so there is nothing to {act}.{last.FirstOrDefault()}");
    }

    private async Task<IReadOnlyList<string>> ChoicesAsync(Unit unit, StoredIncident incident, CancellationToken ct)
    {
        if (incident.Instance is not { } instanceId || incident.Activity is null || incident.Kind == IncidentKind.Unanswered)
            return [];
        var version = await unit.QueryAsync("SELECT definition_id, definition_version FROM workflow.instances WHERE id = $1", row => (Id: row.GetString(0), Version: row.GetInt32(1)), ct, instanceId);
        var definition = await DefinitionAsync(unit, version[0].Id, version[0].Version, ct);
        return definition.Nodes.GetValueOrDefault(incident.Activity) is { } node && catalog.Find(node.Type, node.Version) is { } descriptor ? descriptor.OutcomesOf(node) : [];
    }

    private static string NoChoice(StoredIncident incident, string outcome, IReadOnlyList<string> choices) => (incident.Activity, choices.Count) switch
    {
        (null, _) => "The failure names no activity, so there is none to skip. Retry or cancel the instance.",
        (_, 0) => $"Activity '{incident.Activity}' has no outcome to go on by. Retry or cancel the instance.",
        _ => $"Activity '{incident.Activity}' has no outcome '{outcome}'. It has {Listed(choices)}.",
    };

    private static NpgsqlBatch GoOn(Unit unit, Guid instanceId, DateTimeOffset now) => unit.Batch()
        .Then("UPDATE workflow.instances SET status = 'running', attempts = 0, not_before = NULL, updated_at = $2 WHERE id = $1", instanceId, now);

    private static JournalEntry Act(JournalEvent what, string? activityId, string actor, DateTimeOffset now, object detail) =>
        new(what, null, activityId, null, null, actor, now, Values.ToJson(detail));

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } listed ? listed : "none";
}

/// <summary>What became of a variable, as JSON; without values where it holds personal data.</summary>
public sealed record Amended(string Variable, string? Old, string? New, bool Personal);
