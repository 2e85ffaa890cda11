using System.Net;
using WageTheftPermits.Application.Numbers;
using WageTheftPermits.IntegrationTests.Enforcement;
using WageTheftPermits.IntegrationTests.Pages;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Numbers;

public sealed class When_the_program_is_counted
{
    [Fact]
    public async Task What_was_paid_held_found_and_done_is_there_once()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        var openedOn = flow.Today;
        await flow.HoldAsync();
        await flow.SendAsync("payment.received.v1", new { paymentId = "before-the-case", amount = "50.00", receivedOn = openedOn.AddDays(-1) });
        var heldOn = flow.Today;
        await flow.PassAsync(10);
        await flow.SendAsync("payment.received.v1", new { paymentId = "p-1", amount = "1000.00", receivedOn = flow.Today });
        await flow.SendAsync("payment.received.v1", new { paymentId = "p-2", amount = "300.00", receivedOn = flow.Today });
        await flow.SendAsync("payment.returned.v1", new { paymentId = "p-2", returnedOn = flow.Today, reason = "no funds" });
        await flow.SendAsync("payment.received.v1", new { paymentId = "a quote \" and \\u0000 in it", amount = "0.50", receivedOn = flow.Today });

        var tables = await TablesAsync(flow, new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 31));

        Values(tables, "recovered", flow.Today.ToString("MMM yyyy", System.Globalization.CultureInfo.InvariantCulture)).ShouldBe([1000.50m, 2, 1]);
        tables["recovered"].Rows.Count.ShouldBe(12);
        tables["recovered"].Totals.ShouldBe([1000.50m, 2, null]);
        Values(tables, "outstanding", "31 to 90 days").ShouldBe([17249.50m, 1]);
        Values(tables, "holds", "In force now").ShouldBe([1, flow.Today.DayNumber - heldOn.DayNumber]);
        Values(tables, "holds", "Came into force")[0].ShouldBe(1);
        Values(tables, "matches", "Confirmed: the same")[0].ShouldBe(1);
        Values(tables, "matches", "Waiting now").ShouldBe([0, null]);
        Values(tables, "first-payment", "In the period")[..2].ShouldBe([1, 1]);
        Values(tables, "districts", "94102").ShouldBe([1, 1, 17249.50m]);
        Values(tables, "languages", "not known")[0].ShouldBe(1);
        tables["people"].Rows.Sum(r => r.Values[3]).ShouldBe(1, "one hold was decided");

        var later = await TablesAsync(flow, new DateOnly(2027, 1, 1), new DateOnly(2027, 12, 31));
        later["recovered"].Totals.ShouldBe([0, 0, null]);
        Values(later, "matches", "Confirmed: the same")[0].ShouldBe(0);
        later["people"].Rows.ShouldBeEmpty();
    }

    [Fact]
    public async Task They_are_on_a_page_for_who_answers_for_them_and_in_a_file()
    {
        await using var service = await TestService.StartAsync();
        using var supervisor = await PageReader.OfRoleAsync(service, Roles.Supervisor);
        using var inspector = await PageReader.OfRoleAsync(service, Roles.Inspector);

        (await supervisor.TextAsync("/numbers")).ShouldContain("Recovered by month");
        (await supervisor.TextAsync("/numbers?from=2026-01-01&until=2026-12-31")).ShouldContain("Wage theft and permits: 2026");
        (await supervisor.TextAsync("/numbers?from=2026-02-01&until=2026-01-01")).ShouldContain("The last day is before the first.");
        (await supervisor.TextAsync("/numbers?from=someday")).ShouldContain("One of these is no day.");
        (await supervisor.TextAsync("/numbers?from=1990-01-01")).ShouldContain("longer than 5 years");
        var file = await supervisor.GetAsync("/numbers?handler=Csv&from=2026-01-01&until=2026-03-31");
        file.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        var lines = (await file.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        lines[0].ShouldBe("table,row,measure,unit,value,from,until");
        lines.ShouldContain("recovered,Jan 2026,Recovered,money,0.00,2026-01-01,2026-03-31");
        (await supervisor.GetAsync("/numbers?handler=Csv&from=x")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await inspector.GetAsync("/numbers")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await inspector.GetAsync("/numbers?handler=Csv")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static async Task<Dictionary<string, NumberTable>> TablesAsync(EnforcementFlow flow, DateOnly from, DateOnly until) =>
        (await flow.Service.ReadAsync(db => new ProgramNumbers(db, "America/Los_Angeles", from, until, flow.Today).AllAsync(default))).ToDictionary(t => t.Key);

    private static decimal?[] Values(Dictionary<string, NumberTable> tables, string key, string row) => [.. tables[key].Rows.Single(r => r.Label == row).Values];
}
