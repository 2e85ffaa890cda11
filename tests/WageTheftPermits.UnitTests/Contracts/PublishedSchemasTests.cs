using System.Text.Json.Nodes;
using WageTheftPermits.Contracts.Incoming;
using WageTheftPermits.Contracts.Schemas;

namespace WageTheftPermits.UnitTests.Contracts;

/// <summary>The published schemas and the reader say the same. The reader goes further where a schema cannot (duplicate keys, whose door).</summary>
public class PublishedSchemasTests
{
    public static TheoryData<string> AllTypes => [.. EventTypes.All.Order(StringComparer.Ordinal)];

    [Fact]
    public void EveryType_HasASchema_ThatTheEnvelopeNames()
    {
        PublishedSchemas.Names.ShouldBe(
            EventTypes.All.Select(type => type + ".json").Concat(["definitions.json", "event.json", "message.json"]).Order(StringComparer.Ordinal));
        Schema("event.json")["properties"]!["type"]!["enum"]!.AsArray().Select(type => (string)type!).ShouldBe(EventTypes.All, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void Required_IsWhatTheReaderMisses(string type)
    {
        var schema = Schema(type + ".json");
        var required = schema["required"]?.AsArray().Select(name => (string)name!).ToHashSet() ?? [];

        foreach (var (name, _) in schema["properties"]!.AsObject())
        {
            Sample.Read(Sample.Event(type).With($"/data/{name}", null)).Fault?.Pointer
                .ShouldBe(required.Contains(name) ? $"/data/{name}" : null, name);
        }
    }

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void Properties_AreWhatTheReaderReads(string type)
    {
        var properties = Schema(type + ".json")["properties"]!.AsObject().Select(property => property.Key).ToList();

        // A member that the reader reads takes no number for a list, a text, a flag, money or a date, and no list for a number.
        foreach (var name in properties)
        {
            var wrong = name is "workers" or "graceDays" ? "[]" : "-1";
            Sample.Read(Sample.Event(type).With($"/data/{name}", wrong)).Fault.ShouldNotBeNull(name).Pointer.ShouldBe($"/data/{name}");
        }

        Sample.Event(type)["data"]!.AsObject().Select(member => member.Key).ShouldBeSubsetOf(properties);
    }

    [Fact]
    public void References_LeadSomewhere()
    {
        foreach (var name in PublishedSchemas.Names)
        {
            foreach (var reference in References(Schema(name)))
            {
                var parts = reference.Split('#');
                JsonNode? target = Schema(parts[0].Length == 0 ? name : parts[0]);
                foreach (var step in parts.Length == 1 ? [] : parts[1].Split('/').Skip(1))
                    target = target?[step];
                target.ShouldNotBeNull($"{name}: {reference}");
            }
        }
    }

    private static JsonNode Schema(string name)
    {
        using var stream = PublishedSchemas.Open(name).ShouldNotBeNull(name);
        return JsonNode.Parse(stream)!;
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => member.Key == "$ref" ? [(string)member.Value!] : References(member.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };
}
