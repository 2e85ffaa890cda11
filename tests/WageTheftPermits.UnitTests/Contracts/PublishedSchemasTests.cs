using System.Text.Json.Nodes;
using WageTheftPermits.Contracts.Incoming;
using WageTheftPermits.Contracts.Outgoing;
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
            EventTypes.All.Concat(Told).Select(type => type + ".json").Concat(["definitions.json", "event.json", "message.json"]).Order(StringComparer.Ordinal));
        Schema("event.json")["properties"]!["type"]!["enum"]!.AsArray().Select(type => (string)type!).ShouldBe(EventTypes.All, ignoreOrder: true);
        Schema("message.json")["properties"]!["type"]!["enum"]!.AsArray().Select(type => (string)type!).ShouldBe(Told, ignoreOrder: true);
    }

    [Fact]
    public void AsyncApi_HasEveryType_OnItsChannels_AndItsReferencesLeadSomewhere()
    {
        using var stream = PublishedSchemas.OpenAsyncApi();
        var document = JsonNode.Parse(stream)!;

        ((string?)document["asyncapi"]).ShouldBe("3.0.0");
        foreach (var (channel, types) in new Dictionary<string, IEnumerable<string>> { ["events"] = EventTypes.All, ["eventsByHttp"] = EventTypes.All, ["messages"] = Told, ["messagesByHttp"] = Told })
        {
            document["channels"]![channel]!["messages"]!.AsObject()
                .Select(message => (string)document["components"]!["messages"]![message.Key]!["name"]!).ShouldBe(types, ignoreOrder: true);
        }

        foreach (var reference in References(document))
        {
            if (reference.StartsWith("schemas/", StringComparison.Ordinal))
                PublishedSchemas.Names.ShouldContain(reference["schemas/".Length..]);
            else
                Target(document, reference).ShouldNotBeNull(reference);
        }
    }

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void Required_IsWhatTheReaderMisses(string type)
    {
        var required = Parts(type).SelectMany(schema => schema["required"]?.AsArray() ?? []).Select(name => (string)name!).ToHashSet();

        foreach (var name in Properties(type))
        {
            Sample.Read(Sample.Event(type).With($"/data/{name}", null)).Fault?.Pointer
                .ShouldBe(required.Contains(name) ? $"/data/{name}" : null, name);
        }
    }

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void Properties_AreWhatTheReaderReads(string type)
    {
        var properties = Properties(type);

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
                var file = reference.Split('#')[0];
                Target(Schema(file.Length == 0 ? name : file), reference).ShouldNotBeNull($"{name}: {reference}");
            }
        }
    }

    private static string[] Told { get; } =
    [
        .. typeof(MessageTypes).GetFields().Select(field => (string)field.GetRawConstantValue()!),
    ];

    /// <summary>The schema of a type's data, and the one that it builds on.</summary>
    private static IEnumerable<JsonNode> Parts(string type)
    {
        var schema = Schema(type + ".json");
        return schema["$ref"] is { } built ? [schema, Schema((string)built!)] : [schema];
    }

    private static List<string> Properties(string type) => [.. Parts(type).SelectMany(schema => schema["properties"]!.AsObject()).Select(property => property.Key)];

    private static JsonNode? Target(JsonNode document, string reference)
    {
        JsonNode? target = document;
        foreach (var step in reference.Split('#').Skip(1).SelectMany(pointer => pointer.Split('/').Skip(1)))
            target = target?[step];
        return target;
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
