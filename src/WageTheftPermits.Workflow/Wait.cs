using System.Text.Json;

namespace WageTheftPermits.Workflow;

public enum WaitKind
{
    Fact,
    Event,
    Timer,
    Task,
    Child,
}

/// <summary>What an activity waits for.</summary>
public sealed record Wait
{
    private Wait(WaitKind kind, string name, string key) => (Kind, Name, Key) = (kind, name, key);

    public WaitKind Kind { get; }

    public string Name { get; }

    public string Key { get; }

    public DateTimeOffset? DueAt { get; private init; }

    public HumanTask? Task { get; private init; }

    /// <summary>
    /// A change of what is known. The activity evaluates on entry and again on each change, so a change that finds no such wait has
    /// nothing to do and is consumed.
    /// </summary>
    public static Wait ForFact(string name, string key) => new(WaitKind.Fact, name, key);

    /// <summary>A happening that counts once. One that comes before its wait is kept until it is matched or expires.</summary>
    public static Wait ForEvent(string name, string key) => new(WaitKind.Event, name, key);

    /// <summary>A moment. It fires at the first advance at or after <paramref name="due"/>, however late.</summary>
    public static Wait Until(DateTimeOffset due) => new(WaitKind.Timer, "", "") { DueAt = due };

    /// <summary>The end of a child, an instance that this execution started. It is cancelled if the wait ends otherwise.</summary>
    internal static Wait ForChild(Guid instance) => new(WaitKind.Child, "child", instance.ToString());

    /// <summary>A person's task, opened with the wait and closed as cancelled if the wait ends otherwise.</summary>
    public static Wait ForTask(HumanTask task) => new(WaitKind.Task, task.Name, "") { Task = task };
}

/// <summary>Work for a person.</summary>
/// <param name="Name">The kind of task, for programs: <c>ReviewMatch</c>.</param>
/// <param name="Title">What the person reads in the queue.</param>
/// <param name="Role">Who may do it.</param>
public sealed record HumanTask(string Name, string Title, string Role)
{
    private static readonly Dictionary<string, string> NoSubject = [];

    public string? AssignedTo { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    /// <summary>What it is about, as ids by kind: <c>permit</c>, <c>case</c>, <c>proposal</c>. With name and role it is the task's identity.</summary>
    public IReadOnlyDictionary<string, string> Subject { get; init; } = NoSubject;
}

/// <summary>What answered a wait.</summary>
/// <param name="Kind">Which sort of wait it answered.</param>
/// <param name="Name">The fact's, event's or task's name; <c>child</c> for a child; empty for a timer.</param>
/// <param name="Key">The fact's or event's key, or the child's id; else empty.</param>
/// <param name="Payload">What came with it, a child's outputs included; null for a timer.</param>
/// <param name="Outcome">The outcome a person gave the task, or how a child ended; else null.</param>
/// <param name="Actor">Who raised the fact or event or completed the task; <c>system:timer</c> for a timer.</param>
public sealed record Resumption(WaitKind Kind, string Name, string Key, JsonElement? Payload, string? Outcome, string Actor)
{
    /// <summary>The task that was completed; null for other kinds.</summary>
    public Guid? TaskId { get; init; }

    /// <summary>When the timer was due; null for other kinds.</summary>
    public DateTimeOffset? DueAt { get; init; }
}
