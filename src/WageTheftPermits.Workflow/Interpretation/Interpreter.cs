using System.Text.Json;
using WageTheftPermits.Workflow.BuiltIn;

namespace WageTheftPermits.Workflow.Interpretation;

/// <summary>
/// Runs one instance in memory from one rest to the next: answers waits, executes activities, follows connections. It knows
/// no database; what it changes it leaves in the <see cref="InstanceState"/> for its caller to keep or to throw away.
/// </summary>
public sealed partial class Interpreter(Definition definition, ActivityCatalog catalog, InstanceState state, IServiceProvider services, DateTimeOffset now, int maxSteps = 500)
{
    internal const string System = "system:workflow";

    private const string Timer = "system:timer";

    // A timer fires at the first poll after it is due; below this it is not late.
    private static readonly TimeSpan Punctual = TimeSpan.FromMinutes(1);

    private readonly Queue<(Node Node, Guid? Parent)> _queue = new();

    /// <summary>Activities executed and resumed so far.</summary>
    public int Steps { get; private set; }

    /// <summary>
    /// Applies what came, in order, then what is due. Returns how many waits each stimulus answered, by its id; those missing were
    /// not reached, because an incident stopped the instance. Throws <see cref="ActivityFailed"/> or <see cref="TooManySteps"/>.
    /// </summary>
    public async Task<IReadOnlyDictionary<long, int>> RunAsync(IReadOnlyList<Stimulus> stimuli, CancellationToken ct = default)
    {
        var answered = new Dictionary<long, int>();
        _skips.AddRange(stimuli.Where(IsOfFailure));
        foreach (var stimulus in stimuli)
        {
            if (state.Status != InstanceStatus.Running)
                break;
            if (IsOfFailure(stimulus))
                continue;
            answered[stimulus.Id] = await ApplyAsync(stimulus, ct);
        }

        // After the stimuli: a person's decision that was in time is not overtaken by a deadline that passed while it lay in the queue.
        foreach (var due in state.Waits.Where(wait => wait.DueAt <= now && wait.Kind == WaitKind.Timer).OrderBy(wait => wait.DueAt).ToList())
        {
            if (state.Status == InstanceStatus.Running && state.Waits.Contains(due))
                await ResumeAsync(due, new Resumption(WaitKind.Timer, "", "", null, null, Timer) { DueAt = due.DueAt }, ct);
        }

        foreach (var skip in stimuli.Where(IsOfFailure).Where(skip => !_skips.Contains(skip) || state.Status != InstanceStatus.Blocked))
            answered[skip.Id] = _skips.Contains(skip) ? Missed(skip) : 1;
        return answered;
    }

    /// <summary>Ends the instance before its time.</summary>
    public void CancelInstance(string actor, string reason)
    {
        _queue.Clear();
        foreach (var execution in state.Executions.Where(execution => execution.IsAlive).ToList())
            Cancel(execution, actor);
        state.Status = InstanceStatus.Cancelled;
        Note(JournalEvent.InstanceCancelled, null, actor, detail: new { reason });
    }

    private async Task<int> ApplyAsync(Stimulus stimulus, CancellationToken ct)
    {
        switch (stimulus.Kind)
        {
            case StimulusKind.Start:
                Note(JournalEvent.InstanceStarted, null, stimulus.Actor);
                foreach (var variable in definition.Variables.Where(variable => variable.Initial is not null))
                    state.Variables[variable.Id] = Initial(variable);
                Schedule(definition.Root, null);
                await DrainAsync(ct);
                return 1;

            case StimulusKind.Retry:
                var faulted = state.Executions.Where(execution => execution.Status == ExecutionStatus.Faulted).ToList();
                foreach (var execution in faulted)
                {
                    // A container that faulted (a stranded join) begins anew, and so does everything in it.
                    Cancel(execution, stimulus.Actor);
                    Schedule(definition.Nodes[execution.ActivityId], execution.ParentId);
                }

                await DrainAsync(ct);
                return faulted.Count;

            case StimulusKind.Skip:
                return await SkipFaultedAsync(stimulus, ct);

            default:
                var count = 0;
                foreach (var wait in state.Waits.Where(wait => wait.IsAnsweredBy(stimulus)).ToList())
                {
                    // Another branch that this very stimulus moved may have withdrawn it.
                    if (state.Status != InstanceStatus.Running || !state.Waits.Contains(wait))
                        continue;
                    count++;
                    await ResumeAsync(wait, new Resumption(wait.Kind, stimulus.Name, stimulus.Key, stimulus.Payload, stimulus.Outcome, stimulus.Actor) { TaskId = stimulus.TaskId }, ct);
                }

                return count;
        }
    }

    internal static JsonElement Initial(VariableDeclaration variable) =>
        Values.TryConvert(variable.Initial!.Value, Values.TypeOf(variable.TypeName) ?? typeof(object), out var value) ? Values.ToJson(value) : Values.Null;

    private async Task ResumeAsync(LiveWait wait, Resumption by, CancellationToken ct)
    {
        var execution = state.Executions.First(execution => execution.Id == wait.ExecutionId);
        // An event, a task and a timer are used up; a fact may change again.
        if (wait.Kind != WaitKind.Fact)
            state.Waits.Remove(wait);
        var late = by.DueAt is { } due && now - due >= Punctual ? now - due : (TimeSpan?)null;
        Note(JournalEvent.Resumed, execution, by.Actor, by.Outcome, new { by = by.Kind, name = by.Name, key = by.Key, task = by.TaskId, due = by.DueAt, late });
        await StepAsync(execution, definition.Nodes[execution.ActivityId], by, ct);
        await DrainAsync(ct);
    }

    private async Task DrainAsync(CancellationToken ct)
    {
        while (_queue.TryDequeue(out var next))
        {
            var (node, parent) = next;
            var execution = new Execution(Guid.CreateVersion7(now), parent, node.Id, node.Type, now);
            state.Executions.Add(execution);
            await StepAsync(execution, node, null, ct);
        }
    }

    private async Task StepAsync(Execution execution, Node node, Resumption? by, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (++Steps > maxSteps)
            throw new TooManySteps(node.Id, maxSteps);
        if (_skips.Find(skip => skip.Name == node.Id) is { } skip)
        {
            _skips.Remove(skip);
            Skip(execution, skip);
            return;
        }

        var actor = by?.Actor ?? System;
        var descriptor = catalog.Find(node.Type, node.Version)
            ?? throw new ActivityFailed(node.Id, node.Type, new InvalidOperationException("This activity type is no longer registered in this version."));
        ActivityResult result;
        Activity activity;
        System.Diagnostics.Activity? span = null;
        long began = 0;
        try
        {
            activity = descriptor.Create(services);
            var inputs = ActivityBinding.SetInputs(activity, descriptor, node, state);
            if (by is null)
                Note(JournalEvent.Started, execution, actor, detail: inputs.Count == 0 ? null : new { inputs });
            if (activity is Container container)
            {
                container.Begin(new Scope(this, execution, node));
                return;
            }

            var context = new ActivityContext(state, definition, execution, actor, now);
            (span, began) = WorkflowTelemetry.StepBegins(node);
            result = by is null ? await activity.ExecuteAsync(context, ct) : await activity.ResumeAsync(context, by, ct);
            ActivityBinding.WriteOutputs(activity, descriptor, node, state);
            if (result is ActivityResult.Completed completed)
                ActivityBinding.CheckOutcomes(descriptor, node, completed.Outcomes);
            WorkflowTelemetry.StepEnds(span, began, node.Type, result);
        }
        catch (Exception e) when (e is not (ActivityFailed or TooManySteps) && !ct.IsCancellationRequested)
        {
            WorkflowTelemetry.Failed(span, e);
            WorkflowTelemetry.StepEnds(span, began, node.Type, null);
            throw new ActivityFailed(node.Id, node.Type, e);
        }
        finally
        {
            span?.Dispose();
        }

        Follow(execution, descriptor, result, actor);
    }

    private void Follow(Execution execution, ActivityDescriptor descriptor, ActivityResult result, string actor)
    {
        switch (result)
        {
            case ActivityResult.Completed completed:
                Complete(execution, descriptor.IsTerminal ? [] : completed.Outcomes, actor);
                break;
            case ActivityResult.Waiting waiting:
                execution.Status = ExecutionStatus.Waiting;
                Waits.Reconcile(state, execution, waiting.Waits, now);
                Note(JournalEvent.Waiting, execution, actor, detail: waiting.Waits.Select(wait => new { kind = wait.Kind, name = wait.Name, key = wait.Key, due = wait.DueAt }));
                break;
            case ActivityResult.Faulted faulted:
                Fault(execution, faulted.Message, actor);
                break;
            case ActivityResult.Finished:
                FinishInstance(execution, actor);
                break;
        }
    }

    internal void Schedule(Node node, Guid? parent) => _queue.Enqueue((node, parent));

    internal void Complete(Execution execution, IReadOnlyList<string> outcomes, string actor)
    {
        End(execution, ExecutionStatus.Completed);
        execution.Outcomes = outcomes;
        Note(JournalEvent.Completed, execution, actor, string.Join(", ", outcomes));
        if (execution.ParentId is not { } parentId)
        {
            Finish();
            return;
        }

        var parent = state.Executions.First(other => other.Id == parentId);
        var node = definition.Nodes[parent.ActivityId];
        var container = (Container)catalog.Find(node.Type, node.Version)!.Create(services);
        container.ChildCompleted(new Scope(this, parent, node), definition.Nodes[execution.ActivityId], outcomes);
    }

    internal void Fault(Execution execution, string message, string actor)
    {
        End(execution, ExecutionStatus.Faulted);
        state.Incidents.Add(new Incident(execution.Id, execution.ActivityId, message));
        state.Status = InstanceStatus.Blocked;
        Note(JournalEvent.Faulted, execution, actor, detail: new { message });
    }

    internal bool HasLiveChild(Guid parent, IReadOnlySet<string>? among) =>
        _queue.Any(token => token.Parent == parent && (among is null || among.Contains(token.Node.Id)))
        || state.Executions.Any(execution => execution.ParentId == parent && execution.IsAlive && (among is null || among.Contains(execution.ActivityId)));

    internal void CancelChildren(Guid parent, IReadOnlySet<string>? among)
    {
        var kept = _queue.Where(token => token.Parent != parent || (among is not null && !among.Contains(token.Node.Id))).ToList();
        _queue.Clear();
        kept.ForEach(_queue.Enqueue);
        foreach (var child in state.Executions.Where(e => e.ParentId == parent && e.IsAlive && (among is null || among.Contains(e.ActivityId))).ToList())
            Cancel(child, System);
    }

    private void Cancel(Execution execution, string actor)
    {
        CancelChildren(execution.Id, null);
        End(execution, ExecutionStatus.Cancelled);
        Note(JournalEvent.Cancelled, execution, actor);
    }

    private void FinishInstance(Execution by, string actor)
    {
        End(by, ExecutionStatus.Completed);
        Note(JournalEvent.Completed, by, actor);
        _queue.Clear();
        foreach (var execution in state.Executions.Where(execution => execution.IsAlive && execution.Status != ExecutionStatus.Running).ToList())
            Cancel(execution, System);
        foreach (var container in state.Executions.Where(execution => execution.IsAlive))
            container.Status = ExecutionStatus.Completed;
        Finish();
    }

    private void Finish()
    {
        state.Status = InstanceStatus.Finished;
        // A branch that faulted in this burst ended with the rest; the journal tells of it, but there is nothing left to retry.
        state.Incidents.Clear();
        Note(JournalEvent.InstanceFinished, null, System);
    }

    private void End(Execution execution, ExecutionStatus status)
    {
        execution.Status = status;
        foreach (var wait in state.Waits.Where(wait => wait.ExecutionId == execution.Id).ToList())
            state.Withdraw(wait);
    }

    private void Note(JournalEvent what, Execution? execution, string actor, string? outcome = null, object? detail = null) =>
        state.Journal.Add(new JournalEntry(what, execution?.Id, execution?.ActivityId, execution?.ActivityType, outcome, actor, now, detail is null ? null : Values.ToJson(detail)));
}
