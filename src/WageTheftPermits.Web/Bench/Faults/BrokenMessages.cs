using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace WageTheftPermits.Web.Bench.Faults;

/// <summary>What an agency's broken program, or somebody with its account, may send; the same for the same seed.</summary>
/// <param name="agency">Whose messages they claim to be.</param>
public sealed class BrokenMessages(string agency, int seed)
{
    /// <summary>Ten megabytes, ten times what an event may have.</summary>
    public const int HugeBytes = 10_000_000;

    private const int Kinds = 12;

    private static readonly string[] s_places =
    [
        "specversion", "id", "source", "type", "subject", "sequence", "time", "data", "data/amount", "data/parties", "data/parties/0", "data/parties/0/id",
        "data/parties/0/name", "data/parties/0/addresses", "data/issuedOn", "data/workers", "data/interestRate",
    ];

    /// <summary>As text: no JSON node holds all of them.</summary>
    private static readonly string[] s_values =
    [
        "null", "true", "{}", "[]", "[null]", "-1", "1.5", "1e400", "-1e-400", "9223372036854775808", "\"\"", "\" \"", "\"a\\u0000b\"", "\"\\ud800\"", "\"1e3\"", "\"-1\"", "\"1250.005\"",
        "\"1000000000000\"", "\"2026-02-30\"", "\"0000-01-01\"", "\"2026-01-01T24:00:00Z\"", "\"judgment.final.v9\"", "\"urn:agency:\"", "{\"a\":1,\"a\":2}", "[[[[[[]]]]]]",
    ];

    private readonly Random _random = new(seed);
    private int _number;

    /// <summary>Ten megabytes in one of several shapes.</summary>
    public byte[] Huge() => Encoding.UTF8.GetBytes(_random.Next(5) switch
    {
        0 => $$"""{ "specversion": "1.0", "id": "{{new string('x', HugeBytes)}}" }""",
        1 => Text(Sound(), "data", $"[{string.Join(',', Enumerable.Repeat("1", HugeBytes / 2))}]"),
        2 => Text(Sound(), "sequence", new string('9', HugeBytes)),
        3 => Text(Sound(), "data/parties", $"[{string.Join(',', Enumerable.Range(1, HugeBytes / 40).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"id":"p{{i}}","name":"Number {{i}} Inc"}""")))}]"),
        _ => new string('[', HugeBytes),
    });

    public byte[] Next()
    {
        var text = Sound().ToJsonString();
        return _random.Next(Kinds) switch
        {
            0 => Encoding.UTF8.GetBytes(text)[..^_random.Next(1, text.Length)],
            1 => [],
            2 => Encoding.Unicode.GetBytes(text),
            3 => Encoding.Latin1.GetBytes(text.Replace("\"data\"", "\"dät\u00e9\"", StringComparison.Ordinal)),
            4 => Nested(_random.Next(65, 20_000)),
            5 => Encoding.UTF8.GetBytes(Text(Sound(), "sequence", "1" + new string('0', _random.Next(10, 400)))),
            6 => Encoding.UTF8.GetBytes(Text(Sound(), "source", "\"urn:agency:somebody-else\"")),
            7 => Noise(),
            8 => "<judgment><amount>1</amount></judgment>"u8.ToArray(),
            9 => Encoding.UTF8.GetBytes($"[{text}]"),
            10 => """{ "judgment": "J-1", "amount": 100 }"""u8.ToArray(),
            _ => Encoding.UTF8.GetBytes(Text(Sound(), s_places[_random.Next(s_places.Length)], s_values[_random.Next(s_values.Length)])),
        };
    }

    /// <summary>One that is as it should be, each of a judgment of its own; the numbers begin with 1.</summary>
    public JsonObject Sound()
    {
        var number = ++_number;
        return new()
        {
            ["specversion"] = "1.0",
            ["id"] = $"flood-{seed}-{number}",
            ["source"] = $"urn:agency:{agency}",
            ["type"] = "judgment.issued.v1",
            ["subject"] = $"FL-{seed}-{number}",
            ["sequence"] = 1,
            ["time"] = "2026-03-02T17:04:00Z",
            ["data"] = new JsonObject
            {
                ["issuedOn"] = "2026-02-20",
                ["amount"] = "1250.00",
                ["interestRate"] = "0.10",
                ["workers"] = 4,
                ["parties"] = new JsonArray(new JsonObject { ["id"] = "p1", ["name"] = "Paper Crane Noodles LLC", ["addresses"] = new JsonArray() }),
            },
        };
    }

    private byte[] Nested(int depth) => Encoding.UTF8.GetBytes(Text(Sound(), "data", new string('[', depth) + new string(']', depth)));

    private byte[] Noise()
    {
        var bytes = new byte[_random.Next(1, 2000)];
        _random.NextBytes(bytes);
        return bytes;
    }

    private static string Text(JsonObject message, string place, string value)
    {
        const string Here = "\"put it here\"";
        JsonNode at = message;
        var names = place.Split('/');
        foreach (var name in names[..^1])
            at = int.TryParse(name, CultureInfo.InvariantCulture, out var item) ? at[item]! : at[name]!;
        if (at is JsonArray list)
            list[int.Parse(names[^1], CultureInfo.InvariantCulture)] = Here.Trim('"');
        else
            at[names[^1]] = Here.Trim('"');
        return message.ToJsonString().Replace(Here, value, StringComparison.Ordinal);
    }
}
