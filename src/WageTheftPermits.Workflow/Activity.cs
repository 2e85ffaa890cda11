namespace WageTheftPermits.Workflow;

/// <summary>
/// One step of a workflow. Created anew for each execution from the unit's services, its <see cref="InputAttribute"/> properties
/// set from the definition; it keeps nothing between executions but <see cref="ActivityContext.State"/>.
/// </summary>
public abstract class Activity
{
    /// <summary>Does the step. An exception undoes the whole burst; to stop for a person instead, return <see cref="ActivityResult.Fault"/>.</summary>
    public abstract ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct);

    /// <summary>Called when one of the waits is answered. By default the activity evaluates again, as a wait on a fact should.</summary>
    public virtual ValueTask<ActivityResult> ResumeAsync(ActivityContext context, Resumption by, CancellationToken ct) => ExecuteAsync(context, ct);

    /// <summary>
    /// Undoes what a completed execution did, in the unit that cancels the instance; once for each completed execution of an activity that the
    /// definition marks <c>undoOnCancel</c>, newest first. It undoes what still stands, so that doing it twice does no more. Its inputs are evaluated
    /// with the variables as they are now. An exception refuses the cancellation.
    /// </summary>
    /// <returns>What was undone, in words for the journal; null where nothing was left to undo.</returns>
    public virtual ValueTask<string?> UndoAsync(ActivityContext context, string reason, CancellationToken ct) =>
        throw new NotSupportedException($"{GetType().Name} cannot be undone.");
}

/// <summary>What an activity's execution came to.</summary>
public abstract record ActivityResult
{
    private static readonly string[] Done = ["Done"];

    /// <summary>Finished, with these outcomes (<c>Done</c> where none is named); the flow goes on along the connections of each.</summary>
    public static ActivityResult Complete(params string[] outcomes) => new Completed(outcomes.Length == 0 ? Done : outcomes);

    /// <summary>
    /// Waits until any one of these is answered. Waits and open tasks that an earlier evaluation asked for and that are asked for
    /// again are kept, so that a person's task is not closed and reopened under them.
    /// </summary>
    public static ActivityResult Wait(params Wait[] waits) => new Waiting(waits);

    /// <summary>Cannot go on: an incident is opened and the instance stops until a person retries or cancels it.</summary>
    public static ActivityResult Fault(string message) => new Faulted(message);

    internal static ActivityResult FinishWorkflow() => new Finished();

    internal sealed record Completed(IReadOnlyList<string> Outcomes) : ActivityResult;

    internal sealed record Waiting(IReadOnlyList<Wait> Waits) : ActivityResult;

    internal sealed record Faulted(string Message) : ActivityResult;

    internal sealed record Finished : ActivityResult;
}
