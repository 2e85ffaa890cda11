using System.Net;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.IntegrationTests.Enforcement;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Pages;

public class When_messages_are_mended_on_pages
{
    [Fact]
    public async Task A_rejected_message_is_kept_told_to_its_agency_and_no_longer_in_the_way()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.IssueAsync();
        await flow.ConfirmMatchAsync();
        await flow.BecomeFinalAsync();
        await flow.SendAsync("payment.received.v1", new { paymentId = "pay-1", amount = "a lot", receivedOn = "2026-01-05" }, sequence: 9);
        await flow.ConfirmBalanceAsync();
        (await flow.CaseAsync()).WatchingFor.ShouldNotBeNull().ShouldContain("quarantine");
        var bad = await service.ReadAsync(db => db.Deliveries.SingleAsync(d => d.State == DeliveryState.Quarantined));
        using var administrator = await Visitor.SignInAsync(service, "ada.admin", Roles.Administrator);

        (await administrator.OpenAsync("/messages?state=quarantined")).Words.ShouldContain("1 in quarantine");
        var page = await administrator.OpenAsync($"/messages/{bad.Receipt}");
        page.Words.ShouldContain("/data/amount");
        var (action, fields) = page.Form("handler=Reject");
        (await administrator.PostAsync(action, fields, ("Reject.Reason", ""))).Words.ShouldContain("Give a reason.");
        (await administrator.PostAsync(action, fields, ("Reject.Reason", "The amount is no number."))).Words.ShouldContain("Rejected");
        await flow.SettleAsync();

        var kept = await service.ReadAsync(db => db.Deliveries.SingleAsync(d => d.Receipt == bad.Receipt));
        (kept.State, kept.Body.Length).ShouldBe((DeliveryState.Rejected, bad.Body.Length));
        var receipts = await service.ReadAsync(db => db.Outbox.Where(m => m.Type == "receipt.quarantined.v1").OrderBy(m => m.Id).ToListAsync());
        receipts.Count.ShouldBe(2);
        System.Text.Encoding.UTF8.GetString(receipts[1].Body).ShouldContain("Rejected by the department: The amount is no number.");
        // Nothing else was in the way: the case looked again by itself.
        await flow.TaskAsync("ServeNotice");
    }

    [Fact]
    public async Task A_replayed_message_is_read_again_and_a_supervisor_may_not_replay()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.SendAsync("payment.received.v1", new { paymentId = "pay-1", amount = "a lot" });
        var bad = await service.ReadAsync(db => db.Deliveries.SingleAsync());
        using var administrator = await Visitor.SignInAsync(service, "ada.admin", Roles.Administrator);
        using var supervisor = await Visitor.SignInAsync(service, "sam.supervisor", Roles.Supervisor);
        var path = $"/messages/{bad.Receipt}";
        var (action, fields) = (await administrator.OpenAsync(path)).Form("handler=Replay");

        var read = await supervisor.OpenAsync(path);
        read.Offers("Replay").ShouldBeFalse();
        var forged = new Dictionary<string, string>(fields) { ["__RequestVerificationToken"] = read.Form("sign-out").Fields["__RequestVerificationToken"] };
        (await supervisor.PostAsync(action, forged, ("Replay.Reason", "Mended."))).Status.ShouldBe(HttpStatusCode.Forbidden);

        await administrator.PostAsync(action, fields, ("Replay.Reason", "The reader was mended."));
        (await service.ReadAsync(db => db.Deliveries.SingleAsync())).State.ShouldBe(DeliveryState.Stored);
        await flow.SettleAsync();
        (await service.ReadAsync(db => db.Deliveries.SingleAsync())).State.ShouldBe(DeliveryState.Quarantined);
        (await service.ReadAsync(db => db.AuditEntries.SingleAsync(e => e.Action == "message replayed"))).Actor.ShouldBe("ada.admin");
    }

    [Fact]
    public async Task Messages_that_contradict_each_other_cannot_be_rejected_and_are_settled_side_by_side()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.IssueAsync();
        await flow.ConfirmBalanceAsync();
        await flow.SendAsync("balance.confirmed.v1", new { amount = "1.00", asOf = "2026-01-05" }, sequence: 2);
        using var administrator = await Visitor.SignInAsync(service, "ada.admin", Roles.Administrator);
        using var supervisor = await Visitor.SignInAsync(service, "sam.supervisor", Roles.Supervisor);
        using var auditor = await Visitor.SignInAsync(service, "otto.auditor", Roles.Auditor);
        var conflict = await service.ReadAsync(db => db.Deliveries.Where(d => d.State == DeliveryState.Quarantined).OrderBy(d => d.Arrival).FirstAsync());

        var page = await administrator.OpenAsync($"/messages/{conflict.Receipt}");
        page.Offers("Reject").ShouldBeFalse();
        var forged = new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = page.Form("sign-out").Fields["__RequestVerificationToken"],
            ["Reject.FormId"] = Guid.NewGuid().ToString(),
        };
        var refused = await administrator.PostAsync($"/messages/{conflict.Receipt}?handler=Reject", forged, ("Reject.Reason", "The first is right."));
        refused.Words.ShouldContain("The agency settles it by an amendment");
        (await service.ReadAsync(db => db.Deliveries.CountAsync(d => d.State == DeliveryState.Quarantined))).ShouldBe(2);

        (await supervisor.OpenAsync("/")).Words.ShouldContain("Settle what an agency's messages contradict");
        (await administrator.OpenAsync("/")).Words.ShouldNotContain("Mend a quarantined message");
        var judgment = await service.ReadAsync(db => db.Judgments.Select(j => j.Id).SingleAsync());
        var path = $"/judgments/{judgment}/disputes/2";
        (await supervisor.OpenAsync($"/judgments/{judgment}")).Html.ShouldContain(path);
        var dispute = await supervisor.OpenAsync(path);
        dispute.Words.ShouldContain("data/amount 18250.00 1.00 Differs");
        var (action, fields) = dispute.Form(path);
        var incomplete = await supervisor.PostAsync(action, fields, ("Input.Reason", "Asked by telephone."));
        incomplete.Words.ShouldContain("Choose which counts.");
        incomplete.Html.ShouldContain("Asked by telephone.");

        var read = await auditor.OpenAsync(path);
        read.Words.ShouldContain("It is settled by");
        var stolen = new Dictionary<string, string>(fields) { ["__RequestVerificationToken"] = read.Form("sign-out").Fields["__RequestVerificationToken"] };
        (await auditor.PostAsync(path, stolen, ("Input.Counts", conflict.Receipt.ToString()), ("Input.Reason", "No."))).Status.ShouldBe(HttpStatusCode.Forbidden);

        var done = await supervisor.PostAsync(action, fields, ("Input.Counts", conflict.Receipt.ToString()), ("Input.Reason", "Asked by telephone."));
        done.Words.ShouldContain("The dispute is settled");
        done.Words.ShouldNotContain("What the agency says is not clear");
        (await supervisor.OpenAsync(path)).Words.ShouldContain("Settled by sam.supervisor");
        (await supervisor.OpenAsync($"/judgments/{judgment}/disputes/7")).Status.ShouldBe(HttpStatusCode.NotFound);
    }
}
