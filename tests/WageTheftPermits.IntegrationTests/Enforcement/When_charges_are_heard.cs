using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Audit;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Hearings;
using WageTheftPermits.Application.Notices;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.Domain.Renewals;

namespace WageTheftPermits.IntegrationTests.Enforcement;

public class When_charges_are_heard
{
    [Fact]
    public async Task The_whole_way_from_a_hold_to_a_suspension_that_payment_ends()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        var hearings = await HearingFlow.ChargedAsync(flow);
        (await flow.CaseAsync()).Status.ShouldBe(CaseStatus.Charged);

        await hearings.RequestAsync();
        await hearings.ScheduleAsync();
        await hearings.ServeNoticeAsync();
        await flow.PassAsync(13);
        await hearings.ConductAsync(appeared: true);
        await hearings.DecideAsync(hearings.Suspension());
        (await flow.CaseAsync()).Status.ShouldBe(CaseStatus.Suspended);
        (await hearings.PermitAsync()).ShouldBe(PermitStatus.Active, "the order is neither served nor has its day come");

        await hearings.ServeDecisionAsync();
        await flow.PassAsync(2);
        (await hearings.PermitAsync()).ShouldBe(PermitStatus.Active);
        await flow.PassAsync(1);
        (await hearings.PermitAsync()).ShouldBe(PermitStatus.Suspended);
        (await hearings.OrderAsync()).Status.ShouldBe(OrderStatus.InEffect);

        await flow.SendAsync("judgment.satisfied.v1", new { on = flow.Today });
        (await hearings.PermitAsync()).ShouldBe(PermitStatus.Active);
        (await hearings.OrderAsync()).Status.ShouldBe(OrderStatus.Ended);
        (await flow.CaseAsync()).Status.ShouldBe(CaseStatus.Closed);
        (await flow.RenewalAsync()).Status.ShouldBe(RenewalStatus.Issued);
        (await flow.NewsAsync()).ShouldContain("enforcement.permit-suspended.v1");
        await EverythingHoldsAsync(flow);
    }

    [Fact]
    public async Task Nobody_asks_in_time_and_the_decision_is_made_on_the_record_then_the_revocation_becomes_final()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        var hearings = await HearingFlow.ChargedAsync(flow);
        await flow.PassAsync(17);
        (await hearings.HearingAsync()).Status.ShouldBe(HearingStatus.Waived);
        await hearings.DecideAsync(new(HearingOutcome.Revoke, "Final, unpaid, no answer to three notices.", flow.Today.AddDays(2)));
        await hearings.ServeDecisionAsync();
        await flow.PassAsync(3);
        (await hearings.PermitAsync()).ShouldBe(PermitStatus.Revoked);
        (await flow.CaseAsync()).Status.ShouldBe(CaseStatus.Revoked);

        await flow.PassAsync(30);
        var closed = await flow.CaseAsync();
        (closed.Status, closed.CloseCause).ShouldBe((CaseStatus.Closed, CloseCause.PermitRevoked));
        (await hearings.PermitAsync()).ShouldBe(PermitStatus.Revoked);
        await EverythingHoldsAsync(flow);

        // Payment alone gives no revoked permit back; a judgment that is vacated does.
        await flow.SendAsync("payment.received.v1", new { paymentId = "late", amount = "18250.00", receivedOn = flow.Today });
        (await hearings.PermitAsync()).ShouldBe(PermitStatus.Revoked);
        await flow.SendAsync("judgment.vacated.v1", new { on = flow.Today, reason = "The court set it aside." });
        (await hearings.PermitAsync()).ShouldBe(PermitStatus.Active);
        (await hearings.OrderAsync()).Status.ShouldBe(OrderStatus.SetAside);
        await EverythingHoldsAsync(flow);
    }

    [Fact]
    public async Task A_payment_that_leaves_nothing_opens_the_doors_at_once_and_only_a_person_closes_them_again()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        var hearings = await HearingFlow.OrderedAsync(flow);
        await flow.PassAsync(4);
        (await hearings.PermitAsync()).ShouldBe(PermitStatus.Suspended);

        await flow.SendAsync("payment.received.v1", new { paymentId = "p-1", amount = "18250.00", receivedOn = flow.Today });
        (await hearings.PermitAsync()).ShouldBe(PermitStatus.Active);
        (await hearings.OrderAsync()).Status.ShouldBe(OrderStatus.Stayed);

        await flow.SendAsync("payment.returned.v1", new { paymentId = "p-1", returnedOn = flow.Today, reason = "The check was not honored." });
        await flow.ConfirmBalanceAsync();
        (await hearings.PermitAsync()).ShouldBe(PermitStatus.Active);
        await service.Units.RunAsync(EnforcementFlow.Supervisor, unit => LiftStayOfOrder.HandleAsync(unit, new(hearings.HearingId, flow.Today.AddDays(2), "The check was not honored.")));
        await flow.PassAsync(2);
        (await hearings.PermitAsync()).ShouldBe(PermitStatus.Suspended);
        await EverythingHoldsAsync(flow);
    }

    [Fact]
    public async Task An_appeal_stays_the_order_and_what_the_body_decides_is_carried_out()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        var hearings = await HearingFlow.OrderedAsync(flow);
        await flow.PassAsync(4);
        await hearings.AppealAsync();
        ((await flow.CaseAsync()).Status, await hearings.PermitAsync()).ShouldBe((CaseStatus.Appealed, PermitStatus.Active));

        await hearings.DecideAppealAsync(AppealAct.Modify, days: 5);
        await flow.ConfirmBalanceAsync();
        await flow.PassAsync(2);
        ((await flow.CaseAsync()).Status, await hearings.PermitAsync()).ShouldBe((CaseStatus.Suspended, PermitStatus.Suspended));
        await flow.PassAsync(5);
        ((await flow.CaseAsync()).Status, await hearings.PermitAsync()).ShouldBe((CaseStatus.HoldActive, PermitStatus.Active), "the term is over, the hold on the renewal stands");
        await EverythingHoldsAsync(flow);
    }

    [Fact]
    public async Task An_order_that_is_overruled_leaves_nothing_standing()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        var hearings = await HearingFlow.OrderedAsync(flow);
        await flow.PassAsync(4);
        await hearings.AppealAsync();
        await hearings.DecideAppealAsync(AppealAct.Overrule);
        var one = await flow.CaseAsync();
        (one.Status, one.Rests, await hearings.PermitAsync()).ShouldBe((CaseStatus.Noticed, true, PermitStatus.Active));
        (await flow.LastHoldAsync()).Status.ShouldBe(HoldStatus.Lifted);
        await EverythingHoldsAsync(flow);
    }

    [Fact]
    public async Task Charges_that_are_dismissed_set_the_permit_free()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        var hearings = await HearingFlow.HeardAsync(flow);
        await hearings.DecideAsync(new(HearingOutcome.Dismiss, "The wages were paid in kind."));
        var one = await flow.CaseAsync();
        (one.Status, one.Rests).ShouldBe((CaseStatus.Noticed, true));
        (await flow.LastHoldAsync()).Status.ShouldBe(HoldStatus.Lifted);
        await EverythingHoldsAsync(flow);
    }

    [Fact]
    public async Task A_request_that_came_late_is_heard_when_its_cause_is_good()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        var hearings = await HearingFlow.ChargedAsync(flow);
        await flow.PassAsync(17);
        await hearings.RequestAsync();
        (await hearings.HearingAsync()).Status.ShouldBe(HearingStatus.LateRequest);
        await hearings.DecideLateAsync(accept: true);
        await hearings.ScheduleAsync();
        await hearings.ServeNoticeAsync();
        await flow.PassAsync(13);
        await hearings.ConductAsync(appeared: false);
        (await hearings.HearingAsync()).Status.ShouldBe(HearingStatus.Defaulted);
        await service.Units.RunAsync(HearingFlow.Officer, unit => ExcuseDefault.HandleAsync(unit, new(hearings.HearingId, "The bus was on strike.")));
        await flow.SettleAsync();
        await hearings.ScheduleAsync();
        await service.Units.RunAsync(EnforcementFlow.Inspector, unit => ContinueHearing.HandleAsync(unit, new(hearings.HearingId, "Counsel of the holder is ill.", AtPermitteesRequest: true)));
        await flow.SettleAsync();
        (await hearings.HearingAsync()).Status.ShouldBe(HearingStatus.Requested);
        await EverythingHoldsAsync(flow);
    }

    [Fact]
    public async Task Charges_that_the_mail_brought_back_are_no_charges()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        var hearings = await HearingFlow.WarnedAsync(flow);
        var letter = await flow.FinalLetterAsync(LetterKinds.NoticeOfCharges);
        await hearings.ChargeAsync();
        await flow.PassAsync(20);
        (await hearings.HearingAsync()).Status.ShouldBe(HearingStatus.Waived);

        await service.Units.RunAsync(EnforcementFlow.Inspector, unit => RecordReturnedLetter.HandleAsync(unit, new(letter, flow.Today, "Moved, left no address.")));
        await flow.SettleAsync();
        ((await flow.CaseAsync()).Status, (await hearings.HearingAsync()).Status, (await flow.LastHoldAsync()).Status).ShouldBe((CaseStatus.Watching, HearingStatus.Ended, HoldStatus.Lifted));
        await EverythingHoldsAsync(flow);
    }

    [Fact]
    public async Task Who_had_an_earlier_role_does_not_hear_it()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        var hearings = await HearingFlow.HeardAsync(flow);
        foreach (var one in new[] { EnforcementFlow.Inspector, EnforcementFlow.Supervisor })
            (await Should.ThrowAsync<RuleViolation>(() => hearings.DecideAsync(hearings.Suspension(), one))).Rule.ShouldBe("hearing.earlier-role");

        // Whatever the program says, the database refuses it as well.
        var refused = await Should.ThrowAsync<Npgsql.PostgresException>(() => service.ReadAsync(db =>
            db.Database.ExecuteSqlAsync($"UPDATE hearings SET officer_id = {EnforcementFlow.Supervisor.Id.ToUpperInvariant()} WHERE id = {hearings.HearingId}")));
        refused.ConstraintName.ShouldBe("hearings_officer_impartial");
    }

    [Fact]
    public async Task No_permit_is_suspended_in_the_database_without_an_order()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        (await Should.ThrowAsync<Npgsql.PostgresException>(() => service.ReadAsync(db => db.Database.ExecuteSqlAsync($"UPDATE permits SET status = 'suspended' WHERE id = {flow.PermitId}"))))
            .ConstraintName.ShouldBe("permits_closed_by_order");
        var hearings = await HearingFlow.OrderedAsync(flow);
        (await Should.ThrowAsync<Npgsql.PostgresException>(() => service.ReadAsync(db =>
            db.Database.ExecuteSqlAsync($"UPDATE permit_orders SET status = 'in-effect' WHERE hearing_id = {hearings.HearingId}")))).ConstraintName.ShouldBe("permits_closed_by_order");
    }

    [Fact]
    public async Task A_supervisor_sets_the_permit_free_at_any_moment()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        var hearings = await HearingFlow.OrderedAsync(flow);
        await flow.PassAsync(4);
        await service.Units.RunAsync(EnforcementFlow.Supervisor, unit => LiftHold.HandleAsync(unit, new(flow.HoldId, "The board of the cooperative asked for time.")));
        await flow.SettleAsync();
        ((await flow.CaseAsync()).Status, await hearings.PermitAsync()).ShouldBe((CaseStatus.Noticed, PermitStatus.Active));
        await EverythingHoldsAsync(flow);
    }

    [Theory]
    [InlineData("judgment.stayed.v1", CaseStatus.Stayed)]
    [InlineData("judgment.appealed.v1", CaseStatus.Watching)]
    [InlineData("accord.signed.v1", CaseStatus.Conditioned)]
    public async Task What_the_order_rests_on_ends_and_the_doors_open(string type, CaseStatus then)
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        var hearings = await HearingFlow.OrderedAsync(flow);
        await flow.PassAsync(4);
        await flow.SendAsync(type, type switch
        {
            "judgment.stayed.v1" => new { stayId = "s1", by = "Superior Court", from = flow.Today },
            "judgment.appealed.v1" => new { filedOn = flow.Today, undertakingPosted = true },
            _ => (object)new { accordId = "a1", signedOn = flow.Today, notarized = true, installments = new[] { new { dueOn = flow.Today.AddDays(30), amount = "18250.00" } } },
        });
        ((await flow.CaseAsync()).Status, await hearings.PermitAsync(), (await hearings.OrderAsync()).Status).ShouldBe((then, PermitStatus.Active, OrderStatus.Ended));
        await EverythingHoldsAsync(flow);
    }

    private static async Task EverythingHoldsAsync(EnforcementFlow flow) =>
        (await flow.Service.ReadAsync(db => Invariants.CheckAsync(db, flow.Today, default))).Where(i => !i.Holds).ShouldBeEmpty();
}
