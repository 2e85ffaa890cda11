using System.Numerics;
using Microsoft.Extensions.Logging;
using WageTheftPermits.Application.Data;

namespace WageTheftPermits.Application.Messaging.Transport;

/// <summary>
/// What all agencies' deliveries do while the database is away: one of them tries again and again, more and more seldom, and all others wait for it.
/// None is acknowledged or given back meanwhile, so the broker sends no more than an agency may have here, and keeps the rest.
/// </summary>
internal sealed class StoragePause(AgencyBusOptions options, ILogger log) : IDisposable
{
    /// <summary>With one that tries for all, it is no burden to try often.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _trying = new(1, 1);

    /// <summary>How often it was tried in vain since the database went away; 0: it is there.</summary>
    private volatile int _failures;

    /// <summary>Stores, or waits until that is possible. What fails for another reason than an absent database is thrown.</summary>
    /// <exception cref="OperationCanceledException">The service stops: nothing was stored.</exception>
    public async Task StoreAsync(Func<Task> store, CancellationToken stopping)
    {
        while (true)
        {
            if (_failures > 0)
            {
                if (await TryForAllAsync(store, stopping))
                    return;
                continue;
            }
            try
            {
                await store();
                return;
            }
            catch (Exception e) when (Database.IsAway(e))
            {
                if (Interlocked.CompareExchange(ref _failures, 1, 0) == 0)
                    log.LogWarning("Deliveries wait at the broker, for the database is away: {Reason}", e.Message);
            }
        }
    }

    public void Dispose() => _trying.Dispose();

    /// <returns>Whether it is stored; if not, the database may be back all the same, and it is everybody's turn.</returns>
    private async Task<bool> TryForAllAsync(Func<Task> store, CancellationToken stopping)
    {
        await _trying.WaitAsync(stopping);
        try
        {
            for (; _failures > 0; _failures++)
            {
                var wait = WaitAfter(_failures, options);
                await Task.Delay(wait < s_longest ? wait : s_longest, stopping);
                try
                {
                    await store();
                    _failures = 0;
                    log.LogInformation("The database is back; deliveries are stored again.");
                    return true;
                }
                catch (Exception e) when (Database.IsAway(e))
                {
                    // Still away; that was said.
                }
            }
            return false;
        }
        finally
        {
            _trying.Release();
        }
    }

    /// <summary>The wait after so many failures in a row.</summary>
    public static TimeSpan WaitAfter(int failures, AgencyBusOptions options)
    {
        var doublings = Math.Min(failures - 1, BitOperations.Log2((uint)Math.Max(1, options.LongestWait / options.ShortestWait)) + 1);
        var wait = options.ShortestWait * Math.Pow(2, doublings);
        return wait < options.LongestWait ? wait : options.LongestWait;
    }
}
