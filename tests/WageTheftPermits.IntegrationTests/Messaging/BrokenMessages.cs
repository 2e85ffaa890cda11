using System.Text;
using System.Text.Json.Nodes;
using WageTheftPermits.IntegrationTests.Agencies;
using WageTheftPermits.UnitTests;

namespace WageTheftPermits.IntegrationTests.Messaging;

/// <summary>What an agency's broken program, or somebody with its account, may send; the same for the same seed.</summary>
internal sealed class BrokenMessages(string agency, int seed)
{
    /// <summary>Ten megabytes, ten times what an event may have.</summary>
    public const int HugeBytes = 10_000_000;

    private readonly Random _random = new(seed);
    private readonly List<JsonObject> _examples =
    [
        .. Directory.GetFiles(Repository.PathOf("docs", "agencies", "examples", "good"), "*.json").Order(StringComparer.Ordinal).Select(path => JsonNode.Parse(File.ReadAllText(path))!.AsObject()),
    ];

    public static byte[] Huge() => Encoding.UTF8.GetBytes($$"""{ "specversion": "1.0", "id": "{{new string('x', HugeBytes)}}" }""");

    public byte[] Next()
    {
        var good = (JsonObject)_examples[_random.Next(_examples.Count)].DeepClone();
        good["source"] = $"urn:agency:{agency}";
        var text = good.ToJsonString();
        return _random.Next(10) switch
        {
            0 => Encoding.UTF8.GetBytes(text)[..^_random.Next(1, text.Length)],
            1 => [],
            2 => Encoding.Unicode.GetBytes(text),
            3 => Encoding.Latin1.GetBytes(text.Replace("\"data\"", "\"dät\u00e9\"", StringComparison.Ordinal)),
            4 => Nested(good),
            5 => With(good, "sequence", "1" + new string('0', _random.Next(1, 400))),
            6 => With(good, "source", "\"urn:agency:somebody-else\""),
            7 => Noise(),
            8 => Encoding.UTF8.GetBytes("<judgment><amount>1</amount></judgment>"),
            _ => Encoding.UTF8.GetBytes(Mutation.Of(good, _random).ToJsonString()),
        };
    }

    private byte[] Nested(JsonObject good)
    {
        var depth = _random.Next(65, 20_000);
        return With(good, "data", new string('[', depth) + new string(']', depth));
    }

    private byte[] Noise()
    {
        var bytes = new byte[_random.Next(1, 2000)];
        _random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>As text: no JSON node holds such a value.</summary>
    private static byte[] With(JsonObject good, string member, string value)
    {
        good[member] = "here";
        return Encoding.UTF8.GetBytes(good.ToJsonString().Replace("\"here\"", value, StringComparison.Ordinal));
    }
}
