using WageTheftPermits.Tests.Workflow;
using WageTheftPermits.Workflow;
using static WageTheftPermits.Tests.Workflow.Flow;

namespace WageTheftPermits.UnitTests.Workflow;

public class Definitions_of_children
{
    private static Flow Child() => new Flow("child").Input("Amount", "Decimal").Input("Note", "String?").Activity("End", "Elsa.End");

    private static Flow Parent(object input, string child = "child") => new Flow("parent")
        .Activity("Child", "Elsa.DispatchWorkflow", ("workflowDefinitionId", Literal("String", child)), ("input", Object("Object", input)))
        .Activity("End", "Elsa.End").Connect("Child > End");

    private static Flow Waits(string id, string child, string type = "Elsa.ExecuteWorkflow", bool waits = true, bool eventFirst = false)
    {
        var flow = new Flow(id).Activity("Child", type, ("workflowDefinitionId", Literal("String", child)), ("waitForCompletion", Literal("Boolean", waits))).Activity("End", "Elsa.End").Connect("Child > End");
        return eventFirst ? flow.Activity("Event", "Elsa.Event", ("eventName", Literal("String", "E"))).Connect("Event > Child") : flow;
    }

    private static IReadOnlyList<DefinitionFault> Check(params Flow[] flows) => DefinitionCheck.Check(flows.Select(flow => flow.File()).ToList(), Run.Catalog);

    [Fact]
    public void A_child_with_its_inputs_is_sound() => Check(Parent(new { Amount = 3 }), Child()).ShouldBeEmpty();

    [Fact]
    public void A_child_may_be_deployed_already() =>
        DefinitionCheck.Check([Parent(new { Amount = 3 }).File()], Run.Catalog, [DefinitionReader.Read(Child().File()).Definition!]).ShouldBeEmpty();

    [Fact]
    public void A_child_that_there_is_not() =>
        Check(Parent(new { Amount = 3 }, "chlid"), Child()).ShouldHaveSingleItem().ToString().ShouldStartWith("parent.json: Child: workflowDefinitionId: There is no workflow 'chlid'");

    [Fact]
    public void Inputs_the_child_does_not_take()
    {
        Check(Parent(new { Amount = 3, Colour = "red" }), Child()).ShouldHaveSingleItem().ToString().ShouldContain("Child: input.Colour: Workflow 'child' declares no input 'Colour'. It declares Amount, Note");
        Check(Parent(new { Amount = "much" }), Child()).ShouldHaveSingleItem().ToString().ShouldContain("Child: input.Amount: Workflow 'child' takes it as Decimal");
        Check(Parent(new { Note = "x" }), Child()).ShouldHaveSingleItem().ToString().ShouldContain("Child: input.Amount: Missing. Workflow 'child' needs it");
    }

    [Fact]
    public void A_child_that_would_no_longer_take_what_a_deployed_parent_gives_it()
    {
        var deployed = DefinitionReader.Read(Parent(new { Amount = 3 }).File()).Definition!;
        DefinitionCheck.Check([Child().File()], Run.Catalog, [deployed]).ShouldBeEmpty();
        DefinitionCheck.Check([Child().Input("Reason", "String").File()], Run.Catalog, [deployed]).ShouldHaveSingleItem().ToString().ShouldStartWith("parent.json: Child: input.Reason: Missing");
    }

    [Fact]
    public void Two_files_of_one_id() => Check(Child(), Child()).ShouldHaveSingleItem().Message.ShouldContain("'child' is also the id of child.json");

    [Fact]
    public void A_workflow_that_waits_for_itself()
    {
        Check(Waits("a", "a")).ShouldHaveSingleItem().Message.ShouldContain("waits for itself (a → a)");
        Check(Waits("a", "b"), Waits("b", "c", "Elsa.DispatchWorkflow"), Waits("c", "a")).Select(fault => fault.File).ShouldBe(["a.json", "b.json", "c.json"]);
    }

    [Fact]
    public void A_workflow_that_starts_itself_after_a_wait_or_without_waiting_is_sound()
    {
        Check(Waits("a", "b"), Waits("b", "a", eventFirst: true)).ShouldBeEmpty();
        Check(Waits("a", "a", "Elsa.DispatchWorkflow", waits: false)).ShouldBeEmpty();
    }
}
