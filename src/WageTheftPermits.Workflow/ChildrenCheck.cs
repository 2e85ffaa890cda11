using System.Text.Json;
using WageTheftPermits.Workflow.BuiltIn;

namespace WageTheftPermits.Workflow;

/// <summary>
/// The faults between definitions: a child that does not exist, inputs it does not take, a workflow that waits for itself. A child that is
/// not named by a constant is known only when it is started; then the activity that starts it fails.
/// </summary>
internal sealed class ChildrenCheck
{
    // Built-in activities that go on in the burst that reaches them. Any other may wait.
    private static readonly HashSet<string> Passing =
    [
        "Elsa.Start", "Elsa.FlowDecision", "Elsa.FlowSwitch", "Elsa.FlowFork", "Elsa.FlowJoin", "Elsa.SetVariable", "Elsa.SetOutput", "Elsa.Correlate",
    ];

    private readonly Dictionary<string, Definition> _known = [];
    private readonly List<DefinitionFault> _found = [];

    private ChildrenCheck()
    {
    }

    /// <param name="deployed">What else there is. It was checked when it was deployed, and is looked at again only where it starts one of the files.</param>
    public static IReadOnlyList<DefinitionFault> Check(IReadOnlyList<Definition> files, IReadOnlyList<Definition> deployed)
    {
        var check = new ChildrenCheck();
        foreach (var definition in files.Where(file => file.DefinitionId.Length > 0).Concat(deployed))
        {
            if (!check._known.TryAdd(definition.DefinitionId, definition))
                check.Fault(definition, null, "definitionId", $"'{definition.DefinitionId}' is also the id of {check._known[definition.DefinitionId].File}. Give each workflow its own.");
        }

        foreach (var (definition, use) in files.SelectMany(file => Uses(file).Select(use => (file, use))))
            check.Child(definition, use);
        var changed = files.Select(file => file.DefinitionId).ToHashSet();
        foreach (var (definition, use) in deployed.SelectMany(parent => Uses(parent).Where(use => changed.Contains(use.DefinitionId)).Select(use => (parent, use))))
            check.Child(definition, use);
        return check._found;
    }

    private static IEnumerable<(Node Node, string DefinitionId)> Uses(Definition definition) =>
        from node in definition.Root.WithDescendants()
        where node.Type is "Elsa.DispatchWorkflow" or "Elsa.ExecuteWorkflow"
        let id = Constant.Of<string>(node, "workflowDefinitionId")
        where !string.IsNullOrWhiteSpace(id)
        select (node, id);

    private void Child(Definition parent, (Node Node, string DefinitionId) use)
    {
        if (!_known.TryGetValue(use.DefinitionId, out var child))
        {
            var unknown = $"There is no workflow '{use.DefinitionId}', neither among the files that are checked nor deployed.";
            Fault(parent, use.Node.Id, "workflowDefinitionId", $"{unknown} Correct the id, or check the two files together.");
            return;
        }

        Inputs(parent, use.Node, child);
        if (!WaitsForChild(use.Node) || Way(parent, use.Node) is not { } way)
            return;
        var endless = $"This workflow waits for itself ({string.Join(" → ", way)}) and nothing on the way waits for anything else, so no instance would ever end.";
        Fault(parent, use.Node.Id, "workflowDefinitionId", $"{endless} Wait before, or dispatch without waiting.");
    }

    private void Inputs(Definition parent, Node node, Definition child)
    {
        var given = node.Bindings.ContainsKey("input") ? Constant.Of<Dictionary<string, JsonElement>>(node, "input") : [];
        if (given is null)
            return;
        var declared = child.Inputs.Count == 0 ? "none" : string.Join(", ", child.Inputs.Select(input => input.Name));
        foreach (var unknown in given.Keys.Except(child.Inputs.Select(input => input.Name)))
            Fault(parent, node.Id, $"input.{unknown}", $"Workflow '{child.DefinitionId}' declares no input '{unknown}'. It declares {declared}.");
        foreach (var input in child.Inputs)
        {
            var value = given.GetValueOrDefault(input.Name);
            if (value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
            {
                if (Values.TypeOf(input.TypeName) is { } type && !Values.TryConvert(value, type, out _))
                    Fault(parent, node.Id, $"input.{input.Name}", $"Workflow '{child.DefinitionId}' takes it as {input.TypeName}.");
            }
            else if (input.Default is null && !Values.AllowsNull(input.TypeName))
            {
                Fault(parent, node.Id, $"input.{input.Name}", $"Missing. Workflow '{child.DefinitionId}' needs it, as {input.TypeName}.");
            }
        }
    }

    private static bool WaitsForChild(Node node) => node.Type == "Elsa.ExecuteWorkflow" || Constant.Of<bool>(node, "waitForCompletion");

    // The way from an activity's child back to its own workflow, where each waits for the next before it waits for anything else.
    private List<string>? Way(Definition parent, Node node)
    {
        if (!ReachedAtOnce(parent).Contains(node))
            return null;
        var seen = new HashSet<string>();
        List<string>? Back(string at)
        {
            if (at == parent.DefinitionId)
                return [at];
            if (!seen.Add(at) || !_known.TryGetValue(at, out var definition))
                return null;
            var reached = ReachedAtOnce(definition);
            var ways = Uses(definition).Where(use => WaitsForChild(use.Node) && reached.Contains(use.Node)).Select(use => Back(use.DefinitionId));
            return ways.FirstOrDefault(way => way is not null)?.Prepend(at).ToList();
        }

        return Back(Constant.Of<string>(node, "workflowDefinitionId")!)?.Prepend(parent.DefinitionId).ToList();
    }

    /// <summary>The activities that a burst which starts the workflow can reach without a wait, or without an activity that may wait.</summary>
    private static HashSet<Node> ReachedAtOnce(Definition definition)
    {
        var reached = new HashSet<Node>();
        Passes(definition.Root, reached);
        return reached;
    }

    // Whether the flow can go on after the activity without a wait.
    private static bool Passes(Node node, HashSet<Node> reached)
    {
        reached.Add(node);
        return node.Type switch
        {
            "Elsa.Sequence" => node.Children.All(child => Passes(child, reached)),
            "Elsa.If" => node.Children.Select(child => Passes(child, reached)).ToList() is var branches && (branches.Count < 2 || branches.Contains(true)),
            "Elsa.Flowchart" => FlowchartPasses(node, reached),
            _ => Passing.Contains(node.Type),
        };
    }

    private static bool FlowchartPasses(Node flowchart, HashSet<Node> reached)
    {
        var seen = new HashSet<string>();
        var open = new Stack<string>(flowchart.Graph.Starts.Select(start => start.Id));
        var ends = false;
        while (open.TryPop(out var at))
        {
            if (!seen.Add(at) || flowchart.Children.FirstOrDefault(child => child.Id == at) is not { } node)
                continue;
            ends |= node.Type == "Elsa.End";
            if (!Passes(node, reached))
                continue;
            foreach (var connection in flowchart.Graph.From(at))
                open.Push(connection.Target);
        }

        return ends;
    }

    private void Fault(Definition definition, string? activity, string? property, string message) => _found.Add(new DefinitionFault(definition.File, activity, property, message));
}
