using System.Text.Json.Nodes;
using WageTheftPermits.Tests.Workflow;
using WageTheftPermits.Workflow;
using static WageTheftPermits.Tests.Workflow.Flow;

namespace WageTheftPermits.UnitTests.Workflow;

public class Definition_checks
{
    private static (string, JsonNode?) Text => ("text", Literal("String", "x"));

    private static Flow Sound() => new Flow("sound").Variable("Kept", "Int32", "3").Input("Amount", "Decimal")
        .Activity("Start", "Elsa.Start").Activity("End", "Elsa.End");

    private static IReadOnlyList<DefinitionFault> Check(Flow flow) => DefinitionCheck.Check(flow.File(), Run.Catalog);

    private static void Refused(Flow flow, string? activity, string? property, string message)
    {
        var faults = Check(flow);
        faults.ShouldContain(fault => fault.Activity == activity && fault.Property == property && fault.Message.Contains(message), string.Join(Environment.NewLine, faults));
    }

    [Fact]
    public void A_sound_definition_has_no_faults() => Check(Sound().Connect("Start > End")).ShouldBeEmpty();

    [Fact]
    public void Unknown_activity_type() => Refused(Sound().Activity("A", "Elsa.RunJavaScript").Connect("Start > A", "A > End"), "A", "type", "Unknown activity type 'Elsa.RunJavaScript'");

    [Fact]
    public void Unknown_activity_version()
    {
        var file = Sound().Activity("A", "Test.Note", Text).Connect("Start > A", "A > End").File();
        var later = file with { Json = file.Json.Replace("\"type\":\"Test.Note\",\"version\":1", "\"type\":\"Test.Note\",\"version\":2") };
        DefinitionCheck.Check(later, Run.Catalog).ShouldHaveSingleItem().Message.ShouldContain("no version 2; there is 1");
    }

    [Fact]
    public void Unknown_property() => Refused(Sound().Activity("A", "Test.Note", Text, ("txet", Literal("String", "x"))).Connect("Start > A", "A > End"), "A", "txet", "no such property");

    [Fact]
    public void Missing_input() => Refused(Sound().Activity("A", "Test.Note").Connect("Start > A", "A > End"), "A", "text", "Missing");

    [Fact]
    public void Input_without_a_type_name()
    {
        var input = Literal("String", "x");
        input.Remove("typeName");
        Refused(Sound().Activity("A", "Test.Note", ("text", input)).Connect("Start > A", "A > End"), "A", "text", "Needs a typeName");
    }

    [Theory]
    [InlineData("JavaScript")]
    [InlineData("CSharp")]
    [InlineData("Liquid")]
    [InlineData("Sorcery")]
    public void Script_and_unknown_expressions(string kind) =>
        Refused(Sound().Activity("A", "Test.Note", ("text", Expression("String", kind, "1 + 1"))).Connect("Start > A", "A > End"), "A", "text", $"'{kind}' are not taken");

    [Fact]
    public void Value_of_the_wrong_type() =>
        Refused(Sound().Activity("A", "Elsa.Delay", ("timeSpan", Literal("TimeSpan", "soon"))).Connect("Start > A", "A > End"), "A", "timeSpan", "is no TimeSpan");

    [Fact]
    public void Variable_of_the_wrong_type() =>
        Refused(Sound().Activity("A", "Elsa.FlowDecision", ("condition", FromVariable("Boolean", "Kept"))).Connect("Start > A", "A.True > End", "A.False > End"), "A", "condition", "is Int32, but Boolean is needed");

    [Fact]
    public void Variable_set_to_a_value_of_another_type() =>
        Refused(Sound().Activity("A", "Elsa.SetVariable", ("variable", new JsonObject { ["id"] = "var-Kept" }), ("value", Literal("Object", "many"))).Connect("Start > A", "A > End"), "A", "value", "is no Int32");

    [Fact]
    public void Unknown_variable_and_workflow_input()
    {
        var flow = Sound().Activity("A", "Test.Note", ("text", FromVariable("String", "None"))).Activity("B", "Test.Note", ("text", FromInput("String", "None"))).Connect("Start > A", "A > B", "B > End");
        Refused(flow, "A", "text", "no variable 'var-None'");
        Refused(flow, "B", "text", "no workflow input 'None'");
    }

    [Fact]
    public void Output_to_an_unknown_or_ill_typed_variable()
    {
        var flow = Sound().Activity("A", "Test.AwaitSettlement", ("by", ToVariable("String", "Kept"))).Activity("B", "Test.AwaitSettlement", ("by", ToVariable("String", "None")))
            .Connect("Start > A", "A.Settled > B", "A.GivenUp > B", "A.Overdue > B", "B.Settled > End", "B.GivenUp > End", "B.Overdue > End");
        Refused(flow, "A", "by", "is Int32");
        Refused(flow, "B", "by", "no variable with the id 'var-None'");
    }

    [Fact]
    public void Connection_to_nothing_and_twice()
    {
        Refused(Sound().Connect("Start > Gone"), "Flow", "connections", "no activity 'Gone'");
        Refused(Sound().Connect("Start > End", "Start > End"), "Start", "Done", "twice");
    }

    [Fact]
    public void Outcome_without_a_connection_and_connection_from_no_outcome()
    {
        var flow = Sound().Activity("A", "Elsa.FlowDecision", ("condition", Literal("Boolean", true))).Connect("Start > A", "A.True > End", "A.Maybe > End");
        Refused(flow, "A", "False", "Nothing is connected");
        Refused(flow, "A", "Maybe", "no such outcome");
    }

    [Fact]
    public void Unreachable_activity() => Refused(Sound().Activity("A", "Test.Note", Text).Connect("Start > End", "A > End"), "A", null, "Nothing leads to this activity");

    [Fact]
    public void Repeated_id() => Refused(Sound().Activity("End", "Elsa.End").Connect("Start > End"), "End", "id", "2 activities have this id");

    [Fact]
    public void Loop_with_no_way_out() =>
        Refused(Sound().Activity("A", "Test.Note", Text).Activity("B", "Test.Note", Text).Connect("Start > A", "A > B", "B > A"), "A", null, "No way out");

    [Fact]
    public void Two_beginnings() =>
        Refused(new Flow("two").Activity("A", "Test.Note", Text).Activity("B", "Test.Note", Text).Activity("End", "Elsa.End").Connect("A > End", "B > End"), "Flow", null, "exactly one beginning");

    [Fact]
    public void WaitAll_of_branches_that_exclude_each_other()
    {
        var flow = Sound().Activity("Decide", "Elsa.FlowDecision", ("condition", Literal("Boolean", true))).Activity("Join", "Elsa.FlowJoin", ("mode", Literal("Object", "WaitAll")))
            .Connect("Start > Decide", "Decide.True > Join", "Decide.False > Join", "Join > End");
        Refused(flow, "Join", null, "can never have all its branches");
    }

    [Fact]
    public void Join_without_a_mode_that_can_be_checked() =>
        Refused(Sound().Variable("Mode", "String").Activity("Join", "Elsa.FlowJoin", ("mode", FromVariable("Object", "Mode"))).Connect("Start > Join", "Join > End"), "Join", "mode", "literal");

    [Fact]
    public void All_faults_are_found_at_once()
    {
        var flow = Sound().Activity("A", "Test.Note").Activity("B", "Elsa.Delay", ("timeSpan", Literal("TimeSpan", "soon"))).Connect("Start > A", "A > Gone");
        Check(flow).Select(fault => fault.Activity).Distinct().ShouldBe(["A", "B", "Flow"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("{", "Not JSON")]
    [InlineData("[]", "JSON object")]
    [InlineData("{\"definitionId\":\"x\"}", "root")]
    [InlineData("{\"root\":{\"id\":\"R\",\"type\":\"Elsa.Finish\"}}", "definitionId")]
    public void A_broken_file_is_a_fault_not_an_exception(string json, string expected) =>
        DefinitionCheck.Check(new WorkflowFile("broken.json", json), Run.Catalog).ShouldContain(fault => fault.ToString().Contains(expected));

    [Fact]
    public void The_content_hash_ignores_order_and_blanks_but_no_value()
    {
        var one = new WorkflowFile("a.json", """{"a":1,"b":{"c":[1,2]}}""").ContentHash();
        new WorkflowFile("b.json", """{ "b": { "c": [1, 2] }, "a": 1 }""").ContentHash().ShouldBe(one);
        new WorkflowFile("a.json", """{"a":1,"b":{"c":[2,1]}}""").ContentHash().ShouldNotBe(one);
    }
}
