using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Domain;
using WageTheftPermits.IntegrationTests.Enforcement;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Pages;

public class When_quarantine_is_worked_off
{
    private const string FailedHere = "The service could not process this message (TimeoutException); it is kept and will be replayed by an administrator.";

    /// <summary>Sound messages that the service failed at, two that contradict each other, one that breaks the contract and one of a file.</summary>
    private static async Task<EnforcementFlow> QuarantineAsync()
    {
        var flow = await EnforcementFlow.StartAsync();
        await flow.IssueAsync();
        await flow.ConfirmBalanceAsync();
        await flow.SendAsync("balance.confirmed.v1", new { amount = "1.00", asOf = "2026-01-05" }, sequence: 2);
        await flow.SendAsync("payment.received.v1", new { paymentId = "pay-9", amount = "a lot", receivedOn = "2026-01-05" }, sequence: 9);
        await flow.Service.Services.GetRequiredService<Intake>().StoreAsync(EnforcementFlow.Agency, "csv", ["{}"u8.ToArray()], default);
        await flow.SettleAsync();
        foreach (var sequence in new[] { 3, 4 })
            await FailAsync(flow, sequence);
        return flow;
    }

    private static async Task FailAsync(EnforcementFlow flow, int sequence)
    {
        var body = $$$"""
            { "specversion": "1.0", "id": "late-{{{sequence}}}", "source": "urn:agency:{{{EnforcementFlow.Agency}}}", "type": "payment.received.v1", "subject": "{{{EnforcementFlow.Subject}}}", "sequence": {{{sequence}}},
              "data": { "paymentId": "pay-{{{sequence}}}", "amount": "100.00", "receivedOn": "2026-01-05" } }
            """;
        await flow.Service.Services.GetRequiredService<Intake>().StoreAsync(EnforcementFlow.Agency, "amqp", [System.Text.Encoding.UTF8.GetBytes(body)], default);
        await flow.Service.Units.RunAsync(Actor.System("intake"), async unit =>
            (await unit.Db.Deliveries.SingleAsync(d => d.State == DeliveryState.Stored)).Quarantine(FailedHere, null, unit.Now));
    }

    private static Task<List<DeliveryState>> StatesAsync(EnforcementFlow flow) => flow.Service.ReadAsync(db => db.Deliveries.OrderBy(d => d.Arrival).Select(d => d.State).ToListAsync());

    [Fact]
    public async Task Each_message_says_who_mends_it()
    {
        var flow = await QuarantineAsync();
        await using var service = flow.Service;
        using var auditor = await PageReader.OfRoleAsync(service, Roles.Auditor);

        var ours = (await auditor.PageAsync("/messages?mender=department")).QuerySelectorAll("tbody tr");
        ours.Length.ShouldBe(3);
        ours.ShouldAllBe(row => row.QuerySelector("[data-label='Who mends it']")!.TextContent == "The department");
        var theirs = (await auditor.PageAsync("/messages?mender=agency")).QuerySelectorAll("tbody tr");
        theirs.Length.ShouldBe(3);
        theirs.ShouldAllBe(row => row.QuerySelector("[data-label='Who mends it']")!.TextContent == "The agency");
        var (failed, file, broken) = await service.ReadAsync(async db => (
            await db.Deliveries.Where(d => d.Sequence == 3).Select(d => d.Receipt).SingleAsync(),
            await db.Deliveries.Where(d => d.Door == "csv").Select(d => d.Receipt).SingleAsync(),
            await db.Deliveries.Where(d => d.Sequence == 9).Select(d => d.Receipt).SingleAsync()));
        (await auditor.FactsAsync($"/messages/{failed}"))["Who mends it"].ShouldBe("The department");
        (await auditor.TextAsync($"/messages/{failed}")).ShouldContain("The service failed at it");
        (await auditor.TextAsync($"/messages/{file}")).ShouldContain("mend it, import the file again");
        (await auditor.TextAsync($"/messages/{broken}")).ShouldContain("Correct it and send the event again, with the same id and sequence");
    }

    [Fact]
    public async Task All_that_the_filter_shows_are_replayed_at_once_and_conflicts_stay()
    {
        var flow = await QuarantineAsync();
        await using var service = flow.Service;
        using var administrator = await Visitor.SignInAsync(service, "ada.admin", Roles.Administrator);
        using var supervisor = await Visitor.SignInAsync(service, "sam.supervisor", Roles.Supervisor);
        (await administrator.OpenAsync("/messages?state=quarantined")).Words.ShouldContain("Replay all of these that can be replayed (4)");
        (await administrator.OpenAsync("/messages/replay?state=quarantined")).Words.ShouldContain("Left out 2 that contradict");
        const string path = "/messages/replay?state=quarantined&door=amqp&mender=department";

        var preview = await administrator.OpenAsync(path);
        preview.Words.ShouldContain("To be read again 2");
        preview.Words.ShouldContain(FailedHere);
        var (action, fields) = preview.Form(path);
        (await administrator.PostAsync(action, fields, ("Input.Reason", ""))).Words.ShouldContain("Give a reason.");
        var stolen = new Dictionary<string, string>(fields) { ["__RequestVerificationToken"] = (await supervisor.OpenAsync("/")).Form("sign-out").Fields["__RequestVerificationToken"] };
        (await supervisor.PostAsync(action, stolen, ("Input.Reason", "Mended."))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await StatesAsync(flow)).ShouldNotContain(DeliveryState.Stored);

        (await administrator.PostAsync(action, fields, ("Input.Reason", "The disk was full."))).Words.ShouldContain("2 messages will be read again");
        (await StatesAsync(flow)).Count(s => s == DeliveryState.Stored).ShouldBe(2);
        await flow.SettleAsync();
        (await StatesAsync(flow)).ShouldBe([
            DeliveryState.Accepted, DeliveryState.Quarantined, DeliveryState.Quarantined, DeliveryState.Quarantined, DeliveryState.Quarantined, DeliveryState.Accepted, DeliveryState.Accepted]);
        (await service.ReadAsync(db => db.Judgments.SingleAsync())).Paid.ShouldBe(200);
        (await service.ReadAsync(db => db.AuditEntries.Where(e => e.Action == "message replayed").ToListAsync())).Select(e => e.Reason).ShouldBe(["The disk was full.", "The disk was full."]);
        (await administrator.PostAsync(action, fields, ("Input.Reason", "The disk was full."))).Words.ShouldContain("already recorded");
    }

    [Fact]
    public async Task Nothing_is_replayed_that_nobody_looked_at()
    {
        var flow = await QuarantineAsync();
        await using var service = flow.Service;
        using var administrator = await Visitor.SignInAsync(service, "ada.admin", Roles.Administrator);
        const string path = "/messages/replay?state=quarantined&mender=department";
        var (action, fields) = (await administrator.OpenAsync(path)).Form(path);
        var rejected = await service.ReadAsync(db => db.Deliveries.Where(d => d.Door == "csv").Select(d => d.Receipt).SingleAsync());
        await service.Units.RunAsync(Actor.Person("ada.admin"), unit => RejectDelivery.HandleAsync(unit, new(rejected, "An empty row.")));

        (await administrator.PostAsync(action, fields, ("Input.Reason", "Mended."))).Words.ShouldContain("Meanwhile 2 messages match, not 3.");
        (await StatesAsync(flow)).ShouldNotContain(DeliveryState.Stored);

        var (again, seen) = (await administrator.OpenAsync(path)).Form(path);
        await FailAsync(flow, 5);
        await administrator.PostAsync(again, seen, ("Input.Reason", "Mended."));
        (await service.ReadAsync(db => db.Deliveries.Where(d => d.State == DeliveryState.Stored).OrderBy(d => d.Arrival).Select(d => d.Sequence).ToListAsync())).ShouldBe([3, 4]);
    }
}
