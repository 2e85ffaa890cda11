using System.Net;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.IntegrationTests.Policies;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Pages;

public class PolicyPagesTests
{
    [Fact]
    public async Task Propose_Approve_ByTwoPeople()
    {
        await using var service = await TestService.StartAsync();
        using var ada = await Visitor.SignInAsync(service, "ada.administrator", Roles.Administrator);
        using var sam = await Visitor.SignInAsync(service, "sam.supervisor", Roles.Supervisor);
        var (action, fields) = (await ada.OpenAsync("/policies/propose")).Form("/policies/propose");

        var faulty = await ada.PostAsync(action, fields, ("Input.Content", When_a_policy_is_changed.With("responseDay", 20)), ("Input.Reason", "The board's new rule."), ("Input.EffectiveOn", "2026-03-05"));
        faulty.Words.ShouldContain("/responseDay: There is no such member. Is responseDays meant?");
        faulty.Words.ShouldContain("\"responseDay\": 20");
        faulty.Words.ShouldContain("The board's new rule.");
        var past = await ada.PostAsync(action, fields, ("Input.Content", When_a_policy_is_changed.With("responseDays", 20)), ("Input.Reason", "The board's new rule."), ("Input.EffectiveOn", "2026-03-01"));
        past.Words.ShouldContain("which is past");

        var proposed = await ada.PostAsync(action, fields, ("Input.Content", When_a_policy_is_changed.With("responseDays", 20)), ("Input.Reason", "The board's new rule."), ("Input.EffectiveOn", "2026-03-05"));
        proposed.Words.ShouldContain("Time to answer the first notice");
        proposed.Words.ShouldContain("15 calendar days 20 calendar days");
        proposed.Words.ShouldContain("You proposed this change; another person must decide on it.");
        proposed.Offers("Decide").ShouldBeFalse();

        // Her own token and the other's form: the domain refuses it.
        var (decide, forged) = (await sam.OpenAsync(proposed.Path)).Form("handler=Decide");
        var own = new Dictionary<string, string>(forged) { ["__RequestVerificationToken"] = proposed.Form("handler=Withdraw").Fields["__RequestVerificationToken"] };
        (await ada.PostAsync(decide, own, ("Input.Decision", "Approve"))).Words.ShouldContain("another person must approve it");
        (await service.ReadAsync(db => db.PolicyProposals.SingleAsync())).Status.ShouldBe(ProposalStatus.Proposed);

        (await sam.PostAsync(decide, forged, ("Input.Decision", "Decline"))).Words.ShouldContain("the proposer needs the reason");
        var list = await sam.PostAsync(decide, forged, ("Input.Decision", "Approve"));
        list.Path.ShouldBe("/policies");
        list.Words.ShouldContain("Coming Mar 5, 2026, 12:00 AM sam.supervisor");
        (await sam.PostAsync(decide, forged, ("Input.Decision", "Approve"))).Words.ShouldContain("already recorded");
        service.Clock.Advance(TimeSpan.FromDays(4));
        (await sam.OpenAsync("/policies")).Words.ShouldContain("In force Mar 5, 2026, 12:00 AM");
        (await sam.OpenAsync($"/policies/{(await service.ReadAsync(db => db.Policies.OrderByDescending(p => p.EffectiveFrom).FirstAsync())).Version}")).Words.ShouldContain("What it changed");
    }

    [Fact]
    public async Task Withdraw_ByItsProposer()
    {
        await using var service = await TestService.StartAsync();
        using var ada = await Visitor.SignInAsync(service, "ada.administrator", Roles.Administrator);
        using var olga = await Visitor.SignInAsync(service, "olga.administrator", Roles.Administrator);
        var proposal = await When_a_policy_is_changed.ProposeAsync(service, Domain.Actor.Person("ada.administrator"), When_a_policy_is_changed.With("mailDays", 6));

        var (withdraw, fields) = (await ada.OpenAsync($"/policies/{proposal.Reference}")).Form("handler=Withdraw");
        (await ada.PostAsync(withdraw, fields)).Words.ShouldContain("Say why the proposal is withdrawn.");
        (await olga.OpenAsync($"/policies/{proposal.Reference}")).Offers("Withdraw").ShouldBeFalse();
        (await ada.PostAsync(withdraw, fields, ("Withdrawal.Reason", "A slip of the pen."))).Words.ShouldContain("withdrawn");
    }

    [Fact]
    public async Task Content_IsRead_InSections_WithWhatCounselHasNotConfirmed()
    {
        await using var service = await TestService.StartAsync();
        using var auditor = await PageReader.OfRoleAsync(service, Roles.Auditor);
        var version = (await service.ReadAsync(db => db.Policies.SingleAsync())).Version;

        var text = await auditor.TextAsync($"/policies/{version}");

        text.ShouldContain("Time to answer the first notice 15 calendar days To be confirmed by counsel");
        text.ShouldContain("Suspension To be confirmed by counsel");
        text.ShouldContain("Steps revoke");
        text.ShouldContain("Rate 10 % a year");
        text.ShouldContain("Balance not worth a permit $0.00");
        (await auditor.PageAsync("/policies")).QuerySelector("a[href='/policies/propose']").ShouldBeNull();
    }

    [Theory]
    [InlineData(Roles.Inspector)]
    [InlineData(Roles.Auditor)]
    [InlineData(Roles.HearingOfficer)]
    public async Task WhoMayOnlyRead_IsRefusedEverythingElse(string role)
    {
        await using var service = await TestService.StartAsync();
        var proposal = await When_a_policy_is_changed.ProposeAsync(service, Domain.Actor.Person("ada.administrator"), When_a_policy_is_changed.With("mailDays", 6));
        using var reader = await Visitor.SignInAsync(service, "some.reader", role);

        var page = await reader.OpenAsync($"/policies/{proposal.Reference}");
        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Offers("Decide").ShouldBeFalse();
        (await reader.OpenAsync("/policies/propose")).Status.ShouldBe(HttpStatusCode.Forbidden);
        var token = page.Form("sign-out").Fields;
        (await reader.PostAsync($"/policies/{proposal.Reference}?handler=Decide", token, ("Input.Decision", "Approve"), ("Input.FormId", Guid.NewGuid().ToString()))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await reader.PostAsync($"/policies/{proposal.Reference}?handler=Withdraw", token, ("Withdrawal.Reason", "No."))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await reader.PostAsync("/policies/propose", token, ("Input.Content", "{}"))).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("/policies/000000000000")]
    [InlineData("/policies/P-2026-99999")]
    [InlineData("/policies/anything")]
    public async Task WhatIsNotThere_IsNotFound(string path)
    {
        await using var service = await TestService.StartAsync();
        using var auditor = await PageReader.OfRoleAsync(service, Roles.Auditor);

        (await auditor.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
