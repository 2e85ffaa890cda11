using System.Text.Json;
using WageTheftPermits.Workflow.Interpretation;
using WageTheftPermits.Workflow.Storage;

namespace WageTheftPermits.Workflow;

public sealed partial class WorkflowEngine
{
    /// <summary>
    /// Publishes a definition as the next version of its id, or does nothing where the latest version has the same content. Running
    /// instances stay on theirs. Throws <see cref="DefinitionRefused"/> with every fault where it is not sound.
    /// </summary>
    /// <param name="reason">Why, kept with the version beside who and when.</param>
    public async Task<DeployResult> DeployAsync(Unit unit, WorkflowFile file, string actor, string? reason = null, CancellationToken ct = default)
    {
        var (definition, faults) = DefinitionReader.Read(file);
        IReadOnlyList<DefinitionFault> all = definition is null ? faults : [.. faults, .. DefinitionCheck.Check(definition, catalog)];
        if (all.Count > 0)
            throw new DefinitionRefused(all);
        var hash = file.ContentHash();

        // Two deployments of one id must not both take the next number.
        await unit.ExecuteAsync("SELECT pg_advisory_xact_lock(hashtextextended('workflow-definition:' || $1, 0))", ct, definition!.DefinitionId);
        var latest = await unit.QueryAsync(
            "SELECT version, content_hash FROM workflow.definitions WHERE definition_id = $1 ORDER BY version DESC LIMIT 1",
            row => (Version: row.GetInt32(0), Hash: row.GetString(1)),
            ct,
            definition.DefinitionId);
        if (latest.Count > 0 && latest[0].Hash == hash)
            return new DeployResult(definition.DefinitionId, latest[0].Version, Changed: false);
        var version = latest.Count == 0 ? 1 : latest[0].Version + 1;
        await unit.ExecuteAsync(
            "INSERT INTO workflow.definitions (definition_id, version, name, file, source, content_hash, deployed_at, deployed_by, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            ct,
            definition.DefinitionId, version, definition.Name, file.Path, file.Json, hash, clock.GetUtcNow(), actor, reason);
        return new DeployResult(definition.DefinitionId, version, Changed: true);
    }

    /// <summary>Creates one instance, as <see cref="StartManyAsync"/> does.</summary>
    public async Task<Guid> StartAsync(Unit unit, string definitionId, string correlationId, IReadOnlyDictionary<string, object?> inputs, string actor, CancellationToken ct = default) =>
        (await StartManyAsync(unit, definitionId, [new(correlationId, inputs)], actor, ct))[0];

    /// <summary>
    /// Creates instances of the latest version, each with its start stimulus; workers advance them, or the caller in the same unit.
    /// Throws <see cref="WorkflowNotFound"/>, or <see cref="WorkflowInputRefused"/> where the inputs are not those the definition declares.
    /// </summary>
    /// <returns>Their ids, in the order of <paramref name="starts"/>.</returns>
    public async Task<IReadOnlyList<Guid>> StartManyAsync(Unit unit, string definitionId, IReadOnlyList<NewInstance> starts, string actor, CancellationToken ct = default)
    {
        var latest = await unit.QueryAsync("SELECT max(version) FROM workflow.definitions WHERE definition_id = $1 HAVING max(version) IS NOT NULL", row => row.GetInt32(0), ct, definitionId);
        if (latest.Count == 0)
            throw new WorkflowNotFound($"No workflow '{definitionId}' is deployed.");
        var definition = await DefinitionAsync(unit, definitionId, latest[0], ct);
        var now = clock.GetUtcNow();
        var rows = starts.Select(start => (Id: Guid.CreateVersion7(now), start.CorrelationId, Inputs: Values.Write(Accept(definition, start.Inputs)))).ToList();
        await using var batch = unit.Batch()
            .ThenRows(rows,
                """
                INSERT INTO workflow.instances (id, definition_id, definition_version, correlation_id, status, inputs, started_at, started_by, updated_at)
                SELECT s.id, $4, $5, s.correlation_id, 'running', s.inputs, $6, $7, $6 FROM unnest($1, $2, $3::jsonb[]) AS s(id, correlation_id, inputs)
                """,
                rows.Column(s => s.Id), rows.Column(s => s.CorrelationId), rows.Column(s => s.Inputs), definitionId, latest[0], now, actor)
            .ThenRows(rows, "INSERT INTO workflow.stimuli (instance_id, kind, name, key, actor, raised_at) SELECT id, 'start', '', '', $2, $3 FROM unnest($1) AS s(id)",
                rows.Column(s => s.Id), actor, now);
        if (rows.Count > 0)
            await batch.ExecuteNonQueryAsync(ct);
        return rows.ConvertAll(s => s.Id);
    }

    private static Dictionary<string, JsonElement> Accept(Definition definition, IReadOnlyDictionary<string, object?> inputs)
    {
        var unknown = inputs.Keys.Except(definition.Inputs.Select(input => input.Name)).ToList();
        if (unknown.Count > 0)
            throw new WorkflowInputRefused($"Workflow '{definition.DefinitionId}' declares no input {string.Join(", ", unknown)}.");
        var accepted = new Dictionary<string, JsonElement>();
        foreach (var input in definition.Inputs)
        {
            var given = inputs.GetValueOrDefault(input.Name) is { } value ? Values.ToJson(value) : input.Default ?? Values.Null;
            if (given.ValueKind == JsonValueKind.Null)
            {
                if (!Values.AllowsNull(input.TypeName))
                    throw new WorkflowInputRefused($"Workflow '{definition.DefinitionId}' needs the input {input.Name} ({input.TypeName}).");
                continue;
            }

            if (!Values.TryConvert(given, Values.TypeOf(input.TypeName) ?? typeof(object), out var converted))
                throw new WorkflowInputRefused($"The input {input.Name} of workflow '{definition.DefinitionId}' must be {input.TypeName}.");
            accepted[input.Name] = Values.ToJson(converted);
        }

        return accepted;
    }
}

/// <summary>An instance to be created: what it is about, and what it is started with.</summary>
public sealed record NewInstance(string CorrelationId, IReadOnlyDictionary<string, object?> Inputs);
