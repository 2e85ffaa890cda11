using System.Text.Json;

namespace WageTheftPermits.Workflow.Interpretation;

public enum InstanceStatus
{
    /// <summary>Has something to do or waits for something.</summary>
    Running,

    /// <summary>Has an open incident; nothing moves until a person retries or cancels it.</summary>
    Blocked,

    Finished,

    Cancelled,
}

/// <summary>
/// One instance as the interpreter sees it: what is alive in it, and what the burst changed. Ended executions are not part of
/// it, so that a loop costs the same in its hundredth round as in its first.
/// </summary>
public sealed class InstanceState(Guid id, string definitionId, int definitionVersion, string correlationId)
{
    public Guid Id { get; } = id;

    public string DefinitionId { get; } = definitionId;

    public int DefinitionVersion { get; } = definitionVersion;

    public string CorrelationId { get; set; } = correlationId;

    public InstanceStatus Status { get; set; } = InstanceStatus.Running;

    public Dictionary<string, JsonElement> Inputs { get; init; } = [];

    /// <summary>By variable id.</summary>
    public Dictionary<string, JsonElement> Variables { get; init; } = [];

    public Dictionary<string, JsonElement> Outputs { get; init; } = [];

    public List<Execution> Executions { get; init; } = [];

    public List<LiveWait> Waits { get; init; } = [];

    /// <summary>What happened in this burst, oldest first.</summary>
    public List<JournalEntry> Journal { get; } = [];

    public List<Incident> Incidents { get; } = [];

    /// <summary>Instances that this burst asks for.</summary>
    public List<NewChild> NewChildren { get; } = [];

    /// <summary>Children that were started before and that nothing waits for any more: they are to be cancelled with it.</summary>
    public List<Guid> AbandonedChildren { get; } = [];

    /// <summary>Takes back a wait that nothing answered, and the child it was for.</summary>
    internal void Withdraw(LiveWait wait)
    {
        Waits.Remove(wait);
        if (wait.Kind != WaitKind.Child)
            return;
        var child = Guid.Parse(wait.Key);
        if (NewChildren.RemoveAll(asked => asked.Id == child) == 0)
            AbandonedChildren.Add(child);
    }

    internal JsonElement? Evaluate(Expression expression) => expression.Type switch
    {
        "Variable" => Variables.TryGetValue(expression.Reference!, out var value) ? value : null,
        "Input" => Inputs.TryGetValue(expression.Reference!, out var value) ? value : null,
        _ => expression.Value,
    };
}

public enum ExecutionStatus
{
    /// <summary>A container with something alive in it.</summary>
    Running,
    Waiting,
    Completed,

    /// <summary>Stopped by an incident; still alive, for a retry.</summary>
    Faulted,
    Cancelled,
}

/// <summary>One execution of one activity.</summary>
public sealed class Execution(Guid id, Guid? parentId, string activityId, string activityType, DateTimeOffset startedAt)
{
    public Guid Id { get; } = id;

    public Guid? ParentId { get; } = parentId;

    public string ActivityId { get; } = activityId;

    public string ActivityType { get; } = activityType;

    public DateTimeOffset StartedAt { get; } = startedAt;

    public ExecutionStatus Status { get; set; } = ExecutionStatus.Running;

    public IReadOnlyList<string> Outcomes { get; set; } = [];

    public JsonElement? State { get; set; }

    public bool IsAlive => Status is ExecutionStatus.Running or ExecutionStatus.Waiting or ExecutionStatus.Faulted;
}

/// <summary>A wait that has not been answered, with its task where it is for one.</summary>
public sealed class LiveWait(Guid id, Guid executionId, WaitKind kind, string name, string key)
{
    public Guid Id { get; } = id;

    public Guid ExecutionId { get; } = executionId;

    public WaitKind Kind { get; } = kind;

    public string Name { get; } = name;

    public string Key { get; } = key;

    public DateTimeOffset? DueAt { get; set; }

    public Guid? TaskId { get; init; }

    public HumanTask? Task { get; set; }

    internal bool IsAnsweredBy(Stimulus stimulus) => stimulus.Kind switch
    {
        StimulusKind.Fact => Kind == WaitKind.Fact && Name == stimulus.Name && Key == stimulus.Key,
        StimulusKind.Event => Kind == WaitKind.Event && Name == stimulus.Name && Key == stimulus.Key,
        StimulusKind.Child => Kind == WaitKind.Child && Name == stimulus.Name && Key == stimulus.Key,
        StimulusKind.Task => Kind == WaitKind.Task && TaskId == stimulus.TaskId,
        _ => false,
    };
}

public enum JournalEvent
{
    Started,
    Waiting,
    Resumed,
    Completed,
    Faulted,
    Cancelled,
    Retried,
    Failed,
    InstanceStarted,
    InstanceFinished,
    InstanceCancelled,
    Skipped,
    Amended,
    Compensated,
    Migrated,
    Claimed,
    Released,
    Unanswered,
    Dismissed,
    RaisedAgain,

    /// <summary>Something was raised for it in the moment it ended, and found nothing to move.</summary>
    CameTooLate,
}

/// <summary>A line of the instance's journal. <paramref name="Detail"/> holds the evaluated inputs, a message, a lateness: what belongs to the event.</summary>
public sealed record JournalEntry(JournalEvent Event, Guid? ExecutionId, string? ActivityId, string? ActivityType, string? Outcome, string Actor, DateTimeOffset At, JsonElement? Detail);

/// <summary>An instance that an activity asks for.</summary>
/// <param name="ExecutionId">The execution that asks.</param>
/// <param name="Waits">Whether that execution waits for the child's end.</param>
public sealed record NewChild(
    Guid Id, Guid ExecutionId, string ActivityId, string DefinitionId, string CorrelationId, IReadOnlyDictionary<string, JsonElement> Inputs, bool Waits, string Actor);

/// <summary>Something that stopped the instance and waits for a person.</summary>
public sealed record Incident(Guid ExecutionId, string ActivityId, string Message);

public enum StimulusKind
{
    Start,
    Retry,
    Skip,
    Fact,
    Event,
    Task,

    /// <summary>A child has ended.</summary>
    Child,
}

/// <summary>Something that may move an instance on.</summary>
/// <param name="Id">Its row's, or <see cref="Unwritten"/>.</param>
public sealed record Stimulus(long Id, StimulusKind Kind, string Name, string Key, JsonElement? Payload, string Actor)
{
    /// <summary>The id of a stimulus that answers at once, in the unit that raises it: its row is written when it has been answered. A burst has one at most.</summary>
    internal const long Unwritten = 0;

    public Guid? TaskId { get; init; }

    public string? Outcome { get; init; }

    /// <summary>The trace in which it was raised, as W3C <c>traceparent</c>; null where that is not recorded.</summary>
    public string? TraceParent { get; init; }
}
