using System.Text.Json;

namespace WageTheftPermits.Workflow;

/// <summary>A definition's JSON, before it means anything.</summary>
internal static class DefinitionJson
{
    // A flowchart within a flowchart takes two levels; no definition that a person can read comes near it, and no reader of ours recurses deeper.
    private const int MaxDepth = 64;

    /// <summary>Null where the file is not JSON; other faults leave it readable.</summary>
    public static JsonElement? Parse(WorkflowFile file, Faults faults)
    {
        try
        {
            using var document = JsonDocument.Parse(file.Json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            Walk(document.RootElement, "$", null, faults);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            faults.Add(null, null, $"Not JSON of at most {MaxDepth} levels: {e.Message}");
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            faults.Add(null, null, "Holds text that is no Unicode: half of a surrogate pair, such as \\ud800. Write the character itself.");
        }

        return null;
    }

    private static void Walk(JsonElement json, string path, string? activity, Faults faults)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                Object(json, path, ActivityAt(json) ?? activity, faults);
                break;
            case JsonValueKind.Array:
                foreach (var (item, index) in json.EnumerateArray().Select((item, index) => (item, index)))
                    Walk(item, $"{path}[{index}]", activity, faults);
                break;
            case JsonValueKind.String when json.GetString()!.Contains('\0', StringComparison.Ordinal):
                faults.Add(activity, path, "Holds a null character, which the database does not keep. Take it out.");
                break;
            case JsonValueKind.Number when !double.IsFinite(json.GetDouble()):
                faults.Add(activity, path, "This number is too large to be kept.");
                break;
        }
    }

    private static void Object(JsonElement json, string path, string? activity, Faults faults)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in json.EnumerateObject())
        {
            if (!names.Add(member.Name))
                faults.Add(activity, $"{path}.{member.Name}", "Given twice, and only one would count. Take one out.");
            Walk(member.Value, $"{path}.{member.Name}", activity, faults);
        }
    }

    // Only activities have both.
    private static string? ActivityAt(JsonElement json) =>
        json.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && json.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
}
