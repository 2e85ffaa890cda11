using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Audit;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Application.Workflows;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.IntegrationTests.Enforcement;

namespace WageTheftPermits.IntegrationTests.Workflows;

/// <summary>No hold stands without a workflow, nobody is held by a process that was cancelled, and nothing is left open in silence.</summary>
public class When_a_workflow_is_cancelled
{
    private static readonly Actor s_ada = Actor.Person("ada.administrator");

    private static Task<Guid> InstanceAsync(TestService service, string about) => service.ReadAsync(db => db.Database.SqlQuery<Guid>(
        $"SELECT id AS \"Value\" FROM workflow.instances WHERE correlation_id = {about} AND status IN ('running', 'blocked')").SingleAsync());

    private static async Task CancelAsync(TestService service, string about, string reason = "opened for the wrong program")
    {
        var instance = await InstanceAsync(service, about);
        await service.Units.RunAsync(s_ada, unit => CancelInstance.HandleAsync(unit, new(instance, reason)));
        await service.SettleAsync();
    }

    private static async Task ExpectSoundAsync(EnforcementFlow flow)
    {
        var broken = (await flow.Service.ReadAsync(db => Invariants.CheckAsync(db, flow.Today, default))).Where(invariant => !invariant.Holds);
        broken.ShouldBeEmpty(string.Join("; ", broken.Select(invariant => $"{invariant.Name}: {string.Join(", ", invariant.Offenders)}")));
    }

    private static Task<List<string>> CompensatedAsync(TestService service) => service.ReadAsync(db => db.Database.SqlQuery<string>(
        $"SELECT activity_id || ' by ' || actor AS \"Value\" FROM workflow.journal WHERE event = 'compensated' ORDER BY id").ToListAsync());

    [Fact]
    public async Task A_hold_in_force_is_voided_the_case_closed_in_error_and_the_agency_told()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.HoldAsync();
        await CancelAsync(service, $"case:{flow.CaseId}");
        (await flow.LastHoldAsync()).Status.ShouldBe(HoldStatus.Voided);
        var closed = await flow.CaseAsync();
        (closed.Status, closed.CloseCause, closed.CloseReason).ShouldBe((CaseStatus.Closed, CloseCause.Error, "Its workflow was cancelled: opened for the wrong program"));
        (await CompensatedAsync(service)).ShouldBe(["DecideHold by ada.administrator"], "after which nothing is left to undo");
        (await flow.NewsAsync()).TakeLast(2).ShouldBe(["enforcement.hold-released.v1", "enforcement.case-closed.v1"]);
        (await service.ReadAsync(db => db.AuditEntries.Where(e => e.Action == "workflow cancelled").SingleAsync())).Reason.ShouldBe("opened for the wrong program");
        await ExpectSoundAsync(flow);
    }

    [Fact]
    public async Task A_case_to_which_nothing_was_done_is_not_left_open_either()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.IssueAsync();
        await flow.OpenRenewalAsync();
        await flow.ConfirmMatchAsync();
        await CancelAsync(service, $"case:{flow.CaseId}");
        (await flow.CaseAsync()).Status.ShouldBe(CaseStatus.Closed);
        (await CompensatedAsync(service)).ShouldBeEmpty();
        await ExpectSoundAsync(flow);
    }

    [Fact]
    public async Task A_case_that_was_being_released_is_closed_for_what_released_it()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.HoldAsync();
        await flow.UnderstandAsync("judgment.satisfied.v1", new { on = flow.Today });
        (await flow.CaseAsync()).Status.ShouldBe(CaseStatus.Releasing);
        await CancelAsync(service, $"case:{flow.CaseId}");
        var closed = await flow.CaseAsync();
        (closed.Status, closed.CloseCause).ShouldBe((CaseStatus.Closed, CloseCause.NothingOwed));
        (await flow.LastHoldAsync()).Status.ShouldBe(HoldStatus.Lifted);
        await ExpectSoundAsync(flow);
    }

    [Fact]
    public async Task A_task_that_was_open_can_no_longer_be_answered()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.NoticeAsync();
        await flow.ProposeAsync();
        var task = await flow.TaskAsync(DecideHold.Task);
        await CancelAsync(service, $"case:{flow.CaseId}");
        (await flow.LastHoldAsync()).Status.ShouldBe(HoldStatus.Withdrawn);
        await Should.ThrowAsync<RuleViolation>(() => service.Units.RunAsync(EnforcementFlow.Supervisor, unit => DecideHold.HandleAsync(unit, new(task, flow.HoldId, HoldDecision.Approve, null))));
        await ExpectSoundAsync(flow);
    }

    [Fact]
    public async Task A_renewal_is_withdrawn_and_can_be_opened_again()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.IssueAsync();
        await flow.OpenRenewalAsync();
        await CancelAsync(service, $"renewal:{flow.RenewalId}");
        var renewal = await flow.RenewalAsync();
        (renewal.Status, renewal.EndReason).ShouldBe((RenewalStatus.Withdrawn, "Its workflow was cancelled: opened for the wrong program"));
        await ExpectSoundAsync(flow);
        await flow.OpenRenewalAsync();
        (await flow.RenewalAsync()).Status.ShouldBe(RenewalStatus.Open);
        await ExpectSoundAsync(flow);
    }

    [Fact]
    public async Task It_needs_a_person_and_a_reason_and_happens_once()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.IssueAsync();
        await flow.OpenRenewalAsync();
        var instance = await InstanceAsync(service, $"renewal:{flow.RenewalId}");
        Task ByAsync(Actor actor, string reason) => service.Units.RunAsync(actor, unit => CancelInstance.HandleAsync(unit, new(instance, reason)));
        (await Should.ThrowAsync<RuleViolation>(() => ByAsync(s_ada, " "))).Rule.ShouldBe("workflow.reason");
        (await Should.ThrowAsync<RuleViolation>(() => ByAsync(Actor.System("test"), "x"))).Rule.ShouldBe("actor.person-required");
        await ByAsync(s_ada, "x");
        var refused = await Should.ThrowAsync<RuleViolation>(() => ByAsync(Actor.Person("otto.administrator"), "y"));
        (refused.Rule, refused.Message.EndsWith("by ada.administrator.", StringComparison.Ordinal)).ShouldBe(("workflow.state", true));
        (await Should.ThrowAsync<RuleViolation>(() => service.Units.RunAsync(s_ada, unit => CancelInstance.HandleAsync(unit, new(Guid.NewGuid(), "x"))))).Rule.ShouldBe("workflow.none");
    }
}
