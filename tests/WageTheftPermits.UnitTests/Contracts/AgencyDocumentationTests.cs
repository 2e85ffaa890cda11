using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using WageTheftPermits.Contracts.Incoming;
using WageTheftPermits.Contracts.Outgoing;

namespace WageTheftPermits.UnitTests.Contracts;

/// <summary>What <c>docs/agencies/README.md</c> shows a programmer is what the reader takes.</summary>
public partial class AgencyDocumentationTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs", "agencies", "README.md")).ReplaceLineEndings("\n");

    [Fact]
    public void EveryType_HasAnExample_ThatIsValid()
    {
        var examples = TypeRow().Matches(Page).ToDictionary(row => row.Groups["type"].Value, row => row.Groups["data"].Value);

        examples.Keys.ShouldBe(EventTypes.All, ignoreOrder: true);
        foreach (var (type, data) in examples)
            Sample.Read(Sample.Event(type, data)).Fault.ShouldBeNull(type);
    }

    [Fact]
    public void TheWholeEvent_IsValid()
    {
        var text = JsonBlock().Matches(Page).ShouldHaveSingleItem().Groups["json"].Value;

        var source = (string)JsonNode.Parse(text)!["source"]!;
        AgencyEventReader.Read(System.Text.Encoding.UTF8.GetBytes(text), source["urn:agency:".Length..]).Fault.ShouldBeNull();
    }

    [Fact]
    public void EveryMessage_IsNamed()
    {
        foreach (var type in typeof(MessageTypes).GetFields().Select(field => (string)field.GetRawConstantValue()!))
            Page.ShouldContain(type.StartsWith("enforcement.", StringComparison.Ordinal) ? type["enforcement".Length..] : type);
    }

    [GeneratedRegex(@"^\| `(?<type>[a-z.-]+\.v1)` \| `(?<data>\{.*?\})` \|", RegexOptions.Multiline)]
    private static partial Regex TypeRow();

    [GeneratedRegex(@"^```json\n(?<json>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex JsonBlock();
}
