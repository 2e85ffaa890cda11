using System.Text.Json;

namespace WageTheftPermits.Workflow;

/// <summary>A workflow definition as read from a file in Elsa 3's format.</summary>
public sealed record Definition(
    string File,
    string DefinitionId,
    string Name,
    IReadOnlyList<VariableDeclaration> Variables,
    IReadOnlyList<ArgumentDeclaration> Inputs,
    IReadOnlyList<ArgumentDeclaration> Outputs,
    Node Root)
{
    /// <summary>All activities by id, containers included. Where a file repeats an id, the first.</summary>
    public IReadOnlyDictionary<string, Node> Nodes { get; } = Root.WithDescendants().GroupBy(node => node.Id).ToDictionary(group => group.Key, group => group.First());
}

public sealed record VariableDeclaration(string Id, string Name, string TypeName, JsonElement? Initial);

/// <summary>An input or output of the workflow.</summary>
public sealed record ArgumentDeclaration(string Name, string TypeName, JsonElement? Default);

/// <summary>From an outcome of one activity to another activity of the same flowchart.</summary>
public sealed record Connection(string Source, string Port, string Target);

/// <summary>An activity in a definition.</summary>
public sealed class Node(string id, string type, int version, IReadOnlyDictionary<string, Binding> bindings, IReadOnlyList<Node> children, IReadOnlyList<Connection> connections)
{
    private FlowGraph? _graph;

    public string Id { get; } = id;

    public string Type { get; } = type;

    public int Version { get; } = version;

    /// <summary>What the file gives for each property that is not part of the structure, by its JSON name.</summary>
    public IReadOnlyDictionary<string, Binding> Bindings { get; } = bindings;

    public IReadOnlyList<Node> Children { get; } = children;

    public IReadOnlyList<Connection> Connections { get; } = connections;

    /// <summary>What it did is undone where the instance is cancelled: <c>customProperties.undoOnCancel</c>.</summary>
    public bool UndoOnCancel { get; init; }

    /// <summary>The branches of an <c>Elsa.If</c>; also among <see cref="Children"/>.</summary>
    public Node? Then { get; init; }

    public Node? Else { get; init; }

    /// <summary>What people call it, from <c>metadata.displayText</c>; null where the file names it only by its id.</summary>
    public string? DisplayText { get; init; }

    internal FlowGraph Graph => _graph ??= new FlowGraph(this);

    public IEnumerable<Node> WithDescendants() => Children.SelectMany(child => child.WithDescendants()).Prepend(this);
}

/// <summary>How a definition gives a property.</summary>
public abstract record Binding
{
    /// <summary>An input's expression. <paramref name="TypeName"/> is null where the file leaves it out, which is a fault.</summary>
    public sealed record Evaluated(string? TypeName, Expression Expression) : Binding;

    /// <summary>An output to a variable.</summary>
    public sealed record Written(string? TypeName, string VariableId) : Binding;

    /// <summary>Plain JSON.</summary>
    public sealed record Plain(JsonElement Value) : Binding;
}

/// <summary>An expression of a definition: <c>Literal</c>, <c>Object</c>, <c>Variable</c> or <c>Input</c>. Others are refused; nothing here runs a script.</summary>
public sealed record Expression(string Type, JsonElement Value)
{
    /// <summary>The variable's id or the input's name that the expression refers to; null for constants or where the file names none.</summary>
    public string? Reference => Type switch
    {
        "Variable" => Text("id"),
        "Input" => Text("name"),
        _ => null,
    };

    public bool IsConstant => Type is "Literal" or "Object" or "Json";

    private string? Text(string property) =>
        Value.ValueKind == JsonValueKind.Object && Value.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>What a definition gives as a constant.</summary>
internal static class Constant
{
    public static JsonElement? Of(Node node, string property) => node.Bindings.GetValueOrDefault(property) switch
    {
        Binding.Plain plain => plain.Value,
        Binding.Evaluated { Expression: { IsConstant: true } expression } => expression.Value,
        _ => null,
    };

    /// <summary>Default where the property is missing, no constant or of another type.</summary>
    public static T? Of<T>(Node node, string property) => Of(node, property) is { } value && Values.TryConvert(value, typeof(T), out var result) ? (T?)result : default;
}
