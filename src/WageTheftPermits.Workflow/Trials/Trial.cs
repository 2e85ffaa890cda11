using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using WageTheftPermits.Workflow.Interpretation;

namespace WageTheftPermits.Workflow.Trials;

/// <summary>What a trial came to.</summary>
/// <param name="Path">What happened, a line each.</param>
/// <param name="Taken">The outcomes that activities completed with.</param>
/// <param name="Faults">Why it is not what the script says; empty where it is.</param>
public sealed record TrialResult(IReadOnlyList<string> Path, IReadOnlySet<(string Activity, string Outcome)> Taken, IReadOnlyList<string> Faults);

/// <summary>
/// Runs a definition in memory, on a clock that jumps from one happening to the next, with the outcomes a script gives: the flow, its joins, timers and variables
/// are the engine's own; what the application's activities, people and children would do is the script's.
/// </summary>
public sealed class Trial
{
    private static readonly string[] s_scripted = ["Elsa.RunTask", "Elsa.DispatchWorkflow", "Elsa.ExecuteWorkflow"];

    private readonly Definition _definition;
    private readonly ActivityCatalog _catalog;
    private readonly TrialScript _script;
    private readonly TrialLines _lines;
    private readonly InstanceState _state;
    private readonly List<string> _path = [];
    private DateTimeOffset _now;
    private int _told;

    private Trial(Definition definition, ActivityCatalog catalog, TrialScript script)
    {
        (_definition, _script, _now) = (definition, script, script.Start);
        _catalog = catalog.With(descriptor => descriptor.TypeName.StartsWith("Elsa.", StringComparison.Ordinal) && !s_scripted.Contains(descriptor.TypeName) ? descriptor : descriptor.As<ScriptedActivity>());
        _lines = new TrialLines(definition, script);
        _state = new InstanceState(Guid.CreateVersion7(), definition.DefinitionId, 0, "trial")
        {
            Inputs = definition.Inputs.Where(input => script.Inputs.ContainsKey(input.Name)).ToDictionary(input => input.Name, input => Values.ToJson(script.Inputs[input.Name])),
        };
    }

    /// <param name="definition">A sound one.</param>
    public static async Task<TrialResult> RunAsync(Definition definition, ActivityCatalog catalog, TrialScript script, CancellationToken ct = default)
    {
        var faults = Check(definition, catalog, script).ToList();
        if (faults.Count > 0)
            return new TrialResult([], new HashSet<(string, string)>(), faults);
        var trial = new Trial(definition, catalog, script);
        try
        {
            await trial.PlayAsync(ct);
        }
        catch (Exception e) when (e is ActivityFailed or TooManySteps)
        {
            trial.Tell();
            faults.Add($"{script.File}: {e.Message}{trial.WhereToGive(e)}");
        }

        if (faults.Count == 0)
            faults.AddRange(trial.Ended());
        return new TrialResult(trial._path, trial.Taken(), faults);
    }

    /// <summary>Every outcome of every activity of a definition: what its scripts have to take between them.</summary>
    public static IEnumerable<(string Activity, string Outcome)> Outcomes(Definition definition, ActivityCatalog catalog) =>
        from node in definition.Root.WithDescendants()
        where node != definition.Root
        from outcome in catalog.Find(node.Type, node.Version)?.OutcomesOf(node) ?? []
        select (node.Id, outcome);

    private static IEnumerable<string> Check(Definition definition, ActivityCatalog catalog, TrialScript script)
    {
        foreach (var step in script.Steps)
        {
            if (!definition.Nodes.TryGetValue(step.Activity, out var node))
                yield return $"{script.File}: line {step.Line}: there is no activity '{step.Activity}' in {definition.DefinitionId}.";
            else if (catalog.Find(node.Type, node.Version)?.OutcomesOf(node) is { } outcomes && !outcomes.Contains(step.Outcome))
                yield return $"{script.File}: line {step.Line}: '{step.Activity}' has no outcome '{step.Outcome}'; it has {string.Join(", ", outcomes)}.";
        }

        foreach (var input in script.Inputs.Keys.Where(name => definition.Inputs.All(input => input.Name != name)))
            yield return $"{script.File}: {definition.DefinitionId} has no input '{input}'.";
    }

    private async Task PlayAsync(CancellationToken ct)
    {
        var services = new ServiceCollection().AddSingleton(_lines).BuildServiceProvider();
        await using (services)
        {
            var events = new Queue<TrialEvent>(_script.Events);
            var lastEvent = _script.Start;
            await BurstAsync(services, [new Stimulus(1, StimulusKind.Start, "", "", null, "trial")], ct);
            while (_state.Status == InstanceStatus.Running)
            {
                var due = _state.Waits.Where(wait => wait.DueAt is not null).Min(wait => wait.DueAt);
                if (events.TryPeek(out var next) && (due is null || lastEvent + next.After <= due))
                {
                    events.Dequeue();
                    lastEvent = _now = Later(_now, lastEvent + next.After);
                    _path.Add($"{Moment()}  event {next.Name}");
                    await BurstAsync(services, [new Stimulus(1, StimulusKind.Event, next.Name, _state.CorrelationId, null, "trial")], ct);
                }
                else if (due is { } moment)
                {
                    _now = Later(_now, moment);
                    await BurstAsync(services, [], ct);
                }
                else
                {
                    return;
                }
            }
        }
    }

    private async Task BurstAsync(IServiceProvider services, IReadOnlyList<Stimulus> stimuli, CancellationToken ct)
    {
        await new Interpreter(_definition, _catalog, _state, services, _now).RunAsync(stimuli, ct);
        Tell();
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private void Tell()
    {
        foreach (var entry in _state.Journal.Skip(_told))
        {
            var what = entry.Event switch
            {
                JournalEvent.Completed when entry.Outcome is { Length: > 0 } outcome => $"{entry.ActivityId} → {outcome}",
                JournalEvent.Completed => entry.ActivityId,
                JournalEvent.Waiting => $"{entry.ActivityId} waits{Until(entry)}",
                JournalEvent.Cancelled => $"{entry.ActivityId} is withdrawn",
                JournalEvent.Faulted => $"{entry.ActivityId} stops with an incident",
                JournalEvent.InstanceFinished => "finished",
                _ => null,
            };
            if (what is not null)
                _path.Add($"{Moment()}  {what}");
        }

        _told = _state.Journal.Count;
    }

    private string Until(JournalEntry entry) =>
        _state.Waits.Where(wait => wait.ExecutionId == entry.ExecutionId).Min(wait => wait.DueAt) is { } due ? $" until {due.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}" : "";

    private string Moment() => _now.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private HashSet<(string, string)> Taken() =>
        (from entry in _state.Journal
         where entry is { Event: JournalEvent.Completed, ActivityId: not null, Outcome: not null }
         from outcome in entry.Outcome!.Split(", ")
         select (entry.ActivityId!, outcome)).ToHashSet();

    /// <summary>The lines that the script lacks, where what failed takes inputs of the workflow that nothing gives.</summary>
    private string WhereToGive(Exception failure)
    {
        var taken = failure is not ActivityFailed failed ? [] : _definition.Nodes[failed.ActivityId].Bindings.Values.OfType<Binding.Evaluated>()
            .Where(binding => binding.Expression.Type == "Input").Select(binding => binding.Expression.Reference).ToHashSet();
        var missing = _definition.Inputs.Where(input => taken.Contains(input.Name) && !_state.Inputs.ContainsKey(input.Name));
        return string.Concat(missing.Select(input => $" Give it by a line of the script: input {input.Name} = … ({input.TypeName})."));
    }

    private IEnumerable<string> Ended()
    {
        var waiting = _state.Executions.Where(execution => execution.Status == ExecutionStatus.Waiting).Select(execution => execution.ActivityId).Distinct().Order(StringComparer.Ordinal).ToList();
        var ended = _state.Status == InstanceStatus.Running ? $"waiting at {string.Join(" and ", waiting)}" : _state.Status.ToString().ToLowerInvariant();
        var asSaid = _script.Ends.StartsWith("waiting at ", StringComparison.Ordinal) ? _state.Status == InstanceStatus.Running && waiting.Contains(_script.Ends["waiting at ".Length..]) : ended == _script.Ends;
        if (!asSaid)
            yield return $"{_script.File}: it ends {ended}, and not {_script.Ends}.";
        foreach (var step in _lines.Left)
            yield return $"{_script.File}: line {step.Line}: '{step.Activity}' was not reached for '{step.Outcome}'.";
    }
}
