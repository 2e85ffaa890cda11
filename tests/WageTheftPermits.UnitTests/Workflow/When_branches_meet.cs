using System.Text.Json.Nodes;
using WageTheftPermits.Tests.Workflow;
using WageTheftPermits.Workflow.Interpretation;
using static WageTheftPermits.Tests.Workflow.Flow;

namespace WageTheftPermits.UnitTests.Workflow;

/// <summary>Forks, joins and loops. Where Elsa's users met a join that never went on, or that lost a branch's waits, the number is elsa-core's.</summary>
public class When_branches_meet
{
    private static (string, JsonNode?) Two => ("branches", Object("Object", new[] { "L", "R" }));

    private static (string, JsonNode?) Text(string text) => ("text", Literal("String", text));

    private static (string, JsonNode?) Named(string name) => ("eventName", Literal("String", name));

    private static Flow Forked(string mode = "WaitAll") => new Flow("forked").Activity("Start", "Elsa.Start").Activity("Fork", "Elsa.FlowFork", Two)
        .Activity("A", "Elsa.Event", Named("A")).Activity("B", "Elsa.Event", Named("B"))
        .Activity("Join", "Elsa.FlowJoin", ("mode", Literal("Object", mode))).Activity("After", "Test.Note", Text("after")).Activity("End", "Elsa.End")
        .Connect("Start > Fork", "Fork.L > A", "Fork.R > B", "Join > After");

    private static async Task<Run> StartedAsync(Flow flow)
    {
        var run = new Run(flow);
        await run.StartAsync();
        return run;
    }

    [Fact]
    public async Task An_activity_without_a_join_runs_once_for_each_branch_that_reaches_it()
    {
        var run = await StartedAsync(new Flow("merge").Activity("Start", "Elsa.Start").Activity("A", "Elsa.Event", Named("A")).Activity("B", "Elsa.Event", Named("B"))
            .Activity("Merge", "Test.Note", Text("merged")).Activity("Join", "Elsa.FlowJoin", ("mode", Literal("Object", "WaitAll"))).Activity("End", "Elsa.End")
            .Connect("Start > A", "Start > B", "Start > Join", "A > Merge", "B > Merge", "Merge > Join", "Join > End"));
        await run.EventAsync("A");
        run.State.Status.ShouldBe(InstanceStatus.Running);
        await run.EventAsync("B");
        run.Trace.Notes.ShouldBe(["merged", "merged"]);
        run.State.Status.ShouldBe(InstanceStatus.Finished);
    }

    [Fact]
    public async Task A_fork_in_a_branch_of_a_fork_is_joined_before_the_outer_one()
    {
        var run = await StartedAsync(Forked().Activity("Inner", "Elsa.FlowFork", Two).Activity("C", "Elsa.Event", Named("C")).Activity("D", "Elsa.Event", Named("D"))
            .Activity("InnerJoin", "Elsa.FlowJoin", ("mode", Literal("Object", "WaitAll"))).Activity("Between", "Test.Note", Text("between"))
            .Connect("A > Inner", "Inner.L > C", "Inner.R > D", "C > InnerJoin", "D > InnerJoin", "InnerJoin > Between", "Between > Join", "B > Join", "After > End"));
        await run.EventAsync("B");
        await run.EventAsync("A");
        await run.EventAsync("D");
        run.Trace.Notes.ShouldBeEmpty();
        await run.EventAsync("C");
        run.Trace.Notes.ShouldBe(["between", "after"]);
        run.State.Status.ShouldBe(InstanceStatus.Finished);
    }

    [Fact]
    public async Task WaitAny_withdraws_a_fork_that_is_still_open_in_the_other_branch()
    {
        var run = await StartedAsync(Forked("WaitAny").Activity("Inner", "Elsa.FlowFork", Two).Activity("C", "Elsa.Event", Named("C")).Activity("D", "Elsa.Event", Named("D"))
            .Activity("InnerJoin", "Elsa.FlowJoin", ("mode", Literal("Object", "WaitAll"))).Activity("More", "Elsa.Event", Named("More"))
            .Connect("A > Inner", "Inner.L > C", "Inner.R > D", "C > InnerJoin", "D > InnerJoin", "InnerJoin > Join", "B > Join", "After > More", "More > End"));
        await run.EventAsync("A");
        await run.EventAsync("C");
        await run.EventAsync("B");
        run.Waiting.ShouldBe(["More"]);
        (await run.EventAsync("D")).ShouldBe(0);
        await run.EventAsync("More");
        run.State.Status.ShouldBe(InstanceStatus.Finished);
    }

    [Fact]
    public async Task A_branch_that_ends_ends_the_flowchart_and_withdraws_the_others()
    {
        var run = await StartedAsync(Forked().Activity("Check", "Test.AwaitSettlement")
            .Connect("A > Check", "Check.Settled > Join", "Check.GivenUp > Join", "Check.Overdue > End", "B > Join", "After > End"));
        await run.EventAsync("A");
        await run.PassAsync(TimeSpan.FromDays(10));
        run.State.Status.ShouldBe(InstanceStatus.Finished);
        run.Trace.Notes.ShouldBeEmpty();
        run.State.Waits.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_end_within_a_flowchart_ends_that_one_alone()
    {
        var inner = Json("Inner", "Elsa.Flowchart", ("activities", new JsonArray(Json("InnerWait", "Elsa.Event", Named("In")), Json("InnerEnd", "Elsa.End"))),
            ("connections", JsonNode.Parse("""[{"source":{"activity":"InnerWait","port":"Done"},"target":{"activity":"InnerEnd"}}]""")));
        var run = await StartedAsync(Forked().Activity("Steps", "Elsa.Sequence", ("activities", new JsonArray(inner, Json("Note", "Test.Note", Text("in")))))
            .Connect("A > Steps", "Steps > Join", "B > Join", "After > End"));
        await run.EventAsync("A");
        await run.EventAsync("In");
        run.Trace.Notes.ShouldBe(["in"]);
        run.Waiting.ShouldBe(["B"]);
    }

    [Fact]
    public async Task An_end_within_a_sequence_ends_that_one_alone()
    {
        var branch = Json("If", "Elsa.If", ("condition", Literal("Boolean", true)), ("then", Json("Inner", "Elsa.Sequence", ("activities", new JsonArray(Json("One", "Test.Note", Text("one")), Json("Stop", "Elsa.End"))))));
        var run = await StartedAsync(new Flow("sequence").Activity("Steps", "Elsa.Sequence", ("activities", new JsonArray(branch, Json("Two", "Test.Note", Text("two")))))
            .Activity("End", "Elsa.End").Connect("Steps > End"));
        run.Trace.Notes.ShouldBe(["one", "two"]);
    }

    [Fact]
    public async Task A_branch_that_loops_back_inside_fork_and_join_keeps_its_waits_7724()
    {
        // One branch is at the join; the other is returned to its beginning, again and again, and the join waits for it.
        var run = await StartedAsync(Forked().Activity("Review", "Test.AwaitSettlement")
            .Connect("A > Review", "Review.Overdue > A", "Review.GivenUp > A", "Review.Settled > Join", "B > Join", "After > End"));
        await run.EventAsync("B");
        for (var round = 0; round < 3; round++)
        {
            await run.EventAsync("A");
            run.Waiting.ShouldBe(["Review"]);
            await run.PassAsync(TimeSpan.FromDays(10));
            run.Waiting.ShouldBe(["A"]);
        }

        await run.EventAsync("A");
        run.Trace.Settled = true;
        await run.FactAsync("Settlement");
        run.Trace.Notes.ShouldBe(["after"]);
        run.State.Status.ShouldBe(InstanceStatus.Finished);
    }

    [Fact]
    public async Task An_activity_that_leads_back_to_itself_is_not_withdrawn_when_the_other_branch_goes_on_6376()
    {
        var run = await StartedAsync(Forked().Activity("Ask", "Test.AwaitSettlement").Connect("A > Ask", "Ask.Overdue > Ask", "Ask.GivenUp > Join", "Ask.Settled > Join", "B > Join", "After > End"));
        await run.EventAsync("A");
        await run.PassAsync(TimeSpan.FromDays(10));
        await run.EventAsync("B");
        run.Waiting.ShouldBe(["Ask"]);
        await run.CompleteAsync(run.State.Waits.Single(wait => wait.TaskId is not null).TaskId!.Value, "GivenUp", "ines");
        run.State.Status.ShouldBe(InstanceStatus.Finished);
    }

    [Fact]
    public async Task A_WaitAny_join_in_a_loop_is_reached_again_from_another_branch_7993()
    {
        var run = await StartedAsync(Forked("WaitAny").Activity("Again", "Test.AwaitSettlement").Connect("A > Join", "B > Join", "After > Again", "Again.Overdue > Fork", "Again.GivenUp > End", "Again.Settled > End"));
        foreach (var first in new[] { "A", "B", "A" })
        {
            run.Waiting.Order().ShouldBe(["A", "B"]);
            await run.EventAsync(first);
            run.Waiting.ShouldBe(["Again"]);
            await run.PassAsync(TimeSpan.FromDays(10));
        }

        run.Trace.Notes.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("Elsa.Delay")]
    [InlineData("Elsa.Event")]
    public async Task Two_like_activities_wait_at_once_and_both_go_on_6419(string type)
    {
        (string, JsonNode?) Given() => type == "Elsa.Delay" ? ("timeSpan", Literal("TimeSpan", "00:00:05")) : Named("Same");
        var run = await StartedAsync(new Flow("like").Activity("Fork", "Elsa.FlowFork", Two)
            .Activity("One", type, Given()).Activity("Two", type, Given()).Activity("First", "Test.Note", Text("first")).Activity("Second", "Test.Note", Text("second"))
            .Activity("Join", "Elsa.FlowJoin", ("mode", Literal("Object", "WaitAll"))).Activity("End", "Elsa.End")
            .Connect("Fork.L > One", "Fork.R > Two", "One > First", "Two > Second", "First > Join", "Second > Join", "Join > End"));
        if (type == "Elsa.Delay")
            await run.PassAsync(TimeSpan.FromSeconds(5));
        else
            (await run.EventAsync("Same")).ShouldBe(2);
        run.Trace.Notes.Order().ShouldBe(["first", "second"]);
        run.State.Status.ShouldBe(InstanceStatus.Finished);
    }
}
