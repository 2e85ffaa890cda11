using System.Text.Json.Nodes;

namespace WageTheftPermits.IntegrationTests.Agencies;

/// <summary>Spoils an event: members taken out, added or replaced by values that stand at the edges of the contract's rules.</summary>
internal static class Mutation
{
    private static readonly string[] s_values =
    [
        "null", "true", "false", "{}", "[]", "[null]", "[1]", "[\"\"]", "[\"p1\"]", "[\"p1\",\"p9\"]", "[{}]", "{\"x\":1}", "[[\"x\"]]",
        "0", "1", "-1", "1.5", "3.0", "2e0", "1e400", "1000000000", "1000000001", "2147483647", "2147483648",
        "\"\"", "\" \"", "\"\\u0085\"", "\"\\u2003\"", "\"\\ufeff\"", "\"x\"", "\"a\\u0000b\"", "\"a\\u0007b\"", "\"a\\u0085b\"", "\"a\\nb\"", "\"🏮\"",
        $"\"{new string('x', 200)}\"", $"\"{new string('x', 201)}\"", $"\"{string.Concat(Enumerable.Repeat("🏮", 200))}\"", $"\"{string.Concat(Enumerable.Repeat("🏮", 201))}\"",
        "\"0\"", "\"0.1\"", "\"1250.00\"", "\"1250.005\"", "\"-1\"", "\"+1\"", "\"1.\"", "\".5\"", "\"1,000\"", "\"1e3\"", "\"١٢\"", "\"00012\"",
        "\"999999999999.99\"", "\"1000000000000\"", "\"0.1000000000000001\"", "\"0.10000000000000001\"",
        "\"2026-02-28\"", "\"2026-02-29\"", "\"2024-02-29\"", "\"1900-02-29\"", "\"2000-02-29\"", "\"0000-01-01\"", "\"0001-01-01\"", "\"9999-12-31\"", "\"2026-04-31\"", "\"2026-13-01\"",
        "\"2026-00-10\"", "\"2026-1-1\"", "\"20260101\"", "\"01/02/2026\"", "\"2026-01-01T00:00:00Z\"", "\"2026-01-01T24:00:00Z\"", "\"2026-01-01T23:59:60Z\"", "\"2026-01-01t23:59:59.5z\"",
        "\"2026-02-29T00:00:00Z\"", "\"2026-01-01T00:00:00\"", "\"2026-01-01T00:00:00+23:59\"", "\"2026-01-01T00:00:00+24:00\"", "\"0001-01-01T00:00:00+01:00\"", "\"2026-01-01 00:00:00Z\"",
        "\"1.0\"", "\"0.3\"", "\"urn:agency:other-2\"", "\"urn:agency:Other\"", "\"urn:agency:\"", $"\"urn:agency:{new string('a', 101)}\"", "\"urn:agency:a b\"",
        "\"dismissed\"", "\"closed\"", "\"Closed\"", "\"judgment.final.v1\"", "\"judgment.issued.v1\"", "\"judgment.Final.v1\"", "\"payment.received.v1\"", "\"judgment.final.v2\"",
    ];

    /// <summary>Each member that the examples have, one at a time, replaced by each of the values at the edges, and taken out.</summary>
    public static IEnumerable<JsonObject> Each(IEnumerable<JsonObject> examples)
    {
        foreach (var (example, path) in examples.SelectMany(example => Paths(example).Select(path => (example, path))).DistinctBy(one => Place(one.example, one.path)))
        {
            foreach (var value in s_values)
                yield return Changed(example, path, at => at.ReplaceWith(JsonNode.Parse(value)));
            yield return Changed(example, path, Remove);
        }
    }

    /// <summary>The names that lead to a value; which item of a list it is makes no difference.</summary>
    private static string Place(JsonObject example, int[] path)
    {
        JsonNode? at = example;
        var names = new List<string>();
        foreach (var place in path)
        {
            names.Add(at is JsonObject members ? members.ElementAt(place).Key : "*");
            at = Children(at!)[place];
        }
        return string.Join('/', names);
    }

    private static IEnumerable<int[]> Paths(JsonNode at) =>
        Children(at).SelectMany((child, place) => child is null ? [[place]] : Paths(child).Select(rest => (int[])[place, .. rest]).Prepend([place]));

    private static List<JsonNode?> Children(JsonNode at) => at switch
    {
        JsonObject members => [.. members.Select(member => member.Value)],
        JsonArray items => [.. items],
        _ => [],
    };

    private static JsonObject Changed(JsonObject example, int[] path, Action<JsonNode> change)
    {
        var changed = (JsonObject)example.DeepClone();
        if (path.Aggregate((JsonNode?)changed, (at, place) => Children(at!)[place]) is { } found)
            change(found);
        return changed;
    }

    private static void Remove(JsonNode at)
    {
        if (at.Parent is JsonArray items)
            items.Remove(at);
        else
            ((JsonObject)at.Parent!).Remove(at.GetPropertyName());
    }

    /// <summary>The event with one or two things changed at random.</summary>
    public static JsonObject Of(JsonObject example, Random random)
    {
        var changed = (JsonObject)example.DeepClone();
        for (var times = random.Next(1, 3); times > 0; times--)
            Change(changed, random);
        return changed;
    }

    private static void Change(JsonObject body, Random random)
    {
        // What is close to the top decides which rules hold below it, so it is changed as often as each of the many members further down.
        JsonNode at = random.Next(3) == 0 || body["data"] is not JsonObject { Count: > 0 } data ? body : data;
        while (true)
        {
            if (at is JsonArray { Count: > 0 } array)
            {
                var index = random.Next(array.Count);
                if (array[index] is { } item and (JsonObject { Count: > 0 } or JsonArray { Count: > 0 }) && random.Next(4) > 0)
                {
                    at = item;
                    continue;
                }
                if (random.Next(4) == 0)
                    array.RemoveAt(index);
                else
                    array[index] = Value(random);
                return;
            }

            var members = (JsonObject)at;
            var name = members.ElementAt(random.Next(members.Count)).Key;
            if (members[name] is { } member and (JsonObject { Count: > 0 } or JsonArray { Count: > 0 }) && random.Next(4) > 0)
            {
                at = member;
                continue;
            }
            switch (random.Next(6))
            {
                case 0:
                    members.Remove(name);
                    break;
                case 1:
                    members[random.Next(5) == 0 ? "data_base64" : "added" + random.Next(3)] = Value(random);
                    break;
                default:
                    members[name] = Value(random);
                    break;
            }
            return;
        }
    }

    private static JsonNode? Value(Random random) => JsonNode.Parse(s_values[random.Next(s_values.Length)]);
}
