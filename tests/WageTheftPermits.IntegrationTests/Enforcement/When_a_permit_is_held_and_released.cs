using Microsoft.EntityFrameworkCore;
using Npgsql;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Renewals;

namespace WageTheftPermits.IntegrationTests.Enforcement;

public class When_a_permit_is_held_and_released
{
    [Fact]
    public async Task The_whole_way_from_renewal_to_release()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;

        await flow.IssueAsync();
        (await service.ReadAsync(db => db.MatchReviews.SingleAsync())).Status.ShouldBe(MatchReviewStatus.PossibleMatch);

        await flow.OpenRenewalAsync();
        (await BlockersAsync(flow)).ShouldBe([RenewalBlockerKind.OpenMatchReview]);

        await flow.ConfirmMatchAsync();
        var waiting = await flow.CaseAsync();
        waiting.Status.ShouldBe(CaseStatus.Watching);
        waiting.WatchingFor.ShouldNotBeNull().ShouldContain("has not said that it is final");

        await flow.BecomeFinalAsync();
        await flow.ConfirmBalanceAsync();
        await flow.ServeNoticeAsync();
        (await flow.CaseAsync()).Status.ShouldBe(CaseStatus.Noticed);
        // While the present term runs, the renewal waits for what becomes of the case.
        (await BlockersAsync(flow)).ShouldBe([RenewalBlockerKind.CaseUndecided]);

        await flow.PassAsync(21);
        await flow.ProposeAsync();
        await flow.DecideAsync(HoldDecision.Approve);
        (await flow.CaseAsync()).Status.ShouldBe(CaseStatus.HoldActive);
        await flow.PassAsync(20);
        (await BlockersAsync(flow)).ShouldBe([RenewalBlockerKind.HoldInForce]);
        var held = await flow.RenewalAsync();
        (held.Status, held.OverdueAt is not null).ShouldBe((RenewalStatus.Open, true));

        await flow.SendAsync("payment.received.v1", new { paymentId = "pay-1", amount = "10000.00", receivedOn = "2026-04-10" });
        (await flow.LastHoldAsync()).Status.ShouldBe(HoldStatus.InForce);

        await flow.SendAsync("judgment.satisfied.v1", new { on = "2026-04-12" });
        (await flow.LastHoldAsync()).Status.ShouldBe(HoldStatus.Lifted);
        (await flow.CaseAsync()).Status.ShouldBe(CaseStatus.Closed);
        (await flow.RenewalAsync()).Status.ShouldBe(RenewalStatus.Issued);
        (await flow.NewsAsync()).ShouldBe(
        [
            "enforcement.case-opened.v1", "balance.requested.v1", "enforcement.notice-served.v1", "enforcement.hold-placed.v1", "balance.requested.v1", "enforcement.hold-released.v1", "enforcement.case-closed.v1",
        ], ignoreOrder: false);
        (await service.ReadAsync(db => db.PermitTerms.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task An_undecided_case_holds_no_renewal_past_its_due_day()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.IssueAsync();
        await flow.OpenRenewalAsync();
        await flow.ConfirmMatchAsync();
        await flow.PassAsync(29); // 31 March, the due day
        (await flow.RenewalAsync()).Status.ShouldBe(RenewalStatus.Open);
        await flow.PassAsync(1);
        (await flow.RenewalAsync()).Status.ShouldBe(RenewalStatus.Issued);
        (await flow.CaseAsync()).Status.ShouldBe(CaseStatus.Watching);
    }

    [Fact]
    public async Task A_hold_without_an_open_renewal_waits_for_the_next()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.IssueAsync();
        await flow.OpenRenewalAsync();
        await flow.ConfirmMatchAsync();
        await flow.PassAsync(30);
        await flow.BecomeFinalAsync();
        await flow.ConfirmBalanceAsync();
        await flow.ServeNoticeAsync();
        await flow.PassAsync(21);
        await flow.ProposeAsync();
        await flow.DecideAsync(HoldDecision.Approve);

        await flow.PassAsync(300);
        await flow.OpenRenewalAsync();
        (await BlockersAsync(flow)).ShouldBe([RenewalBlockerKind.HoldInForce]);
    }

    [Theory]
    [InlineData("judgment.vacated.v1", HoldStatus.Lifted)]
    [InlineData("judgment.withdrawn.v1", HoldStatus.Voided)]
    public async Task What_ends_the_judgment_frees_the_permit_in_the_same_unit(string type, HoldStatus becomes)
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.HoldAsync();
        await flow.SendAsync(type, new { on = "2026-04-01", reason = "Entered in error." });
        (await flow.LastHoldAsync()).Status.ShouldBe(becomes);
        (await flow.CaseAsync()).Status.ShouldBe(CaseStatus.Closed);
        (await service.ReadAsync(db => db.WorkflowTasks.CountAsync(t => t.Status == "open"))).ShouldBe(0);
    }

    [Fact]
    public async Task Satisfaction_while_a_proposal_waits_leaves_nothing_to_approve()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.NoticeAsync();
        await flow.ProposeAsync();
        var task = await flow.TaskAsync(DecideHold.Task);
        await flow.SendAsync("judgment.satisfied.v1", new { on = "2026-03-20" });

        (await flow.LastHoldAsync()).Status.ShouldBe(HoldStatus.Withdrawn);
        var refusal = await Should.ThrowAsync<RuleViolation>(() =>
            service.Units.RunAsync(EnforcementFlow.Supervisor, unit => DecideHold.HandleAsync(unit, new(task, flow.HoldId, HoldDecision.Approve, null))));
        refusal.Rule.ShouldBe("hold.transition");
        refusal.Message.ShouldContain("withdrawn");
    }

    [Fact]
    public async Task The_proposer_cannot_approve_neither_by_the_domain_nor_in_the_database()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await ProposedAsync(flow);
        (await Should.ThrowAsync<RuleViolation>(() => flow.DecideAsync(HoldDecision.Approve, EnforcementFlow.Inspector))).Rule.ShouldBe("hold.same-person");

        await using var source = NpgsqlDataSource.Create(service.ConnectionString);
        await using var forge = source.CreateCommand(
            "UPDATE holds SET status = 'in-force', decided_by = 'INES.inspector', decided_at = now(), eligibility_at_approval = '{}'");
        (await Should.ThrowAsync<PostgresException>(() => forge.ExecuteNonQueryAsync())).ConstraintName.ShouldBe("holds_two_people");
        (await flow.LastHoldAsync()).Status.ShouldBe(HoldStatus.Proposed);
    }

    [Theory]
    [InlineData("judgment.appealed.v1", """{"filedOn":"2026-03-10"}""")]
    [InlineData("judgment.stayed.v1", """{"stayId":"s1"}""")]
    [InlineData("bankruptcy.filed.v1", """{"caseNumber":"26-30001","chapter":"7"}""")]
    public async Task A_proposal_falls_with_what_it_rested_on_and_cannot_be_forced(string type, string data)
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await ProposedAsync(flow);
        var task = await flow.TaskAsync(DecideHold.Task);
        await flow.SendAsync(type, System.Text.Json.JsonDocument.Parse(data).RootElement);
        (await flow.LastHoldAsync()).Status.ShouldBe(HoldStatus.Withdrawn);
        (await Should.ThrowAsync<RuleViolation>(() => service.Units.RunAsync(EnforcementFlow.Supervisor,
            unit => DecideHold.HandleAsync(unit, new(task, flow.HoldId, HoldDecision.Approve, null))))).Rule.ShouldBe("hold.transition");

        await using var source = NpgsqlDataSource.Create(service.ConnectionString);
        await using var forge = source.CreateCommand("UPDATE holds SET status = 'in-force', ended_at = NULL, decided_by = 'sam', decided_at = now(), eligibility_at_approval = '{}'");
        (await Should.ThrowAsync<PostgresException>(() => forge.ExecuteNonQueryAsync())).ConstraintName.ShouldBe("holds_supported");
    }

    [Fact]
    public async Task The_database_issues_no_renewal_past_a_hold()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.HoldAsync();
        await using var source = NpgsqlDataSource.Create(service.ConnectionString);
        await using var forge = source.CreateCommand("UPDATE renewals SET status = 'issued', ended_at = now(), screened_at = now() WHERE status = 'open'");
        (await Should.ThrowAsync<PostgresException>(() => forge.ExecuteNonQueryAsync())).ConstraintName.ShouldBe("renewals_not_while_held");
    }

    [Fact]
    public async Task Two_supervisors_at_once_one_decides_and_the_other_is_told()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await ProposedAsync(flow);
        var task = await flow.TaskAsync(DecideHold.Task);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            try
            {
                await service.Units.RunAsync(Actor.Person($"supervisor-{i}"), unit => DecideHold.HandleAsync(unit, new(task, flow.HoldId, HoldDecision.Approve, null)));
                return "approved";
            }
            catch (RuleViolation e)
            {
                return e.Rule;
            }
        }));
        outcomes.Count(o => o == "approved").ShouldBe(1);
        outcomes.Where(o => o != "approved").ShouldAllBe(o => o == "hold.transition" || o == "task.closed");
        await flow.SettleAsync();
        (await flow.NewsAsync()).Count(t => t == "enforcement.hold-placed.v1").ShouldBe(1);
    }

    [Fact]
    public async Task Returned_goes_back_to_the_inspector_and_can_be_proposed_again()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await ProposedAsync(flow);
        await flow.DecideAsync(HoldDecision.Return, reason: "Which lease?");
        (await flow.CaseAsync()).Status.ShouldBe(CaseStatus.Noticed);
        await flow.ProposeAsync();
        await flow.DecideAsync(HoldDecision.Approve);
        (await flow.LastHoldAsync()).Status.ShouldBe(HoldStatus.InForce);
    }

    [Fact]
    public async Task An_old_balance_is_asked_for_before_an_adverse_step()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.IssueAsync();
        await flow.OpenRenewalAsync();
        await flow.ConfirmMatchAsync();
        await flow.BecomeFinalAsync();
        (await flow.NewsAsync()).ShouldContain("balance.requested.v1");
        (await flow.CaseAsync()).Status.ShouldBe(CaseStatus.Watching);
        await flow.ConfirmBalanceAsync();
        (await service.ReadAsync(db => db.WorkflowTasks.Where(t => t.Status == "open").Select(t => t.Name).ToListAsync())).ShouldBe([ServeNotice.Task]);
    }

    private static async Task ProposedAsync(EnforcementFlow flow)
    {
        await flow.NoticeAsync();
        await flow.ProposeAsync();
    }

    private static Task<List<RenewalBlockerKind>> BlockersAsync(EnforcementFlow flow) => flow.Service.ReadAsync(async db =>
    {
        var renewal = await db.Renewals.SingleAsync(r => r.Id == flow.RenewalId);
        var permit = await db.Permits.SingleAsync(p => p.Id == renewal.PermitId);
        return (await RenewalBlockers.OfAsync(db, renewal, permit, DateOnly.FromDateTime(flow.Service.Clock.GetUtcNow().AddHours(-8).Date), default)).Select(b => b.Kind).ToList();
    });
}
