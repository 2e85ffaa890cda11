using WageTheftPermits.Contracts.Incoming;

namespace WageTheftPermits.UnitTests.Contracts;

public class ContentDigestTests
{
    [Theory]
    [InlineData("""{"x":1,"y":2}""", """{ "y": 2, "x": 1 }""")]
    [InlineData("""{"x":1}""", """{"x":1.0}""")]
    [InlineData("""{"x":100}""", """{"x":1e2}""")]
    [InlineData("""{"x":0.001}""", """{"x":1E-3}""")]
    [InlineData("""{"x":0}""", """{"x":-0.00e9}""")]
    [InlineData("""{"x":"a\u00e9/"}""", """{"x":"aé\/"}""")]
    [InlineData("""{"\u0078":[true,null]}""", """{"x":[true,null]}""")]
    [InlineData("""{"x":123456789012345678901234567890}""", """{"x":1.2345678901234567890123456789e29}""")]
    [InlineData("""{"x":1e99999999999999999999}""", """{"x":10e99999999999999999998}""")]
    public void Digest_IsEqual_ForEqualJsonValues(string one, string other) => Digest(one).ShouldBe(Digest(other));

    [Theory]
    [InlineData("""{"x":1}""", """{"x":"1"}""")]
    [InlineData("""{"x":1}""", """{"x":-1}""")]
    [InlineData("""{"x":12345678901234567890}""", """{"x":12345678901234567891}""")]
    [InlineData("""{"x":0.1}""", """{"x":0.10000000000000000000000000000001}""")]
    [InlineData("""{"x":[1,2]}""", """{"x":[2,1]}""")]
    [InlineData("""{"x":[1,[2]]}""", """{"x":[[1],2]}""")]
    [InlineData("""{"x":null}""", """{}""")]
    [InlineData("""{"x":"A"}""", """{"x":"a"}""")]
    [InlineData("""{"x":"é"}""", """{"x":"e\u0301"}""")]
    [InlineData("""{"x":"\ud800"}""", """{"x":"\udc00"}""")]
    [InlineData("""{"x":true}""", """{"x":"t"}""")]
    public void Digest_Differs_ForOtherJsonValues(string one, string other) => Digest(one).ShouldNotBe(Digest(other));

    [Fact]
    public void Digest_IsOfTypeSubjectSequenceAndData_AndOfNothingElse()
    {
        var content = Read(Sample.Event(EventTypes.JudgmentFinal));

        Read(Sample.Event(EventTypes.JudgmentFinal).With("/id", "\"other\"").With("/time", null).With("/extra", "1")).ShouldBe(content);
        Read(Sample.Event(EventTypes.JudgmentFinal).With("/sequence", "8")).ShouldNotBe(content);
        Read(Sample.Event(EventTypes.JudgmentFinal).With("/subject", "\"CASE-2\"")).ShouldNotBe(content);
        Read(Sample.Event(EventTypes.JudgmentFinal).With("/data/finalOn", "\"2026-03-13\"")).ShouldNotBe(content);
        Read(Sample.Event(EventTypes.JudgmentWithdrawn, "{}")).ShouldNotBe(Read(Sample.Event(EventTypes.JudgmentVacated, "{}")));
    }

    [Fact]
    public void Digest_OfAnExponentOfHalfAMegabyte_IsReadAtOnce()
    {
        var exponent = new string('9', 500_000);

        Digest($"{{\"x\":1e{exponent}}}").ShouldBe(Digest($"{{\"x\": 1e{exponent}}}"));
        Digest($"{{\"x\":1e{exponent}}}").ShouldNotBe(Digest($"{{\"x\":2e{exponent}}}"));
    }

    private static ContentDigest Digest(string data)
    {
        var body = Sample.Event(EventTypes.JudgmentServed, "{}").ToJsonString().Replace("\"data\":{}", $"\"data\":{data}", StringComparison.Ordinal);
        return Sample.Read(body).Event!.Digest;
    }

    private static ContentDigest Read(System.Text.Json.Nodes.JsonNode body) => Sample.Read(body).Event!.Digest;
}
