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
}

/// <summary>A line of the instance's journal. <paramref name="Detail"/> holds the evaluated inputs, a message, a lateness: what belongs to the event.</summary>
public sealed record JournalEntry(JournalEvent Event, Guid? ExecutionId, string? ActivityId, string? ActivityType, string? Outcome, string Actor, DateTimeOffset At, JsonElement? Detail);

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
}

/// <summary>Something that may move an instance on.</summary>
public sealed record Stimulus(long Id, StimulusKind Kind, string Name, string Key, JsonElement? Payload, string Actor)
{
    public Guid? TaskId { get; init; }

    public string? Outcome { get; init; }
}
