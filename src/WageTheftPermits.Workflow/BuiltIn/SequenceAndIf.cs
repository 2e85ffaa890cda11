using WageTheftPermits.Workflow.Interpretation;

namespace WageTheftPermits.Workflow.BuiltIn;

/// <summary>Activities one after the other. An <c>Elsa.End</c> among them ends the sequence.</summary>
[Activity("Elsa.Sequence", DisplayName = "Sequence", Description = "Activities one after the other.")]
internal sealed class Sequence : Container
{
    public override void Begin(Scope scope) => scope.Schedule(scope.Node.Children[0]);

    public override void ChildCompleted(Scope scope, Node child, IReadOnlyList<string> outcomes)
    {
        var next = scope.Node.Children.SkipWhile(other => other.Id != child.Id).Skip(1).FirstOrDefault();
        if (next is null || outcomes.Count == 0)
            scope.Complete();
        else
            scope.Schedule(next);
    }
}

/// <summary>Runs one of two embedded activities.</summary>
[Activity("Elsa.If", DisplayName = "If", Description = "Runs one of two embedded activities.")]
internal sealed class If : Container
{
    [Input]
    public bool Condition { get; set; }

    public override void Begin(Scope scope)
    {
        if ((Condition ? scope.Node.Then : scope.Node.Else) is { } branch)
            scope.Schedule(branch);
        else
            scope.Complete();
    }

    public override void ChildCompleted(Scope scope, Node child, IReadOnlyList<string> outcomes) => scope.Complete();
}
