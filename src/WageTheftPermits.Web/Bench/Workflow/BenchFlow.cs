using System.Text.Json.Nodes;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Web.Bench.Workflow;

/// <summary>The flowchart that is measured: Start → a number into a variable → decide on it → wait → a note of the answer → Finish.</summary>
internal static class BenchFlow
{
    public const string ByKey = "bench-key";
    public const string ByTimer = "bench-timer";
    public const string EventName = "Answered";

    /// <summary>How long <see cref="ByTimer"/> waits.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromHours(1);

    public static ActivityCatalog Catalog() => new ActivityCatalog().Add<Number>().Add<Parity>().Add<Note>();

    /// <summary>The definition whose wait is an event under the instance's key, its payload a string.</summary>
    /// <param name="edition">Makes the content of one version differ from another's.</param>
    public static WorkflowFile Key(int edition = 1) => File(ByKey, edition, Activity("Wait", "Elsa.Event",
        ("eventName", Literal("String", EventName)), ("result", ToVariable("Object", "Answer"))));

    /// <summary>The definition whose wait is a timer.</summary>
    public static WorkflowFile Timer() => File(ByTimer, 1, Activity("Wait", "Elsa.Delay", ("timeSpan", Literal("TimeSpan", Delay.ToString()))));

    private static WorkflowFile File(string id, int edition, JsonObject wait) => new($"{id}.json", new JsonObject
    {
        ["definitionId"] = id,
        ["name"] = id,
        ["description"] = $"Edition {edition}",
        ["version"] = 1,
        ["variables"] = new JsonArray(Variable("Number", "Int32"), Variable("Answer", "String")),
        ["inputs"] = new JsonArray(),
        ["outputs"] = new JsonArray(),
        ["root"] = new JsonObject
        {
            ["id"] = "Flow",
            ["type"] = "Elsa.Flowchart",
            ["version"] = 1,
            ["activities"] = new JsonArray(
                Activity("Start", "Elsa.Start"),
                Activity("A", "Bench.Number", ("seed", Literal("Int32", 20)), ("result", ToVariable("Int32", "Number"))),
                Activity("Decide", "Bench.Parity", ("number", FromVariable("Int32", "Number"))),
                wait,
                Activity("B", "Bench.Note", ("text", FromVariable("String", "Answer"))),
                Activity("Finish", "Elsa.Finish")),
            ["connections"] = new JsonArray(
                Connection("Start", "Done", "A"), Connection("A", "Done", "Decide"), Connection("Decide", "Even", "Wait"), Connection("Decide", "Odd", "Finish"),
                Connection("Wait", "Done", "B"), Connection("B", "Done", "Finish")),
        },
    }.ToJsonString());

    private static JsonObject Variable(string name, string type) => new()
    {
        ["id"] = $"var-{name}",
        ["name"] = name,
        ["typeName"] = type,
        ["value"] = null,
        ["storageDriverTypeName"] = "Elsa.Workflows.WorkflowInstanceStorageDriver, Elsa.Workflows.Core",
    };

    private static JsonObject Activity(string id, string type, params (string Name, JsonObject Value)[] properties)
    {
        var activity = new JsonObject { ["id"] = id, ["type"] = type, ["version"] = 1, ["customProperties"] = new JsonObject(), ["metadata"] = new JsonObject() };
        foreach (var (name, value) in properties)
            activity[name] = value;
        return activity;
    }

    private static JsonObject Connection(string source, string port, string target) =>
        new() { ["source"] = new JsonObject { ["activity"] = source, ["port"] = port }, ["target"] = new JsonObject { ["activity"] = target, ["port"] = "In" } };

    private static JsonObject Literal(string type, JsonNode value) => Expression(type, "Literal", value);

    private static JsonObject FromVariable(string type, string name) => Expression(type, "Variable", new JsonObject { ["id"] = $"var-{name}", ["name"] = name });

    private static JsonObject ToVariable(string type, string name) => new() { ["typeName"] = type, ["memoryReference"] = new JsonObject { ["id"] = $"var-{name}" } };

    private static JsonObject Expression(string type, string kind, JsonNode value) =>
        new() { ["typeName"] = type, ["expression"] = new JsonObject { ["type"] = kind, ["value"] = value } };

    [Activity("Bench.Number", DisplayName = "Number", Description = "Works out a number.")]
    internal sealed class Number : Activity
    {
        [Input]
        public int Seed { get; set; }

        [Output]
        public int Result { get; set; }

        public override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
        {
            Result = Seed * 2;
            return new(ActivityResult.Complete());
        }
    }

    [Activity("Bench.Parity", DisplayName = "Parity", Description = "Goes the way of an even or an odd number.")]
    [Outcomes("Even", "Odd")]
    internal sealed class Parity : Activity
    {
        [Input]
        public int Number { get; set; }

        public override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct) => new(ActivityResult.Complete(Number % 2 == 0 ? "Even" : "Odd"));
    }

    [Activity("Bench.Note", DisplayName = "Note", Description = "Takes note of a text.")]
    internal sealed class Note : Activity
    {
        [Input]
        public string? Text { get; set; }

        public override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct) => new(ActivityResult.Complete());
    }
}
