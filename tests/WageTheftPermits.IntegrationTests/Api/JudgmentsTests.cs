using System.Net;
using System.Text.Json;

namespace WageTheftPermits.IntegrationTests.Api;

/// <summary>Events in, and what we then hold and say: the contract from end to end.</summary>
public sealed class JudgmentsTests : IAsyncLifetime
{
    private TestService _service = null!;
    private AgencyDoor _dlse = null!;

    public async Task InitializeAsync()
    {
        _service = await TestService.StartAsync();
        _dlse = await AgencyDoor.AddAsync(_service, "dlse");
    }

    public async Task DisposeAsync()
    {
        _dlse.Dispose();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task A_judgment_is_answered_in_the_contracts_shape()
    {
        await _dlse.SendAsync(_dlse.Issued(), _dlse.Event("payment.received.v1", 2, """{ "paymentId": "m1", "amount": "200.5", "receivedOn": "2026-02-01" }""", "e-2"));

        var held = await _dlse.ReadAsync("judgments/CASE-1");

        held.GetRawText().ShouldBe(
            """
            {"subject":"CASE-1","lastSequence":2,"gaps":[],"disputed":false,"status":"issued","parties":[{"id":"p1","status":"issued","bankruptcy":"none"}],
            "amount":"1200.00","paid":"200.50","balance":"999.50","overpaid":"0.00","balanceConfirmedOn":null,"accord":"none","cases":[]}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public async Task Events_in_any_order_come_to_the_same_and_a_gap_is_told()
    {
        await _dlse.SendAsync(
            _dlse.Event("judgment.final.v1", 5, """{ "finalOn": "2026-02-20" }""", "e-5"), _dlse.Event("judgment.served.v1", 2, """{ "servedOn": "2026-01-05" }""", "e-2"));
        var unknown = await _dlse.ReadAsync("judgments/CASE-1");
        await _dlse.SendAsync(_dlse.Issued());
        var late = await _dlse.ReadAsync("judgments/CASE-1");

        unknown.GetProperty("status").GetString().ShouldBe("unknown");
        unknown.GetProperty("amount").ValueKind.ShouldBe(JsonValueKind.Null);
        unknown.GetProperty("gaps").GetRawText().ShouldBe("[[1,1],[3,4]]");
        late.GetProperty("status").GetString().ShouldBe("final");
        late.GetProperty("gaps").GetRawText().ShouldBe("[[3,4]]");
        (await TypesAsync()).ShouldContain("gap.noticed.v1");
    }

    [Fact]
    public async Task A_duplicate_is_told_and_changes_nothing_whatever_its_id()
    {
        await _dlse.SendAsync(_dlse.Issued(), _dlse.Issued(), _dlse.Issued(id: "another-id"));

        (await _dlse.ReadAsync("judgments/CASE-1")).GetProperty("disputed").GetBoolean().ShouldBeFalse();
        (await TypesAsync()).ShouldBe(["receipt.accepted.v1", "receipt.duplicate.v1", "receipt.duplicate.v1"]);
        (await _dlse.ReadAsync("receipts?eventId=e-1")).GetProperty("state").GetString().ShouldBe("accepted");
    }

    [Fact]
    public async Task A_conflict_sets_both_aside_and_a_later_amendment_settles_it()
    {
        await _dlse.SendAsync(_dlse.Issued(), _dlse.Issued(id: "e-other", amount: "9999.00"));
        var disputed = await _dlse.ReadAsync("judgments/CASE-1");
        var told = await TypesAsync();
        await _dlse.SendAsync(_dlse.Event("judgment.amended.v1", 2, """{ "amount": "1300.00", "settles": [1], "parties": [ { "id": "p1", "name": "Copper Kettle Inc" } ] }""", "e-3"));
        var settled = await _dlse.ReadAsync("judgments/CASE-1");

        disputed.GetProperty("disputed").GetBoolean().ShouldBeTrue();
        disputed.GetProperty("lastSequence").GetInt64().ShouldBe(1);
        told.ShouldBe(["receipt.accepted.v1", "receipt.quarantined.v1", "receipt.quarantined.v1"]);
        settled.GetProperty("disputed").GetBoolean().ShouldBeFalse();
        settled.GetProperty("amount").GetString().ShouldBe("1300.00");
        (await TypesAsync()).Count.ShouldBe(told.Count + 3);
    }

    [Theory]
    [InlineData("a b c")]
    [InlineData("a c b")]
    [InlineData("b a c")]
    [InlineData("b c a")]
    [InlineData("c a b")]
    [InlineData("c b a")]
    public async Task An_event_like_one_and_against_another_is_a_conflict_in_any_order_of_arrival(string order)
    {
        var events = new Dictionary<string, string>
        {
            ["a"] = _dlse.Issued(id: "e-1"),
            ["b"] = _dlse.Event("judgment.served.v1", 2, """{ "method": "mail" }""", "e-2"),
            ["c"] = _dlse.Event("judgment.served.v1", 2, """{ "method": "mail" }""", "e-1"),
        };
        await _dlse.SendAsync([.. order.Split(' ').Select(name => events[name])]);

        var held = await _dlse.ReadAsync("judgments/CASE-1");

        (held.GetProperty("disputed").GetBoolean(), held.GetProperty("status").GetString(), held.GetProperty("lastSequence").GetInt64()).ShouldBe((true, "unknown", 2));
        (await _dlse.ReadAsync("receipts?eventId=e-1")).GetProperty("state").GetString().ShouldBe("quarantined");
    }

    [Fact]
    public async Task A_cursor_reads_on_and_stays_at_the_end()
    {
        await _dlse.SendAsync(_dlse.Issued());
        var first = await _dlse.ReadAsync("messages");
        var next = first.GetProperty("next").GetString();
        var end = await _dlse.ReadAsync($"messages?after={next}");
        await _dlse.SendAsync(_dlse.Event("judgment.final.v1", 2, "{}", "e-2"));
        var more = await _dlse.ReadAsync($"messages?after={next}");

        var message = first.GetProperty("messages").EnumerateArray().ShouldHaveSingleItem();
        message.GetProperty("specversion").GetString().ShouldBe("1.0");
        message.GetProperty("subject").GetString().ShouldBe("CASE-1");
        message.GetProperty("data").GetProperty("eventId").GetString().ShouldBe("e-1");
        end.GetProperty("messages").GetArrayLength().ShouldBe(0);
        end.GetProperty("next").GetString().ShouldBe(next);
        more.GetProperty("messages").EnumerateArray().ShouldHaveSingleItem().GetProperty("data").GetProperty("eventId").GetString().ShouldBe("e-2");
        (await _dlse.GetAsync("messages?after=x")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _dlse.ReadAsync("messages?after=")).GetProperty("messages").GetArrayLength().ShouldBe(2);
    }

    [Theory]
    [InlineData("05/61234")]
    [InlineData("ä b?c#d&e+f")]
    [InlineData("a/../b")]
    public async Task A_subject_may_have_any_characters(string subject)
    {
        await _dlse.SendAsync(_dlse.Issued(subject: subject));

        (await _dlse.ReadAsync($"judgments/{Uri.EscapeDataString(subject)}")).GetProperty("subject").GetString().ShouldBe(subject);
        (await _dlse.GetAsync("judgments/CASE-1")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<List<string>> TypesAsync() =>
        [.. (await _dlse.ReadAsync("messages")).GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("type").GetString()!)];
}
