using System.Globalization;
using System.Text.Json;
using WageTheftPermits.Workflow.BuiltIn;

namespace WageTheftPermits.Workflow;

// What the single activity types ask for beyond their properties' types.
public sealed partial class DefinitionCheck
{
    private void Rules(Node node, ActivityDescriptor descriptor)
    {
        switch (node.Type)
        {
            case "Elsa.Flowchart":
                FlowchartCheck.Check(node, _catalog, _faults);
                break;
            case "Elsa.Sequence":
                Sequence(node);
                break;
            case "Elsa.If":
                If(node);
                break;
            case "Elsa.FlowSwitch":
                Switch(node);
                break;
            case "Elsa.FlowFork" when node.Bindings.ContainsKey("branches") && FlowFork.BranchesOf(node).Count == 0:
                Fault(node.Id, "branches", "Must be a constant list of at least one name, so that the flow can be checked.");
                break;
            case "Elsa.SetVariable":
                SetVariable(node);
                break;
            case "Elsa.SetOutput":
                SetOutput(node);
                break;
            case "Elsa.RunTask":
                Task(node);
                break;
            case "Elsa.DispatchWorkflow" when node.Bindings.GetValueOrDefault("result") is Binding.Written && !MayWait(node):
                Fault(node.Id, "result", "A child that is not waited for gives no result. Say waitForCompletion: true, or take this out.");
                break;
            case "Elsa.ExecuteWorkflow" when node.Bindings.ContainsKey("waitForCompletion") && !Constant.Of<bool>(node, "waitForCompletion"):
                Fault(node.Id, "waitForCompletion", "Must be the literal true: Elsa.ExecuteWorkflow waits for its child. To start one and go on, use Elsa.DispatchWorkflow.");
                break;
        }

        foreach (var repeated in Repeated(descriptor.OutcomesOf(node)))
            Fault(node.Id, null, $"Two outcomes are named '{repeated}'.");
    }

    private void Sequence(Node node)
    {
        if (node.Children.Count == 0)
            Fault(node.Id, "activities", "An empty sequence does nothing. Add an activity or take it out.");
        foreach (var child in node.Children)
            Embedded(child, "in a sequence");
        if (node.Children.SkipLast(1).FirstOrDefault(child => IsTerminal(child)) is { } end)
            Fault(end.Id, null, $"'{end.Type}' ends the sequence, so what comes after it is never reached.");
    }

    private void If(Node node)
    {
        if (node.Then is null && node.Else is null)
            Fault(node.Id, "then", "An Elsa.If without then and else does nothing. Add an activity or take it out.");
        foreach (var child in node.Children)
            Embedded(child, "in an Elsa.If");
    }

    // Outside a flowchart nothing is connected to an outcome.
    private void Embedded(Node node, string place)
    {
        if (node.Type == "Elsa.FlowJoin")
            Fault(node.Id, null, $"A join brings branches of a flowchart together; {place} there are none.");
        else if (_catalog.Find(node.Type, node.Version)?.OutcomesOf(node) is { Count: > 1 } outcomes)
            Fault(node.Id, null, $"'{node.Type}' has several outcomes ({string.Join(", ", outcomes)}), and {place} nothing follows from which one it was. Put it into an Elsa.Flowchart.");
    }

    private static bool MayWait(Node dispatch) =>
        dispatch.Bindings.GetValueOrDefault("waitForCompletion") is Binding.Evaluated { Expression.IsConstant: false } || Constant.Of<bool>(dispatch, "waitForCompletion");

    private bool IsTerminal(Node node) => _catalog.Find(node.Type, node.Version) is { IsTerminal: true };

    private void Switch(Node node)
    {
        if (node.Bindings.GetValueOrDefault("mode") is Binding.Evaluated { Expression.IsConstant: false })
            Fault(node.Id, "mode", "Must be the literal MatchFirst or MatchAny, so that the flow can be checked.");
        if (node.Bindings.GetValueOrDefault("cases") is not Binding.Plain { Value: { ValueKind: JsonValueKind.Array } cases } || cases.GetArrayLength() == 0)
        {
            if (node.Bindings.ContainsKey("cases"))
                Fault(node.Id, "cases", "Needs at least one case, as a list of { label, condition: { type, value } }; without one only Default is left.");
            return;
        }

        foreach (var (item, index) in cases.EnumerateArray().Select((item, index) => (item, index)))
            Case(node, item, $"cases[{index}]");
    }

    private void Case(Node node, JsonElement item, string place)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            Fault(node.Id, place, "Must be an object { label, condition: { type, value } }.");
            return;
        }

        DefinitionMembers.Check(item, DefinitionMembers.Case, _faults, node.Id, place);
        if (!item.TryGetProperty("label", out var label) || string.IsNullOrWhiteSpace(label.ToString()))
            Fault(node.Id, $"{place}.label", "Missing. The label is the outcome of this case.");
        if (!item.TryGetProperty("condition", out var condition) || DefinitionReader.ReadExpression(condition) is not { } expression)
        {
            Fault(node.Id, $"{place}.condition", "A case needs a condition { type, value }.");
            return;
        }

        DefinitionMembers.Check(condition, DefinitionMembers.Expression, _faults, node.Id, $"{place}.condition");
        Expression(node, $"{place}.condition", expression, typeof(bool));
    }

    private void SetVariable(Node node)
    {
        if (node.Bindings.GetValueOrDefault("variable") is not Binding.Plain { Value: var variable })
            return;
        var id = new Expression("Variable", variable).Reference;
        if (_definition.Variables.FirstOrDefault(declared => declared.Id == id) is not { } set)
            Fault(node.Id, "variable", $"There is no variable with the id '{id}'.");
        else if (Values.TypeOf(set.TypeName) is { } type)
            Given(node, "value", type);
    }

    private void SetOutput(Node node)
    {
        if (node.Bindings.GetValueOrDefault("outputName") is Binding.Evaluated { Expression.IsConstant: false })
            Fault(node.Id, "outputName", "Must be a literal, so that it can be checked.");
        if (Constant.Of<string>(node, "outputName") is not { } name)
            return;
        if (_definition.Outputs.FirstOrDefault(declared => declared.Name == name) is not { } output)
            Fault(node.Id, "outputName", $"The workflow declares no output '{name}'. It declares {Listed(_definition.Outputs.Select(declared => declared.Name))}.");
        else if (Values.TypeOf(output.TypeName) is { } type)
            Given(node, "outputValue", type);
    }

    // A value whose type is not the activity's but that of what it is given to. What else is wrong with it was said with the activity's properties.
    private void Given(Node node, string property, Type type)
    {
        if (Constant.Of(node, property) is { ValueKind: not JsonValueKind.Null } value)
            Value(node, property, value, type);
        else if (node.Bindings.GetValueOrDefault(property) is Binding.Evaluated { Expression: var expression } && DeclaredType(expression) is not null)
            Reference(node, property, expression, type);
    }

    // A task that nobody may do would wait for ever.
    private void Task(Node node)
    {
        if (Constant.Of<Dictionary<string, JsonElement>>(node, "payload") is not { } payload)
            return;
        string? Text(string name) => payload.GetValueOrDefault(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
        if (string.IsNullOrWhiteSpace(Text("role")))
            Fault(node.Id, "payload", "Names no role, so nobody could do the task. Add \"role\".");
        if (payload.ContainsKey("dueAt") && !DateTimeOffset.TryParse(Text("dueAt"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _))
            Fault(node.Id, "payload", "dueAt is no moment. Write it as 2026-03-05T17:00:00Z.");
        if (payload.TryGetValue("subject", out var subject) && (subject.ValueKind != JsonValueKind.Object || subject.EnumerateObject().Any(part => part.Value.ValueKind != JsonValueKind.String)))
            Fault(node.Id, "payload", "subject must be an object of texts: ids by kind, such as { \"permit\": \"P-1\" }.");
    }
}
