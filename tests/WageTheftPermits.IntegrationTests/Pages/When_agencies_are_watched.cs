using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Telemetry;
using WageTheftPermits.Domain;
using WageTheftPermits.IntegrationTests.Enforcement;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Pages;

public class When_agencies_are_watched
{
    private static Task HearAsync(TestService service, string agency) =>
        service.Services.GetRequiredService<Intake>().StoreAsync(agency, "http", ["not an event"u8.ToArray()], default);

    private static async Task<long> GaugeAsync(TestService service, string agency) =>
        (await service.Services.GetRequiredService<Backlog>().CurrentAsync()).Lines.Single(line => line.What == "silent" && line.Of == agency).Count;

    [Fact]
    public async Task One_that_is_silent_for_longer_than_it_ever_was_is_shown_everywhere_until_it_is_heard()
    {
        await using var service = await TestService.StartAsync();
        await service.Units.RunAsync(Actor.System("test"), async unit =>
        {
            await AddAgency.HandleAsync(unit, "dlse", "State labor commissioner");
            await AddAgency.HandleAsync(unit, "at-once", "Sends all at once");
        });
        // Heard at five times, the longest silence two days; the other sends as much within the hour.
        foreach (var hours in new[] { 0, 24, 48, 24, 24 })
        {
            service.Clock.Advance(TimeSpan.FromHours(hours));
            await HearAsync(service, "dlse");
        }
        for (var message = 0; message < 5; message++)
        {
            await HearAsync(service, "at-once");
            service.Clock.Advance(TimeSpan.FromMinutes(10));
        }
        await service.SettleAsync();
        using var administrator = await PageReader.OfRoleAsync(service, Roles.Administrator);

        service.Clock.Advance(TimeSpan.FromHours(47));
        (await administrator.TextAsync("/?kind=silent-agencies")).ShouldContain("0 Silent agencies");
        (await administrator.TextAsync("/agencies/dlse")).ShouldNotContain("Silent for longer");
        (await GaugeAsync(service, "dlse")).ShouldBe(0);

        service.Clock.Advance(TimeSpan.FromHours(2));
        var work = await administrator.PageAsync("/?kind=silent-agencies");
        work.QuerySelectorAll("tbody tr").ShouldHaveSingleItem().TextContent.ShouldContain("Its longest silence was 2 days 0 h");
        work.QuerySelector("tbody th a")!.GetAttribute("href").ShouldBe("/agencies/dlse");
        (await administrator.TextAsync("/agencies/dlse")).ShouldContain("Nothing has come for 2 days 1 h; its longest silence was 2 days 0 h.");
        (await administrator.PageAsync("/agencies")).QuerySelectorAll("tbody tr .status-tag--stop").ShouldHaveSingleItem().Closest("tr")!.TextContent.ShouldContain("dlse");
        ((await GaugeAsync(service, "dlse")), (await GaugeAsync(service, "at-once"))).ShouldBe((1, 0));
        using var supervisor = await PageReader.OfRoleAsync(service, Roles.Supervisor);
        (await supervisor.TextAsync("/")).ShouldNotContain("Silent agencies");

        await HearAsync(service, "dlse");
        (await administrator.TextAsync("/?kind=silent-agencies")).ShouldContain("0 Silent agencies");
        (await administrator.FactsAsync("/agencies/dlse"))["Longest silence"].ShouldBe("2 days 1 h");
    }

    [Fact]
    public async Task Its_page_tells_what_came_what_is_in_the_way_and_what_it_was_told_and_no_secret()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        using var auditor = await PageReader.OfRoleAsync(service, Roles.Auditor);
        (await auditor.FactsAsync("/agencies/dlse"))["Last heard"].ShouldBe("never");
        await flow.IssueAsync();
        service.Clock.Advance(TimeSpan.FromDays(2));
        await flow.ConfirmBalanceAsync();
        await flow.SendAsync("payment.received.v1", new { paymentId = "pay-1", amount = "1.00", receivedOn = flow.Today }, sequence: 5);
        await flow.SendAsync("payment.received.v1", new { paymentId = "pay-2", amount = "a lot", receivedOn = flow.Today }, sequence: 6);
        var token = await service.Units.RunAsync(Actor.System("test"), unit => AddAgency.HandleAsync(unit, "olse", "City labor office"));
        await service.Services.GetRequiredService<Intake>().StoreAsync("dlse", "http", ["one more"u8.ToArray()], default);

        var facts = await auditor.FactsAsync("/agencies/dlse");
        facts["Messages today"].ShouldBe("4");
        facts["Messages in 7 days"].ShouldBe("5");
        facts["Usual"].ShouldBe("0.5 a day");
        facts["Longest silence"].ShouldBe("2 days 0 h");
        facts["Not yet read"].ShouldBe("1, the oldest from Mar 4, 2026, 9:00 AM");
        facts["In quarantine"].ShouldBe("1, the oldest from Mar 4, 2026, 9:00 AM");
        facts["Judgments with gaps"].ShouldBe("1");
        facts["Disputed judgments"].ShouldBe("None");
        facts["Of the messages of 7 days"].ShouldBe("being read 1, accepted 3, in quarantine 1");
        facts["News not yet confirmed by the broker"].ShouldBe("None");
        facts["Tokens in force"].ShouldBe("0");
        var linked = (await auditor.PageAsync("/agencies/dlse")).QuerySelectorAll("main dd a").Select(a => a.GetAttribute("href")!).ToList();
        linked.ShouldContain("/messages?agency=dlse&state=quarantined");
        foreach (var link in linked)
            (await auditor.PageAsync(link)).QuerySelectorAll("tbody tr").Length.ShouldBeGreaterThan(0, link);
        (await auditor.TextAsync("/judgments?agency=olse")).ShouldContain("No judgment is like this");

        (await auditor.FactsAsync("/agencies/olse"))["Tokens in force"].ShouldBe("1, the newest made Mar 4, 2026");
        (await auditor.TextAsync("/agencies/olse")).ShouldNotContain(token);
        (await auditor.TextAsync("/agencies")).ShouldContain("1–2 of 2 agencies");
        (await auditor.GetAsync("/agencies/nobody")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Whoever_may_read_messages_may_open_the_pages_and_nobody_else()
    {
        await using var service = await TestService.StartAsync();
        using (var administrator = await PageReader.OfRoleAsync(service, Roles.Administrator))
            (await administrator.TextAsync("/agencies")).ShouldContain("No agency is known yet");
        await service.Units.RunAsync(Actor.System("test"), unit => AddAgency.HandleAsync(unit, "dlse", "State labor commissioner"));
        (string Path, string Policy)[] pages = [("/agencies", Access.ReadMessages), ("/agencies/dlse", Access.ReadMessages), ("/messages/replay?state=quarantined", Access.MendMessages)];
        foreach (var role in Roles.All)
        {
            using var visitor = await PageReader.OfRoleAsync(service, role);
            foreach (var (path, policy) in pages)
                (await visitor.GetAsync(path)).StatusCode.ShouldBe(Access.RolesByPolicy[policy].Contains(role) ? HttpStatusCode.OK : HttpStatusCode.Forbidden, $"{role} at {path}");
        }
    }
}
