using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Application.Workflows;
using WageTheftPermits.Domain;
using WageTheftPermits.IntegrationTests.Enforcement;
using WageTheftPermits.IntegrationTests.Pages;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.IntegrationTests.Workflows;

/// <summary>What an administrator does to workflows, as the pages and verbs do it: each act with its reason, and on record.</summary>
public class When_a_workflow_is_mended
{
    private static readonly Actor s_ada = Actor.Person("ada.administrator");

    /// <summary>A renewal whose workflow waits for clearance, and the instance that carries it on.</summary>
    private static async Task<(EnforcementFlow Flow, Guid Instance)> WaitingAsync()
    {
        var flow = await EnforcementFlow.StartAsync();
        await flow.IssueAsync();
        await flow.OpenRenewalAsync();
        var about = $"renewal:{flow.RenewalId}";
        return (flow, await flow.Service.ReadAsync(db => db.Database.SqlQuery<Guid>($"SELECT id AS \"Value\" FROM workflow.instances WHERE correlation_id = {about}").SingleAsync()));
    }

    /// <summary>The activity is said to have failed as often as is allowed.</summary>
    private static async Task<Guid> FailAsync(EnforcementFlow flow, Guid instance, string activity)
    {
        await flow.Service.Units.RunAsync(Actor.System("workflow"), async unit =>
        {
            var failure = new ActivityFailed(activity, "", new InvalidOperationException("the printer is on fire"));
            for (var attempt = 1; attempt <= new WorkflowLimits().MaxAttempts; attempt++)
                await unit.Workflows.RecordFailureAsync(unit.ForWorkflow(), instance, failure);
        });
        return (await flow.Service.ReadAsync(db => Incidents.StoppingAsync(db, instance, default))).ShouldHaveSingleItem().Id;
    }

    private static Task<List<string>> AuditAsync(TestService service) =>
        service.ReadAsync(db => db.AuditEntries.Where(e => e.Actor == s_ada.Id).OrderBy(e => e.Id).Select(e => e.Action + ": " + e.Reason).ToListAsync());

    private static Task<string> StatusAsync(TestService service, Guid instance) =>
        service.ReadAsync(db => db.Database.SqlQuery<string>($"SELECT status AS \"Value\" FROM workflow.instances WHERE id = {instance}").SingleAsync());

    [Fact]
    public async Task It_is_retried()
    {
        var (flow, instance) = await WaitingAsync();
        await using var service = flow.Service;
        await FailAsync(flow, instance, "AwaitClearance");
        (await StatusAsync(service, instance)).ShouldBe("blocked");
        await service.Units.RunAsync(s_ada, unit => RetryInstance.HandleAsync(unit, new(instance, "It is mended.")));
        await service.SettleAsync();
        (await StatusAsync(service, instance)).ShouldBe("running");
        (await AuditAsync(service)).ShouldBe(["workflow retried: It is mended."]);
        (await Should.ThrowAsync<RuleViolation>(() => service.Units.RunAsync(s_ada, unit => RetryInstance.HandleAsync(unit, new(instance, "Again."))))).Message.ShouldContain("It was retried by ada.administrator");
    }

    [Fact]
    public async Task The_activity_that_stopped_it_is_skipped()
    {
        var (flow, instance) = await WaitingAsync();
        await using var service = flow.Service;
        var incident = await FailAsync(flow, instance, "AwaitClearance");
        (await service.Units.RunAsync(s_ada, unit => SkipActivity.ChoicesAsync(unit, incident))).ShouldBe(["Clear", "Ended"]);
        (await Should.ThrowAsync<RuleViolation>(() => service.Units.RunAsync(s_ada, unit => SkipActivity.HandleAsync(unit, new(incident, "Issued", "x"))))).Rule.ShouldBe("workflow.state");
        await service.Units.RunAsync(s_ada, unit => SkipActivity.HandleAsync(unit, new(incident, "Clear", "The blockers were looked at by hand.")));
        await service.Units.RunAsync(Actor.System("test"), unit => unit.ChangedAsync("renewal", flow.RenewalId));
        await service.SettleAsync();
        (await StatusAsync(service, instance)).ShouldBe("running", "the domain looks at the blockers itself: nothing is issued by a skip");
        (await flow.RenewalAsync()).IsOpen.ShouldBeTrue();
        (await AuditAsync(service)).ShouldBe(["activity skipped: The blockers were looked at by hand."]);
    }

    [Fact]
    public async Task A_skip_that_leaves_a_case_alone_is_warned_of_and_its_workflow_is_started_anew()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.IssueAsync();
        await flow.ConfirmMatchAsync();
        var about = $"case:{flow.CaseId}";
        // Another workflow than the program's carries the case on, and has stopped.
        await service.Units.RunAsync(Actor.System("test"), async unit =>
        {
            var own = await unit.Db.WorkflowInstances.Where(i => i.CorrelationId == about).Select(i => i.Id).SingleAsync();
            await unit.Workflows.CancelAsync(unit.ForWorkflow(), own, "For a test.", "test");
            await unit.Workflows.DeployAsync(unit.ForWorkflow(), WorkflowOffice.Stuck("stuck").File(), "test", "For a test.");
            await unit.Workflows.StartAsync(unit.ForWorkflow(), "stuck", about, new Dictionary<string, object?>(), "test");
        });
        await service.SettleAsync();
        var incident = (await service.ReadAsync(db => Incidents.OpenAsync(db, default))).ShouldHaveSingleItem();
        var instance = incident.InstanceId!.Value;
        using var administrator = await PageReader.OfRoleAsync(service, Roles.Administrator);
        var page = $"/workflows/instances/{instance}";

        (await administrator.TextAsync(page)).ShouldMatch(@"Ask: Done \(ends the workflow: case EC-2026-\d+ would be left without one\)");
        (await service.Services.GetRequiredService<SkipForesight>().LeftAloneAsync(s_ada, incident.Id, "Done", default)).ShouldNotBeNull().ShouldStartWith("case EC-");
        (await StatusAsync(service, instance)).ShouldBe("blocked", "to look ahead changes nothing");
        (await AuditAsync(service)).ShouldBeEmpty();
        (await Should.ThrowAsync<RuleViolation>(() => service.Units.RunAsync(s_ada, unit => StartAnew.HandleAsync(unit, new(instance, "x"))))).Rule.ShouldBe("workflow.carried-on");

        await service.Units.RunAsync(s_ada, unit => SkipActivity.HandleAsync(unit, new(incident.Id, "Done", "Nobody needs to look.")));
        await service.SettleAsync();
        (await StatusAsync(service, instance)).ShouldBe("finished");
        (await administrator.TextAsync(page)).ShouldContain("is still open: nothing moves it any more");

        (await administrator.PostAsync(page, page + "?handler=Anew", ("Anew.FormId", Guid.NewGuid().ToString()), ("Anew.Reason", "It must go on."))).StatusCode.ShouldBe(System.Net.HttpStatusCode.Redirect);
        await service.SettleAsync();
        (await service.ReadAsync(db => db.WorkflowInstances.Where(i => i.CorrelationId == about && i.Status == "running").Select(i => i.DefinitionId).ToListAsync()))
            .ShouldHaveSingleItem().ShouldBe("enforcement-case");
        (await Should.ThrowAsync<RuleViolation>(() => service.Units.RunAsync(s_ada, unit => StartAnew.HandleAsync(unit, new(instance, "Again."))))).Rule.ShouldBe("workflow.carried-on");
        (await service.ReadAsync(db => db.AuditEntries.SingleAsync(e => e.Action == "workflow started anew"))).Reason.ShouldBe("It must go on.");
    }

    [Fact]
    public async Task A_variable_is_amended()
    {
        var (flow, instance) = await WaitingAsync();
        await using var service = flow.Service;
        (await service.Units.RunAsync(s_ada, unit => AmendVariable.HandleAsync(unit, new(instance, "PossibleMatches", "7", "Counted by hand.")))).ShouldBe(new Amended("PossibleMatches", "1", "7", false));
        (await Should.ThrowAsync<RuleViolation>(() => service.Units.RunAsync(s_ada, unit => AmendVariable.HandleAsync(unit, new(instance, "PossibleMatches", "many", "x"))))).Rule.ShouldBe("workflow.value");
        (await service.ReadAsync(db => db.AuditEntries.SingleAsync(e => e.Action == "variable amended"))).Evidence.ShouldNotBeNull().ShouldContain("\"new\": \"7\"");
    }

    [Fact]
    public async Task An_event_that_nothing_answered_is_told_of_and_raised_again_and_dismissed()
    {
        await using var service = await TestService.StartAsync();
        var unanswered = service.Services.GetRequiredService<UnansweredEvents>();
        await service.Units.RunAsync(Actor.Agency("dlse"), unit => unit.Workflows.RaiseEventAsync(unit.ForWorkflow(), "Signed", "nobody", null, unit.Actor.ToString()));
        async Task<OpenIncident> ExpireAsync()
        {
            service.Clock.Advance(TimeSpan.FromDays(366));
            (await unanswered.RaiseNextAsync(default)).ShouldBeTrue();
            (await unanswered.RaiseNextAsync(default)).ShouldBeFalse();
            return (await service.ReadAsync(db => Incidents.OpenAsync(db, default))).ShouldHaveSingleItem();
        }

        var first = await ExpireAsync();
        (first.Kind, first.InstanceId, first.CorrelationId).ShouldBe(("unanswered", null, "nobody"));
        await service.Units.RunAsync(s_ada, unit => RaiseAgain.HandleAsync(unit, new(first.Id, "Its case comes late.")));
        var second = await ExpireAsync();
        await service.Units.RunAsync(s_ada, unit => DismissIncident.HandleAsync(unit, new(second.Id, "No case came.")));
        (await Should.ThrowAsync<RuleViolation>(() => service.Units.RunAsync(s_ada, unit => DismissIncident.HandleAsync(unit, new(second.Id, "x"))))).Message.ShouldContain("it was dismissed by ada.administrator");
        (await AuditAsync(service)).ShouldBe(["event raised again: Its case comes late.", "incident dismissed: No case came."]);
        (await service.ReadAsync(db => db.AuditEntries.CountAsync(e => e.Action == "event unanswered"))).ShouldBe(2);
    }

    [Fact]
    public async Task Running_instances_are_moved_to_a_version_that_was_deployed()
    {
        var (flow, instance) = await WaitingAsync();
        await using var service = flow.Service;
        using var folder = new ChangedProgram();
        await service.Units.RunAsync(s_ada, unit => DeployProgram.HandleAsync(unit, folder.Path, "The clearance says more."));
        (await AuditAsync(service)).ShouldBe(["workflow deployed: The clearance says more."]);
        (await service.ReadAsync(db => db.Database.SqlQuery<string>($"SELECT deployed_by || ': ' || reason AS \"Value\" FROM workflow.definitions WHERE definition_id = {OpenRenewals.Workflow} AND version = 2").SingleAsync()))
            .ShouldBe("ada.administrator: The clearance says more.");
        var plan = await service.Units.RunAsync(s_ada, unit => PlanMigration.ReadAsync(unit, OpenRenewals.Workflow, 1, 2));
        (plan.Moving, plan.Staying).ShouldBe((1, 0));
        var id = await service.Units.RunAsync(s_ada, unit => StartMigration.HandleAsync(unit, new(OpenRenewals.Workflow, 1, 2, "One version for all.")));
        (await Should.ThrowAsync<RuleViolation>(() => service.Units.RunAsync(s_ada, unit => StartMigration.HandleAsync(unit, new(OpenRenewals.Workflow, 1, 2, "x"))))).Rule.ShouldBe("workflow.state");
        var batches = service.Services.GetRequiredService<MigrationBatches>();
        (await batches.MoveNextAsync(default)).ShouldBeTrue();
        (await batches.MoveNextAsync(default)).ShouldBeFalse();
        var progress = (await service.ReadAsync(db => Migrations.OfAsync(db, id, default))).ShouldNotBeNull();
        (progress.Status, progress.Moved, progress.Waiting).ShouldBe(("moved", 1, 0));
        await service.Units.RunAsync(s_ada, unit => CommitMigration.HandleAsync(unit, new(id, "All moved.")));
        (await Should.ThrowAsync<RuleViolation>(() => service.Units.RunAsync(s_ada, unit => RevertMigration.HandleAsync(unit, new(id, "x"))))).Message.ShouldContain("committed, by ada.administrator");
        await service.SettleAsync();
        (await StatusAsync(service, instance)).ShouldBe("running");
        (await service.ReadAsync(db => Migrations.ListAsync(db, default))).ShouldHaveSingleItem().EndReason.ShouldBe("All moved.");
    }
}

/// <summary>The shipped program with the renewals' definition changed.</summary>
internal sealed class ChangedProgram : IDisposable
{
    public ChangedProgram()
    {
        foreach (var file in Directory.EnumerateFiles(System.IO.Path.Combine(AppContext.BaseDirectory, "workflows", "san-francisco")))
            File.WriteAllText(System.IO.Path.Combine(Path, System.IO.Path.GetFileName(file)), File.ReadAllText(file).Replace("Screens a renewal against", "Compares a renewal with", StringComparison.Ordinal));
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("wtp-program-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
