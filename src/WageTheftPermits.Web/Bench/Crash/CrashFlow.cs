using System.Text.Json.Nodes;
using Npgsql;
using WageTheftPermits.Web.Bench.Workflow;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Web.Bench.Crash;

/// <summary>
/// What is run while it is being killed: two branches, one that waits for a timer, one for an event and then for a fact, brought together again; every step
/// leaves an effect, and each effect is wanted exactly once.
/// </summary>
internal static class CrashFlow
{
    public const string Id = "crash";
    public const string EventName = "Go";
    public const string FactName = "Matter";

    public static IReadOnlyList<string> Effects { get; } = ["begun", "timer-set", "timer-fired", "event-came", "fact-came", "joined"];

    /// <summary>The tables that stand for the domain: no key forbids an effect twice, so that the check sees one.</summary>
    public const string Tables =
        """
        CREATE TABLE IF NOT EXISTS public.crash_effects (id bigint GENERATED ALWAYS AS IDENTITY, key text NOT NULL, what text NOT NULL);
        CREATE TABLE IF NOT EXISTS public.crash_matters (key text PRIMARY KEY);
        CREATE TABLE IF NOT EXISTS public.crash_raised (key text NOT NULL, what text NOT NULL, PRIMARY KEY (key, what));
        GRANT SELECT, INSERT ON public.crash_effects, public.crash_matters, public.crash_raised TO PUBLIC;
        """;

    public static ActivityCatalog Catalog() => new ActivityCatalog().Add<Effect>().Add<AwaitMatter>();

    public static WorkflowFile File() => new($"{Id}.json", FlowJson.Definition(Id, "Crash test", [],
        [
            FlowJson.Activity("Start", "Elsa.Start"),
            Done("Begun", "begun"),
            FlowJson.Activity("Fork", "Elsa.FlowFork", ("branches", FlowJson.Expression("Object", "Object", new JsonArray("Clock", "World")))),
            Done("TimerSet", "timer-set"),
            FlowJson.Activity("Delay", "Elsa.Delay", ("timeSpan", FlowJson.Literal("TimeSpan", "00:00:00.3000000"))),
            Done("TimerFired", "timer-fired"),
            FlowJson.Activity("Event", "Elsa.Event", ("eventName", FlowJson.Literal("String", EventName))),
            Done("EventCame", "event-came"),
            FlowJson.Activity("Matter", "Crash.AwaitMatter"),
            Done("FactCame", "fact-came"),
            FlowJson.Activity("Join", "Elsa.FlowJoin", ("mode", FlowJson.Literal("Object", "WaitAll"))),
            Done("Joined", "joined"),
            FlowJson.Activity("Finish", "Elsa.Finish"),
        ],
        "Start > Begun", "Begun > Fork", "Fork.Clock > TimerSet", "TimerSet > Delay", "Delay > TimerFired", "TimerFired > Join",
        "Fork.World > Event", "Event > EventCame", "EventCame > Matter", "Matter > FactCame", "FactCame > Join", "Join > Joined", "Joined > Finish"));

    private static JsonObject Done(string id, string what) => FlowJson.Activity(id, "Crash.Effect", ("what", FlowJson.Literal("String", what)));

    /// <summary>Where effects are written to: the unit's own transaction, or another one, which is the mistake that the test must notice.</summary>
    public sealed record EffectsIn(NpgsqlConnection Connection, NpgsqlTransaction? Transaction);

    [Activity("Crash.Effect", DisplayName = "Effect", Description = "Leaves a row behind.")]
    internal sealed class Effect(EffectsIn effects) : Activity
    {
        [Input]
        public string What { get; set; } = "";

        public override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
        {
            await using var insert = new NpgsqlCommand("INSERT INTO public.crash_effects (key, what) VALUES ($1, $2)", effects.Connection, effects.Transaction)
            {
                Parameters = { new() { Value = context.CorrelationId }, new() { Value = What } },
            };
            await insert.ExecuteNonQueryAsync(ct);
            return ActivityResult.Complete();
        }
    }

    [Activity("Crash.AwaitMatter", DisplayName = "Await the matter", Description = "Goes on when the matter is settled.")]
    internal sealed class AwaitMatter(Unit unit) : Activity
    {
        public override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
        {
            await using var select = new NpgsqlCommand("SELECT EXISTS (SELECT FROM public.crash_matters WHERE key = $1)", unit.Connection, unit.Transaction) { Parameters = { new() { Value = context.CorrelationId } } };
            return (bool)(await select.ExecuteScalarAsync(ct))! ? ActivityResult.Complete() : ActivityResult.Wait(Wait.ForFact(FactName, context.CorrelationId));
        }
    }
}
