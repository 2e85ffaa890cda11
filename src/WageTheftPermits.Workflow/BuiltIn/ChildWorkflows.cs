using System.Text.Json;

namespace WageTheftPermits.Workflow.BuiltIn;

/// <summary>
/// Starts another workflow as an instance of its own: the latest version deployed, created in the same unit. Where it is waited for, the
/// activity goes on when the child has finished, with the child's outputs as <c>result</c>; a child that is cancelled is a fault here, and
/// one that is blocked keeps its parent waiting. When the wait ends otherwise, the child is cancelled.
/// </summary>
/// <remarks>
/// Elsa adds <c>ParentInstanceId</c> to the child's input, and the parent's own input where none is given; here the child gets exactly what
/// the definition names. Without a correlation id the child has its parent's, so that it is told the same facts.
/// </remarks>
internal abstract class ChildWorkflow : Activity
{
    // How an instance ended, as its status is stored.
    private const string Finished = "finished";

    [Input]
    public string WorkflowDefinitionId { get; set; } = "";

    [Input]
    public string? CorrelationId { get; set; }

    /// <summary>By the names the child declares. Left out of the journal: it may say anything of anybody; the child keeps it.</summary>
    [Input(Personal = true)]
    public IReadOnlyDictionary<string, JsonElement>? Input { get; set; }

    /// <summary>The child's outputs, by name.</summary>
    [Output]
    public JsonElement? Result { get; set; }

    protected abstract bool Waits { get; }

    public override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
    {
        var child = context.StartChild(WorkflowDefinitionId, CorrelationId, Input ?? new Dictionary<string, JsonElement>(), Waits);
        return new(Waits ? ActivityResult.Wait(Wait.ForChild(child)) : ActivityResult.Complete());
    }

    public override ValueTask<ActivityResult> ResumeAsync(ActivityContext context, Resumption by, CancellationToken ct)
    {
        if (by.Outcome != Finished)
            return new(ActivityResult.Fault($"The child workflow '{WorkflowDefinitionId}' (instance {by.Key}) was {by.Outcome}, so it gave no result. Retry to start it anew, or cancel."));
        Result = by.Payload;
        return new(ActivityResult.Complete());
    }
}

/// <summary>Starts a child and goes on, or waits for it where <c>waitForCompletion</c> says so.</summary>
[Activity("Elsa.DispatchWorkflow", DisplayName = "Dispatch workflow", Description = "Starts another workflow, and may wait for its end.")]
internal sealed class DispatchWorkflow : ChildWorkflow
{
    [Input(Optional = true)]
    public bool WaitForCompletion { get; set; }

    protected override bool Waits => WaitForCompletion;
}

/// <summary>
/// Starts a child and waits for it. Elsa goes on at the child's first wait unless <c>waitForCompletion</c> is true, so a definition has to
/// say true, and then means the same in both.
/// </summary>
[Activity("Elsa.ExecuteWorkflow", DisplayName = "Execute workflow", Description = "Starts another workflow and waits for its end.")]
internal sealed class ExecuteWorkflow : ChildWorkflow
{
    [Input]
    public bool WaitForCompletion { get; set; }

    protected override bool Waits => true;
}
