using Microsoft.EntityFrameworkCore;
using Npgsql;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Renewals;

namespace WageTheftPermits.IntegrationTests.Enforcement;

/// <summary>What can come between a judgment and its payment, each from a hold in force.</summary>
public class When_a_case_takes_a_turn
{
    [Fact]
    public async Task A_stay_sets_the_hold_down_and_only_counsel_lets_the_case_go_on()
    {
        var flow = await HeldAsync();
        await using var service = flow.Service;
        await flow.SendAsync("judgment.stayed.v1", new { stayId = "s1", by = "Superior Court" });
        await ShouldBeAsync(flow, CaseStatus.Stayed, HoldStatus.Lifted);
        (await flow.RenewalAsync()).Status.ShouldBe(RenewalStatus.Issued);

        (await Should.ThrowAsync<RuleViolation>(() => CounselAsync(flow))).Rule.ShouldBe("case.still-paused");
        await flow.SendAsync("judgment.stay-lifted.v1", new { stayId = "s1", on = "2026-04-20" });
        await ShouldBeAsync(flow, CaseStatus.Stayed, HoldStatus.Lifted);
        await CounselAsync(flow);
        (await flow.CaseAsync()).Status.ShouldBe(CaseStatus.Watching);
        await flow.ConfirmBalanceAsync();
        // It begins again with a notice: nothing is held on an old one.
        (await OpenTasksAsync(flow)).ShouldBe([ServeNotice.Task]);
    }

    [Fact]
    public async Task A_bankruptcy_frees_the_permit_and_what_ended_without_a_word_of_the_debt_bars_it_until_counsel_finds_otherwise()
    {
        var flow = await HeldAsync();
        await using var service = flow.Service;
        await flow.SendAsync("bankruptcy.filed.v1", new { caseNumber = "26-30001", chapter = "7" });
        await ShouldBeAsync(flow, CaseStatus.BankruptcyReview, HoldStatus.Lifted);
        (await Should.ThrowAsync<RuleViolation>(() => CounselAsync(flow, "26-30001"))).Rule.ShouldBe("case.no-bar");

        await flow.SendAsync("bankruptcy.ended.v1", new { caseNumber = "26-30001", how = "discharged", on = "2026-06-01" });
        (await Should.ThrowAsync<RuleViolation>(() => CounselAsync(flow))).Rule.ShouldBe("case.still-paused");
        await CounselAsync(flow, "26-30001");
        (await flow.CaseAsync()).Status.ShouldBe(CaseStatus.Watching);
        (await service.ReadAsync(db => db.JudgmentParties.Select(p => p.Bankruptcy).SingleAsync())).ShouldBe(Domain.Judgments.BankruptcyStatus.None);
        (await service.ReadAsync(db => db.JudgmentDecisions.SingleAsync())).By.ShouldBe(EnforcementFlow.Counsel.Id);
    }

    [Fact]
    public async Task An_accord_puts_a_condition_in_the_place_of_the_hold_and_a_missed_instalment_ends_its_shelter()
    {
        var flow = await HeldAsync();
        await using var service = flow.Service;
        await SignAccordAsync(flow);
        await ShouldBeAsync(flow, CaseStatus.Conditioned, HoldStatus.Lifted);
        (await flow.RenewalAsync()).Status.ShouldBe(RenewalStatus.Issued);
        (await flow.NewsAsync())[^2..].ShouldBe(["enforcement.hold-released.v1", "enforcement.permit-conditioned.v1"]);
        (await ConditionAsync(flow)).DueOn.ShouldBe(new DateOnly(2026, 7, 1));

        await flow.SendAsync("accord.installment-missed.v1", new { accordId = "acc-1", dueOn = "2026-05-01" });
        (await ConditionAsync(flow)).Status.ShouldBe(ConditionStatus.Breached);
        (await flow.CaseAsync()).Status.ShouldBe(CaseStatus.Noticed);
        // Nothing is held by it: two people decide again.
        await flow.ConfirmBalanceAsync();
        await flow.ProposeAsync();
        await flow.DecideAsync(HoldDecision.Approve);
        await ShouldBeAsync(flow, CaseStatus.HoldActive, HoldStatus.InForce);
    }

    [Fact]
    public async Task An_accord_that_is_not_notarized_shelters_nobody()
    {
        var flow = await HeldAsync();
        await using var service = flow.Service;
        await flow.SendAsync("accord.signed.v1", new { accordId = "acc-1", notarized = false, installments = new[] { new { dueOn = "2026-05-01", amount = "9125.00" } } });
        await ShouldBeAsync(flow, CaseStatus.HoldActive, HoldStatus.InForce);
    }

    [Fact]
    public async Task A_completed_accord_releases_and_a_payment_that_returns_opens_the_case_again()
    {
        var flow = await HeldAsync();
        await using var service = flow.Service;
        await SignAccordAsync(flow);
        await flow.SendAsync("payment.received.v1", new { paymentId = "pay-1", amount = "18250.00", receivedOn = "2026-04-20" });
        await flow.SendAsync("accord.completed.v1", new { accordId = "acc-1", on = "2026-04-20" });
        (await flow.CaseAsync()).CloseCause.ShouldBe(CloseCause.AccordCompleted);
        (await ConditionAsync(flow)).Status.ShouldBe(ConditionStatus.Lifted);

        await flow.SendAsync("payment.returned.v1", new { paymentId = "pay-1", returnedOn = "2026-04-25", reason = "insufficient funds" });
        var again = await flow.CaseAsync();
        (again.Status, again.CloseCause, again.ClosedAt).ShouldBe((CaseStatus.Watching, null, null));
        await flow.ConfirmBalanceAsync();
        (await OpenTasksAsync(flow)).ShouldBe([ServeNotice.Task]);
    }

    [Fact]
    public async Task A_satisfaction_whose_payment_returns_opens_the_case_again_and_nothing_is_held_by_it()
    {
        var flow = await HeldAsync();
        await using var service = flow.Service;
        await flow.SendAsync("payment.received.v1", new { paymentId = "pay-1", amount = "18250.00", receivedOn = "2026-04-10" });
        await flow.SendAsync("judgment.satisfied.v1", new { on = "2026-04-12" });
        await ShouldBeAsync(flow, CaseStatus.Closed, HoldStatus.Lifted);

        await flow.SendAsync("payment.returned.v1", new { paymentId = "pay-1", returnedOn = "2026-04-25", reason = "insufficient funds" });
        await ShouldBeAsync(flow, CaseStatus.Watching, HoldStatus.Lifted);
        (await flow.NewsAsync()).Count(t => t == "enforcement.case-opened.v1").ShouldBe(2);

        await flow.SendAsync("judgment.satisfied.v1", new { on = "2026-05-12" });
        (await flow.CaseAsync()).Status.ShouldBe(CaseStatus.Closed);
    }

    [Fact]
    public async Task A_gap_suspends_the_hold_and_its_end_brings_it_back()
    {
        var flow = await HeldAsync();
        await using var service = flow.Service;
        await flow.SendAsync("payment.received.v1", new { paymentId = "pay-2", amount = "10.00", receivedOn = "2026-03-24" }, sequence: 5);
        await ShouldBeAsync(flow, CaseStatus.HoldActive, HoldStatus.Suspended);
        (await flow.RenewalAsync()).Status.ShouldBe(RenewalStatus.Open);

        await flow.SendAsync("payment.received.v1", new { paymentId = "pay-1", amount = "10.00", receivedOn = "2026-03-24" }, sequence: 4);
        await ShouldBeAsync(flow, CaseStatus.HoldActive, HoldStatus.InForce);
    }

    [Fact]
    public async Task A_message_in_quarantine_suspends_the_hold_until_it_is_settled()
    {
        var flow = await HeldAsync();
        await using var service = flow.Service;
        await flow.SendAsync("payment.received.v1", new { paymentId = "pay-1", amount = "ten dollars", receivedOn = "2026-03-24" });
        await ShouldBeAsync(flow, CaseStatus.HoldActive, HoldStatus.Suspended);

        var receipt = await service.ReadAsync(db => db.Deliveries.Where(d => d.State == Application.Messaging.DeliveryState.Quarantined).Select(d => d.Receipt).SingleAsync());
        await service.Units.RunAsync(Actor.Person("ada.admin"), unit => Application.Messaging.RejectDelivery.HandleAsync(unit, new(receipt, "The agency sends it anew.")));
        await flow.SettleAsync();
        await ShouldBeAsync(flow, CaseStatus.HoldActive, HoldStatus.InForce);
    }

    /// <summary>The days that a doubt may hold a renewal end; then it is issued, and the hold waits for the next.</summary>
    [Fact]
    public async Task A_doubt_that_does_not_end_holds_the_renewal_a_few_days_and_no_longer()
    {
        var flow = await HeldAsync();
        await using var service = flow.Service;
        await flow.PassAsync(10); // past the due day
        await flow.SendAsync("payment.received.v1", new { paymentId = "pay-1", amount = "18250.00", receivedOn = flow.Today.ToString("O") });
        await ShouldBeAsync(flow, CaseStatus.HoldActive, HoldStatus.Suspended);
        (await flow.RenewalAsync()).Status.ShouldBe(RenewalStatus.Open);
        await flow.PassAsync(7);
        (await flow.RenewalAsync()).Status.ShouldBe(RenewalStatus.Open);
        await flow.PassAsync(1);
        (await flow.RenewalAsync()).Status.ShouldBe(RenewalStatus.Issued);
        await ShouldBeAsync(flow, CaseStatus.HoldActive, HoldStatus.Suspended);
    }

    [Fact]
    public async Task A_late_appeal_sets_the_hold_down_and_finality_begins_anew_with_a_notice()
    {
        var flow = await HeldAsync();
        await using var service = flow.Service;
        await flow.SendAsync("judgment.appealed.v1", new { filedOn = "2026-03-24" });
        await ShouldBeAsync(flow, CaseStatus.Watching, HoldStatus.Lifted);
        await flow.BecomeFinalAsync();
        await flow.ConfirmBalanceAsync();
        (await OpenTasksAsync(flow)).ShouldBe([ServeNotice.Task]);
    }

    [Fact]
    public async Task What_is_required_stands_on_the_permit_and_its_breach_holds_nothing_by_itself()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.NoticeAsync();
        await flow.ProposeAsync(severity: HoldSeverity.Required, required: new("Show proof of payment.", flow.Today.AddDays(30), "A receipt of the agency."));
        await flow.DecideAsync(HoldDecision.Approve);
        await ShouldBeAsync(flow, CaseStatus.Conditioned, HoldStatus.InForce);
        (await flow.RenewalAsync()).Status.ShouldBe(RenewalStatus.Issued);

        var condition = await ConditionAsync(flow);
        await Should.ThrowAsync<RuleViolation>(() => service.Units.RunAsync(EnforcementFlow.Inspector, unit => BreachCondition.HandleAsync(unit, new(condition.Id, "nothing came"))));
        await flow.PassAsync(31);
        await service.Units.RunAsync(EnforcementFlow.Inspector, unit => BreachCondition.HandleAsync(unit, new(condition.Id, "nothing came")));
        await flow.SettleAsync();
        await ShouldBeAsync(flow, CaseStatus.Noticed, HoldStatus.Lifted);
        await flow.ConfirmBalanceAsync();
        (await OpenTasksAsync(flow)).ShouldBe([ProposeHold.Task]);
    }

    [Fact]
    public async Task A_hold_that_a_supervisor_lifts_is_not_asked_for_again()
    {
        var flow = await HeldAsync();
        await using var service = flow.Service;
        await service.Units.RunAsync(EnforcementFlow.Supervisor, unit => LiftHold.HandleAsync(unit, new(flow.HoldId, "The worker asked for it.")));
        await flow.SettleAsync();
        await ShouldBeAsync(flow, CaseStatus.Noticed, HoldStatus.Lifted);
        (await OpenTasksAsync(flow)).ShouldBeEmpty();
        (await flow.RenewalAsync()).Status.ShouldBe(RenewalStatus.Open);
        (await flow.NewsAsync()).ShouldContain("enforcement.hold-released.v1");

        // Something has changed: a supervisor lets it be asked for again, and only then is there anything to take up.
        await service.Units.RunAsync(EnforcementFlow.Supervisor, unit => TakeUpCase.HandleAsync(unit, new(flow.CaseId, "The worker took it back.")));
        await flow.SettleAsync();
        (await OpenTasksAsync(flow)).ShouldBe([ProposeHold.Task]);
        await Should.ThrowAsync<RuleViolation>(() => service.Units.RunAsync(EnforcementFlow.Supervisor, unit => TakeUpCase.HandleAsync(unit, new(flow.CaseId, "Again."))));
    }

    [Fact]
    public async Task An_error_found_while_the_hold_is_in_force_voids_it()
    {
        var flow = await HeldAsync();
        await using var service = flow.Service;
        await service.Units.RunAsync(EnforcementFlow.Supervisor, unit => CloseCaseInError.HandleAsync(unit, new(flow.CaseId, "Another company of the same name.")));
        await flow.SettleAsync();
        await ShouldBeAsync(flow, CaseStatus.Closed, HoldStatus.Voided);
        (await flow.RenewalAsync()).Status.ShouldBe(RenewalStatus.Issued);
        // What was closed in error opens for no event.
        await flow.SendAsync("payment.received.v1", new { paymentId = "p", amount = "1.00", receivedOn = "2026-03-24" });
        (await flow.CaseAsync()).Status.ShouldBe(CaseStatus.Closed);
    }

    [Theory]
    [InlineData("UPDATE judgment_parties SET bankruptcy = 'pending'")]
    [InlineData("UPDATE judgment_parties SET status = 'satisfied'")]
    [InlineData("UPDATE judgments SET disputed = true")]
    [InlineData("UPDATE judgments SET balance = 0")]
    [InlineData("UPDATE cases SET status = 'noticed'")]
    [InlineData("UPDATE match_reviews SET status = 'cleared'")]
    public async Task The_database_commits_nothing_that_leaves_a_hold_standing_on_nothing(string statement)
    {
        var flow = await HeldAsync();
        await using var service = flow.Service;
        await using var source = NpgsqlDataSource.Create(service.ConnectionString);
        await using var forge = source.CreateCommand(statement);
        (await Should.ThrowAsync<PostgresException>(() => forge.ExecuteNonQueryAsync())).ConstraintName.ShouldBe("holds_still_supported");
    }

    private static async Task<EnforcementFlow> HeldAsync()
    {
        var flow = await EnforcementFlow.StartAsync();
        await flow.HoldAsync();
        await ShouldBeAsync(flow, CaseStatus.HoldActive, HoldStatus.InForce);
        return flow;
    }

    private static async Task ShouldBeAsync(EnforcementFlow flow, CaseStatus status, HoldStatus hold) =>
        ((await flow.CaseAsync()).Status, (await flow.LastHoldAsync()).Status).ShouldBe((status, hold));

    private static Task<PermitCondition> ConditionAsync(EnforcementFlow flow) => flow.Service.ReadAsync(db => db.PermitConditions.SingleAsync());

    private static Task<List<string>> OpenTasksAsync(EnforcementFlow flow) =>
        flow.Service.ReadAsync(db => db.WorkflowTasks.Where(t => t.Status == "open").Select(t => t.Name).ToListAsync());

    private static Task SignAccordAsync(EnforcementFlow flow) => flow.SendAsync("accord.signed.v1", new
    {
        accordId = "acc-1",
        signedOn = "2026-03-24",
        notarized = true,
        installments = new[] { new { dueOn = "2026-05-01", amount = "9125.00" }, new { dueOn = "2026-07-01", amount = "9125.00" } },
    });

    private static async Task CounselAsync(EnforcementFlow flow, params string[] bars)
    {
        var task = await flow.TaskAsync(LetCaseGoOn.Task);
        await flow.Service.Units.RunAsync(EnforcementFlow.Counsel, unit => LetCaseGoOn.HandleAsync(unit, new(task, flow.CaseId, bars, "Read the order.")));
        await flow.SettleAsync();
    }
}
