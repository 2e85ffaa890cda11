using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Tests.Workflow;
using WageTheftPermits.Workflow;
using WageTheftPermits.Workflow.Interpretation;
using static WageTheftPermits.Tests.Workflow.Flow;

namespace WageTheftPermits.UnitTests.Workflow;

/// <summary>
/// Whatever becomes of a definition's file, checking it tells of faults and never throws; and what passes without a fault can be started.
/// </summary>
public class Definitions_that_were_mangled
{
    private static readonly ActivityCatalog s_catalog = new ActivityCatalog().AddFrom(typeof(DeployProgram).Assembly);

    // What is shipped, without policies and schemas.
    private static readonly string[] s_files =
        [Everything().Json, .. Directory.EnumerateFiles(Repository.PathOf("workflows"), "*.json", SearchOption.AllDirectories).Select(File.ReadAllText).Where(json => json.Contains("\"definitionId\"", StringComparison.Ordinal))];

    // What is put where it does not belong.
    private static readonly string[] s_strange =
    [
        "null", "true", "-1", "1e400", "123456789012345678901234567890", "\"\"", "\"Elsa.Flowchart\"", "\"Elsa.FlowJoin\"", "\"Elsa.If\"", "\"\\u0000\"", "\"\\ud800\"", "[]", "{}", "[[[[]]]]",
        "\"WaitAll\"", "{\"id\":\"x\",\"type\":\"Elsa.Sequence\",\"activities\":[]}", "{\"typeName\":\"Int32\",\"expression\":{\"type\":\"Variable\",\"value\":7}}", "{\"memoryReference\":3}", "\"Int32??\"", "\"a, b\"", "\"99999999.00:00:00\"",
    ];

    [Fact]
    public void The_files_are_sound_as_they_are() => s_files.SelectMany(json => DefinitionCheck.Check([new WorkflowFile("file.json", json)], s_catalog)).ShouldBeEmpty();

    [Fact]
    public void Nodes_that_are_dropped_doubled_exchanged_or_replaced()
    {
        var change = from place in Gen.Choose(0, 10_000) from other in Gen.Choose(0, 10_000) from kind in Gen.Choose(0, 4) select (place, other, kind);
        Prop.ForAll(Gen.Elements(s_files).ToArbitrary(), Gen.NonEmptyListOf(change).Resize(4).ToArbitrary(), (json, changes) => Holds(Mangled(json, changes)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    [Fact]
    public void Text_that_is_cut_off_or_in_which_a_character_is_another() =>
        Prop.ForAll(Gen.Elements(s_files).ToArbitrary(), Gen.Choose(0, 1_000_000).ToArbitrary(), Gen.Elements("{}[]\",:\\\u0000\ud800 0e".ToCharArray()).ToArbitrary(), (json, place, other) =>
        {
            var at = place % json.Length;
            return Holds(json[..at]) && Holds(json[..at] + other + json[(at + 1)..]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    private static bool Holds(string json)
    {
        var file = new WorkflowFile("mangled.json", json);
        if (DefinitionCheck.Check([file], s_catalog).Count > 0)
            return true;
        var definition = DefinitionReader.Read(file).Definition!;
        var state = new InstanceState(Guid.NewGuid(), definition.DefinitionId, 1, "case-1");
        var run = new Interpreter(definition, s_catalog, state, new NoServices(), DateTimeOffset.UnixEpoch).RunAsync([new Stimulus(1, StimulusKind.Start, "", "", null, "ana")]);
        try
        {
            run.GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is ActivityFailed or TooManySteps)
        {
        }

        return true;
    }

    private static string Mangled(string json, IList<(int Place, int Other, int Kind)> changes)
    {
        var root = JsonNode.Parse(json)!;
        foreach (var (place, other, kind) in changes)
        {
            var nodes = Below(root).ToList();
            if (nodes.Count == 0)
                break;
            var at = nodes[place % nodes.Count];
            var donor = nodes[other % nodes.Count];
            switch (kind)
            {
                case 0 when at.Parent is JsonObject parent:
                    parent.Remove(at.GetPropertyName());
                    break;
                case 0:
                    at.Parent!.AsArray().Remove(at);
                    break;
                case 1 when at.Parent is JsonArray list:
                    list.Add(at.DeepClone());
                    break;
                case 1:
                    at.Parent![$"{at.GetPropertyName()}s"] = at.DeepClone();
                    break;
                case 2:
                    at.ReplaceWith(donor.DeepClone());
                    break;
                case 3:
                    at.ReplaceWith(JsonValue.Create($"strange {other % s_strange.Length}"));
                    break;
                default:
                    at.ReplaceWith(new JsonArray(at.DeepClone()));
                    break;
            }
        }

        // Not every strange value is one that JsonNode can hold, so they are put in as text.
        var text = root.ToJsonString();
        for (var i = 0; i < s_strange.Length; i++)
            text = text.Replace($"\"strange {i}\"", s_strange[i], StringComparison.Ordinal);
        return text;
    }

    private static IEnumerable<JsonNode> Below(JsonNode node) => node switch
    {
        JsonObject members => members.Where(member => member.Value is not null).SelectMany(member => Below(member.Value!).Prepend(member.Value!)),
        JsonArray items => items.Where(item => item is not null).SelectMany(item => Below(item!).Prepend(item!)),
        _ => [],
    };

    // One of each built-in activity.
    private static WorkflowFile Everything() => new Flow("everything").Variable("Kept", "Int32", "3").Variable("Result", "Object").Input("Amount", "Decimal").Output("Owed", "Decimal")
        .Activity("Start", "Elsa.Start").Activity("Fork", "Elsa.FlowFork", ("branches", Object("Object", new[] { "L", "R" })))
        .Activity("Delay", "Elsa.Delay", ("timeSpan", Literal("TimeSpan", "2.00:00:00")))
        .Activity("Switch", "Elsa.FlowSwitch", ("mode", Literal("Object", "MatchAny")), ("cases", JsonNode.Parse("""[{"label":"1","condition":{"type":"Literal","value":"true"}}]""")))
        .Activity("Set", "Elsa.SetVariable", ("variable", new JsonObject { ["id"] = "var-Kept" }), ("value", Literal("Int32", "4")))
        .Activity("Event", "Elsa.Event", ("eventName", Literal("String", "Signed")), ("result", ToVariable("Object", "Result")))
        .Activity("If", "Elsa.If", ("condition", Literal("Boolean", true)), ("then", Steps()))
        .Activity("Task", "Elsa.RunTask", ("taskName", Literal("String", "Review")), ("payload", Object("Object", new { role = "inspector", subject = new { permit = "P-1" } })))
        .Activity("Decide", "Elsa.FlowDecision", ("condition", Literal("Boolean", true))).Activity("Fault", "Elsa.Fault", ("message", Literal("String", "No")))
        .Activity("Join", "Elsa.FlowJoin", ("mode", Literal("Object", "WaitAll")))
        .Activity("Give", "Elsa.SetOutput", ("outputName", Literal("String", "Owed")), ("outputValue", FromInput("Decimal", "Amount")))
        .Activity("Correlate", "Elsa.Correlate", ("correlationId", Literal("String", "case-2")))
        .Activity("Other", "Elsa.DispatchWorkflow", ("workflowDefinitionId", Literal("String", "everything")), ("input", Object("Object", new { Amount = 3 })))
        .Activity("Child", "Elsa.ExecuteWorkflow", ("workflowDefinitionId", Literal("String", "everything")), ("waitForCompletion", Literal("Boolean", true)), ("input", Object("Object", new { Amount = 3 })))
        .Activity("Finish", "Elsa.Finish").Activity("End", "Elsa.End")
        .Connect("Start > Fork", "Fork.L > Delay", "Delay > Switch", "Switch.1 > Set", "Switch.Default > Set", "Set > Join",
            "Fork.R > Event", "Event > If", "If > Task", "Task > Decide", "Decide.True > Join", "Decide.False > Fault", "Join > Give", "Give > Correlate", "Correlate > Other", "Other > Child", "Child > Finish", "Child > End").File();

    private static JsonObject Steps() => Json("Steps", "Elsa.Sequence", ("activities", new JsonArray(Json("At", "Elsa.StartAt", ("dateTime", Literal("DateTimeOffset", "2026-03-01T09:00:00Z"))))));

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
