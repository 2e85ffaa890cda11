using System.Collections.Concurrent;
using WageTheftPermits.Workflow.Interpretation;
using WageTheftPermits.Workflow.Storage;

namespace WageTheftPermits.Workflow;

/// <summary>What came of a deployment. <paramref name="Changed"/> is false where the latest version already had this content.</summary>
public sealed record DeployResult(string DefinitionId, int Version, bool Changed);

/// <summary>An instance that has something to do and that this unit has locked.</summary>
public sealed record Claimed(Guid Id, string DefinitionId, string CorrelationId);

/// <summary>What an advance did. <paramref name="Steps"/> counts activities executed and resumed; none where nothing was runnable.</summary>
public sealed record Burst(Guid InstanceId, int Steps, InstanceStatus Status);

/// <summary>The engine's limits.</summary>
public sealed record WorkflowLimits
{
    /// <summary>Steps one burst may take.</summary>
    public int MaxSteps { get; init; } = 500;

    /// <summary>Failed bursts in a row before an incident is opened.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>The pause after the first failure; it doubles with each further one.</summary>
    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromHours(1);

    /// <summary>What holds for an activity without a <see cref="RetryAttribute"/> of its own.</summary>
    internal RetryPolicy Retry => new(MaxAttempts, FirstBackoff, LongestBackoff);

    /// <summary>How long an event that nothing waits for is kept.</summary>
    public TimeSpan EventLifetime { get; init; } = TimeSpan.FromDays(365);
}

/// <summary>
/// Deploys definitions, starts instances and moves them on, always within the caller's <see cref="Unit"/>. It keeps no state of its
/// own but a cache of immutable definitions, so any number of processes may work on one database.
/// </summary>
public sealed partial class WorkflowEngine(ActivityCatalog catalog, TimeProvider clock, WorkflowLimits? limits = null)
{
    private readonly WorkflowLimits _limits = limits ?? new WorkflowLimits();
    private readonly ConcurrentDictionary<(string Id, int Version), Definition> _definitions = new();
    private int _turn;

    /// <summary>
    /// Finds an instance with something to do, a stimulus or a timer that is due, that no other worker holds, and locks it until the
    /// unit ends. Null where there is none.
    /// </summary>
    public async Task<Claimed?> ClaimAsync(Unit unit, CancellationToken ct = default) =>
        (await ClaimAsync(unit, null, null, 1, ct)) is [var found, ..] ? found : null;

    /// <summary>Finds and locks more instances with something to do, of the same definition as one that was claimed in this unit.</summary>
    /// <param name="most">How many more.</param>
    public Task<IReadOnlyList<Claimed>> ClaimMoreAsync(Unit unit, Claimed like, int most, CancellationToken ct = default) =>
        ClaimAsync(unit, like.DefinitionId, like.Id, most, ct);

    private async Task<IReadOnlyList<Claimed>> ClaimAsync(Unit unit, string? definition, Guid? except, int most, CancellationToken ct)
    {
        const string Ready =
            """
            i.status = 'running' AND (i.not_before IS NULL OR i.not_before <= $1)
            AND ($2::text IS NULL OR i.definition_id = $2) AND ($3::uuid IS NULL OR i.id <> $3)
            """;
        const string Stimulated =
            $"""
            SELECT i.id, i.definition_id, i.correlation_id FROM workflow.stimuli s JOIN workflow.instances i ON i.id = s.instance_id
            WHERE s.consumed_at IS NULL AND NOT s.parked AND {Ready}
            ORDER BY s.id LIMIT $4 FOR NO KEY UPDATE OF i SKIP LOCKED
            """;
        const string Due =
            $"""
            SELECT i.id, i.definition_id, i.correlation_id FROM workflow.waits w JOIN workflow.instances i ON i.id = w.instance_id
            WHERE w.due_at <= $1 AND {Ready}
            ORDER BY w.due_at LIMIT $4 FOR NO KEY UPDATE OF i SKIP LOCKED
            """;
        // In turns, so that neither a flood of messages nor a day of deadlines holds up the other.
        string[] queries = Interlocked.Increment(ref _turn) % 2 == 0 ? [Due, Stimulated] : [Stimulated, Due];
        foreach (var query in queries)
        {
            var found = await unit.QueryAsync(query, row => new Claimed(row.GetGuid(0), row.GetString(1), row.GetString(2)), ct, clock.GetUtcNow(), definition, except, most);
            if (found.Count > 0)
                return [.. found.DistinctBy(claimed => claimed.Id)];
        }

        return [];
    }

    /// <summary>Locks the instance and runs it until it rests, as <see cref="AdvanceAsync(Unit, IReadOnlyCollection{Guid}, CancellationToken)"/> does.</summary>
    public async Task<Burst> AdvanceAsync(Unit unit, Guid instanceId, CancellationToken ct = default) => (await AdvanceAsync(unit, [instanceId], ct))[0];

    /// <summary>
    /// Locks the instances and runs each until it rests. Nothing is done for one that is not runnable. When it throws, roll the unit back: with one
    /// instance call <see cref="RecordFailureAsync"/> in another unit; with several, advance them one by one to find the one that fails.
    /// </summary>
    /// <remarks>
    /// The unit's services should be fresh, or at least remember no entities that were read before the instances were claimed: an activity
    /// must see what is committed, not what its unit read before the lock.
    /// </remarks>
    public async Task<IReadOnlyList<Burst>> AdvanceAsync(Unit unit, IReadOnlyCollection<Guid> instances, CancellationToken ct = default)
    {
        var now = clock.GetUtcNow();
        var save = new InstanceSave(now, _limits.EventLifetime);
        var bursts = new List<Burst>();
        foreach (var loaded in await LoadedInstance.LockAsync(unit, instances, ct))
        {
            var state = loaded.State;
            if (state.Status != InstanceStatus.Running || (loaded.Stimuli.Count == 0 && !state.Waits.Any(wait => wait.DueAt <= now)))
            {
                bursts.Add(new Burst(state.Id, 0, state.Status));
                continue;
            }
            var definition = await DefinitionAsync(unit, state.DefinitionId, state.DefinitionVersion, ct);
            var interpreter = new Interpreter(definition, catalog, state, unit.Services, now, _limits.MaxSteps);
            save.Add(loaded, await interpreter.RunAsync(loaded.Stimuli, ct));
            bursts.Add(new Burst(state.Id, interpreter.Steps, state.Status));
        }
        await save.WriteAsync(unit, ct);
        return bursts;
    }

    private async Task<Definition> DefinitionAsync(Unit unit, string id, int version, CancellationToken ct)
    {
        if (_definitions.TryGetValue((id, version), out var known))
            return known;
        var found = await unit.QueryAsync(
            "SELECT file, source, deployed_in = pg_current_xact_id() FROM workflow.definitions WHERE definition_id = $1 AND version = $2",
            row => (File: new WorkflowFile(row.GetString(0), row.GetString(1)), DeployedHere: row.GetBoolean(2)),
            ct,
            id,
            version);
        if (found.Count == 0)
            throw new WorkflowNotFound($"There is no version {version} of workflow '{id}'.");
        var (definition, _) = DefinitionReader.Read(found[0].File);
        // Not cached where this very unit deployed it: were the unit rolled back, the number would come to mean other content.
        if (!found[0].DeployedHere)
            _definitions.TryAdd((id, version), definition!);
        return definition!;
    }
}
