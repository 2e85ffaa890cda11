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
    public async Task<DeployResult> DeployAsync(Unit unit, WorkflowFile file, string actor, string? reason = null, CancellationToken ct = default) =>
        (await DeployAsync(unit, [file], actor, reason, ct))[0];

    /// <summary>Publishes definitions that may start one another as children, all of them or, where one has a fault, none.</summary>
    public async Task<IReadOnlyList<DeployResult>> DeployAsync(Unit unit, IReadOnlyList<WorkflowFile> files, string actor, string? reason = null, CancellationToken ct = default)
    {
        var faults = await CheckAsync(unit, files, ct);
        if (faults.Count > 0)
            throw new DefinitionRefused(faults);
        var results = new List<DeployResult>();
        foreach (var file in files)
            results.Add(await PublishAsync(unit, file, actor, reason, ct));
        return results;
    }

    /// <summary>Everything that is wrong with these files, beside each other and what is deployed; empty where they could be deployed.</summary>
    public async Task<IReadOnlyList<DefinitionFault>> CheckAsync(Unit unit, IReadOnlyList<WorkflowFile> files, CancellationToken ct = default)
    {
        var given = files.Select(file => DefinitionReader.Read(file).Definition?.DefinitionId).OfType<string>().ToArray();
        var others = await unit.QueryAsync(
            "SELECT definition_id, max(version) FROM workflow.definitions WHERE definition_id <> ALL ($1) GROUP BY definition_id ORDER BY definition_id",
            row => (Id: row.GetString(0), Version: row.GetInt32(1)),
            ct,
            [given]);
        var deployed = new List<Definition>();
        foreach (var (id, version) in others)
            deployed.Add(await DefinitionAsync(unit, id, version, ct));
        return DefinitionCheck.Check(files, catalog, deployed);
    }

    private async Task<DeployResult> PublishAsync(Unit unit, WorkflowFile file, string actor, string? reason, CancellationToken ct)
    {
        var definition = DefinitionReader.Read(file).Definition!;
        var hash = file.ContentHash();

        // Two deployments of one id must not both take the next number.
        await unit.ExecuteAsync("SELECT pg_advisory_xact_lock(hashtextextended('workflow-definition:' || $1, 0))", ct, definition.DefinitionId);
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
        var now = clock.GetUtcNow();
        var rows = starts.Select(start => new InstanceToCreate(Guid.CreateVersion7(now), start.CorrelationId, start.Inputs)).ToList();
        await CreateAsync(unit, definitionId, rows, actor, now, ct);
        return rows.ConvertAll(row => row.Id);
    }

    /// <summary>
    /// Creates instances as <see cref="StartManyAsync"/> does and runs each until it rests, all in this unit and written once. When it throws, nothing has
    /// happened once the unit is rolled back.
    /// </summary>
    public async Task<IReadOnlyList<Burst>> StartAndAdvanceAsync(Unit unit, string definitionId, IReadOnlyList<NewInstance> starts, string actor, CancellationToken ct = default)
    {
        var now = clock.GetUtcNow();
        var (definition, version) = await LatestDefinitionAsync(unit, definitionId, ct);
        var states = starts.Select(start => new InstanceState(Guid.CreateVersion7(now), definitionId, version, start.CorrelationId) { Inputs = Accept(definition, start.Inputs) });
        return await AdvanceAsync(unit, states.Select(state => LoadedInstance.New(state, actor)).ToList(), ct);
    }

    private async Task CreateAsync(Unit unit, string definitionId, List<InstanceToCreate> rows, string actor, DateTimeOffset now, CancellationToken ct)
    {
        var (definition, latest) = await LatestDefinitionAsync(unit, definitionId, ct);
        await using var batch = unit.Batch()
            .ThenRows(rows,
                """
                INSERT INTO workflow.instances (id, definition_id, definition_version, correlation_id, status, inputs, started_at, started_by, updated_at, parent_instance_id, parent_execution_id)
                SELECT s.id, $4, $5, s.correlation_id, 'running', s.inputs, $6, $7, $6, s.parent, s.execution
                FROM unnest($1, $2, $3::jsonb[], $8, $9) AS s(id, correlation_id, inputs, parent, execution)
                """,
                rows.Column(s => s.Id), rows.Column(s => s.CorrelationId), rows.Column(s => Values.Write(Accept(definition, s.Inputs))), definitionId, latest, now, actor,
                rows.Column(s => s.Parent), rows.Column(s => s.AwaitedBy))
            .ThenRows(rows, "INSERT INTO workflow.stimuli (instance_id, kind, name, key, actor, raised_at, trace_parent) SELECT id, 'start', '', '', $2, $3, $4 FROM unnest($1) AS s(id)",
                rows.Column(s => s.Id), actor, now, WorkflowTelemetry.Here);
        if (rows.Count == 0)
            return;
        await batch.ExecuteNonQueryAsync(ct);
        WorkflowTelemetry.Raised(StimulusKind.Start, rows.Count);
    }

    private async Task<(Definition Definition, int Version)> LatestDefinitionAsync(Unit unit, string definitionId, CancellationToken ct)
    {
        var latest = await unit.QueryAsync("SELECT max(version) FROM workflow.definitions WHERE definition_id = $1 HAVING max(version) IS NOT NULL", row => row.GetInt32(0), ct, definitionId);
        return latest is [var version] ? (await DefinitionAsync(unit, definitionId, version, ct), version) : throw new WorkflowNotFound($"No workflow '{definitionId}' is deployed.");
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

/// <param name="Parent">The instance that asked for it; null where nobody's child.</param>
/// <param name="AwaitedBy">The parent's execution that waits for its end; null where it was dispatched and forgotten.</param>
internal sealed record InstanceToCreate(Guid Id, string CorrelationId, IReadOnlyDictionary<string, object?> Inputs, Guid? Parent = null, Guid? AwaitedBy = null);
