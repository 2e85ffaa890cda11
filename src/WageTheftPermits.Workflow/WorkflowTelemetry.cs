using System.Diagnostics;
using System.Diagnostics.Metrics;
using WageTheftPermits.Workflow.Interpretation;
using WageTheftPermits.Workflow.Storage;
using Span = System.Diagnostics.Activity;
using TraceContext = System.Diagnostics.ActivityContext;

namespace WageTheftPermits.Workflow;

/// <summary>
/// What the engine tells of itself to whoever listens, by .NET's own meters and activity sources; it costs a comparison where nobody does. Nothing of it names a person,
/// and no label is an id: labels are kinds, activity types and definitions, of which there are as many as there are files.
/// </summary>
/// <remarks>What a unit counts that is rolled back and done again is counted twice: these are of work, not of facts.</remarks>
public static class WorkflowTelemetry
{
    /// <summary>Of the meter and of the activity source.</summary>
    public const string Name = "WageTheftPermits.Workflow";

    private static readonly ActivitySource s_spans = new(Name);
    private static readonly Meter s_meter = new(Name);

    private static readonly Histogram<double> s_steps = Duration("wtp.workflow.activity.duration", "Time an activity took to execute or to resume, without the time it waited.");
    private static readonly Histogram<double> s_advances = Duration("wtp.workflow.advance.duration", "Time an instance took from one rest to the next, without the writing of it.");
    private static readonly Histogram<double> s_saves = Duration("wtp.workflow.save.duration", "Time the writing of a unit's instances took.");
    private static readonly Counter<long> s_raised = s_meter.CreateCounter<long>("wtp.workflow.stimuli.raised", "{stimulus}", "Stimuli raised: facts, events, answers of people, starts.");
    private static readonly Counter<long> s_consumed = s_meter.CreateCounter<long>("wtp.workflow.stimuli.consumed", "{stimulus}", "Stimuli that instances used up, by whether they answered a wait.");
    private static readonly Counter<long> s_unanswered = s_meter.CreateCounter<long>("wtp.workflow.events.unanswered", "{event}", "Events that nothing answered in their time, each an incident.");

    private static Histogram<double> Duration(string name, string meaning) =>
        s_meter.CreateHistogram(name, "s", meaning, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });

    /// <summary>The trace to which what is done here belongs, to be kept with what it leads to (W3C <c>traceparent</c>); null where it is not recorded.</summary>
    public static string? Here => s_spans.HasListeners() && Span.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } span ? span.Id : null;

    /// <summary>The span of a step of another part of the service on what an earlier trace left behind; null where nobody listens.</summary>
    /// <param name="left">What <see cref="Here"/> said then.</param>
    public static Span? Start(ActivitySource source, string name, ActivityKind kind, IEnumerable<string?> left) =>
        source.HasListeners() ? source.StartActivity(name, kind, default(TraceContext), links: Links(left)) : null;

    /// <summary>Says of a span that it failed, by the kind of failure alone: a message may name a person. False, so that an exception filter lets it pass.</summary>
    public static bool Failed(Span? span, Exception failure)
    {
        span?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", (failure as ActivityFailed)?.InnerException?.GetType().FullName ?? failure.GetType().FullName);
        return false;
    }

    internal static Span? StartAdvance(LoadedInstance loaded)
    {
        if (!s_spans.HasListeners())
            return null;
        var (state, from) = (loaded.State, loaded.Stimuli);
        // A child of what is being done here, such as a person's request; what came before is linked.
        var span = s_spans.StartActivity("advance " + state.DefinitionId, ActivityKind.Internal, default(TraceContext), links: Links(from.Select(stimulus => stimulus.TraceParent)));
        return span?.SetTag("wtp.workflow.definition", state.DefinitionId).SetTag("wtp.workflow.version", state.DefinitionVersion).SetTag("wtp.workflow.instance", state.Id)
            .SetTag("wtp.workflow.from", from.Count == 0 ? "timer" : string.Join(',', from.Select(stimulus => stimulus.Kind.Stored()).Distinct()));
    }

    internal static void Advanced(Span? span, long began, InstanceState state)
    {
        span?.SetTag("wtp.workflow.status", state.Status.Stored());
        if (began != 0)
            s_advances.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, new("definition", state.DefinitionId), new("status", state.Status.Stored()));
    }

    /// <summary>The moment an advance or the writing of it begins; 0 where nobody measures.</summary>
    internal static long AdvanceBegins() => s_advances.Enabled || s_saves.Enabled ? Stopwatch.GetTimestamp() : 0;

    internal static void Saved(long began)
    {
        if (began != 0)
            s_saves.Record(Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    internal static (Span? Span, long Began) StepBegins(Node node)
    {
        var span = s_spans.HasListeners() ? s_spans.StartActivity(node.Type)?.SetTag("wtp.workflow.activity", node.Id).SetTag("wtp.workflow.activity.type", node.Type) : null;
        return (span, s_steps.Enabled ? Stopwatch.GetTimestamp() : 0);
    }

    /// <param name="result">Null where it threw.</param>
    internal static void StepEnds(Span? span, long began, string type, ActivityResult? result)
    {
        var outcome = result switch
        {
            null => "failed",
            ActivityResult.Waiting => "waiting",
            ActivityResult.Faulted => "faulted",
            _ => "completed",
        };
        span?.SetTag("wtp.workflow.outcome", outcome);
        if (began != 0)
            s_steps.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, new("activity_type", type), new("outcome", outcome));
    }

    internal static void Raised(StimulusKind kind, int count) => s_raised.Add(count, new KeyValuePair<string, object?>("kind", kind.Stored()));

    internal static void Consumed(StimulusKind kind, bool answered)
    {
        if (s_consumed.Enabled)
            s_consumed.Add(1, new("kind", kind.Stored()), new("answered", answered ? "yes" : "no"));
    }

    internal static void Unanswered(int count) => s_unanswered.Add(count);

    private static IEnumerable<ActivityLink> Links(IEnumerable<string?> left) =>
        from trace in left.Distinct()
        where trace is not null && TraceContext.TryParse(trace, null, isRemote: true, out _)
        select new ActivityLink(TraceContext.Parse(trace, null));
}
