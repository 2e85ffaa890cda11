using System.Text.Json;

namespace WageTheftPermits.Workflow;

/// <summary>
/// Reads a file in Elsa 3's workflow format into a <see cref="Definition"/>. It reads the shape only; what the shape means is
/// <see cref="DefinitionCheck"/>'s to judge.
/// </summary>
public sealed class DefinitionReader
{
    // What Elsa and its designer keep on an activity and no activity reads. "canStartWorkflow" and the like live in customProperties.
    private static readonly HashSet<string> Kept = ["id", "nodeId", "name", "type", "version", "customProperties", "metadata", "variables", "runAsynchronously", "canStartWorkflow"];

    private readonly string _file;
    private readonly List<DefinitionFault> _faults = [];

    private DefinitionReader(string file) => _file = file;

    /// <summary>The definition, or null where the file is too broken to have one; and all faults found while reading.</summary>
    public static (Definition? Definition, IReadOnlyList<DefinitionFault> Faults) Read(WorkflowFile file)
    {
        var reader = new DefinitionReader(file.Path);
        try
        {
            using var document = JsonDocument.Parse(file.Json);
            return (reader.ReadDefinition(document.RootElement.Clone()), reader._faults);
        }
        catch (JsonException e)
        {
            reader.Fault(null, null, $"Not JSON: {e.Message}");
            return (null, reader._faults);
        }
    }

    private Definition? ReadDefinition(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            Fault(null, null, "A workflow definition is a JSON object.");
            return null;
        }

        var id = Text(json, "definitionId");
        if (id is null)
            Fault(null, "definitionId", "Missing. Give the workflow a stable id; running instances and start calls refer to it.");
        if (!json.TryGetProperty("root", out var root) || root.ValueKind != JsonValueKind.Object)
        {
            Fault(null, "root", "Missing. The root is the workflow's outermost activity, usually an Elsa.Flowchart.");
            return null;
        }

        return new Definition(_file, id ?? "", Text(json, "name") ?? id ?? "", ReadVariables(json), ReadArguments(json, "inputs"), ReadArguments(json, "outputs"), ReadNode(root, "root"));
    }

    private List<VariableDeclaration> ReadVariables(JsonElement json)
    {
        var variables = new List<VariableDeclaration>();
        foreach (var item in Items(json, "variables"))
        {
            var name = Text(item, "name") ?? "";
            var id = Text(item, "id") ?? "";
            if (id.Length == 0 || name.Length == 0)
                Fault(null, "variables", "A variable needs an id and a name.");
            if (!(Text(item, "storageDriverTypeName") ?? "").Contains("WorkflowInstanceStorageDriver", StringComparison.Ordinal))
                Fault(null, $"variables.{name}", "Needs storageDriverTypeName \"Elsa.Workflows.WorkflowInstanceStorageDriver, Elsa.Workflows.Core\"; without it Elsa forgets the variable at the first wait.");
            JsonElement? initial = item.TryGetProperty("value", out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
            var type = Text(item, "typeName") ?? "Object";
            variables.Add(new VariableDeclaration(id, name, Flag(item, "isArray") ? type + "[]" : type, initial));
        }

        return variables;
    }

    private List<ArgumentDeclaration> ReadArguments(JsonElement json, string property)
    {
        var arguments = new List<ArgumentDeclaration>();
        foreach (var item in Items(json, property))
        {
            var name = Text(item, "name") ?? "";
            if (name.Length == 0)
                Fault(null, property, "Each needs a name.");
            JsonElement? initial = item.TryGetProperty("defaultValue", out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
            var type = Text(item, "type") ?? "Object";
            arguments.Add(new ArgumentDeclaration(name, Flag(item, "isArray") ? type + "[]" : type, initial));
        }

        return arguments;
    }

    private Node ReadNode(JsonElement json, string place)
    {
        var id = Text(json, "id");
        var type = Text(json, "type");
        if (string.IsNullOrEmpty(id))
            Fault(place, "id", "Missing. Every activity needs an id that stays the same from version to version.");
        if (string.IsNullOrEmpty(type))
            Fault(id ?? place, "type", "Missing.");

        var at = id ?? place;
        var children = new List<Node>();
        foreach (var (item, index) in Items(json, "activities").Select((item, index) => (item, index)))
            children.Add(ReadNode(item, $"{at}.activities[{index}]"));
        var then = Branch(json, type, "then", at, children);
        var otherwise = Branch(json, type, "else", at, children);
        var version = json.TryGetProperty("version", out var number) && number.TryGetInt32(out var value) ? value : 1;
        return new Node(at, type ?? "", version, ReadBindings(json, type, at), children, ReadConnections(json, at))
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
            Fault(at, "customProperties.undoOnCancel", "Must be true or false.");
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

    private Dictionary<string, Binding> ReadBindings(JsonElement json, string? type, string at)
    {
        var bindings = new Dictionary<string, Binding>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject())
        {
            var structural = type switch
            {
                "Elsa.Flowchart" => property.Name is "activities" or "connections",
                "Elsa.Sequence" => property.Name is "activities",
                "Elsa.If" => property.Name is "then" or "else",
                _ => false,
            };
            if (Kept.Contains(property.Name) || structural || property.Value.ValueKind == JsonValueKind.Null)
                continue;
            bindings[property.Name] = ReadBinding(property.Value, at, property.Name);
        }

        return bindings;
    }

    private Binding ReadBinding(JsonElement json, string at, string property)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return new Binding.Plain(json);
        if (json.TryGetProperty("memoryReference", out var reference))
            return new Binding.Written(Text(json, "typeName"), Text(reference, "id") ?? "");
        if (!json.TryGetProperty("expression", out var expression))
            return new Binding.Plain(json);
        if (ReadExpression(expression) is { } read)
            return new Binding.Evaluated(Text(json, "typeName"), read);
        Fault(at, property, "The expression needs a type and a value.");
        return new Binding.Plain(Values.Null);
    }

    /// <summary>An expression object <c>{ type, value }</c>; null where it is none.</summary>
    internal static Expression? ReadExpression(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && Text(json, "type") is { } type
            ? new Expression(type, json.TryGetProperty("value", out var value) ? value : Values.Null)
            : null;

    private List<Connection> ReadConnections(JsonElement json, string at)
    {
        var connections = new List<Connection>();
        foreach (var item in Items(json, "connections"))
        {
            // The older flat form names the activities directly: source, sourcePort, target.
            var (source, port) = End(item, "source");
            var (target, _) = End(item, "target");
            if (source is null || target is null)
                Fault(at, "connections", "A connection needs source.activity and target.activity.");
            else
                connections.Add(new Connection(source, port ?? "Done", target));
        }

        return connections;
    }

    private static (string? Activity, string? Port) End(JsonElement connection, string end)
    {
        if (connection.ValueKind != JsonValueKind.Object || !connection.TryGetProperty(end, out var value))
            return (null, null);
        return value.ValueKind == JsonValueKind.Object ? (Text(value, "activity"), Text(value, "port")) : (Text(connection, end), Text(connection, end + "Port"));
    }

    private static IEnumerable<JsonElement> Items(JsonElement json, string property) =>
        json.TryGetProperty(property, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object) : [];

    private static string? Text(JsonElement json, string property) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool Flag(JsonElement json, string property) => json.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.True;

    private void Fault(string? activity, string? property, string message) => _faults.Add(new DefinitionFault(_file, activity, property, message));
}
