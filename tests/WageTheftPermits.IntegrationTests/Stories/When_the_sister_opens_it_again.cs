using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WageTheftPermits.Application.Audit;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Application.Permits;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.IntegrationTests.Enforcement;

namespace WageTheftPermits.IntegrationTests.Stories;

/// <summary>
/// In the likeness of a San Francisco case of 2006, with invented names: a restaurant is closed over unpaid wages and opens again under a new name,
/// in the same rooms, under the owner's sister.
/// </summary>
public class When_the_sister_opens_it_again
{
    [Fact]
    public async Task She_inherits_no_closure_but_is_liable_by_counsels_finding_with_a_notice_of_her_own()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;

        // The restaurant is closed: judgment, hold, charges, hearing, and an order in effect.
        var hearings = await HearingFlow.OrderedAsync(flow);
        await flow.PassAsync(3);
        (await hearings.PermitAsync()).ShouldBe(PermitStatus.Suspended);

        // The sister takes it over. The closure was her brother's: it ends with his permit, and so does what was held.
        var change = await service.Units.RunAsync(EnforcementFlow.Inspector, unit => ChangeOwnership.HandleAsync(unit,
            new(flow.PermitId, PermitteeKind.Organization, "Jade Pavilion Dining Inc", "Liv Solberg", flow.Today, flow.Today)));
        await flow.SettleAsync();
        ((await flow.LastHoldAsync()).Status, (await hearings.OrderAsync()).Status, await hearings.PermitAsync()).ShouldBe((HoldStatus.Lifted, OrderStatus.Ended, PermitStatus.Active));

        // But the permit is not hers before counsel has said whether she owes it too.
        (await Should.ThrowAsync<RuleViolation>(GrantAsync)).Rule.ShouldBeOneOf("ownership.successor-open", "ownership.match-open");

        // Same rooms, same trade, immediate family: a successor (Labor Code 200.3). A debt of hers, and none of her permit's.
        var task = await flow.TaskAsync(DecideSuccessor.Task);
        var hers = await service.Units.RunAsync(EnforcementFlow.Counsel, unit => DecideSuccessor.HandleAsync(unit, service.Services.GetRequiredService<Screening>(),
            new(task, flow.CaseId, Successor: true, [SuccessorTest.SameFacilitiesOrWorkforce, SuccessorTest.ImmediateFamily], "The lease, the staff and the registry of births.")));
        await flow.SettleAsync();
        hers.ShouldNotBeNull();
        ((await flow.CaseAsync()).Status, (await flow.CaseAsync()).CloseCause).ShouldBe((CaseStatus.Closed, CloseCause.HolderChanged));

        // Nothing is held until she has had her own notice, her own time, and two people have decided.
        var next = flow.Of(hers.Id);
        await next.ConfirmBalanceAsync();
        (await service.ReadAsync(db => db.Holds.CountAsync(h => h.CaseId == hers.Id))).ShouldBe(0);
        await next.ServeNoticeAsync();
        (await next.CaseAsync()).Status.ShouldBe(CaseStatus.Noticed);
        await next.PassAsync(14);
        (await OpenTasksAsync(hers.Id)).ShouldNotContain(ProposeHold.Task, "the last day to answer is not over");
        await next.PassAsync(4);
        await next.ConfirmBalanceAsync();
        await next.ProposeAsync();
        (await Should.ThrowAsync<RuleViolation>(() => next.DecideAsync(HoldDecision.Approve, EnforcementFlow.Inspector))).Rule.ShouldBe("hold.same-person");
        await next.DecideAsync(HoldDecision.Approve);
        ((await next.CaseAsync()).Status, (await flow.RenewalAsync()).Status).ShouldBe((CaseStatus.HoldActive, RenewalStatus.Open));

        // She pays the workers, and the permit becomes hers.
        await next.SendAsync("judgment.satisfied.v1", new { on = flow.Today });
        ((await next.CaseAsync()).Status, (await next.LastHoldAsync()).Status).ShouldBe((CaseStatus.Closed, HoldStatus.Lifted));
        await GrantAsync();
        await flow.SettleAsync();
        (await flow.RenewalAsync()).Status.ShouldBe(RenewalStatus.Issued);
        (await service.ReadAsync(db => Invariants.CheckAsync(db, flow.Today, default))).Where(i => !i.Holds).ShouldBeEmpty();

        Task GrantAsync() => service.Units.RunAsync(EnforcementFlow.Inspector, unit => DecideOwnership.HandleAsync(unit, new DecideOwnership.Grant(change.Id, Temporary: false)));
        Task<List<string>> OpenTasksAsync(Guid caseId) =>
            service.ReadAsync(db => db.WorkflowTasks.Where(t => t.Status == "open" && t.CorrelationId == $"case:{caseId}").Select(t => t.Name).ToListAsync());
    }
}
