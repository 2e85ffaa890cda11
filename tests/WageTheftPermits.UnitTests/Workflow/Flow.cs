using System.Text.Json;
using System.Text.Json.Nodes;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Tests.Workflow;

/// <summary>Writes a flowchart in Elsa's format: <c>new Flow("x").Activity(…).Connect("A.True > B")</c>.</summary>
internal sealed class Flow(string definitionId)
{
    private readonly JsonArray _variables = [];
    private readonly JsonArray _inputs = [];
    private readonly JsonArray _outputs = [];
    private readonly JsonArray _activities = [];
    private readonly JsonArray _connections = [];

    public string Description { get; init; } = "";

    public Flow Variable(string name, string type, string? value = null)
    {
        _variables.Add(new JsonObject
        {
            ["id"] = $"var-{name}",
            ["name"] = name,
            ["typeName"] = type,
            ["value"] = value,
            ["storageDriverTypeName"] = "Elsa.Workflows.WorkflowInstanceStorageDriver, Elsa.Workflows.Core",
        });
        return this;
    }

    public Flow Input(string name, string type)
    {
        _inputs.Add(new JsonObject { ["name"] = name, ["type"] = type });
        return this;
    }

    public Flow Output(string name, string type)
    {
        _outputs.Add(new JsonObject { ["name"] = name, ["type"] = type });
        return this;
    }

    public Flow Activity(string id, string type, params (string Name, JsonNode? Value)[] properties)
    {
        _activities.Add(Json(id, type, properties));
        return this;
    }

    public Flow Connect(params string[] connections)
    {
        foreach (var connection in connections)
        {
            var ends = connection.Split('>', StringSplitOptions.TrimEntries);
            var source = ends[0].Split('.');
            _connections.Add(new JsonObject
            {
                ["source"] = new JsonObject { ["activity"] = source[0], ["port"] = source.Length > 1 ? source[1] : "Done" },
                ["target"] = new JsonObject { ["activity"] = ends[1], ["port"] = "In" },
            });
        }

        return this;
    }

    public WorkflowFile File() => new($"{definitionId}.json", new JsonObject
    {
        ["definitionId"] = definitionId,
        ["name"] = definitionId,
        ["description"] = Description,
        ["version"] = 1,
        ["variables"] = _variables.DeepClone(),
        ["inputs"] = _inputs.DeepClone(),
        ["outputs"] = _outputs.DeepClone(),
        ["root"] = new JsonObject { ["id"] = "Flow", ["type"] = "Elsa.Flowchart", ["version"] = 1, ["activities"] = _activities.DeepClone(), ["connections"] = _connections.DeepClone() },
    }.ToJsonString());

    public static JsonObject Json(string id, string type, params (string Name, JsonNode? Value)[] properties)
    {
        var activity = new JsonObject { ["id"] = id, ["type"] = type, ["version"] = 1, ["customProperties"] = new JsonObject(), ["metadata"] = new JsonObject() };
        foreach (var (name, value) in properties)
            activity[name] = value;
        return activity;
    }

    public static JsonObject Literal(string type, object? value) => Expression(type, "Literal", JsonSerializer.SerializeToNode(value));

    public static JsonObject Object(string type, object? value) => Expression(type, "Object", JsonSerializer.SerializeToNode(value));

    public static JsonObject FromVariable(string type, string name) => Expression(type, "Variable", new JsonObject { ["id"] = $"var-{name}", ["name"] = name });

    public static JsonObject FromInput(string type, string name) => Expression(type, "Input", new JsonObject { ["name"] = name });

    public static JsonObject ToVariable(string type, string name) => new() { ["typeName"] = type, ["memoryReference"] = new JsonObject { ["id"] = $"var-{name}" } };

    public static JsonObject Expression(string type, string kind, JsonNode? value) =>
        new() { ["typeName"] = type, ["expression"] = new JsonObject { ["type"] = kind, ["value"] = value } };
}
