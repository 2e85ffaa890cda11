using WageTheftPermits.Tests.Workflow;
using WageTheftPermits.Workflow;
using static WageTheftPermits.Tests.Workflow.Flow;

namespace WageTheftPermits.UnitTests.Workflow;

public class Joins_that_cannot_complete
{
    private static Flow Forked(params string[] joins)
    {
        var flow = new Flow("joins").Activity("Start", "Elsa.Start").Activity("Fork", "Elsa.FlowFork", ("branches", Object("Object", new[] { "L", "R" })))
            .Activity("A", "Test.AwaitSettlement").Activity("B", "Elsa.Event", ("eventName", Literal("String", "B"))).Activity("End", "Elsa.End");
        foreach (var join in joins)
            flow.Activity(join, "Elsa.FlowJoin", ("mode", Literal("Object", "WaitAll")));
        return flow.Connect("Start > Fork");
    }

    private static IEnumerable<string> Check(Flow flow) => DefinitionCheck.Check(flow.File(), Run.Catalog).Select(fault => $"{fault.Activity}: {fault.Message}");

    [Fact]
    public void A_join_of_two_branches_completes() =>
        Check(Forked("J").Connect("Fork.L > A", "Fork.R > B", "A.Settled > J", "A.GivenUp > J", "A.Overdue > A", "B > J", "J > End")).ShouldBeEmpty();

    [Fact]
    public void One_branch_of_the_fork_goes_elsewhere() =>
        Check(Forked("J").Connect("Fork.L > A", "Fork.R > B", "A.Settled > J", "A.GivenUp > J", "A.Overdue > End", "B > End", "J > End"))
            .ShouldHaveSingleItem().ShouldStartWith("J: This WaitAll join can never have all its branches");

    [Fact]
    public void Two_joins_that_wait_for_each_other() =>
        Check(Forked("J", "K").Connect("Fork.L > A", "Fork.R > B", "A.Settled > J", "A.GivenUp > K", "A.Overdue > End", "B > J", "J > K", "K > J")).Where(fault => fault.Contains("waits for it"))
            .ShouldBe(["J: This WaitAll join can wait for another that waits for it. Let one of the two come first.", "K: This WaitAll join can wait for another that waits for it. Let one of the two come first."]);

    [Fact]
    public void A_join_with_one_connection() =>
        Check(Forked("J").Connect("Fork.L > A", "Fork.R > B", "A.Settled > J", "A.GivenUp > End", "A.Overdue > End", "B > End", "J > End")).ShouldHaveSingleItem().ShouldContain("at least two connections");

    [Fact]
    public void A_join_that_leads_into_a_later_one_completes() =>
        Check(Forked("J", "K").Activity("C", "Elsa.Event", ("eventName", Literal("String", "C")))
            .Connect("Fork.L > A", "Fork.L > C", "Fork.R > B", "A.Settled > J", "A.GivenUp > J", "A.Overdue > J", "C > J", "J > K", "B > K", "K > End")).ShouldBeEmpty();

    [Fact]
    public void A_switch_that_follows_every_case_starts_branches_as_a_fork_does()
    {
        static System.Text.Json.Nodes.JsonNode Cases() => System.Text.Json.Nodes.JsonNode.Parse(
            """[{"label":"L","condition":{"type":"Literal","value":true}},{"label":"R","condition":{"type":"Literal","value":true}}]""")!;
        static Flow Switched(string mode) => new Flow("switched")
            .Activity("Switch", "Elsa.FlowSwitch", ("mode", Literal("Object", mode)), ("cases", Cases())).Activity("J", "Elsa.FlowJoin", ("mode", Literal("Object", "WaitAll"))).Activity("End", "Elsa.End")
            .Connect("Switch.L > J", "Switch.R > J", "Switch.Default > J", "J > End");
        Check(Switched("MatchAny")).ShouldBeEmpty();
        Check(Switched("MatchFirst")).ShouldHaveSingleItem().ShouldContain("can never have all its branches");
    }
}
