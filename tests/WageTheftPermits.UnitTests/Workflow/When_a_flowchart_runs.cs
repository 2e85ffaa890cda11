using WageTheftPermits.Tests.Workflow;
using WageTheftPermits.Workflow;
using WageTheftPermits.Workflow.Interpretation;
using static WageTheftPermits.Tests.Workflow.Flow;

namespace WageTheftPermits.UnitTests.Workflow;

public class When_a_flowchart_runs
{
    private static (string, System.Text.Json.Nodes.JsonNode?) Text(string text) => ("text", Literal("String", text));

    private static Flow Forked(string mode) => new Flow("forked")
        .Activity("Start", "Elsa.Start")
        .Activity("Fork", "Elsa.FlowFork", ("branches", Object("Object", new[] { "Left", "Right" })))
        .Activity("A", "Elsa.Event", ("eventName", Literal("String", "A")))
        .Activity("B", "Test.AwaitSettlement")
        .Activity("Join", "Elsa.FlowJoin", ("mode", Literal("Elsa.Workflows.Activities.Flowchart.Models.FlowJoinMode, Elsa.Workflows.Core", mode)))
        .Activity("After", "Test.Note", Text("after"))
        .Activity("End", "Elsa.End")
        .Connect("Start > Fork", "Fork.Left > A", "Fork.Right > B", "A > Join", "B.Settled > Join", "B.GivenUp > Join", "B.Overdue > Join", "Join > After", "After > End");

    [Theory]
    [InlineData(true, "yes")]
    [InlineData(false, "no")]
    public async Task A_decision_follows_its_condition(bool condition, string expected)
    {
        var run = new Run(
            new Flow("decide").Input("Late", "Boolean")
                .Activity("Decide", "Elsa.FlowDecision", ("condition", FromInput("Boolean", "Late")))
                .Activity("Yes", "Test.Note", Text("yes")).Activity("No", "Test.Note", Text("no")).Activity("End", "Elsa.End")
                .Connect("Decide.True > Yes", "Decide.False > No", "Yes > End", "No > End"),
            ("Late", condition));
        await run.StartAsync();
        run.Trace.Notes.ShouldBe([expected]);
        run.State.Status.ShouldBe(InstanceStatus.Finished);
    }

    [Theory]
    [InlineData("true", "first")]
    [InlineData("false", "default")]
    public async Task A_switch_follows_the_first_case_that_holds_or_the_default(string value, string expected)
    {
        var cases = System.Text.Json.Nodes.JsonNode.Parse("""[{"label":"First","condition":{"type":"Variable","value":{"id":"var-Flag"}}}]""");
        var run = new Run(new Flow("switch").Variable("Flag", "Boolean", value)
            .Activity("Switch", "Elsa.FlowSwitch", ("cases", cases))
            .Activity("One", "Test.Note", Text("first")).Activity("Other", "Test.Note", Text("default")).Activity("End", "Elsa.End")
            .Connect("Switch.First > One", "Switch.Default > Other", "One > End", "Other > End"));
        await run.StartAsync();
        run.Trace.Notes.ShouldBe([expected]);
    }

    [Fact]
    public async Task WaitAll_waits_for_every_branch_in_either_order()
    {
        foreach (var eventFirst in new[] { true, false })
        {
            var run = new Run(Forked("WaitAll"));
            await run.StartAsync();
            run.Waiting.ShouldBe(["A", "B"]);
            run.Trace.Settled = true;
            await (eventFirst ? run.EventAsync("A") : run.FactAsync("Settlement"));
            run.Trace.Notes.ShouldBeEmpty();
            await (eventFirst ? run.FactAsync("Settlement") : run.EventAsync("A"));
            run.Trace.Notes.ShouldBe(["after"]);
            run.State.Status.ShouldBe(InstanceStatus.Finished);
        }
    }

    [Fact]
    public async Task WaitAny_goes_on_with_the_first_branch_and_withdraws_the_other()
    {
        var run = new Run(Forked("WaitAny"));
        await run.StartAsync();
        await run.EventAsync("A");
        run.Trace.Notes.ShouldBe(["after"]);
        run.State.Waits.ShouldBeEmpty();
        run.State.Journal.ShouldContain(entry => entry.ActivityId == "B" && entry.Event == JournalEvent.Cancelled);
        run.State.Journal.ShouldNotContain(entry => entry.ActivityId == "A" && entry.Event == JournalEvent.Cancelled);
    }

    [Fact]
    public async Task WaitAny_runs_once_when_several_branches_arrive_in_one_burst()
    {
        var run = new Run(new Flow("race")
            .Activity("Fork", "Elsa.FlowFork", ("branches", Object("Object", new[] { "L", "R" })))
            .Activity("A", "Test.Note", Text("a")).Activity("B", "Test.Note", Text("b"))
            .Activity("Join", "Elsa.FlowJoin", ("mode", Literal("Object", "WaitAny")))
            .Activity("After", "Test.Note", Text("after")).Activity("End", "Elsa.End")
            .Connect("Fork.L > A", "Fork.R > B", "A > Join", "B > Join", "Join > After", "After > End"));
        await run.StartAsync();
        run.Trace.Notes.ShouldBe(["a", "after"]);
    }

    [Fact]
    public async Task A_loop_executes_an_activity_anew_each_round()
    {
        var run = new Run(new Flow("loop")
            .Activity("Start", "Elsa.Start")
            .Activity("Ask", "Test.AwaitSettlement")
            .Activity("Remind", "Test.Note", Text("remind"))
            .Activity("End", "Elsa.End")
            .Connect("Start > Ask", "Ask.Overdue > Remind", "Remind > Ask", "Ask.Settled > End", "Ask.GivenUp > End"));
        await run.StartAsync();
        for (var round = 1; round <= 3; round++)
        {
            await run.PassAsync(TimeSpan.FromDays(10));
            run.Trace.Notes.Count.ShouldBe(round);
        }

        run.State.Executions.Where(execution => execution.ActivityId == "Ask").Select(execution => execution.Id).Distinct().Count().ShouldBe(4);
        run.Trace.Settled = true;
        await run.FactAsync("Settlement");
        run.State.Status.ShouldBe(InstanceStatus.Finished);
    }

    [Fact]
    public async Task A_join_in_a_loop_waits_again_in_the_second_round()
    {
        var run = new Run(new Flow("loopjoin").Variable("Again", "Boolean", "true")
            .Activity("Start", "Elsa.Start")
            .Activity("Fork", "Elsa.FlowFork", ("branches", Object("Object", new[] { "L", "R" })))
            .Activity("A", "Elsa.Event", ("eventName", Literal("String", "A"))).Activity("B", "Elsa.Event", ("eventName", Literal("String", "B")))
            .Activity("Join", "Elsa.FlowJoin", ("mode", Literal("Object", "WaitAll")))
            .Activity("Decide", "Elsa.FlowDecision", ("condition", FromVariable("Boolean", "Again")))
            .Activity("Stop", "Elsa.SetVariable", ("variable", new System.Text.Json.Nodes.JsonObject { ["id"] = "var-Again" }), ("value", Literal("Boolean", "false")))
            .Activity("End", "Elsa.End")
            .Connect("Start > Fork", "Fork.L > A", "Fork.R > B", "A > Join", "B > Join", "Join > Decide", "Decide.True > Stop", "Stop > Fork", "Decide.False > End"));
        await run.StartAsync();
        await run.EventAsync("A");
        await run.EventAsync("B");
        run.Waiting.ShouldBe(["A", "B"]);
        await run.EventAsync("B");
        run.State.Status.ShouldBe(InstanceStatus.Running);
        await run.EventAsync("A");
        run.State.Status.ShouldBe(InstanceStatus.Finished);
    }

    [Fact]
    public async Task End_ends_the_flowchart_and_Finish_the_workflow_with_what_still_waits()
    {
        foreach (var end in new[] { "Elsa.End", "Elsa.Finish" })
        {
            var run = new Run(new Flow("ends")
                .Activity("Fork", "Elsa.FlowFork", ("branches", Object("Object", new[] { "L", "R" })))
                .Activity("A", "Elsa.Event", ("eventName", Literal("String", "A")))
                .Activity("B", "Elsa.Event", ("eventName", Literal("String", "B")))
                .Activity("End", end)
                .Connect("Fork.L > A", "Fork.R > B", "A > End", "B > End"));
            await run.StartAsync();
            await run.EventAsync("B");
            run.State.Status.ShouldBe(InstanceStatus.Finished);
            run.State.Waits.ShouldBeEmpty();
            run.State.Executions.ShouldAllBe(execution => !execution.IsAlive);
        }
    }

    [Fact]
    public async Task Sequence_and_If_run_their_embedded_activities()
    {
        var branch = Json("Inner", "Elsa.If", ("condition", Literal("Boolean", "true")), ("then", Json("Then", "Test.Note", Text("then"))), ("else", Json("Else", "Test.Note", Text("else"))));
        var run = new Run(new Flow("nested")
            .Activity("Steps", "Elsa.Sequence", ("activities", new System.Text.Json.Nodes.JsonArray(Json("One", "Test.Note", Text("one")), branch, Json("Two", "Test.Note", Text("two")))))
            .Activity("End", "Elsa.End").Connect("Steps > End"));
        await run.StartAsync();
        run.Trace.Notes.ShouldBe(["one", "then", "two"]);
    }

    [Fact]
    public async Task A_fault_stops_the_instance_and_a_retry_executes_the_activity_anew()
    {
        var run = new Run(new Flow("fault")
            .Activity("Start", "Elsa.Start").Activity("Fault", "Elsa.Fault", ("message", Literal("String", "No such agency")), ("code", Literal("String", "E7")))
            .Connect("Start > Fault"));
        await run.StartAsync();
        run.State.Status.ShouldBe(InstanceStatus.Blocked);
        run.State.Incidents.ShouldHaveSingleItem().Message.ShouldBe("E7: No such agency");
        await run.RetryAsync();
        run.State.Executions.Count(execution => execution.ActivityId == "Fault").ShouldBe(2);
        run.State.Executions.Count(execution => execution.Status == ExecutionStatus.Faulted).ShouldBe(1);
    }

    [Fact]
    public async Task Outputs_and_variables_carry_values_from_one_activity_to_the_next()
    {
        var run = new Run(
            new Flow("values").Input("Amount", "Decimal").Variable("Kept", "Decimal").Output("Owed", "Decimal")
                .Activity("Keep", "Elsa.SetVariable", ("variable", new System.Text.Json.Nodes.JsonObject { ["id"] = "var-Kept" }), ("value", FromInput("Decimal", "Amount")))
                .Activity("Give", "Elsa.SetOutput", ("outputName", Literal("String", "Owed")), ("outputValue", FromVariable("Decimal", "Kept")))
                .Activity("End", "Elsa.Finish").Connect("Keep > Give", "Give > End"),
            ("Amount", 1234.50m));
        await run.StartAsync();
        run.State.Outputs["Owed"].GetDecimal().ShouldBe(1234.50m);
    }

    [Fact]
    public async Task A_loop_that_nothing_waits_in_is_stopped()
    {
        var run = new Run(new Flow("spin").Variable("Go", "Boolean", "true")
            .Activity("Start", "Elsa.Start").Activity("Spin", "Elsa.FlowDecision", ("condition", FromVariable("Boolean", "Go"))).Activity("End", "Elsa.End")
            .Connect("Start > Spin", "Spin.True > Spin", "Spin.False > End"));
        (await Should.ThrowAsync<TooManySteps>(run.StartAsync)).ActivityId.ShouldBe("Spin");
    }

    [Fact]
    public async Task An_undeclared_outcome_fails_instead_of_losing_the_token()
    {
        var run = new Run(new Flow("stray").Activity("Stray", "Test.Stray").Activity("End", "Elsa.End").Connect("Stray.Left > End", "Stray.Right > End"));
        (await Should.ThrowAsync<ActivityFailed>(run.StartAsync)).ActivityId.ShouldBe("Stray");
    }
}
