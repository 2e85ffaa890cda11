using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace WageTheftPermits.Web.Telemetry;

/// <summary>
/// Metrics in Prometheus's text format 0.0.4, by OpenTelemetry's rules of how its names become Prometheus's: <c>wtp.queue.oldest.age</c> in <c>s</c> is
/// <c>wtp_queue_oldest_age_seconds</c>, and a counter ends in <c>_total</c>.
/// </summary>
/// <remarks>https://prometheus.io/docs/instrumenting/exposition_formats, https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics</remarks>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Write(in Batch<Metric> metrics)
    {
        var page = new StringBuilder();
        foreach (var metric in metrics)
            Write(page, metric);
        return page.ToString();
    }

    private static void Write(StringBuilder page, Metric metric)
    {
        var (name, type) = (NameOf(metric), TypeOf(metric));
        page.Append(CultureInfo.InvariantCulture, $"# HELP {name} {metric.Description.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\n# TYPE {name} {type}\n");
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var labels = Labels(point.Tags);
            switch (metric.MetricType)
            {
                case MetricType.Histogram:
                    WriteHistogram(page, name, labels, point);
                    break;
                case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                    Line(page, name, labels, point.GetSumLong());
                    break;
                case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                    Line(page, name, labels, point.GetSumDouble());
                    break;
                case MetricType.LongGauge:
                    Line(page, name, labels, point.GetGaugeLastValueLong());
                    break;
                case MetricType.DoubleGauge:
                    Line(page, name, labels, point.GetGaugeLastValueDouble());
                    break;
            }
        }
    }

    private static void WriteHistogram(StringBuilder page, string name, string labels, in MetricPoint point)
    {
        var below = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            below += bucket.BucketCount;
            var bound = $"le=\"{Number(bucket.ExplicitBound)}\"";
            Line(page, name + "_bucket", labels.Length == 0 ? bound : $"{labels},{bound}", below);
        }

        Line(page, name + "_sum", labels, point.GetHistogramSum());
        Line(page, name + "_count", labels, point.GetHistogramCount());
    }

    private static void Line(StringBuilder page, string name, string labels, double value) =>
        page.Append(name).Append(labels.Length == 0 ? "" : $"{{{labels}}}").Append(' ').Append(Number(value)).Append('\n');

    internal static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    private static string TypeOf(Metric metric) => metric.MetricType switch
    {
        MetricType.LongSum or MetricType.DoubleSum => "counter",
        MetricType.Histogram => "histogram",
        _ => "gauge",
    };

    private static string NameOf(Metric metric)
    {
        var unit = metric.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        var name = Word(metric.Name);
        if (unit.Length > 0 && !name.EndsWith(unit, StringComparison.Ordinal))
            name += unit;
        return TypeOf(metric) == "counter" && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    private static string Labels(ReadOnlyTagCollection tags)
    {
        var labels = new StringBuilder();
        foreach (var (key, value) in tags)
        {
            var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            labels.Append(labels.Length == 0 ? "" : ",").Append(Word(key)).Append("=\"")
                .Append(text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('"');
        }

        return labels.ToString();
    }

    private static string Word(string name)
    {
        var word = string.Create(name.Length, name, (to, from) =>
        {
            for (var i = 0; i < to.Length; i++)
                to[i] = char.IsAsciiLetterOrDigit(from[i]) ? from[i] : '_';
        });
        return char.IsAsciiDigit(word[0]) ? "_" + word : word;
    }
}
