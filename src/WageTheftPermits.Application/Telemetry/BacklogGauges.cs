using System.Diagnostics.Metrics;

namespace WageTheftPermits.Application.Telemetry;

/// <summary>
/// Gauges of what waits. Every instance of the service tells the same of its one database: take the largest of them, not the sum. Where the database cannot be asked they
/// are absent, all but <c>wtp.backlog.up</c>, which is 0.
/// </summary>
public sealed class BacklogGauges : IDisposable
{
    private readonly Meter _meter = new(ServiceTelemetry.Name);
    private readonly Backlog _backlog;

    public BacklogGauges(Backlog backlog)
    {
        _backlog = backlog;
        _meter.CreateObservableGauge("wtp.backlog.up", () => Now.Known ? 1 : 0, null, "Whether what waits could be read from the database.");
        _meter.CreateObservableGauge("wtp.workflow.instances", () => Counts("instances", "definition"), "{instance}", "Workflow instances alive: running have something to do now, waiting wait, retrying rest after a failure, faulted wait for a person.");
        _meter.CreateObservableGauge("wtp.workflow.tasks.open", () => Counts("tasks", "role"), "{task}", "Tasks that wait for a person.");
        _meter.CreateObservableGauge("wtp.workflow.tasks.overdue", () => Counts("overdue", "role"), "{task}", "Open tasks whose time is past.");
        _meter.CreateObservableGauge("wtp.workflow.incidents.open", () => Counts("incidents", "kind"), "{incident}", "Incidents that wait for an administrator.");
        _meter.CreateObservableGauge("wtp.workflow.incidents.oldest.age", () => Ages("incidents", "kind"), "s", "Age of the oldest open incident; 0 where there is none.");
        _meter.CreateObservableGauge("wtp.workflow.events.kept", () => Of("events").Select(line => new Measurement<long>(line.Count)), "{event}", "Events that came before anything waited for them, and are kept.");
        _meter.CreateObservableGauge("wtp.agencies.silent", () => Counts("silent", "agency"), null, "1 where an agency has been silent for longer than it ever was, else 0.");
        _meter.CreateObservableGauge("wtp.queue.items", () => Counts("queue", "queue"), "{item}", "What waits to be done by the service.");
        _meter.CreateObservableGauge("wtp.queue.oldest.age", () => Ages("queue", "queue"), "s", "How long the oldest in the queue has waited, a timer since it was due; 0 where it is empty.");
    }

    /// <summary>Whether an instrument is of another service in this process: tests run several, each with its own database.</summary>
    public bool IsAnothers(Instrument instrument) => instrument.Meter.Name == ServiceTelemetry.Name && instrument.Meter != _meter;

    // An exporter asks on a thread of its own and cannot wait otherwise; the page of metrics has asked before it collects.
    private Backlog.Snapshot Now => _backlog.CurrentAsync().GetAwaiter().GetResult();

    private IEnumerable<BacklogLine> Of(string what) => Now.Lines.Where(line => line.What == what);

    private IEnumerable<Measurement<long>> Counts(string what, string label) => Of(what).Select(line => new Measurement<long>(line.Count, Labels(label, line)));

    private IEnumerable<Measurement<double>> Ages(string what, string label)
    {
        var now = Now.At;
        return Of(what).Select(line => new Measurement<double>(line.Oldest is { } oldest ? Math.Max(0, (now - oldest).TotalSeconds) : 0, Labels(label, line)));
    }

    private static KeyValuePair<string, object?>[] Labels(string label, BacklogLine line) =>
        line.State is null ? [new(label, line.Of)] : [new(label, line.Of), new("state", line.State)];

    public void Dispose() => _meter.Dispose();
}
