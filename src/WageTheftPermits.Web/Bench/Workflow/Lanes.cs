using System.Diagnostics;
using Npgsql;

namespace WageTheftPermits.Web.Bench.Workflow;

/// <summary>What one phase came to: how long each operation took, and all of them together.</summary>
/// <param name="Milliseconds">Of every operation, sorted.</param>
internal sealed record Phase(IReadOnlyList<double> Milliseconds, double Seconds)
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
        var watch = Stopwatch.StartNew();
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
        return new Phase(took, seconds);
    }
}
