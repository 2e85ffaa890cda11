using WageTheftPermits.Workflow;

namespace WageTheftPermits.UnitTests.Workflow;

/// <summary>What the activities of a test did, in order, and the facts they look at.</summary>
internal sealed class Trace
{
    public List<string> Notes { get; } = [];

    public bool Settled { get; set; }
}

[Activity("Test.Note", DisplayName = "Note")]
internal sealed class NoteActivity(Trace trace) : Activity
{
    [Input]
    public string Text { get; set; } = "";

    [Input(Personal = true)]
    public string? Who { get; set; }

    public override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
    {
        trace.Notes.Add(Text);
        return new(ActivityResult.Complete());
    }
}

/// <summary>Waits until the matter is settled, a person gives up, or time runs out.</summary>
[Activity("Test.AwaitSettlement")]
[Outcomes("Settled", "GivenUp", "Overdue")]
internal sealed class AwaitSettlementActivity(Trace trace) : Activity
{
    [Output]
    public string? By { get; set; }

    public override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
    {
        if (trace.Settled)
            return new(ActivityResult.Complete("Settled"));
        var due = context.State?.GetDateTimeOffset() ?? context.Now.AddDays(10);
        context.State = System.Text.Json.JsonSerializer.SerializeToElement(due);
        if (due <= context.Now)
            return new(ActivityResult.Complete("Overdue"));
        return new(ActivityResult.Wait(
            Wait.ForFact("Settlement", context.CorrelationId),
            Wait.Until(due),
            Wait.ForTask(new HumanTask("GiveUp", "Give up waiting?", "inspector") { Subject = new Dictionary<string, string> { ["case"] = context.CorrelationId } })));
    }

    public override ValueTask<ActivityResult> ResumeAsync(ActivityContext context, Resumption by, CancellationToken ct)
    {
        By = by.Actor;
        return by.Kind == WaitKind.Task ? new(ActivityResult.Complete("GivenUp")) : ExecuteAsync(context, ct);
    }
}

[Activity("Test.Stray")]
[Outcomes("Left", "Right")]
internal sealed class StrayActivity : Activity
{
    public override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct) => new(ActivityResult.Complete("Up"));
}
