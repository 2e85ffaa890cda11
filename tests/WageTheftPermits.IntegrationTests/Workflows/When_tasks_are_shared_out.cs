using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Workflows;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.IntegrationTests.Enforcement;
using WageTheftPermits.Web.Commands;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Workflows;

/// <summary>A task is offered to a role, taken by one, given back, and completed once.</summary>
public class When_tasks_are_shared_out
{
    private static readonly Actor s_other = Actor.Person("otto.inspector");

    /// <summary>A case whose notice is to be served, and the accounts of two inspectors and a supervisor.</summary>
    private static async Task<(EnforcementFlow Flow, Guid Task)> OfferedAsync()
    {
        var flow = await EnforcementFlow.StartAsync();
        await Accounts.AddAsync(flow.Service.Services, EnforcementFlow.Inspector.Id, "Ines", null, [Roles.Inspector]);
        await Accounts.AddAsync(flow.Service.Services, s_other.Id, "Otto", null, [Roles.Inspector]);
        await Accounts.AddAsync(flow.Service.Services, EnforcementFlow.Supervisor.Id, "Sam", null, [Roles.Supervisor]);
        await flow.IssueAsync();
        await flow.OpenRenewalAsync();
        await flow.ConfirmMatchAsync();
        await flow.BecomeFinalAsync();
        await flow.ConfirmBalanceAsync();
        return (flow, await flow.TaskAsync(ServeNotice.Task));
    }

    private static Task ClaimAsync(TestService service, Actor actor, Guid task) => service.Units.RunAsync(actor, unit => ClaimTask.HandleAsync(unit, new(task)));

    private static Task ReleaseAsync(TestService service, Actor actor, Guid task, string? reason) => service.Units.RunAsync(actor, unit => ReleaseTask.HandleAsync(unit, new(task, reason)));

    [Fact]
    public async Task Whoever_took_it_does_it_and_another_is_told_who_has_it()
    {
        var (flow, task) = await OfferedAsync();
        await using var service = flow.Service;
        await ClaimAsync(service, EnforcementFlow.Inspector, task);
        (await service.ReadAsync(db => db.WorkflowTasks.SingleAsync(t => t.Id == task))).ClaimedBy.ShouldBe(EnforcementFlow.Inspector.Id);
        var refused = await Should.ThrowAsync<RuleViolation>(() => service.Units.RunAsync(s_other,
            unit => ServeNotice.HandleAsync(unit, new(task, flow.CaseId, flow.Today, ServiceMethod.InPerson, "Signed."))));
        (refused.Rule, refused.Message.StartsWith("ines.inspector took this task", StringComparison.Ordinal)).ShouldBe(("task.claimed", true));
        (await service.ReadAsync(db => db.Notices.CountAsync())).ShouldBe(0, "nothing of the unit is left");
        await flow.ServeNoticeAsync();
        (await service.ReadAsync(db => db.AuditEntries.SingleAsync(e => e.Action == "task taken"))).Subjects.ShouldContain($"case:{flow.CaseId}");
    }

    [Fact]
    public async Task It_is_taken_only_by_one_who_holds_its_role_and_by_one_of_them()
    {
        var (flow, task) = await OfferedAsync();
        await using var service = flow.Service;
        (await Should.ThrowAsync<RuleViolation>(() => ClaimAsync(service, EnforcementFlow.Supervisor, task))).Rule.ShouldBe("task.role");
        (await Should.ThrowAsync<RuleViolation>(() => ClaimAsync(service, Actor.Person("nobody"), task))).Rule.ShouldBe("task.role");
        (await Should.ThrowAsync<RuleViolation>(() => ClaimAsync(service, Actor.System("test"), task))).Rule.ShouldBe("actor.person-required");
        await ClaimAsync(service, EnforcementFlow.Inspector, task);
        (await Should.ThrowAsync<RuleViolation>(() => ClaimAsync(service, s_other, task))).Rule.ShouldBe("task.claimed");
        (await Should.ThrowAsync<RuleViolation>(() => ClaimAsync(service, s_other, Guid.NewGuid()))).Rule.ShouldBe("workflow.none");
    }

    [Fact]
    public async Task A_supervisor_releases_what_one_took_who_is_gone()
    {
        var (flow, task) = await OfferedAsync();
        await using var service = flow.Service;
        await ClaimAsync(service, EnforcementFlow.Inspector, task);
        // The account is retired: it holds no role any more.
        await service.Units.RunAsync(Actor.System("test"), unit => unit.Db.UserRoles.Where(r => unit.Db.Users.Any(u => u.Id == r.UserId && u.UserName == EnforcementFlow.Inspector.Id)).ExecuteDeleteAsync());
        (await Should.ThrowAsync<RuleViolation>(() => ReleaseAsync(service, s_other, task, "She is gone."))).Rule.ShouldBe("task.holder");
        (await Should.ThrowAsync<RuleViolation>(() => ReleaseAsync(service, EnforcementFlow.Supervisor, task, null))).Message.ShouldContain("say why");
        await ReleaseAsync(service, EnforcementFlow.Supervisor, task, "She is gone.");
        await ClaimAsync(service, s_other, task);
        var released = await service.ReadAsync(db => db.AuditEntries.SingleAsync(e => e.Action == "task released"));
        (released.Actor, released.Reason, released.Summary.Contains("which ines.inspector had taken", StringComparison.Ordinal)).ShouldBe((EnforcementFlow.Supervisor.Id, "She is gone.", true));
    }

    [Fact]
    public async Task Whoever_took_it_gives_it_back_without_a_word()
    {
        var (flow, task) = await OfferedAsync();
        await using var service = flow.Service;
        await ClaimAsync(service, EnforcementFlow.Inspector, task);
        await ReleaseAsync(service, EnforcementFlow.Inspector, task, null);
        (await Should.ThrowAsync<RuleViolation>(() => ReleaseAsync(service, EnforcementFlow.Inspector, task, null))).Message.ShouldContain("Nobody has taken");
    }
}
