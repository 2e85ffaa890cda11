using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using WageTheftPermits.Application.Telemetry;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Web.Telemetry;

/// <summary>
/// Collects what the service tells of itself: metrics for <c>/metrics</c>, and metrics and traces by OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says whither
/// (and OpenTelemetry's other variables how). Where it does not, nobody listens to traces and they cost nothing.
/// </summary>
public sealed class TelemetryExport : IDisposable
{
    private readonly MeterProvider _metrics;
    private readonly TracerProvider? _traces;
    private readonly Page _page = new();
    private readonly Lock _one = new();

    public TelemetryExport(BacklogGauges gauges, IConfiguration configuration)
    {
        var isExported = !string.IsNullOrWhiteSpace(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        void Named(ResourceBuilder resource) => resource.AddService(configuration["OTEL_SERVICE_NAME"] ?? "wage-theft-permits");
        var metrics = Sdk.CreateMeterProviderBuilder().ConfigureResource(Named)
            .AddMeter(ServiceTelemetry.Name, WorkflowTelemetry.Name, "Microsoft.AspNetCore.Hosting", "System.Runtime")
            .AddView(instrument => gauges.IsAnothers(instrument) ? MetricStreamConfiguration.Drop : null)
            .AddReader(new BaseExportingMetricReader(_page));
        _metrics = (isExported ? metrics.AddOtlpExporter() : metrics).Build();
        if (isExported)
            _traces = Sdk.CreateTracerProviderBuilder().ConfigureResource(Named).AddSource(ServiceTelemetry.Name, WorkflowTelemetry.Name, RequestSpans.Source).AddOtlpExporter().Build();
    }

    /// <summary>All metrics, as they are now.</summary>
    public string Metrics()
    {
        lock (_one)
        {
            _page.Collect!(Timeout.Infinite);
            return _page.Text;
        }
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _traces?.Dispose();
    }

    [ExportModes(ExportModes.Pull)]
    private sealed class Page : BaseExporter<Metric>, IPullMetricExporter
    {
        public Func<int, bool>? Collect { get; set; }

        public string Text { get; private set; } = "";

        public override ExportResult Export(in Batch<Metric> batch)
        {
            Text = PrometheusText.Write(batch);
            return ExportResult.Success;
        }
    }
}
