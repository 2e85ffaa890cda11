using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using WageTheftPermits.Contracts.Incoming;
using WageTheftPermits.UnitTests;

namespace WageTheftPermits.IntegrationTests.Agencies;

/// <summary>
/// The published schemas, read by ajv, and the service's own reader agree: on the published examples and on thousands of spoilt ones, and on the
/// place of the fault. <c>WTP_MESSAGES</c> asks for more of those spoilt at random, <c>WTP_SEED</c> for others.
/// </summary>
public sealed class When_two_validators_read_one_message
{
    /// <summary>The one rule on an event's values that no JSON Schema can say.</summary>
    private const string BeyondSchemas = "Two parties of one judgment have this id.";

    [Fact]
    public async Task They_agree_on_the_published_examples()
    {
        var good = Directory.GetFiles(Examples("good"), "*.json");
        var expected = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Examples("bad"), "expected.json")))!.AsObject();
        var bad = expected.Select(one => Path.Combine(Examples("bad"), one.Key + ".json")).ToList();
        bad.ShouldBe(Directory.GetFiles(Examples("bad"), "*.json").Where(path => !path.EndsWith("expected.json", StringComparison.Ordinal)), ignoreOrder: true);

        var texts = good.Concat(bad).Select(path => File.ReadAllText(path).ReplaceLineEndings(" ")).ToList();
        var byAjv = await SampleProgram.ValidateAsync(texts);
        var byReader = Read(texts);

        for (var i = 0; i < good.Length; i++)
            (byReader[i].Fault, byAjv[i].Count).ShouldBe((null, 0), good[i]);
        foreach (var ((name, what), i) in expected.Select((one, at) => (one, at + good.Length)))
        {
            var pointer = (string)what!["pointer"]!;
            byReader[i].Fault.ShouldNotBeNull(name).Pointer.ShouldBe(pointer, name);
            if ((bool?)what["schema"] ?? true)
                byAjv[i].ShouldContain(pointer, name);
            else
                byAjv[i].ShouldBeEmpty(name);
        }
    }

    [Fact]
    public async Task They_agree_on_thousands_of_spoilt_ones()
    {
        var random = new Random(Number("WTP_SEED", 20260302));
        var examples = Directory.GetFiles(Examples("good"), "*.json").Order(StringComparer.Ordinal).Select(path => JsonNode.Parse(File.ReadAllText(path))!.AsObject()).ToList();
        var texts = Mutation.Each(examples)
            .Concat(Enumerable.Range(0, Number("WTP_MESSAGES", 3000)).Select(i => Mutation.Of(examples[i % examples.Count], random))).Select(message => message.ToJsonString()).ToList();

        var byAjv = await SampleProgram.ValidateAsync(texts);
        var byReader = Read(texts);

        var disagreements = texts.Select((text, i) => (text, Mine: byReader[i].Fault, Theirs: byAjv[i])).Where(one => !Agree(one.Mine, one.Theirs))
            .Select(one => $"{one.Mine?.Pointer ?? "valid"} {one.Mine?.Reason} | ajv: {string.Join(' ', one.Theirs)} | {one.text}").ToList();
        disagreements.ShouldBeEmpty();
        texts.Count.ShouldBeGreaterThan(8000);
        // Neither verdict is rare, or agreeing would be easy.
        byReader.Count(one => one.Fault is null).ShouldBeInRange(texts.Count / 10, texts.Count * 9 / 10);
    }

    /// <summary>Where a whole object is missing the schema names it, and the reader what it needed within it.</summary>
    private static bool Agree(EventFault? mine, IReadOnlyList<string> theirs) => mine is null
        ? theirs.Count == 0
        : mine.Reason == BeyondSchemas || theirs.Any(pointer => pointer == mine.Pointer || (pointer.Length > 0 && mine.Pointer.StartsWith(pointer + "/", StringComparison.Ordinal)));

    private static IReadOnlyList<CheckedEvent> Read(IEnumerable<string> texts) => [.. texts.Select(text => EventChecks.Of([Encoding.UTF8.GetBytes(text)], null)[0])];

    private static string Examples(string folder) => Repository.PathOf("docs", "agencies", "examples", folder);

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
