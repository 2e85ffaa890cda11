using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Judgments;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.IntegrationTests.Policies;
using static WageTheftPermits.IntegrationTests.Judgments.Reports;

namespace WageTheftPermits.IntegrationTests.Judgments;

/// <summary>Every judgment that is final and unpaid and has no open case says why; what has no reason is an error that is shown.</summary>
public class Why_there_is_no_case
{
    [Fact]
    public async Task A_judgment_that_is_paid_not_final_or_has_a_case_is_not_asked_about()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        var permit = await reports.PermitAsync("F-1001", Heron);
        var state = await reports.FinalAsync(State, "S-1");
        await reports.ConfirmMatchAsync(permit, state);
        await reports.FinalAsync(City, "C-1", caseNumber: "26-0002");
        await reports.SendAsync(City, "C-1", "judgment.satisfied.v1", new { });
        await reports.SendAsync(City, "C-2", "judgment.issued.v1", reports.Terms("26-0003", "San Francisco", "10.00", "order-decision-award", Heron));

        (await ReasonsAsync(reports)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Not_screened_yet()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        var judgment = await reports.FinalAsync(State, "S-1");
        await service.Units.RunAsync(Inspector, unit =>
        {
            unit.Db.ScreeningRequests.Add(new ScreeningRequest { JudgmentId = judgment.Id, Reason = "asked for", RequestedAt = unit.Now });
            return Task.CompletedTask;
        });
        (await ReasonsAsync(reports)).ShouldBe(["It has not been screened yet."]);
    }

    [Fact]
    public async Task No_permit_matches()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        await reports.FinalAsync(State, "S-1");
        (await ReasonsAsync(reports)).ShouldBe(["No permit matches (searched on 2026-03-02)."]);
    }

    [Fact]
    public async Task A_possible_match_waits_for_a_verdict()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        await reports.PermitAsync("F-1001", Heron);
        await reports.FinalAsync(State, "S-1");
        await reports.PassAsync(9);
        (await ReasonsAsync(reports)).ShouldBe(["A possible match with permit F-1001 waits for a verdict (for 9 days)."]);
    }

    [Fact]
    public async Task A_person_found_that_it_is_not_the_same()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        var permit = await reports.PermitAsync("F-1001", Heron);
        await reports.DecideMatchAsync(permit, await reports.FinalAsync(State, "S-1"), Verdict.NotSame);
        (await ReasonsAsync(reports)).ShouldBe(["A person found that the holder of permit F-1001 is not the party."]);
    }

    [Fact]
    public async Task The_permit_is_closed_or_has_another_holder()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        var permit = await reports.PermitAsync("F-1001", Heron);
        await reports.FinalAsync(State, "S-1");
        await ChangeAsync(service, permit, one => one.SetClosed(true));
        (await ReasonsAsync(reports)).ShouldBe(["The permit F-1001, which may match, is closed."]);

        await ChangeAsync(service, permit, one =>
        {
            one.SetClosed(false);
            one.ChangeHolder(new Permittee(Guid.CreateVersion7(), PermitteeKind.Organization, "Otter Bay Cafe Inc"));
        });
        (await ReasonsAsync(reports)).ShouldBe(["The permit F-1001 has another holder than the one that may match."]);
    }

    [Fact]
    public async Task A_lead_and_a_debt_too_small()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        await reports.FinalAsync(State, "S-1", caseNumber: "26-0001", kind: "lead");
        (await ReasonsAsync(reports)).ShouldBe(["It is a lead: money agreed to, never adjudged."]);

        await DeployAsync(service, policy => policy["deMinimis"] = 500);
        await reports.FinalAsync(State, "S-2", caseNumber: "26-0002", amount: "480.00");
        (await ReasonsAsync(reports)).ShouldContain("The balance is not above what policy disregards ($500.00).");
    }

    [Fact]
    public async Task The_site_is_outside_the_area()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        await DeployAsync(service, policy => policy["area"] = new System.Text.Json.Nodes.JsonArray("94110"));
        await reports.PermitAsync("F-1001", Heron);
        await reports.FinalAsync(State, "S-1");
        (await ReasonsAsync(reports)).ShouldBe(["The permit F-1001, which may match, is outside the area where the program is in force."]);
    }

    [Fact]
    public async Task It_follows_another()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        var permit = await reports.PermitAsync("F-1001", Heron);
        var state = await reports.FinalAsync(State, "S-1");
        var city = await reports.FinalAsync(City, "C-1");
        await reports.LinkAsync(leader: state, follower: city);
        await reports.ConfirmMatchAsync(permit, state);
        (await ReasonsAsync(reports)).ShouldBe(["It follows dlse S-1, which reports the same debt; the case is there."]);
    }

    [Fact]
    public async Task Its_case_was_closed()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        var permit = await reports.PermitAsync("F-1001", Heron);
        var opened = await reports.ConfirmMatchAsync(permit, await reports.FinalAsync(State, "S-1"));
        await service.Units.RunAsync(Inspector, unit => CloseCaseInError.HandleAsync(unit, new(opened.Id, "Another company of the same name.")));
        await service.SettleAsync();
        (await ReasonsAsync(reports)).ShouldBe([$"Its case on permit F-1001, {opened.Reference}, was closed: Another company of the same name."]);
    }

    [Fact]
    public async Task The_agencys_events_are_not_clear()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        await reports.FinalAsync(State, "S-1");
        await reports.SendAsync(State, "S-1", "judgment.served.v1", new { method = "mail" }, sequence: 9);
        (await ReasonsAsync(reports)).ShouldBe(["An event of the agency is missing; no permit matches what is known."]);

        await reports.SendAsync(State, "S-1", "judgment.served.v1", new { method = "in person" }, sequence: 9);
        (await ReasonsAsync(reports)).ShouldBe(["Events of the agency contradict each other; no permit matches what is known."]);
    }

    [Fact]
    public async Task A_screening_that_was_not_done_in_full()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        var judgment = await reports.FinalAsync(State, "S-1");
        await service.Units.RunAsync(Inspector, unit =>
        {
            unit.Db.JudgmentSearches.Add(new JudgmentSearch(Guid.CreateVersion7(), null, judgment.Id, "1", 0, 0, "unknown", unit.Now.AddMinutes(1)));
            return Task.CompletedTask;
        });
        (await ReasonsAsync(reports)).ShouldBe(["Its screening on 2026-03-02 could not be done in full; a person must look."]);
    }

    [Fact]
    public async Task A_confirmed_match_without_a_case_has_no_reason_it_is_an_error()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        await reports.PermitAsync("F-1001", Heron);
        var judgment = await reports.FinalAsync(State, "S-1");
        await service.Units.RunAsync(Actor.System("test"), unit => unit.Db.MatchReviews.ExecuteUpdateAsync(r => r.SetProperty(one => one.Status, MatchReviewStatus.Confirmed)));

        var found = (await service.ReadAsync(db => WhyNoCase.OfAsync(db, reports.Today, default))).ShouldHaveSingleItem();
        found.ShouldBe((judgment.Id, Party(judgment, "p1"), "S-1", null));
    }

    private static async Task<List<string?>> ReasonsAsync(Reports reports) =>
        [.. (await reports.Service.ReadAsync(db => WhyNoCase.OfAsync(db, reports.Today, default))).Select(one => one.Reason)];

    private static Task ChangeAsync(TestService service, Guid permit, Action<Permit> change) => service.Units.RunAsync(Actor.System("permit-system"), async unit =>
        change(await unit.Db.Permits.Include(p => p.Permittee).SingleAsync(p => p.Id == permit)));

    /// <summary>Two people change the policy.</summary>
    private static async Task DeployAsync(TestService service, Action<System.Text.Json.Nodes.JsonNode> change)
    {
        var content = System.Text.Json.Nodes.JsonNode.Parse(await service.ReadAsync(db => db.Policies.Select(p => p.Content).SingleAsync()))!;
        change(content);
        var proposal = await When_a_policy_is_changed.ProposeAsync(service, Actor.Person("ada.admin"), content.ToJsonString());
        await service.Units.RunAsync(Actor.Person("bo.admin"), unit => DecidePolicy.HandleAsync(unit, new(proposal.Id, ProposalAct.Approve, null)));
    }
}
