using System.Text.Json.Nodes;

namespace WageTheftPermits.Web.Bench.Workflow;

/// <summary>Writes definitions of measurements and trials in Elsa's format.</summary>
internal static class FlowJson
{
    /// <param name="connections">Each as <c>Source.Port > Target</c>; without a port it is <c>Done</c>.</param>
    public static string Definition(string id, string description, JsonNode[] variables, JsonNode[] activities, params string[] connections) => new JsonObject
    {
        ["definitionId"] = id,
        ["name"] = id,
        ["description"] = description,
        ["version"] = 1,
        ["variables"] = new JsonArray(variables),
        ["inputs"] = new JsonArray(),
        ["outputs"] = new JsonArray(),
        ["root"] = new JsonObject
        {
            ["id"] = "Flow",
            ["type"] = "Elsa.Flowchart",
            ["version"] = 1,
            ["activities"] = new JsonArray(activities),
            ["connections"] = new JsonArray([.. connections.Select(Connection)]),
        },
    }.ToJsonString();

    public static JsonObject Variable(string name, string type) => new()
    {
        ["id"] = $"var-{name}",
        ["name"] = name,
        ["typeName"] = type,
        ["value"] = null,
        ["storageDriverTypeName"] = "Elsa.Workflows.WorkflowInstanceStorageDriver, Elsa.Workflows.Core",
    };

    public static JsonObject Activity(string id, string type, params (string Name, JsonObject Value)[] properties)
    {
        var activity = new JsonObject { ["id"] = id, ["type"] = type, ["version"] = 1, ["customProperties"] = new JsonObject(), ["metadata"] = new JsonObject() };
        foreach (var (name, value) in properties)
            activity[name] = value;
        return activity;
    }

    public static JsonObject Literal(string type, JsonNode value) => Expression(type, "Literal", value);

    public static JsonObject FromVariable(string type, string name) => Expression(type, "Variable", new JsonObject { ["id"] = $"var-{name}", ["name"] = name });

    public static JsonObject ToVariable(string type, string name) => new() { ["typeName"] = type, ["memoryReference"] = new JsonObject { ["id"] = $"var-{name}" } };

    public static JsonObject Expression(string type, string kind, JsonNode value) =>
        new() { ["typeName"] = type, ["expression"] = new JsonObject { ["type"] = kind, ["value"] = value } };

    private static JsonObject Connection(string text)
    {
        var ends = text.Split('>', StringSplitOptions.TrimEntries);
        var source = ends[0].Split('.');
        return new JsonObject
        {
            ["source"] = new JsonObject { ["activity"] = source[0], ["port"] = source.Length > 1 ? source[1] : "Done" },
            ["target"] = new JsonObject { ["activity"] = ends[1], ["port"] = "In" },
        };
    }
}
