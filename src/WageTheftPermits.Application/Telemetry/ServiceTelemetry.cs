using System.Diagnostics;

namespace WageTheftPermits.Application.Telemetry;

/// <summary>What the service tells of itself beside its workflow engine: spans of what comes in and goes out, and how much waits (<see cref="BacklogGauges"/>).</summary>
public static class ServiceTelemetry
{
    /// <summary>Of the meter and of the activity source.</summary>
    public const string Name = "WageTheftPermits";

    internal static readonly ActivitySource Spans = new(Name);
}
