using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WageTheftPermits.IntegrationTests.Messaging;

/// <summary>
/// What an agency might send: lives of a few judgments, mostly sound and in order, with gaps, repeats, contradictions, one debt reported twice, and bodies that no
/// contract allows.
/// </summary>
internal sealed class AnyStream(string agency, int seed)
{
    private readonly Random _random = new(seed);
    private readonly Dictionary<int, int> _sequences = [];
    private readonly List<JsonObject> _sent = [];

    public List<ReadOnlyMemory<byte>> Take(int count) => [.. Enumerable.Range(0, count).Select(_ => (ReadOnlyMemory<byte>)Next())];

    private byte[] Next() => _random.Next(30) switch
    {
        0 => Encoding.UTF8.GetBytes("{ not JSON"),
        1 => Bytes(With(Sound(), "source", "urn:agency:another")),
        2 when _sent.Count > 0 => Bytes(Earlier()),
        3 when _sent.Count > 0 => Bytes(With(Earlier(), "id", $"again-{_random.Next()}")),
        4 when _sent.Count > 0 => Bytes(With(With(Sound(), "subject", Earlier()["subject"]!), "sequence", 2)),
        5 when _sent.Count > 0 => Bytes(With(Sound(), "id", Earlier()["id"]!.GetValue<string>())),
        _ => Bytes(Keep(Sound())),
    };

    private JsonObject Earlier() => _sent[_random.Next(_sent.Count)].DeepClone().AsObject();

    private JsonObject Keep(JsonObject sound)
    {
        _sent.Add(sound);
        return sound;
    }

    private JsonObject Sound()
    {
        var subject = _random.Next(12);
        var sequence = _sequences[subject] = _sequences.GetValueOrDefault(subject) + (_random.Next(25) == 0 ? 2 : 1);
        var (type, data) = sequence == 1 ? Terms("judgment.issued.v1", subject) : Data(subject);
        return new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = $"e-{subject}-{sequence}-{_random.Next()}",
            ["source"] = $"urn:agency:{agency}",
            ["type"] = type,
            ["subject"] = $"J-{subject}",
            ["sequence"] = sequence,
            ["data"] = data,
        };
    }

    private (string Type, JsonObject Data) Data(int subject) => _random.Next(14) switch
    {
        0 => Terms("judgment.amended.v1", subject),
        1 => ("judgment.served.v1", new() { ["servedOn"] = "2026-02-24", ["method"] = "mail" }),
        2 or 3 => ("judgment.final.v1", new() { ["finalOn"] = "2026-03-12" }),
        4 => ("judgment.stayed.v1", new() { ["stayId"] = "s", ["by"] = "court" }),
        5 => ("judgment.stay-lifted.v1", new() { ["stayId"] = "s" }),
        6 => ("judgment.vacated.v1", new() { ["on"] = "2026-04-01", ["partyIds"] = new JsonArray("p2") }),
        7 => ("judgment.reinstated.v1", new() { ["on"] = "2026-04-02" }),
        8 => ("payment.returned.v1", new() { ["paymentId"] = $"m-{_random.Next(3)}", ["returnedOn"] = "2026-04-09" }),
        9 => ("balance.confirmed.v1", new() { ["amount"] = "500.00", ["asOf"] = $"2026-05-{_random.Next(10, 28)}" }),
        10 => ("bankruptcy.filed.v1", new() { ["caseNumber"] = "26-1", ["partyIds"] = new JsonArray(_random.Next(12) == 0 ? "p9" : "p1") }),
        11 when _random.Next(4) == 0 => ("judgment.assigned.v1", new() { ["toName"] = "The county", ["toAgency"] = agency, ["toSubject"] = "J-1" }),
        12 => ("judgment.satisfied.v1", new() { ["on"] = "2026-05-01" }),
        _ => ("payment.received.v1", new() { ["paymentId"] = $"m-{_random.Next(40)}", ["amount"] = _random.Next(6) == 0 ? "900.00" : "10.00", ["receivedOn"] = $"2026-04-{_random.Next(10, 28)}" }),
    };

    private (string Type, JsonObject Data) Terms(string type, int subject)
    {
        var data = new JsonObject
        {
            ["amount"] = $"{_random.Next(8, 12)}00.00",
            ["parties"] = new JsonArray(Party("p1", subject), Party("p2", subject)),
        };
        // Two of the judgments are one debt. None is another agency's: between agencies there is no order.
        if (subject > 5)
            (data["court"], data["caseNumber"]) = (agency, $"77-{Math.Min(subject, 10)}");
        return (type, data);
    }

    private JsonObject Party(string id, int subject) => new()
    {
        ["id"] = id,
        ["role"] = "employer",
        ["kind"] = "organization",
        ["name"] = $"Thistle {subject} {id}{(_random.Next(4) == 0 ? " Inc" : "")}",
        ["tradeNames"] = new JsonArray("Thistle Kitchen"),
        ["addresses"] = new JsonArray(new JsonObject { ["line1"] = $"{subject + 1} Invented St", ["city"] = "San Jose", ["state"] = "CA" }),
    };

    private static JsonObject With(JsonObject message, string member, JsonNode value)
    {
        message[member] = value.DeepClone();
        return message;
    }

    private static byte[] Bytes(JsonObject message) => JsonSerializer.SerializeToUtf8Bytes(message);
}
