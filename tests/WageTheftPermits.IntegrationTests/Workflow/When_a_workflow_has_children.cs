using WageTheftPermits.Tests.Workflow;
using WageTheftPermits.Workflow;
using static WageTheftPermits.Tests.Workflow.Flow;

namespace WageTheftPermits.IntegrationTests.Workflow;

[Collection(nameof(WorkflowDatabase))]
public class When_a_workflow_has_children(WorkflowDatabase server)
{
    private const string Waiting = "workflow.instances WHERE parent_execution_id IS NOT NULL";

    // Waits for the event it is told, does its effect, and gives what it was given.
    private static Flow Child() => new Flow("child").Input("Amount", "Decimal").Output("Paid", "Decimal")
        .Activity("Wait", "Elsa.Event", ("eventName", Literal("String", "Signed")))
        .Activity("Act", "Test.Effect", ("what", Literal("String", "child")))
        .Activity("Give", "Elsa.SetOutput", ("outputName", Literal("String", "Paid")), ("outputValue", FromInput("Decimal", "Amount")))
        .Activity("End", "Elsa.End")
        .Connect("Wait > Act", "Act > Give", "Give > End");

    private static Flow Parent(string type = "Elsa.ExecuteWorkflow", string child = "child", bool waits = true) => new Flow("parent").Variable("Result", "Object").Output("Result", "Object")
        .Activity("Child", type, ("workflowDefinitionId", Literal("String", child)), ("waitForCompletion", Literal("Boolean", waits)),
            ("input", Object("Object", child == "child" ? new { Amount = 12.50m } : new { })), ("result", waits ? ToVariable("Object", "Result") : null))
        .Activity("Act", "Test.Effect", ("what", Literal("String", "parent")))
        .Activity("Give", "Elsa.SetOutput", ("outputName", Literal("String", "Result")), ("outputValue", FromVariable("Object", "Result")))
        .Activity("End", "Elsa.End")
        .Connect("Child > Act", "Act > Give", "Give > End");

    private static Flow Middle() => new Flow("middle").Output("Inner", "Object").Variable("Result", "Object")
        .Activity("Child", "Elsa.DispatchWorkflow", ("workflowDefinitionId", Literal("String", "child")), ("waitForCompletion", Literal("Boolean", true)),
            ("input", Object("Object", new { Amount = 3 })), ("result", ToVariable("Object", "Result")))
        .Activity("Give", "Elsa.SetOutput", ("outputName", Literal("String", "Inner")), ("outputValue", FromVariable("Object", "Result")))
        .Activity("End", "Elsa.End").Connect("Child > Give", "Give > End");

    private static Task<Guid> ChildOf(Bench bench, Guid parent) => bench.ScalarAsync<Guid>($"SELECT id FROM workflow.instances WHERE parent_instance_id = '{parent}' ORDER BY id DESC LIMIT 1");

    private static async Task<(Bench Bench, Guid Parent)> StartedAsync(WorkflowDatabase server, params Flow[] flows)
    {
        var bench = await Bench.OpenAsync(server, flows);
        var parent = await bench.StartAsync("parent");
        await bench.SettleAsync();
        return (bench, parent);
    }

    [Theory]
    [InlineData("Elsa.ExecuteWorkflow")]
    [InlineData("Elsa.DispatchWorkflow")]
    public async Task The_parent_waits_for_its_end_and_gets_its_outputs(string type)
    {
        var (bench, parent) = await StartedAsync(server, Child(), Parent(type));
        await using var _ = bench;
        var child = await ChildOf(bench, parent);
        (await bench.ScalarAsync<string>($"SELECT kind || ' ' || name || ' ' || (key = '{child}') FROM workflow.waits WHERE instance_id = '{parent}'")).ShouldBe("child child true");
        (await bench.ScalarAsync<string>($"SELECT correlation_id FROM workflow.instances WHERE id = '{child}'")).ShouldBe("m-1");
        await bench.EventAsync("Signed");
        await bench.SettleAsync();
        (await bench.StatusAsync(parent)).ShouldBe("finished");
        (await bench.ScalarAsync<string>($"SELECT outputs -> 'Result' ->> 'Paid' FROM workflow.instances WHERE id = '{parent}'")).ShouldBe("12.50");
        (await bench.ScalarAsync<string>("SELECT string_agg(what, ',' ORDER BY id) FROM effects")).ShouldBe("child,parent");
        (await bench.CountAsync("workflow.stimuli WHERE consumed_at IS NULL")).ShouldBe(0);
    }

    [Fact]
    public async Task A_child_that_is_dispatched_and_forgotten_lives_by_itself()
    {
        var (bench, parent) = await StartedAsync(server, Child(), Parent("Elsa.DispatchWorkflow", waits: false));
        await using var _ = bench;
        (await bench.StatusAsync(parent)).ShouldBe("finished");
        var child = await ChildOf(bench, parent);
        (await bench.StatusAsync(child)).ShouldBe("running", "its parent's end does not cancel it");
        (await bench.CountAsync(Waiting)).ShouldBe(0);
        await bench.EventAsync("Signed");
        await bench.SettleAsync();
        (await bench.StatusAsync(child)).ShouldBe("finished");
        (await bench.CountAsync("workflow.stimuli WHERE kind = 'child'")).ShouldBe(0);
    }

    [Fact]
    public async Task Children_may_have_children()
    {
        var (bench, parent) = await StartedAsync(server, Child(), Middle(), Parent(child: "middle"));
        await using var _ = bench;
        (await bench.CountAsync(Waiting)).ShouldBe(2);
        await bench.EventAsync("Signed");
        await bench.SettleAsync();
        (await bench.StatusAsync(parent)).ShouldBe("finished");
        (await bench.ScalarAsync<string>($"SELECT outputs #>> '{{Result,Inner,Paid}}' FROM workflow.instances WHERE id = '{parent}'")).ShouldBe("3");
    }

    [Fact]
    public async Task A_parent_waits_while_its_child_is_blocked()
    {
        var (bench, parent) = await StartedAsync(server, Child(), Parent());
        await using var _ = bench;
        var child = await ChildOf(bench, parent);
        await bench.EventAsync("Signed");
        bench.Script.Fails = true;
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            var failure = await Should.ThrowAsync<ActivityFailed>(bench.WorkAsync);
            await bench.InUnitAsync(unit => bench.Engine.RecordFailureAsync(unit, child, failure));
            bench.Clock.Pass(TimeSpan.FromHours(1));
        }

        (await bench.StatusAsync(child)).ShouldBe("blocked");
        (await bench.StatusAsync(parent)).ShouldBe("running");
        bench.Script.Fails = false;
        await bench.InUnitAsync(unit => bench.Engine.RetryAsync(unit, child, "printer replaced", "olga"));
        await bench.SettleAsync();
        (await bench.StatusAsync(parent)).ShouldBe("finished");
    }

    [Fact]
    public async Task A_cancelled_child_is_an_incident_of_its_parent_and_a_retry_starts_it_anew()
    {
        var (bench, parent) = await StartedAsync(server, Child(), Parent());
        await using var _ = bench;
        var child = await ChildOf(bench, parent);
        await bench.InUnitAsync(unit => bench.Engine.CancelAsync(unit, child, "filed twice", "ines"));
        await bench.SettleAsync();
        (await bench.StatusAsync(parent)).ShouldBe("blocked");
        (await bench.ScalarAsync<string>($"SELECT message FROM workflow.incidents WHERE instance_id = '{parent}'")).ShouldStartWith($"The child workflow 'child' (instance {child}) was cancelled");
        bench.Clock.Pass(TimeSpan.FromHours(1));
        await bench.InUnitAsync(unit => bench.Engine.RetryAsync(unit, parent, "once more", "olga"));
        await bench.EventAsync("Signed");
        await bench.SettleAsync();
        (await bench.StatusAsync(parent)).ShouldBe("finished");
        (await ChildOf(bench, parent)).ShouldNotBe(child);
    }

    [Fact]
    public async Task Cancelling_a_parent_cancels_the_children_it_waits_for_and_theirs()
    {
        var (bench, parent) = await StartedAsync(server, Child(), Middle(), Parent(child: "middle"));
        await using var _ = bench;
        await bench.InUnitAsync(unit => bench.Engine.CancelAsync(unit, parent, "filed twice", "ines"));
        (await bench.CountAsync("workflow.instances WHERE status = 'cancelled'")).ShouldBe(3);
        (await bench.CountAsync("workflow.waits")).ShouldBe(0);
        (await bench.SettleAsync()).ShouldBe(0);
        (await bench.CountAsync("workflow.stimuli WHERE consumed_at IS NULL")).ShouldBe(0);
    }

    [Fact]
    public async Task Cancelling_a_parent_cancels_a_blocked_child_and_settles_its_incident()
    {
        var faulty = new Flow("middle").Activity("Start", "Elsa.Start").Activity("Fault", "Elsa.Fault", ("message", Literal("String", "No such agency"))).Connect("Start > Fault");
        var (bench, parent) = await StartedAsync(server, faulty, Parent(child: "middle"));
        await using var _ = bench;
        (await bench.StatusAsync(parent)).ShouldBe("running");
        (await bench.CountAsync("workflow.incidents WHERE resolved_at IS NULL")).ShouldBe(1);
        await bench.InUnitAsync(unit => bench.Engine.CancelAsync(unit, parent, "filed twice", "ines"));
        (await bench.StatusAsync(await ChildOf(bench, parent))).ShouldBe("cancelled");
        (await bench.ScalarAsync<string>("SELECT resolution || ': ' || reason FROM workflow.incidents")).ShouldBe("cancelled: Its parent no longer waits for it.");
    }

    [Fact]
    public async Task A_parent_that_ends_without_its_child_cancels_it()
    {
        var race = new Flow("parent").Activity("Fork", "Elsa.FlowFork", ("branches", Object("Object", new[] { "Child", "Event" })))
            .Activity("Child", "Elsa.ExecuteWorkflow", ("workflowDefinitionId", Literal("String", "child")), ("waitForCompletion", Literal("Boolean", true)), ("input", Object("Object", new { Amount = 1 })))
            .Activity("Withdrawn", "Elsa.Event", ("eventName", Literal("String", "Withdrawn")))
            .Activity("Join", "Elsa.FlowJoin", ("mode", Literal("Object", "WaitAny"))).Activity("End", "Elsa.End")
            .Connect("Fork.Child > Child", "Fork.Event > Withdrawn", "Child > Join", "Withdrawn > Join", "Join > End");
        var (bench, parent) = await StartedAsync(server, Child(), race);
        await using var _ = bench;
        await bench.EventAsync("Withdrawn");
        await bench.SettleAsync();
        (await bench.StatusAsync(parent)).ShouldBe("finished");
        (await bench.StatusAsync(await ChildOf(bench, parent))).ShouldBe("cancelled");
    }

    [Fact]
    public async Task A_unit_that_is_rolled_back_leaves_neither_a_child_nor_a_wait()
    {
        await using var bench = await Bench.OpenAsync(server, Child(), Parent());
        var parent = await bench.StartAsync("parent");
        await Should.ThrowAsync<TimeoutException>(() => bench.InUnitAsync(async unit =>
        {
            await bench.Engine.AdvanceAsync(unit, parent);
            throw new TimeoutException("The power went.");
        }));
        (await bench.CountAsync("workflow.instances")).ShouldBe(1);
        (await bench.CountAsync("workflow.waits")).ShouldBe(0);
        await bench.SettleAsync();

        // The child's last burst, which tells the parent, is lost as a whole too.
        var child = await ChildOf(bench, parent);
        await bench.EventAsync("Signed");
        await Should.ThrowAsync<TimeoutException>(() => bench.InUnitAsync(async unit =>
        {
            (await bench.Engine.AdvanceAsync(unit, child)).Status.ShouldBe(WageTheftPermits.Workflow.Interpretation.InstanceStatus.Finished);
            throw new TimeoutException("The power went.");
        }));
        (await bench.CountAsync("workflow.stimuli WHERE kind = 'child'")).ShouldBe(0);
        await bench.SettleAsync();
        (await bench.StatusAsync(parent)).ShouldBe("finished");
        (await bench.ScalarAsync<string>("SELECT string_agg(what, ',' ORDER BY id) FROM effects")).ShouldBe("child,parent");
    }

    [Fact]
    public async Task A_child_that_ends_while_its_parent_is_cancelled_harms_neither()
    {
        await using var bench = await Bench.OpenAsync(server, Child(), Parent());
        for (var round = 0; round < 5; round++)
        {
            var parent = await bench.StartAsync("parent", $"m-{round}");
            await bench.SettleAsync();
            var child = await ChildOf(bench, parent);
            await bench.EventAsync("Signed", $"m-{round}");
            await Task.WhenAll(bench.WorkAsync(), bench.InUnitAsync(unit => bench.Engine.CancelAsync(unit, parent, "filed twice", "ines")));
            await bench.SettleAsync();
            (await bench.StatusAsync(parent)).ShouldBe("cancelled");
            (await bench.StatusAsync(child)).ShouldBeOneOf("finished", "cancelled");
            (await bench.CountAsync("workflow.stimuli WHERE consumed_at IS NULL AND NOT parked")).ShouldBe(0);
        }
    }

    [Fact]
    public async Task Workflows_that_wait_for_themselves_stop_at_a_depth_and_say_so()
    {
        // The child's id is a variable, so that no check can know it.
        var itself = new Flow("parent").Variable("Child", "String", "parent")
            .Activity("Child", "Elsa.ExecuteWorkflow", ("workflowDefinitionId", FromVariable("String", "Child")), ("waitForCompletion", Literal("Boolean", true)))
            .Activity("End", "Elsa.End").Connect("Child > End");
        await using var bench = await Bench.OpenAsync(server, itself);
        await bench.StartAsync("parent");
        (await Should.ThrowAsync<ActivityFailed>(bench.SettleAsync)).Message.ShouldContain("nested more than 20 deep");
        (await bench.CountAsync(Waiting)).ShouldBe(20);
    }

    [Fact]
    public async Task What_is_wrong_with_a_child_fails_the_activity_that_starts_it()
    {
        var unknown = new Flow("parent").Variable("Child", "String", "none")
            .Activity("Child", "Elsa.DispatchWorkflow", ("workflowDefinitionId", FromVariable("String", "Child"))).Activity("End", "Elsa.End").Connect("Child > End");
        await using var bench = await Bench.OpenAsync(server, unknown);
        await bench.StartAsync("parent");
        var failure = await Should.ThrowAsync<ActivityFailed>(bench.WorkAsync);
        (failure.ActivityId, failure.ActivityType).ShouldBe(("Child", "Elsa.DispatchWorkflow"));
        failure.InnerException.ShouldBeOfType<WorkflowNotFound>();
    }

    [Fact]
    public async Task A_definition_is_deployed_only_with_or_after_its_children()
    {
        await using var bench = await Bench.OpenAsync(server);
        Task<IReadOnlyList<DeployResult>> Deploy(params Flow[] flows) => bench.InUnitAsync(unit => bench.Engine.DeployAsync(unit, flows.Select(flow => flow.File()).ToList(), "admin"));
        var refused = await Should.ThrowAsync<DefinitionRefused>(() => Deploy(Parent()));
        refused.Faults.ShouldHaveSingleItem().ShouldSatisfyAllConditions(fault => fault.Activity.ShouldBe("Child"), fault => fault.Property.ShouldBe("workflowDefinitionId"));
        (await Deploy(Parent(child: "middle"), Middle(), Child())).ShouldAllBe(result => result.Changed);
        (await Deploy(Parent())).ShouldHaveSingleItem().Version.ShouldBe(2);
        var changed = await Should.ThrowAsync<DefinitionRefused>(() => Deploy(Child().Input("Reason", "String")));
        changed.Faults.Select(fault => $"{fault.File} {fault.Activity} {fault.Property}").ShouldBe(["middle.json Child input.Reason", "parent.json Child input.Reason"]);
    }
}
