using WageTheftPermits.Domain;
using WageTheftPermits.IntegrationTests.Enforcement;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Pages;

public sealed class QueueTests
{
    [Fact]
    public async Task A_possible_match_waits_for_an_inspector_and_for_nobody_who_may_not_decide_it()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.IssueAsync();
        await flow.OpenRenewalAsync();
        using var inspector = await PageReader.OfRoleAsync(service, Roles.Inspector);
        using var auditor = await PageReader.OfRoleAsync(service, Roles.Auditor);

        var queue = await inspector.PageAsync("/?kind=review-matches");

        queue.QuerySelectorAll("tbody tr").ShouldHaveSingleItem().TextContent.ShouldContain("F-1001 Blue Heron Diner");
        queue.QuerySelector("tbody th a")!.GetAttribute("href").ShouldStartWith("/matches/");
        (await inspector.TextAsync("/")).ShouldContain("1 Matches to review");
        (await auditor.TextAsync("/")).ShouldContain("Auditors have no queue");
    }

    [Fact]
    public async Task A_proposed_hold_waits_for_a_supervisor_who_did_not_propose_it()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        using var supervisor = await PageReader.OfRoleAsync(service, Roles.Supervisor);
        await flow.NoticeAsync();
        await flow.ProposeAsync(Actor.Person("bram.ostrander"));

        var own = await supervisor.TextAsync("/");

        own.ShouldContain("0 Holds to decide");
        own.ShouldContain("Another supervisor");
        own.ShouldNotContain("Decide on a proposed hold");
    }

    [Fact]
    public async Task A_hold_that_an_inspector_proposed_is_the_supervisors_to_decide()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        using var supervisor = await PageReader.OfRoleAsync(service, Roles.Supervisor);
        await flow.NoticeAsync();
        await flow.ProposeAsync();

        var queue = await supervisor.PageAsync("/?kind=decide-holds");

        queue.QuerySelector("tbody th a")!.GetAttribute("href").ShouldBe($"/cases/{flow.CaseId}");
    }
}
