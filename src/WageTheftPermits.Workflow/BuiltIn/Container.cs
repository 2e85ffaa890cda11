using WageTheftPermits.Workflow.Interpretation;

namespace WageTheftPermits.Workflow.BuiltIn;

/// <summary>An activity that runs other activities. It is told what its children do and schedules the next; it does nothing itself.</summary>
internal abstract class Container : Activity
{
    public sealed override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct) =>
        throw new NotSupportedException("A container is begun by the interpreter.");

    public abstract void Begin(Scope scope);

    public abstract void ChildCompleted(Scope scope, Node child, IReadOnlyList<string> outcomes);
}
