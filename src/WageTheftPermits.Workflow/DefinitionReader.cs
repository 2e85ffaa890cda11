using System.Text.Json;

namespace WageTheftPermits.Workflow;

/// <summary>
/// Reads a file in Elsa 3's workflow format into a <see cref="Definition"/>. It reads the shape only; what the shape means is
/// <see cref="DefinitionCheck"/>'s to judge.
/// </summary>
public sealed class DefinitionReader
{
    // The one with which Elsa keeps a variable over a wait.
    private const string Driver = "Elsa.Workflows.WorkflowInstanceStorageDriver";

    private readonly Faults _faults;

    private DefinitionReader(Faults faults) => _faults = faults;

    /// <summary>The definition, or null where the file is too broken to have one; and all faults found while reading.</summary>
    public static (Definition? Definition, IReadOnlyList<DefinitionFault> Faults) Read(WorkflowFile file)
    {
        var faults = new Faults(file.Path);
        var definition = DefinitionJson.Parse(file, faults) is { } json ? new DefinitionReader(faults).ReadDefinition(json) : null;
        return (definition, faults.Found);
    }

    private Definition? ReadDefinition(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            _faults.Add(null, null, "A workflow definition is a JSON object.");
            return null;
        }

        DefinitionMembers.Check(json, DefinitionMembers.Definition, _faults, null, null);
        EngineFlags.CheckDefinition(json, _faults);
        var id = Text(json, "definitionId");
        if (string.IsNullOrWhiteSpace(id))
            _faults.Add(null, "definitionId", "Missing. Give the workflow a stable id; running instances and start calls refer to it.");
        if (!json.TryGetProperty("root", out var root) || root.ValueKind != JsonValueKind.Object)
        {
            _faults.Add(null, "root", "Missing. The root is the workflow's outermost activity, usually an Elsa.Flowchart.");
            return null;
        }

        return new Definition(_faults.File, id ?? "", Text(json, "name") ?? id ?? "", ReadVariables(json), ReadArguments(json, "inputs"), ReadArguments(json, "outputs"), ReadNode(root, "root"));
    }

    private List<VariableDeclaration> ReadVariables(JsonElement json)
    {
        var variables = new List<VariableDeclaration>();
        foreach (var (item, place) in Items(json, "variables", null))
        {
            DefinitionMembers.Check(item, DefinitionMembers.Variable, _faults, null, place);
            var name = Text(item, "name") ?? "";
            var id = Text(item, "id") ?? "";
            if (id.Length == 0 || name.Length == 0)
                _faults.Add(null, place, "A variable needs an id and a name.");
            if (!(Text(item, "storageDriverTypeName") ?? "").Contains(Driver, StringComparison.Ordinal))
                _faults.Add(null, $"variables.{name}", $"Needs storageDriverTypeName \"{Driver}, Elsa.Workflows.Core\"; without it Elsa forgets the variable at the first wait.");
            variables.Add(new VariableDeclaration(id, name, TypeName(item, "typeName", place), Given(item, "value")));
        }

        return variables;
    }

    private List<ArgumentDeclaration> ReadArguments(JsonElement json, string property)
    {
        var arguments = new List<ArgumentDeclaration>();
        foreach (var (item, place) in Items(json, property, null))
        {
            DefinitionMembers.Check(item, DefinitionMembers.Argument, _faults, null, place);
            var name = Text(item, "name") ?? "";
            if (name.Length == 0)
                _faults.Add(null, place, "Needs a name.");
            arguments.Add(new ArgumentDeclaration(name, TypeName(item, "type", place), Given(item, "defaultValue")));
        }

        return arguments;
    }

    private string TypeName(JsonElement item, string property, string place)
    {
        if (Text(item, property) is not { } type)
        {
            _faults.Add(null, $"{place}.{property}", "Missing. Name the type, such as String or Int32.");
            type = "Object";
        }

        return item.TryGetProperty("isArray", out var many) && many.ValueKind == JsonValueKind.True ? type + "[]" : type;
    }

    private static JsonElement? Given(JsonElement item, string property) => item.TryGetProperty(property, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private Node ReadNode(JsonElement json, string place)
    {
        var id = Text(json, "id");
        var type = Text(json, "type");
        var at = string.IsNullOrEmpty(id) ? place : id;
        if (string.IsNullOrEmpty(id))
            _faults.Add(place, "id", "Missing. Every activity needs an id that stays the same from version to version.");
        if (string.IsNullOrEmpty(type))
            _faults.Add(at, "type", "Missing. Name the activity's type, such as Elsa.Start.");
        EngineFlags.CheckActivity(json, _faults, at);
        var bindings = ReadMembers(json, type, at);
        var children = type is "Elsa.Flowchart" or "Elsa.Sequence" ? Items(json, "activities", at).Select(item => ReadNode(item.Json, $"{at}.{item.Place}")).ToList() : [];
        var then = Branch(json, type, "then", at, children);
        var otherwise = Branch(json, type, "else", at, children);
        var version = json.TryGetProperty("version", out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var value) ? value : 1;
        return new Node(at, type ?? "", version, bindings, children, type == "Elsa.Flowchart" ? ReadConnections(json, at) : [])
        {
            Then = then,
            Else = otherwise,
            UndoOnCancel = ReadUndo(json, at),
            DisplayText = json.TryGetProperty("metadata", out var metadata) ? Text(metadata, "displayText") : null,
        };
    }

    private bool ReadUndo(JsonElement json, string at)
    {
        if (!json.TryGetProperty("customProperties", out var properties) || properties.ValueKind != JsonValueKind.Object || !properties.TryGetProperty("undoOnCancel", out var undo))
            return false;
        if (undo.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            _faults.Add(at, "customProperties.undoOnCancel", "Must be true or false.");
        return undo.ValueKind == JsonValueKind.True;
    }

    private Node? Branch(JsonElement json, string? type, string property, string at, List<Node> children)
    {
        if (type != "Elsa.If" || !json.TryGetProperty(property, out var branch) || branch.ValueKind != JsonValueKind.Object)
            return null;
        var node = ReadNode(branch, $"{at}.{property}");
        children.Add(node);
        return node;
    }

    // Members that every activity has and those that make up a container are checked here; the rest are its own properties.
    private Dictionary<string, Binding> ReadMembers(JsonElement json, string? type, string at)
    {
        var structure = DefinitionMembers.Structure(type);
        var bindings = new Dictionary<string, Binding>(StringComparer.Ordinal);
        foreach (var member in json.EnumerateObject())
        {
            if (DefinitionMembers.Activity.TryGetValue(member.Name, out var shape) || structure.TryGetValue(member.Name, out shape))
                DefinitionMembers.Check(member.Value, shape, _faults, at, member.Name);
            else
                bindings[member.Name] = ReadBinding(member.Value, at, member.Name);
        }

        return bindings;
    }

    private Binding ReadBinding(JsonElement json, string at, string property)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return new Binding.Plain(json);
        if (json.TryGetProperty("memoryReference", out var reference))
        {
            DefinitionMembers.Check(json, DefinitionMembers.Output, _faults, at, property);
            return new Binding.Written(Text(json, "typeName"), Text(reference, "id") ?? "");
        }

        if (!json.TryGetProperty("expression", out var expression))
            return new Binding.Plain(json);
        DefinitionMembers.Check(json, DefinitionMembers.Input, _faults, at, property);
        if (expression.ValueKind == JsonValueKind.Object)
            DefinitionMembers.Check(expression, DefinitionMembers.Expression, _faults, at, $"{property}.expression");
        if (ReadExpression(expression) is { } read)
            return new Binding.Evaluated(Text(json, "typeName"), read);
        _faults.Add(at, property, "The expression needs a type and a value.");
        return new Binding.Evaluated(Text(json, "typeName"), new Expression("Literal", Values.Null));
    }

    /// <summary>An expression object <c>{ type, value }</c>; null where it is none.</summary>
    internal static Expression? ReadExpression(JsonElement json) =>
        Text(json, "type") is { } type ? new Expression(type, json.TryGetProperty("value", out var value) ? value : Values.Null) : null;

    private List<Connection> ReadConnections(JsonElement json, string at)
    {
        var connections = new List<Connection>();
        foreach (var (item, place) in Items(json, "connections", at))
        {
            DefinitionMembers.Check(item, DefinitionMembers.Connection, _faults, at, place);
            // The older flat form names the activities directly: source, sourcePort, target.
            var (source, port) = End(item, "source", at, place);
            var (target, _) = End(item, "target", at, place);
            if (source is null || target is null)
                _faults.Add(at, place, "A connection needs source.activity and target.activity.");
            else
                connections.Add(new Connection(source, port ?? "Done", target));
        }

        return connections;
    }

    private (string? Activity, string? Port) End(JsonElement connection, string end, string at, string place)
    {
        if (!connection.TryGetProperty(end, out var value))
            return (null, null);
        if (value.ValueKind != JsonValueKind.Object)
            return (Text(connection, end), Text(connection, end + "Port"));
        DefinitionMembers.Check(value, DefinitionMembers.End, _faults, at, $"{place}.{end}");
        return (Text(value, "activity"), Text(value, "port"));
    }

    /// <summary>A list's objects, each with its place; anything else in the list is a fault.</summary>
    private List<(JsonElement Json, string Place)> Items(JsonElement json, string property, string? activity)
    {
        var items = new List<(JsonElement, string)>();
        if (!json.TryGetProperty(property, out var list) || list.ValueKind != JsonValueKind.Array)
            return items;
        foreach (var (item, index) in list.EnumerateArray().Select((item, index) => (item, index)))
        {
            var place = $"{property}[{index}]";
            if (item.ValueKind == JsonValueKind.Object)
                items.Add((item, place));
            else
                _faults.Add(activity, place, "Must be an object.");
        }

        return items;
    }

    private static string? Text(JsonElement json, string property) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
