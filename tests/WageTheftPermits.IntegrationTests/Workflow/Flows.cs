using WageTheftPermits.Tests.Workflow;
using static WageTheftPermits.Tests.Workflow.Flow;

namespace WageTheftPermits.IntegrationTests.Workflow;

internal static class Flows
{
    public static Flow Signed() => new Flow("signed")
        .Activity("Wait", "Elsa.Event", ("eventName", Literal("String", "Signed"))).Activity("Act", "Test.Effect", ("what", Literal("String", "signed"))).Activity("End", "Elsa.End")
        .Connect("Wait > Act", "Act > End");

    public static Flow Matter(string key = "m-1") => new Flow("matter")
        .Activity("Wait", "Test.AwaitMatter", ("key", Literal("String", key))).Activity("Act", "Test.Effect", ("what", Literal("String", "settled"))).Activity("End", "Elsa.End")
        .Connect("Wait > Act", "Act > End");

    public static Flow Delayed() => new Flow("delayed")
        .Activity("Wait", "Elsa.Delay", ("timeSpan", Literal("TimeSpan", "3.00:00:00"))).Activity("Act", "Test.Effect", ("what", Literal("String", "due"))).Activity("End", "Elsa.End")
        .Connect("Wait > Act", "Act > End");

    public static Flow Decided() => new Flow("decided")
        .Activity("Start", "Elsa.Start").Activity("Ask", "Test.Decide").Activity("Act", "Test.Effect", ("what", Literal("String", "approved"))).Activity("End", "Elsa.End")
        .Connect("Start > Ask", "Ask.Approve > Act", "Ask.Return > Ask", "Act > End");

    public static Flow Forked(string mode) => new Flow("forked")
        .Activity("Fork", "Elsa.FlowFork", ("branches", Object("Object", new[] { "Person", "Event" })))
        .Activity("Ask", "Test.Decide").Activity("Signed", "Elsa.Event", ("eventName", Literal("String", "Signed")))
        .Activity("Join", "Elsa.FlowJoin", ("mode", Literal("Object", mode)))
        .Activity("Act", "Test.Effect", ("what", Literal("String", "joined"))).Activity("End", "Elsa.End")
        .Connect("Fork.Person > Ask", "Fork.Event > Signed", "Ask.Approve > Join", "Ask.Return > Ask", "Signed > Join", "Join > Act", "Act > End");
}
