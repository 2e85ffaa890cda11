using System.Net;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.IntegrationTests.Enforcement;
using WageTheftPermits.IntegrationTests.Renewals;
using WageTheftPermits.Tests.Workflow;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Pages;

public sealed class RenewalPagesTests
{
    [Fact]
    public async Task The_list_says_what_blocks_a_renewal_and_its_page_says_who_can_lift_it()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.IssueAsync();
        await flow.OpenRenewalAsync();
        using var inspector = await PageReader.OfRoleAsync(service, Roles.Inspector);

        (await inspector.TextAsync("/renewals?blocked=match&q=blue%20her")).ShouldContain("F-1001 Blue Heron Diner Open 1 possible match");
        (await inspector.TextAsync("/renewals?blocked=hold")).ShouldContain("No renewal is like this");
        (await inspector.PageAsync($"/renewals/{flow.RenewalId}")).QuerySelector("tbody tr")!.TextContent.ShouldContain("An inspector");
    }

    [Fact]
    public async Task It_says_who_has_taken_its_open_task()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.IssueAsync();
        await flow.OpenRenewalAsync();
        var byHand = new Flow("by-hand")
            .Activity("Ask", "Elsa.RunTask", ("taskName", Flow.Literal("String", ScreenByHand.Task)), ("payload", Flow.Object("Object", new Dictionary<string, string> { ["role"] = "inspector" })))
            .Activity("End", "Elsa.End").Connect("Ask > End");
        var late = flow.RenewalId;
        await service.Units.RunAsync(Actor.System("test"), unit => unit.Workflows.DeployAsync(unit.ForWorkflow(), byHand.File(), "test", "For a test."));
        await service.Units.RunAsync(Actor.System("test"), unit => unit.Workflows.StartAsync(unit.ForWorkflow(), "by-hand", $"renewal:{late}", new Dictionary<string, object?>(), "test"));
        await service.SettleAsync();
        using var inspector = await PageReader.OfRoleAsync(service, Roles.Inspector);
        using var auditor = await PageReader.OfRoleAsync(service, Roles.Auditor);
        (await inspector.TextAsync($"/renewals/{late}")).ShouldNotContain("Taken by");

        var task = await service.ReadAsync(db => db.WorkflowTasks.Where(t => t.Name == ScreenByHand.Task).Select(t => t.Id).SingleAsync());
        await service.Units.RunAsync(EnforcementFlow.Inspector, unit => unit.Workflows.ClaimTaskAsync(unit.ForWorkflow(), task, "ines.inspector"));

        (await inspector.TextAsync($"/renewals/{late}")).ShouldContain("Taken by ines.inspector");
        (await auditor.TextAsync($"/renewals/{late}")).ShouldContain("Taken by ines.inspector");
        (await auditor.PageAsync($"/renewals/{late}")).QuerySelector("form[action*='Screened']").ShouldBeNull();
    }

    [Fact]
    public async Task An_inspector_withdraws_a_renewal_once()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.IssueAsync();
        await flow.OpenRenewalAsync();
        using var inspector = await PageReader.OfRoleAsync(service, Roles.Inspector);
        var (page, form) = ($"/renewals/{flow.RenewalId}", Guid.NewGuid().ToString());

        await inspector.PostAsync(page, page + "?handler=Withdraw", ("formId", form), ("Withdrawal.Reason", "Given up by the permittee."));
        var again = await inspector.PostAsync("/renewals", page + "?handler=Withdraw", ("formId", form), ("Withdrawal.Reason", "Given up by the permittee."));

        again.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await flow.RenewalAsync()).Status.ShouldBe(RenewalStatus.Withdrawn);
        (await service.ReadAsync(db => db.AuditEntries.CountAsync(e => e.Action == "renewal withdrawn"))).ShouldBe(1);
        (await inspector.TextAsync(page)).ShouldContain("already recorded");
    }

    [Fact]
    public async Task A_withdrawal_without_a_reason_changes_nothing_and_says_so()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.IssueAsync();
        await flow.OpenRenewalAsync();
        using var inspector = await PageReader.OfRoleAsync(service, Roles.Inspector);
        var page = $"/renewals/{flow.RenewalId}";

        var answer = await inspector.PostAsync(page, page + "?handler=Withdraw", ("formId", Guid.NewGuid().ToString()), ("Withdrawal.Reason", " "));

        (await answer.Content.ReadAsStringAsync()).ShouldContain("Say why the renewal is withdrawn.");
        (await flow.RenewalAsync()).Status.ShouldBe(RenewalStatus.Open);
    }

    [Fact]
    public async Task An_auditor_reads_a_renewal_and_changes_nothing()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.IssueAsync();
        await flow.OpenRenewalAsync();
        using var auditor = await PageReader.OfRoleAsync(service, Roles.Auditor);
        var page = $"/renewals/{flow.RenewalId}";

        var answer = await auditor.PostAsync(page, page + "?handler=Withdraw", ("formId", Guid.NewGuid().ToString()), ("Withdrawal.Reason", "No."));

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await flow.RenewalAsync()).Status.ShouldBe(RenewalStatus.Open);
    }

    [Fact]
    public async Task An_inspector_screens_a_permit_now_and_comes_back_to_it()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.IssueAsync();
        using var inspector = await PageReader.OfRoleAsync(service, Roles.Inspector);

        var answer = await inspector.PostAsync("/permits/F-1001", "/permits/F-1001", ("formId", Guid.NewGuid().ToString()));

        answer.Headers.Location!.ToString().ShouldBe("/permits/F-1001");
        (await inspector.TextAsync("/permits/F-1001")).ShouldContain("Screened: compared with 1 party of judgments, 1 possible match.");
    }

    [Fact]
    public async Task An_inspector_requires_a_fee_and_records_it_and_only_a_supervisor_waives_one()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.IssueAsync();
        await flow.OpenRenewalAsync();
        using var inspector = await PageReader.OfRoleAsync(service, Roles.Inspector);
        using var supervisor = await PageReader.OfRoleAsync(service, Roles.Supervisor);
        var page = $"/renewals/{flow.RenewalId}";
        Task RequireAsync(string kind, string name) => inspector.PostAsync(page, page + "?handler=Require", Form(("Owed.Kind", kind), ("Owed.Name", name), ("Owed.Amount", kind == "Fee" ? "120" : ""), ("Owed.Reason", "Not at the counter.")));

        await RequireAsync("Fee", "");
        await RequireAsync("Document", "Floor plan");
        (await inspector.TextAsync("/renewals?blocked=fee")).ShouldContain("1 possible match, fee, 1 missing document");
        var (fee, plan) = (await RequirementAsync(service, RequirementKind.Fee), await RequirementAsync(service, RequirementKind.Document));

        (await inspector.PostAsync(fee, fee + "?handler=Meet", Form(("Meeting.On", "2026-03-01"), ("Meeting.Evidence", "Receipt 17")))).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await inspector.PostAsync(plan, plan + "?handler=Waive", Form(("Waiver.Reason", "Unchanged.")))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await supervisor.PostAsync(plan, plan + "?handler=Waive", Form(("Waiver.Reason", "Unchanged.")))).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        (await service.ReadAsync(db => db.Requirements.OrderBy(r => r.Kind).Select(r => r.Status).ToListAsync())).ShouldBe([RequirementStatus.Waived, RequirementStatus.Met], ignoreOrder: true);
        (await inspector.TextAsync(page)).ShouldContain("Renewal fee of $120.00 Met");
    }

    [Fact]
    public async Task A_requirement_without_an_amount_or_a_reason_is_not_raised_and_what_was_typed_stays()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.IssueAsync();
        await flow.OpenRenewalAsync();
        using var inspector = await PageReader.OfRoleAsync(service, Roles.Inspector);
        var page = $"/renewals/{flow.RenewalId}";

        var answer = await inspector.PostAsync(page, page + "?handler=Require", Form(("Owed.Kind", "Fee"), ("Owed.Name", "Late fee"), ("Owed.Amount", ""), ("Owed.Reason", "Asked twice.")));

        (await answer.Content.ReadAsStringAsync()).ShouldContain("Give the fee in dollars and cents");
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Late fee");
        (await service.ReadAsync(db => db.Requirements.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Renewals_are_lapsed_after_a_page_that_says_whom_it_hits_and_a_supervisor_takes_it_back()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        var id = await When_a_renewal_lapses.OwingAsync(flow);
        using var inspector = await PageReader.OfRoleAsync(service, Roles.Inspector);
        using var supervisor = await PageReader.OfRoleAsync(service, Roles.Supervisor);
        using var auditor = await PageReader.OfRoleAsync(service, Roles.Auditor);
        var (page, lapse) = ($"/renewals/{id}", $"/renewals/lapse?id={id}");

        (await inspector.TextAsync(lapse)).ShouldContain("The applicant has until 2026-04-30");
        await flow.PassAsync(60);
        (await inspector.PageAsync("/renewals?due=lapse")).QuerySelectorAll("input[name=id]").Length.ShouldBe(1);
        (await auditor.GetAsync(lapse)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var confirmation = await inspector.TextAsync(lapse);
        confirmation.ShouldContain("One permit will expire.");
        confirmation.ShouldContain("F-1001 Blue Heron Diner Blue Heron Foods LLC");

        await inspector.PostAsync(lapse, "/renewals/lapse", Form(("id", id.ToString())));
        (await inspector.TextAsync("/renewals?status=lapsed")).ShouldContain("F-1001 Blue Heron Diner Lapsed");
        (await inspector.PostAsync(page, page + "?handler=Reinstate", Form(("Reinstatement.Reason", "Misfiled.")))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await auditor.PostAsync(page, page + "?handler=Late", Form())).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await supervisor.PostAsync(page, page + "?handler=Reinstate", Form(("Reinstatement.Reason", "The receipt was misfiled.")));
        (await service.ReadAsync(db => db.Renewals.SingleAsync())).Status.ShouldBe(RenewalStatus.Open);
    }

    [Fact]
    public async Task A_batch_has_a_page_of_its_progress_and_of_its_exceptions_which_can_be_taken_away_as_a_file()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.IssueAsync();
        using var inspector = await PageReader.OfRoleAsync(service, Roles.Inspector);
        using var auditor = await PageReader.OfRoleAsync(service, Roles.Auditor);
        (await auditor.PostAsync("/renewals", "/renewals?handler=Open")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        var page = (await inspector.PostAsync("/renewals", "/renewals?handler=Open")).Headers.Location!.ToString();
        page.ShouldStartWith("/renewals/batches/RB-2026-");
        (await inspector.PageAsync(page)).QuerySelector("progress").ShouldNotBeNull();
        await service.SettleAsync();

        (await auditor.TextAsync(page + "?blocked=match")).ShouldContain("F-1001 Blue Heron Diner 1 possible match");
        (await auditor.TextAsync("/renewals/batches")).ShouldContain("RB-2026-");
        var file = await (await auditor.GetAsync(page + "?handler=Csv")).Content.ReadAsStringAsync();
        file.ShouldContain("\"F-1001\",\"Blue Heron Diner\",\"2026-03-31\",\"open-match-review\"");
    }

    private static (string, string)[] Form(params (string, string)[] fields) => [("formId", Guid.NewGuid().ToString()), .. fields];

    private static async Task<string> RequirementAsync(TestService service, RequirementKind kind) =>
        $"/renewals/requirements/{await service.ReadAsync(db => db.Requirements.Where(r => r.Kind == kind).Select(r => r.Id).SingleAsync())}";
}
