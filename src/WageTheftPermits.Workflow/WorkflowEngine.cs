using System.Collections.Concurrent;
using WageTheftPermits.Workflow.Interpretation;
using WageTheftPermits.Workflow.Storage;

namespace WageTheftPermits.Workflow;

/// <summary>What came of a deployment. <paramref name="Changed"/> is false where the latest version already had this content.</summary>
public sealed record DeployResult(string DefinitionId, int Version, bool Changed);

/// <summary>An instance that has something to do and that this unit has locked.</summary>
public sealed class Claimed
{
    internal Claimed(LoadedInstance instance) => Instance = instance;

    public Guid Id => Instance.State.Id;

    public string DefinitionId => Instance.State.DefinitionId;

    public string CorrelationId => Instance.State.CorrelationId;

    internal LoadedInstance Instance { get; }
}

/// <summary>What an advance did. <paramref name="Steps"/> counts activities executed and resumed; none where nothing was runnable.</summary>
public sealed record Burst(Guid InstanceId, int Steps, InstanceStatus Status);

/// <summary>The engine's limits.</summary>
public sealed record WorkflowLimits
{
    /// <summary>How deep instances that wait for their children may be nested.</summary>
    public int MaxNesting { get; init; } = 20;

    /// <summary>Steps one burst may take.</summary>
    public int MaxSteps { get; init; } = 500;

    /// <summary>Failed bursts in a row before an incident is opened.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>The pause after the first failure; it doubles with each further one.</summary>
    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromHours(1);

    /// <summary>What holds for an activity without a <see cref="RetryAttribute"/> of its own.</summary>
    internal RetryPolicy Retry => new(MaxAttempts, FirstBackoff, LongestBackoff);

    /// <summary>How long an event that nothing waits for is kept; asked in the unit that raises it, so that the application's policy can say.</summary>
    public Func<Unit, CancellationToken, ValueTask<TimeSpan>> EventLifetime { get; init; } = (_, _) => new(TimeSpan.FromDays(365));
}

/// <summary>
/// Deploys definitions, starts instances and moves them on, always within the caller's <see cref="Unit"/>. It keeps no state of its
/// own but a cache of immutable definitions, so any number of processes may work on one database.
/// </summary>
public sealed partial class WorkflowEngine(ActivityCatalog catalog, TimeProvider clock, WorkflowLimits? limits = null)
{
    private readonly WorkflowLimits _limits = limits ?? new WorkflowLimits();
    private readonly ConcurrentDictionary<(string Id, int Version), Definition> _definitions = new();
    private readonly Turns _turns = new();

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
        const string Stimulated = "SELECT instance_id FROM workflow.stimuli WHERE consumed_at IS NULL AND NOT parked ORDER BY id";
        const string Due = "SELECT instance_id FROM workflow.waits WHERE due_at <= $1 ORDER BY due_at";
        var timersFirst = _turns.TimersFirst();
        foreach (var timers in new[] { timersFirst, !timersFirst })
        {
            var found = await LoadedInstance.ClaimAsync(unit, timers ? Due : Stimulated, clock.GetUtcNow(), definition, except, most, ct);
            if (found.Count == 0)
                continue;
            _turns.Found(timers, first: timers == timersFirst);
            return [.. found.Select(instance => new Claimed(instance))];
        }

        return [];
    }

    /// <summary>Locks the instance, waiting for whoever holds it, and runs it until it rests.</summary>
    public async Task<Burst> AdvanceAsync(Unit unit, Guid instanceId, CancellationToken ct = default) =>
        (await AdvanceAsync(unit, await LoadedInstance.LockAsync(unit, [instanceId], ct), ct))[0];

    /// <summary>
    /// Runs each of the instances, which this unit has claimed and not advanced yet, until it rests. When it throws, roll the unit back: with one
    /// instance call <see cref="RecordFailureAsync"/> in another unit; with several, advance them one by one to find the one that fails.
    /// </summary>
    /// <remarks>
    /// The unit's services should be fresh, or at least remember no entities that were read before the instances were claimed: an activity
    /// must see what is committed, not what its unit read before the lock.
    /// </remarks>
    public Task<IReadOnlyList<Burst>> AdvanceAsync(Unit unit, IReadOnlyCollection<Claimed> claimed, CancellationToken ct = default) =>
        AdvanceAsync(unit, [.. claimed.Select(one => one.Instance)], ct);

    private async Task<IReadOnlyList<Burst>> AdvanceAsync(Unit unit, IReadOnlyList<LoadedInstance> instances, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var save = new InstanceSave(now, _limits.EventLifetime);
        var bursts = new List<Burst>();
        foreach (var loaded in instances)
        {
            var state = loaded.State;
            if (state.Status != InstanceStatus.Running || (loaded.Stimuli.Count == 0 && !state.Waits.Any(wait => wait.DueAt <= now)))
            {
                // What answers at once has nowhere else to be kept for later.
                if (loaded.Stimuli is [.., { Id: Stimulus.Unwritten }])
                    save.Add(loaded, Nothing);
                bursts.Add(new Burst(state.Id, 0, state.Status));
                continue;
            }
            var definition = await DefinitionAsync(unit, state.DefinitionId, state.DefinitionVersion, ct);
            var interpreter = new Interpreter(definition, catalog, state, unit.Services, now, _limits.MaxSteps);
            save.Add(loaded, await RunAsync(interpreter, loaded, ct));
            bursts.Add(new Burst(state.Id, interpreter.Steps, state.Status));
        }
        await SaveAsync(unit, save, now, ct);
        return bursts;
    }

    private static async Task<IReadOnlyDictionary<long, int>> RunAsync(Interpreter interpreter, LoadedInstance loaded, CancellationToken ct)
    {
        using var span = WorkflowTelemetry.StartAdvance(loaded);
        var began = WorkflowTelemetry.AdvanceBegins();
        try
        {
            var answered = await interpreter.RunAsync(loaded.Stimuli, ct);
            WorkflowTelemetry.Advanced(span, began, loaded.State);
            return answered;
        }
        catch (Exception e) when (WorkflowTelemetry.Failed(span, e))
        {
            throw;
        }
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

/// <summary>
/// Whether timers or stimuli are looked for first: in turns, so that neither a flood of messages nor a day of deadlines holds up the other,
/// but seldom first where there was nothing.
/// </summary>
internal sealed class Turns
{
    private const int InARow = 4;

    private bool _timers;
    private int _row;

    public bool TimersFirst() => Volatile.Read(ref _timers);

    /// <summary>There was something of this kind. Workers may say so at the same moment; nothing depends on who is heard.</summary>
    /// <param name="first">It was looked for first; otherwise there was nothing of the other kind.</param>
    public void Found(bool timers, bool first)
    {
        if (first && Interlocked.Increment(ref _row) < InARow)
            return;
        Volatile.Write(ref _row, 0);
        Volatile.Write(ref _timers, first ? !timers : timers);
    }
}
