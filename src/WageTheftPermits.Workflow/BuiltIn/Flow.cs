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

/// <summary>Goes on along the first case that holds, else along <c>Default</c>.</summary>
[Activity("Elsa.FlowSwitch", DisplayName = "Switch", Description = "Goes on along the first case that holds.")]
internal sealed class FlowSwitch : Activity
{
    [Input]
    public JsonElement Cases { get; set; }

    public override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
    {
        foreach (var (label, condition) in Read(Cases))
        {
            if (condition is not null && context.Evaluate(condition) is { } value && Values.Convert<bool?>(value) == true)
                return new(ActivityResult.Complete(label));
        }

        return new(ActivityResult.Complete("Default"));
    }

    internal static IEnumerable<(string Label, Expression? Condition)> CasesOf(Node node) =>
        node.Bindings.GetValueOrDefault("cases") is Binding.Plain plain ? Read(plain.Value) : [];

    internal static IReadOnlyList<string> LabelsOf(Node node) => [.. CasesOf(node).Select(item => item.Label), "Default"];

    private static IEnumerable<(string Label, Expression? Condition)> Read(JsonElement cases) =>
        cases.ValueKind != JsonValueKind.Array ? [] : cases.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object).Select(item => (
            item.TryGetProperty("label", out var label) ? label.ToString() : "",
            item.TryGetProperty("condition", out var condition) ? DefinitionReader.ReadExpression(condition) : null));
}

/// <summary>Starts several branches at once.</summary>
[Activity("Elsa.FlowFork", DisplayName = "Fork", Description = "Starts several branches at once.")]
internal sealed class FlowFork : Activity
{
    [Input(Optional = true)]
    public IReadOnlyList<string>? Branches { get; set; }

    public override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct) =>
        new(ActivityResult.Complete([.. Branches ?? []]));

    internal static IReadOnlyList<string> BranchesOf(Node node)
    {
        var value = node.Bindings.GetValueOrDefault("branches") switch
        {
            Binding.Plain plain => plain.Value,
            Binding.Evaluated { Expression: { IsConstant: true } expression } => expression.Value,
            _ => Values.Null,
        };
        return Values.TryConvert(value, typeof(List<string>), out var branches) && branches is List<string> { Count: > 0 } named ? named : ["Done"];
    }
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
    internal static JoinMode? ModeOf(Node node) =>
        node.Bindings.GetValueOrDefault("mode") is Binding.Evaluated { Expression: { IsConstant: true } expression }
        && Values.TryConvert(expression.Value, typeof(JoinMode), out var mode)
            ? (JoinMode?)mode
            : null;
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

/// <summary>Stops the workflow with an incident, for a person to look at.</summary>
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
