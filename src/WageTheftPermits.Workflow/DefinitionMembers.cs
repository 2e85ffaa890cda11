using System.Text.Json;

namespace WageTheftPermits.Workflow;

/// <summary>What a member of a definition must look like. Null is always allowed: it is as good as leaving it out.</summary>
internal enum Shape
{
    Anything,
    Text,
    Flag,
    Number,
    Object,
    List,
}

/// <summary>
/// The members Elsa 3 has at each level of its format. What is not among them would be read by nobody, so it is a fault: a misspelled name must not pass in silence.
/// </summary>
internal static class DefinitionMembers
{
    public static readonly IReadOnlyDictionary<string, Shape> Definition = new Dictionary<string, Shape>
    {
        ["$schema"] = Shape.Text,
        ["id"] = Shape.Text,
        ["definitionId"] = Shape.Text,
        ["tenantId"] = Shape.Text,
        ["name"] = Shape.Text,
        ["description"] = Shape.Text,
        ["createdAt"] = Shape.Text,
        ["version"] = Shape.Number,
        ["toolVersion"] = Shape.Text,
        ["variables"] = Shape.List,
        ["inputs"] = Shape.List,
        ["outputs"] = Shape.List,
        ["outcomes"] = Shape.List,
        ["customProperties"] = Shape.Object,
        ["isReadonly"] = Shape.Flag,
        ["isSystem"] = Shape.Flag,
        ["isLatest"] = Shape.Flag,
        ["isPublished"] = Shape.Flag,
        ["options"] = Shape.Object,
        ["usableAsActivity"] = Shape.Flag,
        ["root"] = Shape.Object,
    };

    public static readonly IReadOnlyDictionary<string, Shape> Options = new Dictionary<string, Shape>
    {
        ["autoUpdateConsumingWorkflows"] = Shape.Flag,
        ["usableAsActivity"] = Shape.Flag,
        ["activityCategory"] = Shape.Text,
        ["activationStrategyType"] = Shape.Text,
        ["incidentStrategyType"] = Shape.Text,
        ["commitStrategyName"] = Shape.Text,
    };

    public static readonly IReadOnlyDictionary<string, Shape> Variable = new Dictionary<string, Shape>
    {
        ["id"] = Shape.Text,
        ["name"] = Shape.Text,
        ["typeName"] = Shape.Text,
        ["isArray"] = Shape.Flag,
        ["value"] = Shape.Text,
        ["storageDriverTypeName"] = Shape.Text,
    };

    /// <summary>A workflow's input or output.</summary>
    public static readonly IReadOnlyDictionary<string, Shape> Argument = new Dictionary<string, Shape>
    {
        ["name"] = Shape.Text,
        ["type"] = Shape.Text,
        ["isArray"] = Shape.Flag,
        ["displayName"] = Shape.Text,
        ["description"] = Shape.Text,
        ["category"] = Shape.Text,
        ["uiHint"] = Shape.Text,
        ["storageDriverType"] = Shape.Text,
        ["defaultValue"] = Shape.Anything,
    };

    /// <summary>What every activity has beside its own properties.</summary>
    public static readonly IReadOnlyDictionary<string, Shape> Activity = new Dictionary<string, Shape>
    {
        ["id"] = Shape.Text,
        ["nodeId"] = Shape.Text,
        ["name"] = Shape.Text,
        ["type"] = Shape.Text,
        ["version"] = Shape.Number,
        ["customProperties"] = Shape.Object,
        ["metadata"] = Shape.Object,
        ["variables"] = Shape.List,
        ["canStartWorkflow"] = Shape.Flag,
        ["runAsynchronously"] = Shape.Flag,
    };

    public static readonly IReadOnlyDictionary<string, Shape> Connection = new Dictionary<string, Shape>
    {
        ["source"] = Shape.Anything,
        ["target"] = Shape.Anything,
        ["sourcePort"] = Shape.Text,
        ["targetPort"] = Shape.Text,
        ["vertices"] = Shape.List,
    };

    public static readonly IReadOnlyDictionary<string, Shape> End = new Dictionary<string, Shape> { ["activity"] = Shape.Text, ["port"] = Shape.Text };

    public static readonly IReadOnlyDictionary<string, Shape> Input = new Dictionary<string, Shape> { ["typeName"] = Shape.Text, ["expression"] = Shape.Object };

    public static readonly IReadOnlyDictionary<string, Shape> Output = new Dictionary<string, Shape> { ["typeName"] = Shape.Text, ["memoryReference"] = Shape.Object };

    public static readonly IReadOnlyDictionary<string, Shape> Expression = new Dictionary<string, Shape> { ["type"] = Shape.Text, ["value"] = Shape.Anything };

    public static readonly IReadOnlyDictionary<string, Shape> Case = new Dictionary<string, Shape> { ["label"] = Shape.Text, ["condition"] = Shape.Object };

    private static readonly Dictionary<string, Shape> None = [];

    /// <summary>The members that make up a container.</summary>
    public static IReadOnlyDictionary<string, Shape> Structure(string? type) => type switch
    {
        "Elsa.Flowchart" => s_flowchart,
        "Elsa.Sequence" => s_sequence,
        "Elsa.If" => s_if,
        _ => None,
    };

    private static readonly Dictionary<string, Shape> s_flowchart = new() { ["activities"] = Shape.List, ["connections"] = Shape.List };

    private static readonly Dictionary<string, Shape> s_sequence = new() { ["activities"] = Shape.List };

    private static readonly Dictionary<string, Shape> s_if = new() { ["then"] = Shape.Object, ["else"] = Shape.Object };

    /// <summary>Finds members that are unknown or of the wrong shape.</summary>
    /// <param name="place">Where the object stands in the activity or definition; null where it is the activity or definition.</param>
    public static void Check(JsonElement json, IReadOnlyDictionary<string, Shape> known, Faults faults, string? activity, string? place)
    {
        foreach (var member in json.EnumerateObject())
        {
            var at = place is null ? member.Name : $"{place}.{member.Name}";
            if (!known.TryGetValue(member.Name, out var shape))
                faults.Add(activity, at, $"Unknown: nothing would read it. There is {string.Join(", ", known.Keys)}.");
            else
                Check(member.Value, shape, faults, activity, at);
        }
    }

    public static void Check(JsonElement value, Shape shape, Faults faults, string? activity, string at)
    {
        var (fits, said) = shape switch
        {
            Shape.Text => (value.ValueKind == JsonValueKind.String, "text"),
            Shape.Flag => (value.ValueKind is JsonValueKind.True or JsonValueKind.False, "true or false"),
            Shape.Number => (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _), "a whole number"),
            Shape.Object => (value.ValueKind == JsonValueKind.Object, "an object"),
            Shape.List => (value.ValueKind == JsonValueKind.Array, "a list"),
            _ => (true, ""),
        };
        if (!fits && value.ValueKind != JsonValueKind.Null)
            faults.Add(activity, at, $"Must be {said}, not {Said(value.ValueKind)}.");
    }

    private static string Said(JsonValueKind kind) => kind switch
    {
        JsonValueKind.String => "text",
        JsonValueKind.Number => "this number",
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        _ => "true or false",
    };
}
