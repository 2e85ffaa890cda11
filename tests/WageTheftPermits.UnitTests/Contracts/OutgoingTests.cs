using System.Text;
using WageTheftPermits.Contracts.Outgoing;

namespace WageTheftPermits.UnitTests.Contracts;

public class OutgoingTests
{
    private static readonly DateTimeOffset Time = new(2026, 3, 2, 9, 4, 0, TimeSpan.FromHours(-8));

    [Theory]
    [InlineData(ReceiptOutcome.Accepted, "receipt.accepted.v1")]
    [InlineData(ReceiptOutcome.Duplicate, "receipt.duplicate.v1")]
    [InlineData(ReceiptOutcome.Quarantined, "receipt.quarantined.v1")]
    public void Receipt_IsACloudEvent(ReceiptOutcome outcome, string type) =>
        Encoding.UTF8.GetString(new Receipt(outcome, "CASE-1", "e-1", "r-1", "why \"é\"", "/data/amount").ToCloudEvent("m-1", Time)).ShouldBe(
            "{\"specversion\":\"1.0\",\"id\":\"m-1\",\"source\":\"urn:wage-theft-permits\",\"type\":\"" + type + "\",\"time\":\"2026-03-02T17:04:00Z\","
            + "\"subject\":\"CASE-1\",\"datacontenttype\":\"application/json\","
            + "\"data\":{\"eventId\":\"e-1\",\"receipt\":\"r-1\",\"reason\":\"why \\\"é\\\"\",\"pointer\":\"/data/amount\"}}");

    [Fact]
    public void Receipt_OfWhatCannotBeRead_HasNoSubject_AndNullEventId() =>
        Encoding.UTF8.GetString(new Receipt(ReceiptOutcome.Quarantined, null, null, "r-1", "The event is not JSON.", "").ToCloudEvent("m-1", Time)).ShouldBe(
            "{\"specversion\":\"1.0\",\"id\":\"m-1\",\"source\":\"urn:wage-theft-permits\",\"type\":\"receipt.quarantined.v1\",\"time\":\"2026-03-02T17:04:00Z\","
            + "\"datacontenttype\":\"application/json\","
            + "\"data\":{\"eventId\":null,\"receipt\":\"r-1\",\"reason\":\"The event is not JSON.\",\"pointer\":\"\"}}");

    [Fact]
    public void News_NamesThePartyThePermitAndTheReason() =>
        Encoding.UTF8.GetString(new News(MessageTypes.HoldPlaced, "CASE-1", "p1", "F-100", "unpaid final judgment").ToCloudEvent("m-2", Time)).ShouldBe(
            "{\"specversion\":\"1.0\",\"id\":\"m-2\",\"source\":\"urn:wage-theft-permits\",\"type\":\"enforcement.hold-placed.v1\",\"time\":\"2026-03-02T17:04:00Z\","
            + "\"subject\":\"CASE-1\",\"datacontenttype\":\"application/json\","
            + "\"data\":{\"party\":\"p1\",\"permit\":\"F-100\",\"reason\":\"unpaid final judgment\"}}");
}
