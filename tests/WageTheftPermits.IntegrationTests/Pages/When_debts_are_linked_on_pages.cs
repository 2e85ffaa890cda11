using System.Net;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.IntegrationTests.Judgments;
using WageTheftPermits.Web.Security;
using static WageTheftPermits.IntegrationTests.Judgments.Reports;

namespace WageTheftPermits.IntegrationTests.Pages;

public class When_debts_are_linked_on_pages
{
    [Fact]
    public async Task An_inspector_finds_the_pair_in_the_queue_and_links_it_once()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        var permit = await reports.PermitAsync("F-1001", Heron);
        var city = await reports.FinalAsync(City, "C-1");
        var opened = await reports.ConfirmMatchAsync(permit, city);
        var state = await reports.FinalAsync(State, "S-1");
        await reports.SendAsync(City, "C-1", "payment.received.v1", new { paymentId = "pay-7", amount = "250.00", receivedOn = reports.Today });
        using var inspector = await Visitor.SignInAsync(service, "ines.inspector", Roles.Inspector);

        (await inspector.OpenAsync("/")).Words.ShouldContain("Say whether two judgments are one debt");
        (await inspector.OpenAsync("/judgments/links")).Words.ShouldContain("olse C-1 and dlse S-1");
        (await inspector.OpenAsync($"/judgments/{state.Id}")).Words.ShouldContain("Nothing adverse is done on either until a person has said");
        var path = $"/judgments/links/{city.Id}/{state.Id}";
        var page = await inspector.OpenAsync(path);
        page.Words.ShouldContain("Compared as SAN FRANCISCO 26-1");
        page.Words.ShouldContain("pay-7");
        page.Words.ShouldContain(opened.Reference);

        var (action, fields) = page.Form(path);
        fields["Input.Parties[0].PartyId"].ShouldBe(Party(city, "p1").ToString());
        var incomplete = await inspector.PostAsync(action, fields, ("Input.Finding", "SameDebt"), ("Input.Reason", "One award of the state, sent by both."));
        incomplete.Words.ShouldContain("Choose which of the two judgments leads.");
        incomplete.Html.ShouldContain("One award of the state, sent by both.");
        (string, string)[] typed =
        [
            ("Input.Finding", "SameDebt"), ("Input.LeaderId", state.Id.ToString()), ("Input.Parties[0].OtherId", Party(state, "p1").ToString()),
            ("Input.Reason", "One award of the state, sent by both."),
        ];
        var done = await inspector.PostAsync(action, fields, typed);
        done.Words.ShouldContain("one debt. Recorded.");
        done.Words.ShouldContain("dlse S-1 leads");
        (await inspector.PostAsync(action, fields, typed)).Words.ShouldContain("already recorded");
        (await service.ReadAsync(db => db.DebtLinks.CountAsync())).ShouldBe(1);

        await service.SettleAsync();
        (await reports.CaseAsync(opened.Id)).Status.ShouldBe(CaseStatus.Closed);
        (await inspector.OpenAsync("/judgments/links")).Words.ShouldContain("No two judgments wait for a decision");
        (await inspector.OpenAsync("/judgments/links?found=same-debt")).Words.ShouldContain("S-1 leads");
        var leading = await inspector.OpenAsync($"/judgments/{state.Id}");
        leading.Words.ShouldContain("It follows this one, whose balance is the debt's.");
        leading.Words.ShouldContain("pay-7");
    }

    [Fact]
    public async Task An_auditor_reads_the_pair_and_is_refused_the_finding()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        var city = await reports.FinalAsync(City, "C-1");
        var state = await reports.FinalAsync(State, "S-1");
        using var inspector = await Visitor.SignInAsync(service, "ines.inspector", Roles.Inspector);
        using var auditor = await Visitor.SignInAsync(service, "otto.auditor", Roles.Auditor);
        var path = $"/judgments/links/{city.Id}/{state.Id}";

        var read = await auditor.OpenAsync(path);
        read.Words.ShouldNotContain("Record what you found");
        read.Words.ShouldContain("Blue Heron Foods LLC");
        var forged = (await inspector.OpenAsync(path)).Form(path).Fields;
        forged["__RequestVerificationToken"] = read.Form("sign-out").Fields["__RequestVerificationToken"];
        (await auditor.PostAsync(path, forged, ("Input.Finding", nameof(DebtFinding.DifferentDebts)), ("Input.Reason", "No."))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await service.ReadAsync(db => db.DebtLinks.CountAsync())).ShouldBe(0);
        (await auditor.OpenAsync($"/judgments/links/{city.Id}/{Guid.NewGuid()}")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_list_of_judgments_says_why_there_is_no_case()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        var permit = await reports.PermitAsync("F-1001", Heron);
        await reports.ConfirmMatchAsync(permit, await reports.FinalAsync(State, "S-1", caseNumber: "26-0001"));
        var without = await reports.FinalAsync(State, "S-2", caseNumber: "26-0002", debtors: new Debtor("p1", "Otter Bay Cafe Inc", Line1: "400 Cannery Row"));
        using var auditor = await Visitor.SignInAsync(service, "otto.auditor", Roles.Auditor);

        var list = await auditor.OpenAsync("/judgments?only=no-case");
        list.Words.ShouldContain("No permit matches (searched on 2026-03-02).");
        list.Words.ShouldContain("1–1 of 1 judgments");
        (await auditor.OpenAsync($"/judgments/{without.Id}")).Words.ShouldContain("Final and unpaid, without an open case");
    }
}
