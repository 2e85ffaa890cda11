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
    public static WorkflowFile Key(int edition = 1) => File(ByKey, edition, FlowJson.Activity("Wait", "Elsa.Event",
        ("eventName", FlowJson.Literal("String", EventName)), ("result", FlowJson.ToVariable("Object", "Answer"))));

    /// <summary>The definition whose wait is a timer.</summary>
    public static WorkflowFile Timer() => File(ByTimer, 1, FlowJson.Activity("Wait", "Elsa.Delay", ("timeSpan", FlowJson.Literal("TimeSpan", Delay.ToString()))));

    private static WorkflowFile File(string id, int edition, JsonObject wait) => new($"{id}.json", FlowJson.Definition(id, $"Edition {edition}",
        [FlowJson.Variable("Number", "Int32"), FlowJson.Variable("Answer", "String")],
        [
            FlowJson.Activity("Start", "Elsa.Start"),
            FlowJson.Activity("A", "Bench.Number", ("seed", FlowJson.Literal("Int32", 20)), ("result", FlowJson.ToVariable("Int32", "Number"))),
            FlowJson.Activity("Decide", "Bench.Parity", ("number", FlowJson.FromVariable("Int32", "Number"))),
            wait,
            FlowJson.Activity("B", "Bench.Note", ("text", FlowJson.FromVariable("String", "Answer"))),
            FlowJson.Activity("Finish", "Elsa.Finish"),
        ],
        "Start > A", "A > Decide", "Decide.Even > Wait", "Decide.Odd > Finish", "Wait > B", "B > Finish"));

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
