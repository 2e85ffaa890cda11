using System.Text.Json;

namespace WageTheftPermits.Workflow.BuiltIn;

[Activity("Elsa.Start", DisplayName = "Start", Description = "Where a flowchart begins.")]
internal sealed class Start : Activity
{
    public override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct) => new(ActivityResult.Complete());
}

[Activity("Elsa.FlowDecision", DisplayName = "Decision", Description = "Goes on along True or False.")]
[Outcomes("True", "False")]
internal sealed class FlowDecision : Activity
{
    [Input]
    public bool Condition { get; set; }

    public override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct) =>
        new(ActivityResult.Complete(Condition ? "True" : "False"));
}

internal enum SwitchMode
{
    MatchFirst,
    MatchAny,
}

/// <summary>Goes on along the first case that holds, or along every one with <c>MatchAny</c>; along <c>Default</c> where none does.</summary>
[Activity("Elsa.FlowSwitch", DisplayName = "Switch", Description = "Goes on along the first case that holds.")]
internal sealed class FlowSwitch : Activity
{
    [Input(Plain = true)]
    public JsonElement Cases { get; set; }

    [Input(Optional = true)]
    public SwitchMode Mode { get; set; }

    public override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
    {
        var holding = Read(Cases)
            .Where(item => item.Condition is not null && context.Evaluate(item.Condition) is { } value && Values.Convert<bool?>(value) == true)
            .Select(item => item.Label)
            .Take(Mode == SwitchMode.MatchAny ? int.MaxValue : 1)
            .ToArray();
        return new(ActivityResult.Complete(holding.Length == 0 ? ["Default"] : holding));
    }

    internal static IEnumerable<(string Label, Expression? Condition)> CasesOf(Node node) =>
        node.Bindings.GetValueOrDefault("cases") is Binding.Plain plain ? Read(plain.Value) : [];

    internal static IReadOnlyList<string> LabelsOf(Node node) => [.. CasesOf(node).Select(item => item.Label), "Default"];

    /// <summary>Whether it may go on along several cases at once.</summary>
    internal static bool Forks(Node node) => Constant.Of<SwitchMode>(node, "mode") == SwitchMode.MatchAny;

    private static IEnumerable<(string Label, Expression? Condition)> Read(JsonElement cases) =>
        cases.ValueKind != JsonValueKind.Array ? [] : cases.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object).Select(item => (
            item.TryGetProperty("label", out var label) ? label.ToString() : "",
            item.TryGetProperty("condition", out var condition) ? DefinitionReader.ReadExpression(condition) : null));
}

/// <summary>Starts several branches at once.</summary>
[Activity("Elsa.FlowFork", DisplayName = "Fork", Description = "Starts several branches at once.")]
internal sealed class FlowFork : Activity
{
    [Input]
    public IReadOnlyList<string> Branches { get; set; } = [];

    public override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct) =>
        new(ActivityResult.Complete([.. Branches]));

    /// <summary>The branches the definition gives as a constant; none where it does not.</summary>
    internal static IReadOnlyList<string> BranchesOf(Node node) => Constant.Of<List<string>>(node, "branches") ?? [];
}

internal enum JoinMode
{
    WaitAll,
    WaitAny,
}

/// <summary>Brings branches together. The flowchart decides when it runs; it then only goes on.</summary>
[Activity("Elsa.FlowJoin", DisplayName = "Join", Description = "Waits for all branches, or for the first.")]
internal sealed class FlowJoin : Activity
{
    [Input]
    public JoinMode Mode { get; set; }

    public override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct) => new(ActivityResult.Complete());

    /// <summary>The mode the definition gives as a constant; null where it does not.</summary>
    internal static JoinMode? ModeOf(Node node) => Constant.Of<JoinMode?>(node, "mode");
}

/// <summary>Ends the flowchart it stands in, and what still runs there.</summary>
[Activity("Elsa.End", DisplayName = "End", Description = "Ends the flowchart.")]
[Outcomes]
internal sealed class End : Activity
{
    public override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct) => new(ActivityResult.Complete());
}

/// <summary>Ends the workflow, and what still runs in it.</summary>
[Activity("Elsa.Finish", DisplayName = "Finish", Description = "Ends the workflow.")]
[Outcomes]
internal sealed class Finish : Activity
{
    public override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct) => new(ActivityResult.FinishWorkflow());
}

/// <summary>Stops the workflow with an incident, for a person to look at. In Elsa the instance ends as faulted; here it can be retried.</summary>
[Activity("Elsa.Fault", DisplayName = "Fault", Description = "Stops the workflow with an incident.")]
[Outcomes]
internal sealed class Fault : Activity
{
    [Input]
    public string Message { get; set; } = "";

    [Input]
    public string? Code { get; set; }

    [Input]
    public string? Category { get; set; }

    [Input]
    public string? FaultType { get; set; }

    public override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct) =>
        new(ActivityResult.Fault(string.IsNullOrEmpty(Code) ? Message : $"{Code}: {Message}"));
}
