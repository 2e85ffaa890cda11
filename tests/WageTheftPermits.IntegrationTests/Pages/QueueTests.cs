using System.Net;
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

    [Fact]
    public async Task A_task_is_taken_by_one_shown_to_the_others_and_released()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.IssueAsync();
        await flow.BecomeFinalAsync();
        await flow.ConfirmBalanceAsync();
        await flow.ConfirmMatchAsync();
        using var inspector = await PageReader.OfRoleAsync(service, Roles.Inspector);
        using var other = await Visitor.SignInAsync(service, "ines.inspector", Roles.Inspector);
        using var auditor = await PageReader.OfRoleAsync(service, Roles.Auditor);
        var task = ("taskId", (await flow.TaskAsync("ServeNotice")).ToString());
        Task<HttpResponseMessage> PostAsync(PageReader who, string handler) => who.PostAsync("/", $"/?handler={handler}", ("formId", Guid.NewGuid().ToString()), task);

        (await PostAsync(inspector, "Take")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await inspector.TextAsync("/")).ShouldContain("You Release");
        var seen = await other.OpenAsync("/");
        seen.Words.ShouldContain("Imara Castell");
        seen.Offers("Take").ShouldBeFalse();
        var letter = await flow.FinalLetterAsync();
        var page = await other.OpenAsync($"/cases/{flow.CaseId}");
        var (action, fields) = page.Form("handler=Serve");
        (await other.PostAsync(action, fields, ("Serve.ServedOn", $"{flow.Today:yyyy-MM-dd}"), ("Serve.Method", "InPerson"), ("Serve.Proof", "Signed."), ("Serve.LetterId", $"{letter}"))).Words.ShouldContain("imara.castell");
        (await PostAsync(auditor, "Take")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        (await PostAsync(inspector, "Release")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await other.OpenAsync("/")).Offers("Take").ShouldBeTrue();
    }
}
