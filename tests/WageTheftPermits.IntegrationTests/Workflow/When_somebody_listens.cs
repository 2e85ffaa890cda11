using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using WageTheftPermits.Workflow;
using Span = System.Diagnostics.Activity;

namespace WageTheftPermits.IntegrationTests.Workflow;

[Collection(nameof(WorkflowDatabase))]
public class When_somebody_listens(WorkflowDatabase server)
{
    /// <summary>Everything that ends while it is open, and requests of its own.</summary>
    private sealed class Traces : IDisposable
    {
        private readonly ConcurrentQueue<Span> _ended = new();
        private readonly ActivitySource _requests = new($"Test.Requests.{Guid.NewGuid()}");
        private readonly ActivityListener _listener;

        public Traces()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == WorkflowTelemetry.Name || source.Name == _requests.Name,
                Sample = (ref ActivityCreationOptions<System.Diagnostics.ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = _ended.Enqueue,
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public Span Request() => _requests.StartActivity("a request", ActivityKind.Server)!;

        /// <summary>The advances of one instance, oldest first. Other tests run meanwhile.</summary>
        public IReadOnlyList<Span> Advances(Guid instance) => [.. _ended.Where(span => Equals(span.GetTagItem("wtp.workflow.instance"), instance))];

        public IReadOnlyList<Span> Steps(Span advance) => [.. _ended.Where(span => span.ParentSpanId == advance.SpanId && span.TraceId == advance.TraceId)];

        public void Dispose()
        {
            _listener.Dispose();
            _requests.Dispose();
        }
    }

    [Fact]
    public async Task An_advance_has_its_activities_as_children_and_is_linked_to_what_raised_the_event()
    {
        using var traces = new Traces();
        await using var bench = await Bench.OpenAsync(server, Flows.Signed());
        var id = await bench.StartAsync("signed");
        await bench.SettleAsync();
        ActivityTraceId raised;
        using (var request = traces.Request())
        {
            await bench.EventAsync("Signed");
            raised = request.TraceId;
        }

        await bench.SettleAsync();

        var advances = traces.Advances(id);
        advances.Select(span => $"{span.DisplayName} {span.GetTagItem("wtp.workflow.version")} from {span.GetTagItem("wtp.workflow.from")}: {span.GetTagItem("wtp.workflow.status")}")
            .ShouldBe(["advance signed 1 from start: running", "advance signed 1 from event: finished"]);
        traces.Steps(advances[0]).Select(Told).ShouldBe(["Elsa.Event Wait: waiting"]);
        traces.Steps(advances[1]).Select(Told).ShouldBe(["Elsa.Event Wait: completed", "Test.Effect Act: completed", "Elsa.End End: completed"]);
        advances[0].Links.ShouldBeEmpty("it was started where nothing was recorded");
        advances[1].Links.ShouldHaveSingleItem().Context.TraceId.ShouldBe(raised);
        advances[1].Parent.ShouldBeNull();

        static string Told(Span span) => $"{span.DisplayName} {span.GetTagItem("wtp.workflow.activity")}: {span.GetTagItem("wtp.workflow.outcome")}";
    }

    [Fact]
    public async Task What_is_advanced_within_a_request_is_its_child()
    {
        using var traces = new Traces();
        await using var bench = await Bench.OpenAsync(server, Flows.Delayed());
        using var request = traces.Request();
        var id = await bench.StartAsync("delayed");
        await bench.SettleAsync();
        var advance = traces.Advances(id).ShouldHaveSingleItem();
        advance.ParentSpanId.ShouldBe(request.SpanId);
        advance.TraceId.ShouldBe(request.TraceId);
    }

    [Fact]
    public async Task A_failure_is_told_by_its_kind_and_never_by_its_words()
    {
        using var traces = new Traces();
        await using var bench = await Bench.OpenAsync(server, Flows.Signed());
        var id = await bench.StartAsync("signed");
        await bench.SettleAsync();
        await bench.EventAsync("Signed");
        bench.Script.Fails = true;
        await bench.FailAsync(id);

        var failed = traces.Advances(id)[1];
        var step = traces.Steps(failed).Single(span => span.DisplayName == "Test.Effect");
        foreach (var span in new[] { failed, step })
        {
            span.Status.ShouldBe(ActivityStatusCode.Error);
            span.GetTagItem("error.type").ShouldBe("System.InvalidOperationException");
            span.StatusDescription.ShouldBeNull();
            span.TagObjects.Select(tag => $"{tag.Value}").ShouldNotContain(value => value.Contains("printer"));
        }
        step.GetTagItem("wtp.workflow.outcome").ShouldBe("failed");
    }

    [Fact]
    public async Task What_is_raised_and_used_up_and_how_long_it_takes_is_measured()
    {
        var (steps, stimuli, advances) = (new ConcurrentQueue<string>(), new ConcurrentDictionary<string, long>(), new ConcurrentQueue<string>());
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == WorkflowTelemetry.Name)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, seconds, tags, _) =>
        {
            seconds.ShouldBeGreaterThan(0);
            var labels = string.Join(' ', tags.ToArray().Select(tag => tag.Value));
            if (instrument.Name == "wtp.workflow.activity.duration" && labels.StartsWith("Test.AwaitMatter", StringComparison.Ordinal))
                steps.Enqueue(labels);
            if (instrument.Name == "wtp.workflow.advance.duration" && labels.StartsWith("matter-measured", StringComparison.Ordinal))
                advances.Enqueue(labels);
        });
        listener.SetMeasurementEventCallback<long>((instrument, count, tags, _) =>
            stimuli.AddOrUpdate($"{instrument.Name["wtp.workflow.".Length..]} {string.Join(' ', tags.ToArray().Select(tag => tag.Value))}".TrimEnd(), count, (_, before) => before + count));
        listener.Start();
        await using var bench = await Bench.OpenAsync(server, Measured());
        await bench.StartAsync("matter-measured");
        await bench.SettleAsync();
        await bench.FactAsync();
        await bench.SettleAsync();
        await bench.SettleMatterAsync();
        await bench.SettleAsync();
        await bench.EventAsync("Signed", "nobody");
        bench.Clock.Pass(TimeSpan.FromDays(366));
        await bench.InUnitAsync(unit => bench.Engine.ExpireEventsAsync(unit));

        steps.ShouldContain("Test.AwaitMatter waiting");
        steps.ShouldContain("Test.AwaitMatter completed");
        advances.ShouldBe(["matter-measured running", "matter-measured running", "matter-measured finished"]);
        // Other tests of this collection do not run meanwhile, but those of other collections do: there are at least these.
        foreach (var (counted, atLeast) in new[] { ("stimuli.raised fact", 2), ("stimuli.raised start", 1), ("stimuli.raised event", 1), ("stimuli.consumed fact yes", 2), ("stimuli.consumed start yes", 1), ("events.unanswered", 1) })
            stimuli.GetValueOrDefault(counted).ShouldBeGreaterThanOrEqualTo(atLeast, counted);

        static Tests.Workflow.Flow Measured() => new Tests.Workflow.Flow("matter-measured")
            .Activity("Wait", "Test.AwaitMatter", ("key", Tests.Workflow.Flow.Literal("String", "m-1"))).Activity("End", "Elsa.End").Connect("Wait > End");
    }
}
