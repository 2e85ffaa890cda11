using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Application.Permits;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Renewals;
using Case = WageTheftPermits.Domain.Enforcement.Case;

namespace WageTheftPermits.IntegrationTests.Enforcement;

/// <summary>A hold follows the permittee, never the address: neither inherited nor dropped in silence.</summary>
public class When_a_permit_changes_hands
{
    [Fact]
    public async Task The_hold_is_lifted_the_new_holder_is_screened_and_the_renewal_waits_for_the_grant()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.HoldAsync();
        var change = await SellAsync(flow);

        (await flow.LastHoldAsync()).Status.ShouldBe(HoldStatus.Lifted);
        var former = await flow.CaseAsync();
        (former.Status, former.WatchingFor).ShouldBe((CaseStatus.Watching, "The permit has another holder; a hold follows the permittee, never the address."));
        (await flow.NewsAsync()).ShouldContain("enforcement.hold-released.v1");
        (await flow.RenewalAsync()).Status.ShouldBe(RenewalStatus.Open);

        // Counsel has not spoken, and the same address makes a possible match of the new holder.
        (await RefusalAsync(flow, change)).ShouldBe("ownership.match-open");
        await ClearAsync(flow);
        (await RefusalAsync(flow, change)).ShouldBe("ownership.successor-open");
        (await DecideSuccessorAsync(flow)).ShouldBeNull();
        (await flow.CaseAsync()).CloseCause.ShouldBe(CloseCause.HolderChanged);

        await service.Units.RunAsync(EnforcementFlow.Inspector, unit => DecideOwnership.HandleAsync(unit, new DecideOwnership.Grant(change.Id, Temporary: false)));
        await flow.SettleAsync();
        (await flow.RenewalAsync()).Status.ShouldBe(RenewalStatus.Issued);
    }

    [Fact]
    public async Task A_successor_gets_a_case_of_its_own_that_begins_with_a_notice()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.HoldAsync();
        await SellAsync(flow);
        var opened = await DecideSuccessorAsync(flow, SuccessorTest.ImmediateFamily, SuccessorTest.SameFacilitiesOrWorkforce);

        opened.ShouldNotBeNull();
        var former = await flow.CaseAsync();
        (former.Status, former.CloseCause).ShouldBe((CaseStatus.Closed, CloseCause.HolderChanged));
        former.CloseReason.ShouldNotBeNull().ShouldContain(opened.Reference);
        var tasks = await service.ReadAsync(db => db.WorkflowTasks.Where(t => t.Status == "open").ToListAsync());
        tasks.ShouldHaveSingleItem().ShouldSatisfyAllConditions(t => t.Name.ShouldBe(ServeNotice.Task), t => t.CorrelationId.ShouldBe($"case:{opened.Id}"));
        (await service.ReadAsync(db => db.Cases.SingleAsync(c => c.Id == opened.Id))).PermitteeId.ShouldNotBe(former.PermitteeId);
    }

    [Fact]
    public async Task A_change_recorded_by_mistake_gives_the_permit_back_and_the_case_goes_on()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.HoldAsync();
        var change = await SellAsync(flow);
        await service.Units.RunAsync(EnforcementFlow.Inspector, unit => DecideOwnership.HandleAsync(unit, new DecideOwnership.Cancel(change.Id, "Typed into the wrong permit.")));
        await flow.SettleAsync();
        // What was lifted stays lifted: the case begins again with a notice.
        (await service.ReadAsync(db => db.WorkflowTasks.Where(t => t.Status == "open").Select(t => t.Name).ToListAsync())).ShouldBe([ServeNotice.Task]);
        (await flow.LastHoldAsync()).Status.ShouldBe(HoldStatus.Lifted);
    }

    [Fact]
    public async Task On_a_locked_permit_no_change_is_recorded()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.NoticeAsync();
        await flow.ProposeAsync(severity: HoldSeverity.Lock);
        await flow.DecideAsync(HoldDecision.Approve);
        (await Should.ThrowAsync<RuleViolation>(() => SellAsync(flow))).Rule.ShouldBe("ownership.locked");
        (await flow.LastHoldAsync()).Status.ShouldBe(HoldStatus.InForce);
    }

    [Theory]
    [InlineData("Blue Heron Foods LLC", null, "ownership.same-holder")]
    [InlineData(" ", "", "ownership.name")]
    public async Task A_change_to_nobody_or_to_the_same_is_refused(string legalName, string? owner, string rule)
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        (await Should.ThrowAsync<RuleViolation>(() => SellAsync(flow, legalName, owner))).Rule.ShouldBe(rule);
    }

    private static async Task<OwnershipChange> SellAsync(EnforcementFlow flow, string legalName = "Grey Gull Kitchens LLC", string? owner = "Torben Lind")
    {
        var change = await flow.Service.Units.RunAsync(EnforcementFlow.Inspector, unit => ChangeOwnership.HandleAsync(unit,
            new(flow.PermitId, PermitteeKind.Organization, legalName, owner, flow.Today, flow.Today)));
        await flow.SettleAsync();
        return change;
    }

    private static async Task<string> RefusalAsync(EnforcementFlow flow, OwnershipChange change) => (await Should.ThrowAsync<RuleViolation>(() =>
        flow.Service.Units.RunAsync(EnforcementFlow.Inspector, unit => DecideOwnership.HandleAsync(unit, new DecideOwnership.Grant(change.Id, Temporary: false))))).Rule;

    private static async Task ClearAsync(EnforcementFlow flow)
    {
        var review = await flow.Service.ReadAsync(db => db.MatchReviews.SingleAsync(r => r.Status == MatchReviewStatus.PossibleMatch));
        await flow.Service.Units.RunAsync(EnforcementFlow.Inspector, unit => DecideMatch.HandleAsync(unit, new(review.Id, Verdict.NotSame, "Another company.", null)));
        await flow.SettleAsync();
    }

    private static async Task<Case?> DecideSuccessorAsync(EnforcementFlow flow, params SuccessorTest[] tests)
    {
        var task = await flow.TaskAsync(DecideSuccessor.Task);
        var opened = await flow.Service.Units.RunAsync(EnforcementFlow.Counsel, unit => DecideSuccessor.HandleAsync(
            unit, flow.Service.Services.GetRequiredService<Screening>(), new(task, flow.CaseId, tests.Length > 0, tests, "Read both leases.")));
        await flow.SettleAsync();
        return opened;
    }
}
