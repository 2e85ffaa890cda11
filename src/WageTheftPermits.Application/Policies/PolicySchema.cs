using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace WageTheftPermits.Application.Policies;

/// <summary>One thing wrong with a policy.</summary>
/// <param name="Pointer">Where, as a JSON pointer; empty for the whole of it.</param>
public sealed record PolicyFault(string Pointer, string Reason)
{
    public override string ToString() => $"{(Pointer.Length == 0 ? "(the file)" : Pointer)}: {Reason}";
}

/// <summary>What the schema says of one value, for people.</summary>
/// <param name="Unit">Such as <c>calendar days</c>; null where it has none.</param>
/// <param name="Source">Where the value comes from: a statute, a program's practice.</param>
/// <param name="Null">What it means that there is no value, where there may be none.</param>
public sealed record PolicyTerm(string Title, string? Description, string? Unit, string? Source, string? Null);

/// <summary>
/// The published schema of <c>policy.json</c> (JSON Schema 2020-12, <c>workflows/policy.schema.json</c>): what a policy is checked against and described by.
/// Understands the keywords that the schema uses: <c>type</c>, <c>properties</c>, <c>required</c>, <c>additionalProperties: false</c>, <c>items</c>,
/// <c>uniqueItems</c>, <c>minimum</c>, <c>maximum</c>, <c>minLength</c>, <c>pattern</c>, <c>format: date</c>, <c>enum</c> and <c>$ref</c> into <c>$defs</c>.
/// </summary>
public static class PolicySchema
{
    public static JsonElement Root { get; } = Load();

    /// <summary>Everything in which a value is not what the schema says.</summary>
    public static IReadOnlyList<PolicyFault> Check(JsonElement policy)
    {
        var faults = new List<PolicyFault>();
        Check(policy, Root, "", faults);
        return faults;
    }

    /// <summary>What the schema says of the value at a pointer; null where it knows none there.</summary>
    public static PolicyTerm? Describe(string pointer) => Find(pointer) is { } schema
        ? new(Text(schema, "title") ?? pointer, Text(schema, "description"), Text(schema, "x-unit"), Text(schema, "x-source"), Text(schema, "x-null"))
        : null;

    /// <summary>Whether a policy has a member at a pointer.</summary>
    public static bool Has(string pointer) => pointer.Trim('/').Length > 0 && Find(pointer) is not null;

    private static JsonElement? Find(string pointer)
    {
        var schema = Root;
        foreach (var name in pointer.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(name, out var member))
                schema = member;
            else if (schema.TryGetProperty("items", out var items) && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                schema = items;
            else
                return null;
        }
        return schema;
    }

    private static void Check(JsonElement value, JsonElement schema, string at, List<PolicyFault> faults)
    {
        if (schema.TryGetProperty("$ref", out var reference))
            Check(value, Root.GetProperty("$defs").GetProperty(reference.GetString()!["#/$defs/".Length..]), at, faults);
        if (schema.TryGetProperty("type", out var type) && !Types(type).Any(name => Is(value, name)))
        {
            faults.Add(new(at, $"This must be {string.Join(" or ", Types(type).Select(InWords))}; it is {Shown(value)}."));
            return;
        }
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                CheckMembers(value, schema, at, faults);
                break;
            case JsonValueKind.Array:
                CheckItems(value, schema, at, faults);
                break;
            case JsonValueKind.Number:
                CheckNumber(value.GetDecimal(), schema, at, faults);
                break;
            case JsonValueKind.String:
                CheckText(value.GetString()!, schema, at, faults);
                break;
        }
    }

    private static void CheckMembers(JsonElement value, JsonElement schema, string at, List<PolicyFault> faults)
    {
        var properties = schema.GetProperty("properties");
        foreach (var member in value.EnumerateObject())
        {
            var pointer = $"{at}/{member.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
            if (properties.TryGetProperty(member.Name, out var known))
                Check(member.Value, known, pointer, faults);
            else
                faults.Add(new(pointer, $"There is no such member.{Suggestion(member.Name, properties)}"));
        }
        if (schema.TryGetProperty("required", out var required))
            faults.AddRange(required.EnumerateArray().Select(name => name.GetString()!).Where(name => !value.TryGetProperty(name, out _)).Select(name => new PolicyFault($"{at}/{name}", "This is missing.")));
    }

    private static void CheckItems(JsonElement value, JsonElement schema, string at, List<PolicyFault> faults)
    {
        var unique = schema.TryGetProperty("uniqueItems", out var only) && only.GetBoolean();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, item) in value.EnumerateArray().Index())
        {
            Check(item, schema.GetProperty("items"), $"{at}/{index}", faults);
            if (unique && !seen.Add(item.GetRawText()))
                faults.Add(new($"{at}/{index}", $"{Shown(item)} stands here twice."));
        }
    }

    private static void CheckNumber(decimal value, JsonElement schema, string at, List<PolicyFault> faults)
    {
        if (schema.TryGetProperty("minimum", out var minimum) && value < minimum.GetDecimal())
            faults.Add(new(at, $"This must be {minimum} or more; it is {value.ToString(CultureInfo.InvariantCulture)}."));
        if (schema.TryGetProperty("maximum", out var maximum) && value > maximum.GetDecimal())
            faults.Add(new(at, $"This must be {maximum} or less; it is {value.ToString(CultureInfo.InvariantCulture)}."));
    }

    private static void CheckText(string value, JsonElement schema, string at, List<PolicyFault> faults)
    {
        if (schema.TryGetProperty("minLength", out var length) && value.Trim().Length < length.GetInt32())
            faults.Add(new(at, "This is empty."));
        if (schema.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray().Any(one => one.ValueEquals(value)))
            faults.Add(new(at, $"“{value}” is none of {string.Join(", ", allowed.EnumerateArray())}."));
        if (schema.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(value, pattern.GetString()!, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))
            faults.Add(new(at, $"“{value}” has not the form {pattern}."));
        if (schema.TryGetProperty("format", out var format) && format.ValueEquals("date") && !DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            faults.Add(new(at, $"“{value}” is no day; write it as year-month-day."));
    }

    private static IEnumerable<string> Types(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()!) : [type.GetString()!];

    private static bool Is(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _),
        _ => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out _),
    };

    private static string InWords(string type) => type switch
    {
        "object" => "an object",
        "array" => "a list",
        "string" => "a text",
        "boolean" => "true or false",
        "null" => "null",
        "integer" => "a whole number",
        _ => "a number",
    };

    private static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        _ => value.GetRawText() is { Length: > 40 } text ? text[..40] + "…" : value.GetRawText(),
    };

    private static string Suggestion(string name, JsonElement properties) =>
        properties.EnumerateObject().Select(known => known.Name).MinBy(known => Distance(name.ToLowerInvariant(), known.ToLowerInvariant())) is { } nearest
        && Distance(name.ToLowerInvariant(), nearest.ToLowerInvariant()) <= Math.Max(2, nearest.Length / 3) ? $" Is {nearest} meant?" : "";

    /// <summary>How many letters must be changed, added or left out to make one word of the other (Levenshtein).</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var (diagonal, left) = (row[0], i);
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                left = Math.Min(Math.Min(row[j] + 1, left + 1), diagonal + (one[i - 1] == other[j - 1] ? 0 : 1));
                (diagonal, row[j]) = (row[j], left);
            }
        }
        return row[^1];
    }

    private static string? Text(JsonElement schema, string keyword) => schema.TryGetProperty(keyword, out var text) ? text.GetString() : null;

    private static JsonElement Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("policy.schema.json")!;
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }
}
