using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.Application.Policies;

/// <summary>A policy was not accepted; nothing has changed.</summary>
public sealed class PolicyRefused(IReadOnlyList<PolicyFault> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    public IReadOnlyList<PolicyFault> Faults { get; } = faults;
}

/// <summary>A policy file that was read strictly: a policy, or what is wrong with it.</summary>
/// <param name="Policy">Null where there are faults. Its version is the digest.</param>
/// <param name="Content">The file as it is kept: members in order of their names, without comments and <c>$schema</c>.</param>
/// <param name="Digest">Names the content: the same members with the same values have the same.</param>
public sealed record PolicyReading(Policy? Policy, string Content, string Digest, IReadOnlyList<PolicyFault> Faults)
{
    /// <exception cref="PolicyRefused">It has faults.</exception>
    public Policy Accepted => Policy ?? throw new PolicyRefused(Faults);
}

/// <summary>Reads <c>policy.json</c> strictly, by its schema and by what a schema cannot say, and finds everything that is wrong at once.</summary>
public static class PolicyReader
{
    private static readonly JsonDocumentOptions s_options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    public static PolicyReading Read(string json)
    {
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(json, s_options);
            root = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            return new(null, "", "", [new("", $"This is not JSON, in line {e.LineNumber + 1}: {e.Message}")]);
        }
        var content = Sorted(root)?.ToJsonString(Json.Web) ?? "null";
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..12];
        var faults = PolicySchema.Check(root);
        if (faults.Count == 0)
            faults = [.. BeyondTheSchema(root)];
        return new(faults.Count == 0 ? CurrentPolicy.Read(content, digest) : null, content, digest, faults);
    }

    private static IEnumerable<PolicyFault> BeyondTheSchema(JsonElement root)
    {
        var zone = root.GetProperty("timeZone").GetString()!;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            yield return new("/timeZone", $"There is no time zone “{zone}”. Use an IANA name, such as America/Los_Angeles.");
        if (root.TryGetProperty("renewalsDue", out var due) && due.GetString() is { } day
            && !DateOnly.TryParseExact($"2000-{day}", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            yield return new("/renewalsDue", $"“{day}” is no month and day.");
        foreach (var fault in OutOfOrder(root, "courtHolidays").Concat(OutOfOrder(root, "officeHolidays")))
            yield return fault;
        foreach (var (index, name) in Items(root, "toBeConfirmed").Index())
        {
            if (!PolicySchema.Has(name.GetString()!))
                yield return new($"/toBeConfirmed/{index}", $"A policy has no member “{name}”.");
        }
    }

    private static IEnumerable<PolicyFault> OutOfOrder(JsonElement root, string list)
    {
        var days = Items(root, list).Select(day => day.GetString()!).ToList();
        for (var index = 1; index < days.Count; index++)
        {
            if (string.CompareOrdinal(days[index], days[index - 1]) < 0)
                yield return new($"/{list}/{index}", $"{days[index]} comes after {days[index - 1]}: write the days in their order.");
        }
    }

    private static IEnumerable<JsonElement> Items(JsonElement root, string list) => root.TryGetProperty(list, out var items) ? items.EnumerateArray() : [];

    private static JsonNode? Sorted(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => new JsonObject(value.EnumerateObject().Where(member => member.Name != "$schema").OrderBy(member => member.Name, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Name, Sorted(member.Value)))),
        JsonValueKind.Array => new JsonArray([.. value.EnumerateArray().Select(Sorted)]),
        _ => JsonValue.Create(value),
    };
}
