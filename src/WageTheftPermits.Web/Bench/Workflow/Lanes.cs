using System.Diagnostics;
using Npgsql;

namespace WageTheftPermits.Web.Bench.Workflow;

/// <summary>What one phase came to: how long each operation took, and all of them together.</summary>
/// <param name="Milliseconds">Of every operation, sorted.</param>
/// <param name="OwnCpu">What this process worked, the database's share left out, in milliseconds an operation.</param>
internal sealed record Phase(IReadOnlyList<double> Milliseconds, double Seconds, double OwnCpu)
{
    public double Rate => Milliseconds.Count / Seconds;

    public double Percentile(double share) => Milliseconds[Math.Clamp((int)Math.Ceiling(share * Milliseconds.Count) - 1, 0, Milliseconds.Count - 1)];
}

/// <summary>Operations in flight: each lane has a connection of its own and takes the next operation when its last is committed.</summary>
internal static class Lanes
{
    public const int InFlight = 8;

    /// <param name="operation">Does all of one operation, its commit included.</param>
    public static async Task<Phase> RunAsync(NpgsqlDataSource database, int operations, Func<NpgsqlConnection, int, Task> operation, CancellationToken ct)
    {
        var took = new double[operations];
        var next = -1;
        var (watch, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => Task.Run(async () =>
        {
            await using var connection = await database.OpenConnectionAsync(ct);
            int i;
            while ((i = Interlocked.Increment(ref next)) < operations)
            {
                var began = Stopwatch.GetTimestamp();
                await operation(connection, i);
                took[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            }
        }, ct)));
        var seconds = watch.Elapsed.TotalSeconds;
        Array.Sort(took);
        return new Phase(took, seconds, (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / operations);
    }
}
