using System.Text.Json.Nodes;
using WageTheftPermits.Tests.Workflow;
using WageTheftPermits.Workflow;
using WageTheftPermits.Workflow.Interpretation;
using static WageTheftPermits.Tests.Workflow.Flow;

namespace WageTheftPermits.UnitTests.Workflow;

/// <summary>What single activities do, as Elsa's of the same name. Flowcharts, forks and joins have tests of their own.</summary>
public class Built_in_activities
{
    private static (string, JsonNode?) Text(string text) => ("text", Literal("String", text));

    private static async Task<Run> StartedAsync(Flow flow, params (string, object)[] inputs)
    {
        var run = new Run(flow, inputs);
        await run.StartAsync();
        return run;
    }

    [Theory]
    [InlineData("MatchFirst", true, true, "one")]
    [InlineData("MatchFirst", false, true, "two")]
    [InlineData("MatchFirst", false, false, "default")]
    [InlineData("MatchAny", true, true, "one two")]
    [InlineData("MatchAny", false, true, "two")]
    [InlineData("MatchAny", false, false, "default")]
    public async Task Switch_goes_on_along_the_first_case_that_holds_or_along_each(string mode, bool one, bool two, string expected)
    {
        var cases = JsonNode.Parse("""[{"label":"1","condition":{"type":"Input","value":{"name":"One"}}},{"label":"2","condition":{"type":"Input","value":{"name":"Two"}}}]""");
        var run = await StartedAsync(new Flow("switch").Input("One", "Boolean").Input("Two", "Boolean")
            .Activity("Switch", "Elsa.FlowSwitch", ("mode", Literal("Object", mode)), ("cases", cases))
            .Activity("A", "Test.Note", Text("one")).Activity("B", "Test.Note", Text("two")).Activity("C", "Test.Note", Text("default"))
            .Activity("Wait", "Elsa.Event", ("eventName", Literal("String", "E"))).Activity("End", "Elsa.End")
            .Connect("Switch.1 > A", "Switch.2 > B", "Switch.Default > C", "A > Wait", "B > Wait", "C > Wait", "Wait > End"), ("One", one), ("Two", two));
        string.Join(' ', run.Trace.Notes).ShouldBe(expected);
    }

    [Theory]
    [InlineData(true, "then")]
    [InlineData(false, "")]
    public async Task If_without_an_else_goes_on_at_once(bool condition, string expected)
    {
        var run = await StartedAsync(new Flow("if").Input("Is", "Boolean")
            .Activity("If", "Elsa.If", ("condition", FromInput("Boolean", "Is")), ("then", Json("Then", "Test.Note", Text("then")))).Activity("End", "Elsa.End").Connect("If > End"), ("Is", condition));
        string.Join(' ', run.Trace.Notes).ShouldBe(expected);
        run.State.Status.ShouldBe(InstanceStatus.Finished);
    }

    [Fact]
    public async Task Start_and_Fork_only_go_on()
    {
        var run = await StartedAsync(new Flow("fork").Activity("Start", "Elsa.Start").Activity("Fork", "Elsa.FlowFork", ("branches", Object("Object", "[\"L\", \"R\"]")))
            .Activity("A", "Test.Note", Text("a")).Activity("B", "Test.Note", Text("b")).Activity("Join", "Elsa.FlowJoin", ("mode", Literal("Object", "WaitAll"))).Activity("End", "Elsa.End")
            .Connect("Start > Fork", "Fork.L > A", "Fork.R > B", "A > Join", "B > Join", "Join > End"));
        run.Trace.Notes.ShouldBe(["a", "b"]);
        run.State.Executions.Single(execution => execution.ActivityId == "Fork").Outcomes.ShouldBe(["L", "R"]);
    }

    [Fact]
    public async Task SetVariable_converts_to_the_variables_type_and_without_a_value_clears_it()
    {
        static JsonObject Kept() => new() { ["id"] = "var-Kept", ["name"] = "Kept", ["typeName"] = "Int32" };
        var run = await StartedAsync(new Flow("set").Variable("Kept", "Int32", "3").Variable("Copy", "Int32")
            .Activity("Set", "Elsa.SetVariable", ("variable", Kept()), ("value", Literal("Int32", "17")))
            .Activity("Copy", "Elsa.SetVariable", ("variable", new JsonObject { ["id"] = "var-Copy" }), ("value", FromVariable("Int32", "Kept")))
            .Activity("Clear", "Elsa.SetVariable", ("variable", Kept())).Activity("End", "Elsa.End").Connect("Set > Copy", "Copy > Clear", "Clear > End"));
        run.State.Variables["var-Copy"].GetInt32().ShouldBe(17);
        run.State.Variables["var-Kept"].ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task Event_gives_what_came_with_it()
    {
        var run = await StartedAsync(new Flow("event").Variable("Said", "Object").Activity("Wait", "Elsa.Event", ("eventName", Literal("String", "Signed")), ("result", ToVariable("Object", "Said")))
            .Activity("End", "Elsa.End").Connect("Wait > End"));
        (await run.EventAsync("Signd")).ShouldBe(0);
        (await run.EventAsync("Signed", payload: new { by = "ana" })).ShouldBe(1);
        run.State.Variables["var-Said"].GetProperty("by").GetString().ShouldBe("ana");
    }

    [Fact]
    public async Task Correlate_changes_the_key_later_events_are_waited_for_by()
    {
        var run = await StartedAsync(new Flow("correlate").Activity("Set", "Elsa.Correlate", ("correlationId", Literal("String", "case-9"))).Activity("Wait", "Elsa.Event", ("eventName", Literal("String", "Signed")))
            .Activity("End", "Elsa.End").Connect("Set > Wait", "Wait > End"));
        run.State.CorrelationId.ShouldBe("case-9");
        (await run.EventAsync("Signed", "case-1")).ShouldBe(0);
        (await run.EventAsync("Signed", "case-9")).ShouldBe(1);
    }

    [Fact]
    public async Task StartAt_goes_on_at_once_where_its_moment_is_past()
    {
        var run = await StartedAsync(new Flow("past").Activity("At", "Elsa.StartAt", ("dateTime", Literal("DateTimeOffset", "2026-03-01T09:00:00Z"))).Activity("End", "Elsa.End").Connect("At > End"));
        run.State.Status.ShouldBe(InstanceStatus.Finished);
    }

    [Fact]
    public async Task RunTask_whose_payload_names_no_role_is_a_fault()
    {
        var run = await StartedAsync(new Flow("task").Variable("About", "Object", "{}")
            .Activity("Ask", "Elsa.RunTask", ("taskName", Literal("String", "Review")), ("payload", FromVariable("Object", "About"))).Activity("End", "Elsa.End").Connect("Ask > End"));
        run.State.Incidents.ShouldHaveSingleItem().Message.ShouldContain("names no role");
    }

    [Theory]
    [InlineData("Elsa.ExecuteWorkflow", true)]
    [InlineData("Elsa.DispatchWorkflow", true)]
    [InlineData("Elsa.DispatchWorkflow", false)]
    public async Task A_child_is_asked_for_and_waited_for_where_that_is_said(string type, bool waits)
    {
        var run = await StartedAsync(new Flow("parent").Variable("Result", "Object")
            .Activity("Child", type, ("workflowDefinitionId", Literal("String", "child")), ("correlationId", Literal("String", "case-2")), ("input", Object("Object", "{\"Amount\": 3}")),
                ("waitForCompletion", Literal("Boolean", waits)), ("result", waits ? ToVariable("Object", "Result") : null))
            .Activity("End", "Elsa.End").Connect("Child > End"));
        var child = run.State.NewChildren.ShouldHaveSingleItem();
        (child.DefinitionId, child.CorrelationId, child.Inputs["Amount"].GetInt32(), child.Waits).ShouldBe(("child", "case-2", 3, waits));
        if (waits)
        {
            run.State.Waits.ShouldHaveSingleItem().Kind.ShouldBe(WaitKind.Child);
            await run.ChildEndedAsync(child.Id, "finished", new { Paid = 3 });
            run.State.Variables["var-Result"].GetProperty("Paid").GetInt32().ShouldBe(3);
        }

        run.State.Status.ShouldBe(InstanceStatus.Finished);
    }

    [Fact]
    public async Task A_child_that_is_no_longer_waited_for_is_abandoned_or_never_started()
    {
        static Flow Race(string other) => new Flow("race").Activity("Start", "Elsa.Start")
            .Activity("Child", "Elsa.ExecuteWorkflow", ("workflowDefinitionId", Literal("String", "child")), ("waitForCompletion", Literal("Boolean", true)))
            .Activity("Other", other, other == "Elsa.Event" ? ("eventName", Literal("String", "E")) : Text("x")).Activity("End", "Elsa.End")
            .Connect("Start > Child", "Start > Other", "Child > End", "Other > End");
        var later = await StartedAsync(Race("Elsa.Event"));
        var child = later.State.NewChildren.Single().Id;
        later.State.NewChildren.Clear();
        await later.EventAsync("E");
        later.State.AbandonedChildren.ShouldBe([child]);

        var atOnce = await StartedAsync(Race("Test.Note"));
        atOnce.State.Status.ShouldBe(InstanceStatus.Finished);
        atOnce.State.NewChildren.ShouldBeEmpty();
        atOnce.State.AbandonedChildren.ShouldBeEmpty();
    }

    [Fact]
    public void A_property_that_every_activity_has_already_is_refused() =>
        Should.Throw<ArgumentException>(() => new ActivityCatalog().Add<NamelessActivity>()).Message.ShouldContain("'name', which every activity has already");

    [Activity("Test.Nameless")]
    private sealed class NamelessActivity : Activity
    {
        [Input]
        public string Name { get; set; } = "";

        public override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct) => new(ActivityResult.Complete());
    }
}
