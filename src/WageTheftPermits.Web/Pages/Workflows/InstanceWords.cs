using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Workflows;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Workflows;

/// <summary>Words for what the engine keeps of an instance.</summary>
internal static class InstanceWords
{
    public static string Status(string status) => status switch
    {
        "running" => "Running",
        "blocked" => "Blocked",
        "finished" => "Finished",
        "cancelled" => "Cancelled",
        _ => status,
    };

    public static Tone ToneOf(string status) => status switch
    {
        "running" => Tone.Info,
        "blocked" => Tone.Stop,
        "finished" => Tone.Good,
        _ => Tone.Neutral,
    };

    public static string WaitKind(string kind) => kind switch
    {
        "fact" => "A change",
        "event" => "An event",
        "timer" => "A moment",
        "task" => "A person",
        "child" => "Another workflow",
        _ => kind,
    };

    public static string Wait(WorkflowWait wait, WorkflowTask? task, WorkflowInstance instance, ActorNames actors) => wait.Kind switch
    {
        "fact" when wait.Key == instance.CorrelationId => $"any change of this {wait.Key.Split(':')[0]}",
        "fact" => $"a change of {wait.Key}",
        "event" => $"the event “{wait.Name}” of {wait.Key}",
        "timer" => "its moment",
        "task" => Task(task, wait.Name, actors),
        "child" => "another workflow to end",
        _ => wait.Name,
    };

    public static string Incident(string kind) => kind switch
    {
        "fault" => "Cannot go on",
        "failure" => "Failed again and again",
        "unanswered" => "Event without an answer",
        _ => kind,
    };

    public static string Resolution(string? resolution) => resolution switch
    {
        "retried" => "tried again",
        "skipped" => "skipped",
        "cancelled" => "the instance was cancelled",
        "dismissed" => "dismissed",
        "raised-again" => "raised again",
        _ => resolution ?? "",
    };

    /// <summary>A line of the journal: <c>instance-started</c> is "Instance started".</summary>
    public static string Event(string word) => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..].Replace('-', ' ');

    /// <summary>"3 days 4 h", "12 s": the two largest units.</summary>
    public static string HowLong(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => $"{span.Days} days {span.Hours} h",
        { TotalHours: >= 1 } => $"{(int)span.TotalHours} h {span.Minutes} min",
        { TotalMinutes: >= 1 } => $"{span.Minutes} min {span.Seconds} s",
        { TotalSeconds: >= 1 } => $"{span.Seconds} s",
        _ => "at once",
    };

    /// <summary>What became of an activity, after its name.</summary>
    public static string Became(StepTaken step) => step.Event switch
    {
        "started" => ": begun",
        "cancelled" => ": withdrawn",
        "stopped" => ": stopped",
        _ => step.Outcome is null ? ": ended" : $": {step.Outcome}",
    };

    public static string Times(int times) => times switch { 1 => "once", 2 => "twice", _ => $"{times} times" };

    private static string Task(WorkflowTask? task, string name, ActorNames actors) => task is null ? $"the task {name}" : (task.ClaimedBy, task.AssignedTo) switch
    {
        ({ } by, _) => $"“{task.Title}”, taken by {actors[by]}",
        (_, { } to) => $"“{task.Title}”, offered to {actors[to]}",
        _ => $"“{task.Title}”, offered to every {Roles.Title(task.Role).ToLowerInvariant()}",
    };
}
