using System.Net;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.IntegrationTests.Enforcement;
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
}
