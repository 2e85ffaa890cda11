using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using WageTheftPermits.Tests.Workflow;
using static WageTheftPermits.Tests.Workflow.Flow;

namespace WageTheftPermits.UnitTests.Workflow;

/// <summary>A part of a random flowchart: it is entered at one place and left at one.</summary>
internal abstract record Part
{
    public sealed record Note : Part;

    public sealed record Wait : Part;

    /// <summary>One part after the other, in the flowchart itself.</summary>
    public sealed record Chain(Part First, Part Second) : Part;

    /// <summary>One of the two, as the activity says.</summary>
    public sealed record Choice(Part Left, Part Right) : Part;

    /// <summary>As often as the activity says.</summary>
    public sealed record Loop(Part Body) : Part;

    /// <summary>All at once, joined by WaitAll.</summary>
    public sealed record All(Part First, Part Second, Part Third) : Part;

    /// <summary>Both at once, joined by WaitAny. Each begins with a wait, so that the order of answers decides which is first.</summary>
    public sealed record Race(Part First, Part Second) : Part;

    /// <summary>Two branches into one activity without a join, and a third beside them.</summary>
    public sealed record Merge(Part Twice) : Part;

    public sealed record Sequence(bool Condition, bool Waits) : Part;

    public sealed record Nested(Part Body) : Part;
}

/// <summary>Random sound flowcharts, each as a definition and as what the reference takes.</summary>
internal sealed class AnyFlow(ReferenceFlow reference)
{
    private int _number;

    public static Gen<Part> Parts(int depth)
    {
        var simple = Gen.Elements<Part>(new Part.Note(), new Part.Wait());
        if (depth == 0)
            return simple;
        var part = Parts(depth - 1);
        return Gen.Frequency(
            (2, simple),
            (4, from first in part from second in part select (Part)new Part.Chain(first, second)),
            (2, from left in part from right in part select (Part)new Part.Choice(left, right)),
            (1, from body in part select (Part)new Part.Loop(body)),
            (3, from first in part from second in part from third in part select (Part)new Part.All(first, second, third)),
            (2, from first in part from second in part select (Part)new Part.Race(first, second)),
            (1, from twice in Straight(2) select (Part)new Part.Merge(twice)),
            (1, from condition in Gen.Elements(true, false) from waits in Gen.Elements(true, false) select (Part)new Part.Sequence(condition, waits)),
            (1, from body in part select (Part)new Part.Nested(body)));
    }

    /// <summary>Writes the part between a start and an end.</summary>
    public Flow Write(Part part, string definitionId = "any")
    {
        var flow = new Flow(definitionId);
        reference.Add("Start", StepKind.Passes);
        flow.Activity("Start", "Elsa.Start");
        var ends = Emit(flow, part, [("Start", "Done")]);
        Step(flow, "End", "Elsa.End", StepKind.Ends, ends);
        return flow;
    }

    // Parts without forks: two tokens that meet in one come to the same in any order.
    private static Gen<Part> Straight(int depth)
    {
        var simple = Gen.Elements<Part>(new Part.Note(), new Part.Wait());
        if (depth == 0)
            return simple;
        var part = Straight(depth - 1);
        return Gen.OneOf(
            from first in part from second in part select (Part)new Part.Chain(first, second),
            from left in part from right in part select (Part)new Part.Choice(left, right),
            from body in part select (Part)new Part.Loop(body));
    }

    private List<(string, string)> Emit(Flow flow, Part part, List<(string, string)> from)
    {
        switch (part)
        {
            case Part.Note:
                return Done(Step(flow, Next("Note"), "Test.Note", StepKind.Passes, from, ("text", Literal("String", "note"))));
            case Part.Wait:
                return Done(Wait(flow, from));
            case Part.Chain chain:
                return Emit(flow, chain.Second, Emit(flow, chain.First, from));
            case Part.Choice choice:
                var chosen = Step(flow, Next("Choice"), "Test.Choose", StepKind.Chooses, from);
                return [.. Emit(flow, choice.Left, [(chosen, "Left")]), .. Emit(flow, choice.Right, [(chosen, "Right")])];
            case Part.Loop loop:
                var head = Step(flow, Next("Head"), "Test.Note", StepKind.Passes, from, ("text", Literal("String", "head")));
                var again = Step(flow, Next("Again"), "Test.Choose", StepKind.Chooses, Emit(flow, loop.Body, Done(head)));
                Connect(flow, [(again, "Left")], head);
                return [(again, "Right")];
            case Part.All all:
                return Forked(flow, "WaitAll", StepKind.JoinsAll, from, fork => [.. Emit(flow, all.First, [(fork, "1")]), .. Emit(flow, all.Second, [(fork, "2")]), .. Emit(flow, all.Third, [(fork, "3")])]);
            case Part.Race race:
                return Forked(flow, "WaitAny", StepKind.JoinsAny, from, fork =>
                    [.. Emit(flow, race.First, Done(Wait(flow, [(fork, "1")]))), .. Emit(flow, race.Second, Done(Wait(flow, [(fork, "2")]))), .. Done(Wait(flow, [(fork, "3")]))]);
            case Part.Merge merge:
                return Forked(flow, "WaitAll", StepKind.JoinsAll, from, fork => [.. Emit(flow, merge.Twice, [(fork, "1"), (fork, "2")]), (fork, "3")]);
            case Part.Sequence sequence:
                return Embedded(flow, sequence, from);
            case Part.Nested nested:
                var inner = new Flow("inner");
                var name = Next("Nested");
                reference.Add(name, StepKind.Passes);
                var begin = $"{name}Start";
                reference.Add(begin, StepKind.Passes);
                reference.Connect(name, "Done", begin);
                inner.Activity(begin, "Elsa.Start");
                var end = Step(inner, $"{name}End", "Elsa.End", StepKind.Passes, Emit(inner, nested.Body, Done(begin)));
                var root = JsonNode.Parse(inner.File().Json)!["root"]!;
                flow.Activity(name, "Elsa.Flowchart", ("activities", root["activities"]!.DeepClone()), ("connections", root["connections"]!.DeepClone()));
                Connect(flow, from, name);
                _inside[(name, "Done")] = end;
                return Done(name);
            default:
                throw new InvalidOperationException($"{part} is no part of a flowchart.");
        }
    }

    // In the reference containers are laid flat: what follows one follows the last activity in it.
    private readonly Dictionary<(string, string), string> _inside = [];

    private List<(string, string)> Embedded(Flow flow, Part.Sequence sequence, List<(string, string)> from)
    {
        var name = Next("Sequence");
        var branch = Json($"{name}If", "Elsa.If", ("condition", Literal("Boolean", sequence.Condition)), ("then", Json($"{name}Then", "Test.Note", ("text", Literal("String", "then")))));
        var last = sequence.Waits ? Json($"{name}Last", "Elsa.Event", ("eventName", Literal("String", $"{name}Last"))) : Json($"{name}Last", "Test.Note", ("text", Literal("String", "last")));
        flow.Activity(name, "Elsa.Sequence", ("activities", new JsonArray(branch, last)));
        string[] steps = sequence.Condition ? [name, $"{name}If", $"{name}Then", $"{name}Last"] : [name, $"{name}If", $"{name}Last"];
        foreach (var step in steps)
            reference.Add(step, step == $"{name}Last" && sequence.Waits ? StepKind.Waits : StepKind.Passes);
        foreach (var (step, next) in steps.Zip(steps.Skip(1)))
            reference.Connect(step, "Done", next);
        Connect(flow, from, name);
        _inside[(name, "Done")] = $"{name}Last";
        return Done(name);
    }

    private List<(string, string)> Forked(Flow flow, string mode, StepKind kind, List<(string, string)> from, Func<string, List<(string, string)>> branches)
    {
        var fork = Step(flow, Next("Fork"), "Elsa.FlowFork", StepKind.Forks, from, ("branches", Object("Object", new[] { "1", "2", "3" })));
        var join = Next("Join");
        var ends = branches(fork);
        reference.AddJoin(join, kind, fork);
        flow.Activity(join, "Elsa.FlowJoin", ("mode", Literal("Object", mode)));
        Connect(flow, ends, join);
        return Done(join);
    }

    private string Wait(Flow flow, List<(string, string)> from)
    {
        var id = Next("Wait");
        return Step(flow, id, "Elsa.Event", StepKind.Waits, from, ("eventName", Literal("String", id)));
    }

    private string Step(Flow flow, string id, string type, StepKind kind, List<(string, string)> from, params (string, JsonNode?)[] properties)
    {
        reference.Add(id, kind);
        flow.Activity(id, type, properties);
        Connect(flow, from, id);
        return id;
    }

    private void Connect(Flow flow, List<(string Source, string Port)> from, string to)
    {
        foreach (var (source, port) in from)
        {
            flow.Connect($"{source}.{port} > {to}");
            reference.Connect(_inside.GetValueOrDefault((source, port), source), port, to);
        }
    }

    private string Next(string kind) => $"{kind}{++_number}";

    private static List<(string, string)> Done(string id) => [(id, "Done")];
}
