using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Audit;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Hearings;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.IntegrationTests.Enforcement;

namespace WageTheftPermits.IntegrationTests.Stories;

/// <summary>
/// In the likeness of a San Francisco case of 2012, with invented names: a settlement that is broken, a hearing to which nobody comes, a revocation that
/// is posted, and then a bankruptcy, which the law puts before all of it.
/// </summary>
public class When_a_settlement_is_broken_and_nobody_comes
{
    [Fact]
    public async Task The_permit_is_revoked_and_the_bankruptcy_gives_it_back()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;

        // The employer settles: the permit is renewed on the condition that the agreement is kept.
        await flow.NoticeAsync();
        await flow.SendAsync("accord.signed.v1", new { accordId = "a1", signedOn = flow.Today, notarized = true, installments = new[] { new { dueOn = flow.Today.AddDays(10), amount = "9125.00" }, new { dueOn = flow.Today.AddDays(40), amount = "9125.00" } } });
        ((await flow.CaseAsync()).Status, (await flow.RenewalAsync()).Status).ShouldBe((CaseStatus.Conditioned, Domain.Renewals.RenewalStatus.Issued));

        // It misses the first instalment. Nothing is held by that alone: two people decide on a hold again.
        await flow.PassAsync(11);
        await flow.SendAsync("accord.installment-missed.v1", new { accordId = "a1", dueOn = flow.Today.AddDays(-1) });
        await flow.ConfirmBalanceAsync();
        (await flow.CaseAsync()).Status.ShouldBe(CaseStatus.Noticed);
        await flow.ProposeAsync();
        await flow.DecideAsync(HoldDecision.Approve);

        // A warning, charges, a hearing that is asked for, and nobody comes to it.
        var hearings = new HearingFlow(flow);
        await hearings.WarnAsync();
        await flow.PassAsync(18);
        await flow.ConfirmBalanceAsync();
        await hearings.ChargeAsync();
        await hearings.RequestAsync();
        await hearings.ScheduleAsync();
        await hearings.ServeNoticeAsync();
        await flow.PassAsync(13);
        await hearings.ConductAsync(appeared: false);
        await hearings.DecideAsync(new(HearingOutcome.Revoke, "The settlement was broken; nobody came to be heard.", flow.Today.AddDays(2)));
        await hearings.ServeDecisionAsync();
        await flow.PassAsync(2);
        (await hearings.PermitAsync()).ShouldBe(PermitStatus.Revoked);
        await service.Units.RunAsync(EnforcementFlow.Inspector, unit => PostClosure.HandleAsync(unit, new(hearings.HearingId, flow.Today, "Photograph of the door.")));

        // Before the order is final the employer is bankrupt: no permit is revoked for a debt that may be discharged (11 USC 525(a)).
        await flow.SendAsync("bankruptcy.filed.v1", new { court = "N.D. Cal.", caseNumber = "26-30999", chapter = "7", filedOn = flow.Today });
        ((await flow.CaseAsync()).Status, await hearings.PermitAsync(), (await hearings.OrderAsync()).Status).ShouldBe((CaseStatus.BankruptcyReview, PermitStatus.Active, OrderStatus.Ended));
        await flow.PassAsync(60);
        (await flow.CaseAsync()).Status.ShouldBe(CaseStatus.BankruptcyReview, "only counsel lets it go on");

        // It is dismissed, and counsel lets the case go on: it begins again with a notice, and with nothing held.
        await flow.SendAsync("bankruptcy.ended.v1", new { caseNumber = "26-30999", how = "dismissed", on = flow.Today });
        var task = await flow.TaskAsync(LetCaseGoOn.Task);
        await service.Units.RunAsync(EnforcementFlow.Counsel, unit => LetCaseGoOn.HandleAsync(unit, new(task, flow.CaseId, [], "Dismissed; no discharge.")));
        await flow.SettleAsync();
        ((await flow.CaseAsync()).Status, await hearings.PermitAsync()).ShouldBe((CaseStatus.Watching, PermitStatus.Active));
        (await service.ReadAsync(db => db.Holds.CountAsync(h => h.Status == HoldStatus.InForce))).ShouldBe(0);
        (await service.ReadAsync(db => Invariants.CheckAsync(db, flow.Today, default))).Where(i => !i.Holds).ShouldBeEmpty();
    }
}
