using Microsoft.Extensions.Logging;
using WageTheftPermits.Application.Data;

namespace WageTheftPermits.Application.Telemetry;

/// <summary>
/// How much waits, as of a moment ago. However many ask, the database is asked once in <see cref="Every"/>, and a reading that was slow is not repeated before fifty
/// times as long: telling of the queues never takes more than a fiftieth of what one connection can do.
/// </summary>
public sealed class Backlog(Units units, TimeProvider clock, ILogger<Backlog> logger) : IDisposable
{
    /// <summary>How old a reading may be.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    private const int Share = 50;

    private readonly SemaphoreSlim _one = new(1);
    private Snapshot _last = new([], default, Known: false);
    private DateTimeOffset _next;

    /// <summary>What waits, and since when that is known.</summary>
    /// <param name="Known">False where the database could not be asked: then nothing is known, not even that nothing waits.</param>
    public sealed record Snapshot(IReadOnlyList<BacklogLine> Lines, DateTimeOffset At, bool Known);

    /// <summary>The last reading, or a new one where that is too old. Never throws for a database that is away.</summary>
    public async Task<Snapshot> CurrentAsync(CancellationToken ct = default)
    {
        await _one.WaitAsync(ct);
        try
        {
            if (clock.GetUtcNow() < _next)
                return _last;
            var (began, now) = (clock.GetTimestamp(), clock.GetUtcNow());
            try
            {
                _last = new Snapshot(await units.ReadAsync(db => BacklogReading.ReadAsync(db, now, ct)), now, Known: true);
            }
            catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                logger.LogWarning("What waits could not be read: {Reason}", e.GetType().Name);
                _last = new Snapshot([], now, Known: false);
            }

            var rest = clock.GetElapsedTime(began) * Share;
            _next = now + (rest > Every ? rest : Every);
            return _last;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
