using System.Text.Json;
using WageTheftPermits.Tests.Workflow;
using WageTheftPermits.Workflow;
using WageTheftPermits.Workflow.Interpretation;
using static WageTheftPermits.Tests.Workflow.Flow;

namespace WageTheftPermits.UnitTests.Workflow;

/// <summary>Which running instances can go on in another version of their definition, and why others cannot.</summary>
public class When_an_instance_fits_another_version
{
    private static Flow Basis() => new Flow("basis").Input("Amount", "Int32").Variable("Count", "Int32", "3");

    private static Flow Asked(Flow flow, string task = "Sign") => flow
        .Activity("Ask", "Elsa.RunTask", ("taskName", Literal("String", task)), ("payload", Object("Object", new { role = "inspector" }))).Activity("End", "Elsa.End").Connect("Ask > End");

    private static async Task<InstanceState> AtAsync(Flow flow)
    {
        var run = new Run(flow, ("Amount", 12));
        await run.StartAsync();
        return run.State;
    }

    private static MigrationFit Fit(Flow from, Flow to) => new(DefinitionReader.Read(from.File()).Definition!, DefinitionReader.Read(to.File()).Definition!, 2, Run.Catalog);

    private static async Task<string?> WhyNotAsync(Flow from, Flow to) => Fit(from, to).WhyNot(await AtAsync(from));

    [Fact]
    public async Task The_same_fits() => (await WhyNotAsync(Asked(Basis()), Asked(Basis()))).ShouldBeNull();

    [Fact]
    public async Task An_activity_that_is_gone() => (await WhyNotAsync(Asked(Basis()), Basis().Activity("Start", "Elsa.Start").Activity("End", "Elsa.End").Connect("Start > End")))
        .ShouldBe("Version 2 has no activity 'Ask', which it is at.");

    [Fact]
    public async Task An_activity_of_another_type() =>
        (await WhyNotAsync(Asked(Basis()), Basis().Activity("Ask", "Elsa.Delay", ("timeSpan", Literal("TimeSpan", "1.00:00:00"))).Activity("End", "Elsa.End").Connect("Ask > End")))
        .ShouldBe("Activity 'Ask' is Elsa.Delay in version 2; it is at one that is Elsa.RunTask.");

    [Fact]
    public async Task An_activity_that_stands_elsewhere()
    {
        var inner = Json("Inner", "Elsa.Sequence");
        inner["activities"] = new System.Text.Json.Nodes.JsonArray(Json("Ask", "Elsa.RunTask", ("taskName", Literal("String", "Sign")), ("payload", Object("Object", new { role = "inspector" }))));
        var to = Basis().Activity("Inner", "Elsa.Sequence", ("activities", inner["activities"]!.DeepClone())).Activity("End", "Elsa.End").Connect("Inner > End");
        (await WhyNotAsync(Asked(Basis()), to)).ShouldBe("Activity 'Ask' stands elsewhere in version 2: in 'Inner'.");
    }

    [Fact]
    public async Task An_open_task_of_another_name() => (await WhyNotAsync(Asked(Basis()), Asked(Basis(), "Countersign")))
        .ShouldBe("Its open task is 'Sign'; in version 2 activity 'Ask' asks for another.");

    [Fact]
    public async Task A_variable_that_is_gone() => (await WhyNotAsync(Asked(Basis()), Asked(new Flow("basis").Input("Amount", "Int32")))).ShouldBe("Version 2 has no variable 'Count', which it has a value of.");

    [Fact]
    public async Task A_variable_whose_value_does_not_fit() => (await WhyNotAsync(Asked(Basis()), Asked(new Flow("basis").Input("Amount", "Int32").Variable("Count", "Boolean"))))
        .ShouldBe("The variable 'Count' is Boolean in version 2, and its value is none.");

    [Fact]
    public async Task A_variable_of_a_wider_type_fits() => (await WhyNotAsync(Asked(Basis()), Asked(new Flow("basis").Input("Amount", "Int32").Variable("Count", "Int64")))).ShouldBeNull();

    [Fact]
    public async Task An_input_that_was_not_given() => (await WhyNotAsync(Asked(Basis()), Asked(Basis().Input("Reference", "String")))).ShouldBe("Version 2 needs the input Reference (String), with which it was not started.");

    [Fact]
    public async Task An_input_of_another_type() => (await WhyNotAsync(Asked(Basis()), Asked(new Flow("basis").Input("Amount", "Boolean").Variable("Count", "Int32")))).ShouldBe("The input Amount is Boolean in version 2, and its value is none.");

    [Fact]
    public async Task An_instance_that_an_activity_stopped()
    {
        var flow = Basis().Activity("Stop", "Elsa.Fault", ("message", Literal("String", "no")));
        (await WhyNotAsync(flow, flow)).ShouldBe("Activity 'Stop' stopped it with an incident; retry, skip or cancel it first.");
    }

    [Fact]
    public async Task A_join_that_some_branches_have_reached_and_that_is_gone()
    {
        Flow Joined(string mode) => Basis().Activity("Fork", "Elsa.FlowFork", ("branches", Object("Object", new[] { "Left", "Right" })))
            .Activity("Note", "Test.Note", ("text", Literal("String", "x"))).Activity("Wait", "Elsa.Event", ("eventName", Literal("String", "Signed"))).Activity("Join", "Elsa.FlowJoin", ("mode", Literal("Object", mode)))
            .Activity("End", "Elsa.End").Connect("Fork.Left > Note", "Fork.Right > Wait", "Note > Join", "Wait > Join", "Join > End");

        (await WhyNotAsync(Joined("WaitAll"), Joined("WaitAny"))).ShouldBe("A branch waits at join 'Join', which is no WaitAll join of 'Flow' in version 2.");
        (await WhyNotAsync(Joined("WaitAll"), Joined("WaitAll"))).ShouldBeNull();
    }

    [Fact]
    public async Task What_is_new_begins_with_its_value_and_what_only_the_newer_knows_is_dropped_on_the_way_back()
    {
        var (old, next) = (Asked(Basis()), Asked(Basis().Variable("Rounds", "Int32", "4")));
        var state = await AtAsync(old);
        var variables = Fit(old, next).VariablesOf(state);
        variables["var-Rounds"].GetInt32().ShouldBe(4);
        variables["var-Count"].GetInt32().ShouldBe(3);
        state.Variables["var-Rounds"] = JsonSerializer.SerializeToElement(4);
        var back = Fit(next, old);
        back.DropUnknown(state);
        back.WhyNot(state).ShouldBeNull();
        state.Variables.Keys.ShouldBe(["var-Count"]);
    }
}
