using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Domain;

namespace WageTheftPermits.IntegrationTests.Api;

public sealed class EventsTests : IAsyncLifetime
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
    public async Task A_batch_is_stored_in_order_and_each_event_is_answered_with_its_receipt()
    {
        var answer = await _dlse.PostAsync($"[{_dlse.Issued(1, "a")}, {{\"id\": \"broken\"}}, 7, {_dlse.Event("judgment.final.v1", 2, "{}", "b")}]", "application/cloudevents-batch+json");

        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var stored = JsonElement.Parse(await answer.Content.ReadAsStringAsync()).EnumerateArray().ToList();
        stored.Select(s => s.GetProperty("id").GetString()).ShouldBe(["a", "broken", null, "b"]);
        stored.ShouldAllBe(s => s.GetProperty("state").GetString() == "stored");
        var receipts = stored.Select(s => Guid.Parse(s.GetProperty("receipt").GetString()!)).ToList();
        (await _service.ReadAsync(db => db.Deliveries.OrderBy(d => d.Arrival).Select(d => d.Receipt).ToListAsync())).ShouldBe(receipts);
    }

    [Theory]
    [InlineData("application/json", HttpStatusCode.Accepted)]
    [InlineData("application/json; charset=utf-8", HttpStatusCode.Accepted)]
    [InlineData("Application/CloudEvents+JSON", HttpStatusCode.Accepted)]
    [InlineData("text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json; charset=iso-8859-1", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("", HttpStatusCode.UnsupportedMediaType)]
    public async Task Events_come_as_the_contract_names_them(string type, HttpStatusCode expected) =>
        (await _dlse.PostAsync(_dlse.Issued(), type)).StatusCode.ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{} {}")]
    public async Task What_is_not_JSON_or_holds_no_event_is_refused_with_problem_details(string body)
    {
        var answer = await _dlse.PostAsync(body);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await _service.ReadAsync(db => db.Deliveries.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task What_is_not_UTF_8_is_refused() =>
        (await _dlse.PostAsync([.. "{\"id\": \""u8, 0xE9, .. "\"}"u8])).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_thousand_events_are_taken_and_one_more_is_too_many()
    {
        var thousand = string.Join(',', Enumerable.Repeat("{}", 1000));

        (await _dlse.PostAsync($"[{thousand}]")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await _dlse.PostAsync($"[{thousand},{{}}]")).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await _service.ReadAsync(db => db.Deliveries.CountAsync())).ShouldBe(1000);
    }

    [Fact]
    public async Task An_event_of_one_MiB_is_taken_and_a_byte_more_is_too_large()
    {
        var padding = new string(' ', (1024 * 1024) - Encoding.UTF8.GetByteCount("{\"note\":\"\"}"));

        (await _dlse.PostAsync($"{{\"note\":\"{padding}\"}}")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await _dlse.PostAsync($"{{\"note\":\"{padding} \"}}")).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_receipt_tells_what_became_of_a_delivery_before_and_after_it_is_understood()
    {
        await _dlse.PostAsync(_dlse.Issued());
        var stored = await _dlse.ReadAsync("receipts?eventId=e-1");
        await _service.SettleAsync();
        await _dlse.SendAsync(_dlse.Event("judgment.unheard-of.v1", 2, "{}", "e-2"));

        stored.GetProperty("state").GetString().ShouldBe("stored");
        var accepted = await _dlse.ReadAsync($"receipts/{stored.GetProperty("receipt").GetString()}");
        accepted.EnumerateObject().Select(m => m.Name).ShouldBe(["receipt", "eventId", "state", "reason", "pointer", "at"]);
        accepted.GetProperty("state").GetString().ShouldBe("accepted");
        var quarantined = await _dlse.ReadAsync("receipts?eventId=e-2");
        quarantined.GetProperty("state").GetString().ShouldBe("quarantined");
        quarantined.GetProperty("pointer").GetString().ShouldBe("/type");
        quarantined.GetProperty("reason").GetString().ShouldNotBeNullOrWhiteSpace();
        (await _dlse.GetAsync($"receipts/{Guid.NewGuid()}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_receipt_has_one_of_the_contracts_states_also_where_a_person_refused_the_event()
    {
        await _dlse.SendAsync(_dlse.Event("judgment.unheard-of.v1", 1, "{}", "e-1"));
        var receipt = Guid.Parse((await _dlse.ReadAsync("receipts?eventId=e-1")).GetProperty("receipt").GetString()!);
        await _service.Units.RunAsync(Actor.Person("ada.administrator"), unit => RejectDelivery.HandleAsync(unit, new RejectDelivery.Command(receipt, "sent by mistake")));

        var refused = await _dlse.ReadAsync($"receipts/{receipt}");

        refused.GetProperty("state").GetString().ShouldBe("quarantined");
        refused.GetProperty("reason").GetString().ShouldNotBeNull().ShouldContain("sent by mistake");
    }

    [Fact]
    public async Task The_schemas_and_the_description_are_open_to_anybody()
    {
        using var stranger = _service.CreateClient();

        JsonElement.Parse(await stranger.GetStringAsync("/asyncapi.json")).GetProperty("asyncapi").GetString().ShouldBe("3.0.0");

        JsonElement.Parse(await stranger.GetStringAsync("/schemas/judgment.issued.v1.json")).GetProperty("$schema").GetString().ShouldBe("https://json-schema.org/draft/2020-12/schema");
        (await stranger.GetAsync("/schemas/nothing.json")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        JsonElement.Parse(await stranger.GetStringAsync("/openapi/v1.json")).GetProperty("paths").EnumerateObject().Select(p => p.Name)
            .ShouldContain("/api/v1/agencies/{agency}/events");
    }
}
