using System.Text.Json;

namespace WageTheftPermits.Workflow.Interpretation;

/// <summary>What a container sees of its running execution.</summary>
internal sealed class Scope(Interpreter interpreter, Execution execution, Node node)
{
    public Node Node { get; } = node;

    public JsonElement? State
    {
        get => execution.State;
        set => execution.State = value;
    }

    public Node Child(string id) => Node.Children.First(child => child.Id == id);

    public void Schedule(Node child) => interpreter.Schedule(child, execution.Id);

    public void Complete() => interpreter.Complete(execution, ["Done"], Interpreter.System);

    public void Fault(string message) => interpreter.Fault(execution, message, Interpreter.System);

    /// <summary>Whether any child runs, waits or is about to; of <paramref name="among"/> where that is given.</summary>
    public bool IsAlive(IReadOnlySet<string>? among = null) => interpreter.HasLiveChild(execution.Id, among);

    public bool IsAlive(string[] among) => IsAlive(among.ToHashSet());

    public void Cancel(IReadOnlySet<string> children) => interpreter.CancelChildren(execution.Id, children);

    public void CancelAll() => interpreter.CancelChildren(execution.Id, null);
}
