using System.Text;
using WageTheftPermits.Contracts.Incoming;

namespace WageTheftPermits.UnitTests.Contracts;

public class EventBatchTests
{
    [Theory]
    [InlineData("""{"a":1}""", new[] { """{"a":1}""" })]
    [InlineData(""" [ {"a": [1, 2]} ,7, "x]" , [[]] ] """, new[] { """{"a": [1, 2]}""", "7", "\"x]\"", "[[]]" })]
    [InlineData("""[{"a":1,"a":2}]""", new[] { """{"a":1,"a":2}""" })]
    [InlineData("null", new[] { "null" })]
    public void Split_KeepsEachEventAsItCame(string body, string[] events)
    {
        var batch = Split(body);

        batch.Refusal.ShouldBe(BatchRefusal.None);
        batch.Events.Select(one => Encoding.UTF8.GetString(one.Span)).ShouldBe(events);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData(" [ ] ")]
    [InlineData("[{}")]
    [InlineData("[{},]")]
    [InlineData("{} {}")]
    [InlineData("{}]")]
    [InlineData("hello")]
    [InlineData("{\"a\":01}")]
    public void Split_WhatIsNoJson_OrNoEvent_IsUnreadable(string body)
    {
        var batch = Split(body);

        batch.Refusal.ShouldBe(BatchRefusal.Unreadable);
        batch.Reason.ShouldNotBeEmpty();
        batch.Events.ShouldBeEmpty();
    }

    [Fact]
    public void Split_WhatIsNotUtf8_IsUnreadable() => EventBatch.Split(new byte[] { (byte)'"', 0xFF, (byte)'"' }).Refusal.ShouldBe(BatchRefusal.Unreadable);

    [Theory]
    [InlineData(1000, BatchRefusal.None)]
    [InlineData(1001, BatchRefusal.TooLarge)]
    public void Split_TakesAThousandEvents(int count, BatchRefusal refusal) =>
        Split($"[{string.Join(',', Enumerable.Repeat("{}", count))}]").Refusal.ShouldBe(refusal);

    [Theory]
    [InlineData(AgencyEventReader.MaxBytes, BatchRefusal.None)]
    [InlineData(AgencyEventReader.MaxBytes + 1, BatchRefusal.TooLarge)]
    public void Split_TakesAMebibyteAnEvent(int bytes, BatchRefusal refusal)
    {
        var large = $"\"{new string('x', bytes - 2)}\"";

        Split(large).Refusal.ShouldBe(refusal);
        Split($"[{{}}, {large}]").Refusal.ShouldBe(refusal);
    }

    [Fact]
    public void Split_DeeplyNested_IsStored_AndQuarantinedLater() =>
        Split(new string('[', 10_000) + new string(']', 10_000)).Refusal.ShouldBe(BatchRefusal.None);

    [Theory]
    [InlineData("{\"type\":\"a\"}\n{\"type\":\"b\"}\n", 2)]
    [InlineData("\uFEFF\r\n{\"subject\":\"a\"}\r\n\r\n{\"broken\n", 2)]
    [InlineData("{\"type\":\"a\"}", 1)]
    [InlineData("[{},\n{}]", 2)]
    public void SplitFile_TakesAnEvent_AnArray_OrALineEach(string file, int events) =>
        EventBatch.SplitFile(Encoding.UTF8.GetBytes(file)).ShouldSatisfyAllConditions(batch => batch.Refusal.ShouldBe(BatchRefusal.None), batch => batch.Events.Count.ShouldBe(events));

    [Theory]
    [InlineData("{ \"type\": \"a\",\n \"data\": { \"parties\": [\n { \"id\": \"p1\", \"name\": \"N\" }\n")]
    [InlineData("")]
    public void SplitFile_AnEventThatIsBroken_IsNoListOfEvents(string file) =>
        EventBatch.SplitFile(Encoding.UTF8.GetBytes(file)).Refusal.ShouldBe(BatchRefusal.Unreadable);

    [Fact]
    public void SplitFile_HasNoBoundOnTheirNumber() =>
        EventBatch.SplitFile(Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat("{}", 1001))}]")).Events.Count.ShouldBe(1001);

    private static EventBatch Split(string body) => EventBatch.Split(Encoding.UTF8.GetBytes(body));
}
