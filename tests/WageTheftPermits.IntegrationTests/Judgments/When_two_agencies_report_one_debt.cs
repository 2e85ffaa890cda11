using Microsoft.EntityFrameworkCore;
using Npgsql;
using WageTheftPermits.Application.Judgments;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Renewals;
using static WageTheftPermits.IntegrationTests.Judgments.Reports;

namespace WageTheftPermits.IntegrationTests.Judgments;

public class When_two_agencies_report_one_debt
{
    [Theory]
    [InlineData("San Francisco", "05-61234", "Superior Court of California, County of San Francisco", "5-061234", true)]
    [InlineData("Santa Clara", "CV26-0017", "SANTA CLARA COUNTY SUPERIOR COURT", "CV 26 17", true)]
    [InlineData("San Francisco", "26-0001", "Alameda", "26-0001", false)]
    [InlineData("San Francisco", "26-0001", "San Francisco", "26-0002", false)]
    [InlineData("San Francisco", "1-23", "San Francisco", "12-3", false)]
    [InlineData(null, "26-0001", null, "26-0001", false)]
    [InlineData("Superior Court", "26-0001", "Superior Court", "26-0001", false)]
    public async Task Court_and_case_number_are_compared_as_agencies_write_them(string? court, string number, string? otherCourt, string otherNumber, bool candidates)
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        var one = await reports.FinalAsync(State, "S-1", number, court);
        await reports.FinalAsync(City, "C-1", otherNumber, otherCourt);

        var found = await service.ReadAsync(db => LinkedDebts.UndecidedAsync(db, one.Id, default));
        found.Select(other => other.Subject).ShouldBe(candidates ? ["C-1"] : []);
        (await service.ReadAsync(db => db.AuditEntries.CountAsync(e => e.Action == "possible same debt found"))).ShouldBe(candidates ? 1 : 0);
    }

    [Fact]
    public async Task Nothing_adverse_is_done_on_either_until_a_person_has_said_whether_it_is_one_debt()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        var permit = await reports.PermitAsync("F-1001", Heron);
        var state = await reports.FinalAsync(State, "S-1");
        var opened = await reports.ConfirmMatchAsync(permit, state);
        await reports.ServeAsync(opened.Id);
        await reports.PassAsync(21);
        var hold = await reports.ProposeAsync(opened.Id);

        var city = await reports.FinalAsync(City, "C-1");
        var refusal = await Should.ThrowAsync<RuleViolation>(() => reports.ApproveAsync(opened.Id, hold));
        refusal.Rule.ShouldBe("eligibility.one-debt");
        refusal.Message.ShouldContain("olse C-1");
        (await ForgeAsync(service, "UPDATE holds SET status = 'in-force', decided_by = 'sam', decided_at = now(), eligibility_at_approval = '{}'")).ShouldBe("holds_one_debt");

        await reports.TellApartAsync(state, city);
        await reports.ApproveAsync(opened.Id, hold);
        (await reports.HoldOfAsync(opened.Id)).ShouldBe(HoldStatus.InForce);
    }

    [Fact]
    public async Task A_case_that_waits_for_the_decision_goes_on_by_itself()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        var permit = await reports.PermitAsync("F-1001", Heron);
        var state = await reports.FinalAsync(State, "S-1");
        var city = await reports.FinalAsync(City, "C-1");
        var opened = await reports.ConfirmMatchAsync(permit, state);
        (await reports.CaseAsync(opened.Id)).WatchingFor.ShouldNotBeNull().ShouldContain("whether it is one debt");

        await reports.LinkAsync(leader: state, follower: city);
        await reports.ServeAsync(opened.Id);
        (await reports.CaseAsync(opened.Id)).Status.ShouldBe(CaseStatus.Noticed);
    }

    [Fact]
    public async Task One_debt_has_one_case_on_a_permit_and_the_followers_hold_is_lifted()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        var permit = await reports.PermitAsync("F-1001", Heron);
        var city = await reports.FinalAsync(City, "C-1");
        var followers = await reports.ConfirmMatchAsync(permit, city);
        await reports.HoldAsync(followers.Id);
        var state = await reports.FinalAsync(State, "S-1");
        var leaders = await reports.ConfirmMatchAsync(permit, state);

        await reports.LinkAsync(leader: state, follower: city);

        (await reports.HoldOfAsync(followers.Id)).ShouldBe(HoldStatus.Lifted);
        var closed = await reports.CaseAsync(followers.Id);
        closed.Status.ShouldBe(CaseStatus.Closed);
        closed.CloseReason.ShouldNotBeNull().ShouldContain(leaders.Reference);
        (await reports.CaseAsync(leaders.Id)).IsOpen.ShouldBeTrue();
        (await reports.NewsAsync(City, "C-1")).TakeLast(2).ShouldBe(["enforcement.hold-released.v1", "enforcement.case-closed.v1"]);
        (await reports.NewsAsync(State, "S-1")).ShouldNotContain("enforcement.case-closed.v1");
    }

    [Fact]
    public async Task A_followers_case_is_carried_on_by_the_leader_on_the_verdict_that_was_given()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        var permit = await reports.PermitAsync("F-1001", Heron);
        var city = await reports.FinalAsync(City, "C-1");
        var followers = await reports.ConfirmMatchAsync(permit, city);
        var state = await reports.FinalAsync(State, "S-1");

        await reports.LinkAsync(leader: state, follower: city);

        (await reports.CaseAsync(followers.Id)).Status.ShouldBe(CaseStatus.Closed);
        var carriedOn = await service.ReadAsync(db => db.Cases.SingleAsync(c => c.JudgmentId == state.Id));
        (carriedOn.PermitId, carriedOn.JudgmentPartyId).ShouldBe((permit, Party(state, "p1")));
        var verdict = await service.ReadAsync(db => db.MatchVerdicts.SingleAsync(v => v.MatchReviewId == carriedOn.MatchReviewId));
        verdict.Evidence.ShouldNotBeNull().ShouldContain("The lease names them.");
        // It begins with a notice under the judgment that leads.
        await reports.HoldAsync(carriedOn.Id);
        (await reports.HoldOfAsync(carriedOn.Id)).ShouldBe(HoldStatus.InForce);
    }

    [Fact]
    public async Task A_case_about_a_party_that_nobody_named_as_the_same_must_be_settled_first()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        var permit = await reports.PermitAsync("F-1001", Heron);
        var owner = new Debtor("p2", "Marit Solberg", Kind: "person", Line1: "9 Quarry Ct");
        var city = await reports.FinalAsync(City, "C-1", debtors: [Heron, owner]);
        var state = await reports.FinalAsync(State, "S-1", debtors: [Heron, owner]);
        var followers = await reports.ConfirmMatchAsync(permit, city);

        var refusal = await Should.ThrowAsync<RuleViolation>(() => reports.LinkAsync(state, city, ("p2", "p2")));
        refusal.Rule.ShouldBe("link.case-without-party");
        refusal.Message.ShouldContain(followers.Reference);
        (await reports.CaseAsync(followers.Id)).IsOpen.ShouldBeTrue();
        (await service.ReadAsync(db => db.DebtLinks.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task A_verdict_on_the_follower_opens_the_leaders_case_and_the_follower_has_none()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        var permit = await reports.PermitAsync("F-1001", Heron);
        var state = await reports.FinalAsync(State, "S-1");
        var city = await reports.FinalAsync(City, "C-1");
        await reports.LinkAsync(leader: state, follower: city);

        var opened = await reports.ConfirmMatchAsync(permit, city);
        opened.JudgmentId.ShouldBe(state.Id);
        (await Should.ThrowAsync<RuleViolation>(() => reports.ConfirmMatchAsync(permit, state))).Rule.ShouldBe("match.acted-on");
        (await ForgeAsync(service, $"""
            INSERT INTO cases SELECT gen_random_uuid(), 'EC-forged', permit_id, permittee_id, '{city.Id}', '{Party(city, "p1")}', match_review_id, 'confirmed', NULL, policy_version, 'sam', now()
            FROM cases
            """)).ShouldBe("cases_of_the_leader");
    }

    [Fact]
    public async Task A_verdict_on_a_followers_party_that_the_leader_does_not_name_is_refused_with_what_to_do()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        var permit = await reports.PermitAsync("F-1001", Heron);
        var owner = new Debtor("p2", "Marit Solberg", Kind: "person", Line1: "9 Quarry Ct");
        var state = await reports.FinalAsync(State, "S-1", debtors: owner);
        var city = await reports.FinalAsync(City, "C-1", debtors: [Heron, owner]);
        await reports.LinkAsync(state, city, ("p2", "p2"));

        var refusal = await Should.ThrowAsync<RuleViolation>(() => reports.ConfirmMatchAsync(permit, city));
        refusal.Rule.ShouldBe("link.no-counterpart");
        refusal.Message.ShouldContain("dlse S-1");
    }

    [Theory]
    [InlineData("judgment.satisfied.v1")]
    [InlineData("judgment.vacated.v1")]
    public async Task A_debt_that_the_follower_says_is_paid_or_vacated_frees_the_leaders_permit_in_the_same_unit(string type)
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        var permit = await reports.PermitAsync("F-1001", Heron);
        var state = await reports.FinalAsync(State, "S-1");
        var city = await reports.FinalAsync(City, "C-1");
        await reports.LinkAsync(leader: state, follower: city);
        var leaders = await reports.ConfirmMatchAsync(permit, state);
        await reports.DecideMatchAsync(permit, city, Verdict.NotSame);
        await reports.RenewAsync(permit);
        await reports.HoldAsync(leaders.Id);
        (await service.ReadAsync(db => db.Renewals.SingleAsync())).Status.ShouldBe(RenewalStatus.Open);

        await reports.SendAsync(City, "C-1", type, new { on = reports.Today });

        (await reports.HoldOfAsync(leaders.Id)).ShouldBe(HoldStatus.Lifted);
        var closed = await reports.CaseAsync(leaders.Id);
        (closed.Status, closed.CloseReason!.Contains("olse C-1", StringComparison.Ordinal)).ShouldBe((CaseStatus.Closed, true));
        (await reports.NewsAsync(State, "S-1")).TakeLast(2).ShouldBe(["enforcement.hold-released.v1", "enforcement.case-closed.v1"]);
        (await service.ReadAsync(db => db.Renewals.SingleAsync())).Status.ShouldBe(RenewalStatus.Issued);
    }

    [Theory]
    [InlineData("judgment.satisfied.v1", """{}""", "is satisfied")]
    [InlineData("judgment.withdrawn.v1", """{}""", "is withdrawn")]
    [InlineData("judgment.stayed.v1", """{"stayId":"s1"}""", "is stayed")]
    [InlineData("bankruptcy.filed.v1", """{"caseNumber":"26-30001"}""", "bankruptcy")]
    [InlineData("judgment.amended.v1", """{"amount":"1.00","parties":[{"id":"p9","name":"Another Kitchen Inc"}]}""", "no longer names the party")]
    public async Task What_any_report_says_for_the_debtor_forbids_an_adverse_step_on_the_leader(string type, string data, string why)
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        var permit = await reports.PermitAsync("F-1001", Heron);
        var state = await reports.FinalAsync(State, "S-1");
        var city = await reports.FinalAsync(City, "C-1");
        // The city has assigned its judgment to the state: its word of payment no longer ends the case, but forbids what is adverse.
        await reports.SendAsync(City, "C-1", "judgment.assigned.v1", new { toName = "State labor commissioner", toAgency = State, toSubject = "S-1" });
        await reports.LinkAsync(leader: state, follower: city);
        var opened = await reports.ConfirmMatchAsync(permit, state);
        await reports.ServeAsync(opened.Id);
        await reports.PassAsync(21);
        var hold = await reports.ProposeAsync(opened.Id);

        await reports.SendAsync(City, "C-1", type, System.Text.Json.JsonDocument.Parse(data).RootElement);

        var refusal = await Should.ThrowAsync<RuleViolation>(() => reports.ApproveAsync(opened.Id, hold));
        refusal.Rule.ShouldBe("eligibility.owed-by-every-report");
        refusal.Message.ShouldContain(why);
        (await ForgeAsync(service, "UPDATE holds SET status = 'in-force', decided_by = 'sam', decided_at = now(), eligibility_at_approval = '{}'")).ShouldBe("holds_one_debt");
    }

    [Fact]
    public async Task What_waits_unread_on_the_follower_may_be_the_payment()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        var permit = await reports.PermitAsync("F-1001", Heron);
        var state = await reports.FinalAsync(State, "S-1");
        var city = await reports.FinalAsync(City, "C-1");
        await reports.LinkAsync(leader: state, follower: city);
        await reports.SendAsync(City, "C-1", "judgment.satisfied.v2", new { });

        var opened = await reports.ConfirmMatchAsync(permit, state);
        (await reports.CaseAsync(opened.Id)).WatchingFor.ShouldNotBeNull().ShouldContain("is not clear");
    }

    [Fact]
    public async Task After_an_assignment_the_assignee_leads_wherever_the_case_number_is_written()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        var state = await reports.FinalAsync(State, "S-1", caseNumber: null);
        var city = await reports.FinalAsync(City, "C-1", caseNumber: null);
        (await service.ReadAsync(db => db.UndecidedDebts.CountAsync())).ShouldBe(0);
        await reports.SendAsync(State, "S-1", "judgment.assigned.v1", new { toName = "City labor office", toAgency = City, toSubject = "C-1" });

        (await service.ReadAsync(db => db.UndecidedDebts.CountAsync(u => u.IsFirst))).ShouldBe(1);
        (await Should.ThrowAsync<RuleViolation>(() => reports.LinkAsync(leader: state, follower: city))).Rule.ShouldBe("link.assignee-leads");
        await reports.LinkAsync(leader: city, follower: state);
        (await service.ReadAsync(db => db.UndecidedDebts.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task A_third_report_is_linked_with_the_one_that_leads()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        var one = await reports.FinalAsync(State, "S-1");
        var two = await reports.FinalAsync(City, "C-1");
        await reports.LinkAsync(leader: one, follower: two);
        var three = await reports.FinalAsync(City, "C-2");

        (await Should.ThrowAsync<RuleViolation>(() => reports.LinkAsync(leader: two, follower: three))).Rule.ShouldBe("link.leader-follows");
        (await Should.ThrowAsync<RuleViolation>(() => reports.LinkAsync(leader: three, follower: one))).Rule.ShouldBe("link.follower-linked");
        (await service.ReadAsync(db => db.UndecidedDebts.CountAsync(u => u.IsFirst))).ShouldBe(2);
        await reports.LinkAsync(leader: one, follower: three);
        // Two that follow one leader are decided by that.
        (await service.ReadAsync(db => db.UndecidedDebts.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task A_link_is_taken_back_only_by_another_entry_with_a_reason()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        var permit = await reports.PermitAsync("F-1001", Heron);
        var state = await reports.FinalAsync(State, "S-1");
        var city = await reports.FinalAsync(City, "C-1");
        await reports.LinkAsync(leader: state, follower: city);
        (await Should.ThrowAsync<RuleViolation>(() => reports.LinkAsync(leader: state, follower: city))).Rule.ShouldBe("link.already-decided");
        (await Should.ThrowAsync<RuleViolation>(() => service.Units.RunAsync(Inspector, unit =>
            LinkDebts.HandleAsync(unit, new(city.Id, state.Id, DebtFinding.DifferentDebts, null, [], " "))))).Rule.ShouldBe("link.reason");

        await reports.TellApartAsync(city, state);

        (await service.ReadAsync(db => db.DebtLinks.OrderBy(l => l.Number).Select(l => l.Finding).ToListAsync())).ShouldBe([DebtFinding.SameDebt, DebtFinding.DifferentDebts]);
        (await reports.ConfirmMatchAsync(permit, city)).JudgmentId.ShouldBe(city.Id);
    }

    [Fact]
    public async Task Only_a_person_says_whether_two_judgments_are_one_debt()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        var state = await reports.FinalAsync(State, "S-1");
        var city = await reports.FinalAsync(City, "C-1");
        (await Should.ThrowAsync<RuleViolation>(() => service.Units.RunAsync(Actor.System("screening"), unit =>
            LinkDebts.HandleAsync(unit, new(city.Id, state.Id, DebtFinding.DifferentDebts, null, [], "It seems so."))))).Rule.ShouldBe("actor.person-required");
    }

    [Fact]
    public async Task A_verdict_and_a_link_at_once_leave_no_case_on_a_judgment_that_follows()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        var permit = await reports.PermitAsync("F-1001", Heron);
        var state = await reports.FinalAsync(State, "S-1");
        var city = await reports.FinalAsync(City, "C-1");
        var review = await service.ReadAsync(db => db.MatchReviews.SingleAsync(r => r.JudgmentPartyId == Party(city, "p1")));

        await Task.WhenAll(
            service.Units.RunAsync(Inspector, unit => LinkDebts.HandleAsync(unit,
                new(state.Id, city.Id, DebtFinding.SameDebt, state.Id, [(Party(state, "p1"), Party(city, "p1"))], "One award."))),
            service.Units.RunAsync(Supervisor, unit => DecideMatch.HandleAsync(unit, new(review.Id, Verdict.Same, "The lease names them.", null))));
        await service.SettleAsync();

        var open = await service.ReadAsync(db => db.Cases.SingleAsync(c => c.Status != CaseStatus.Closed));
        open.JudgmentId.ShouldBe(state.Id);
    }

    private static async Task<string?> ForgeAsync(TestService service, string sql)
    {
        await using var source = NpgsqlDataSource.Create(service.ConnectionString);
        await using var forge = source.CreateCommand(sql);
        return (await Should.ThrowAsync<PostgresException>(() => forge.ExecuteNonQueryAsync())).ConstraintName;
    }
}
