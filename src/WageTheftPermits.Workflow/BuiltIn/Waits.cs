using System.Globalization;
using System.Text.Json;

namespace WageTheftPermits.Workflow.BuiltIn;

/// <summary>
/// Waits for an event by name, with the instance's correlation id as key. In Elsa an event without a correlation id reaches every instance; here each has a key.
/// </summary>
[Activity("Elsa.Event", DisplayName = "Event", Description = "Waits for an event.")]
internal sealed class Event : Activity
{
    [Input]
    public string EventName { get; set; } = "";

    [Output]
    public JsonElement? Result { get; set; }

    public override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct) =>
        new(ActivityResult.Wait(Wait.ForEvent(EventName, context.CorrelationId)));

    public override ValueTask<ActivityResult> ResumeAsync(ActivityContext context, Resumption by, CancellationToken ct)
    {
        Result = by.Payload;
        return new(ActivityResult.Complete());
    }
}

/// <summary>Waits for a span of time, counted from when it is reached.</summary>
[Activity("Elsa.Delay", DisplayName = "Delay", Description = "Waits for a span of time.")]
internal sealed class Delay : Activity
{
    [Input]
    public TimeSpan TimeSpan { get; set; }

    public override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct) =>
        new(ActivityResult.Wait(Wait.Until(context.Now + TimeSpan)));

    public override ValueTask<ActivityResult> ResumeAsync(ActivityContext context, Resumption by, CancellationToken ct) => new(ActivityResult.Complete());
}

/// <summary>Waits for a moment; goes on at once where it is past.</summary>
[Activity("Elsa.StartAt", DisplayName = "Start at", Description = "Waits for a moment.")]
internal sealed class StartAt : Activity
{
    [Input]
    public DateTimeOffset DateTime { get; set; }

    public override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct) =>
        new(DateTime <= context.Now ? ActivityResult.Complete() : ActivityResult.Wait(Wait.Until(DateTime)));
}

/// <summary>
/// A person's task. The payload's <c>title</c>, <c>role</c>, <c>assignedTo</c>, <c>dueAt</c> and <c>subject</c> describe it;
/// <c>role</c> is required, because a task that nobody may do would wait for ever. Elsa leaves to its host what becomes of the payload.
/// </summary>
[Activity("Elsa.RunTask", DisplayName = "Run task", Description = "Waits for a person to complete a task.")]
internal sealed class RunTask : Activity
{
    [Input]
    public string TaskName { get; set; } = "";

    [Input]
    public IReadOnlyDictionary<string, JsonElement> Payload { get; set; } = new Dictionary<string, JsonElement>();

    [Output]
    public JsonElement? Result { get; set; }

    public override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
    {
        if (Text("role") is not { Length: > 0 } role)
            return new(ActivityResult.Fault($"Task '{TaskName}' names no role in its payload, so nobody could do it."));
        var task = new HumanTask(TaskName, Text("title") ?? TaskName, role)
        {
            AssignedTo = Text("assignedTo"),
            DueAt = Text("dueAt") is { } due ? DateTimeOffset.Parse(due, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : null,
            Subject = Payload.TryGetValue("subject", out var subject) ? Values.Convert<Dictionary<string, string>>(subject) ?? [] : [],
        };
        return new(ActivityResult.Wait(Wait.ForTask(task)));
    }

    public override ValueTask<ActivityResult> ResumeAsync(ActivityContext context, Resumption by, CancellationToken ct)
    {
        Result = by.Payload;
        return new(ActivityResult.Complete());
    }

    private string? Text(string property) => Payload.TryGetValue(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
