using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging.Transport;

namespace WageTheftPermits.Application.Messaging;

/// <summary>
/// The AMQP door: what comes through an agency's exchange is stored as that agency's. What comes while others of the agency are being stored is stored next,
/// all of it in one unit, so that one commit answers many.
/// </summary>
internal sealed class AgencyDoor(Intake intake, TimeProvider clock) : IAgencyIntake
{
    private readonly ConcurrentDictionary<string, Queue> _queues = new(StringComparer.Ordinal);

    public Task AcceptAsync(string agency, ReadOnlyMemory<byte> body, CancellationToken ct) =>
        _queues.GetOrAdd(agency, key => new Queue(intake, key)).StoreAsync(Intake.Arrived(agency, "amqp", body, clock.GetUtcNow()));

    /// <summary>What one agency's endpoint holds unanswered; it never has more than the endpoint may take from the broker.</summary>
    private sealed class Queue(Intake intake, string agency)
    {
        private readonly Lock _gate = new();
        private List<(Delivery Delivery, TaskCompletionSource Stored)> _waiting = [];
        private bool _storing;

        /// <summary>Completes when the delivery is durable; fails where it could not be stored.</summary>
        public Task StoreAsync(Delivery delivery)
        {
            var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            bool first;
            lock (_gate)
            {
                _waiting.Add((delivery, stored));
                (first, _storing) = (!_storing, true);
            }
            if (first)
                _ = Task.Run(StoreAllAsync);
            return stored.Task;
        }

        private async Task StoreAllAsync()
        {
            while (true)
            {
                List<(Delivery Delivery, TaskCompletionSource Stored)> some;
                lock (_gate)
                {
                    (some, _waiting) = (_waiting, []);
                    if (some.Count == 0)
                    {
                        _storing = false;
                        return;
                    }
                }
                await StoreAsync(some);
            }
        }

        private async Task StoreAsync(List<(Delivery Delivery, TaskCompletionSource Stored)> some)
        {
            try
            {
                await intake.StoreAsync(agency, [.. some.Select(one => one.Delivery)], CancellationToken.None);
                some.ForEach(one => one.Stored.SetResult());
            }
            catch (Exception e) when (some.Count == 1 || Database.IsAway(e))
            {
                some.ForEach(one => one.Stored.SetException(e));
            }
            catch
            {
                // One that cannot be stored keeps none of the others out.
                foreach (var one in some)
                    await StoreAsync([one]);
            }
        }
    }
}

/// <summary>Connects every agency's queues, those added while the service runs too.</summary>
internal sealed class AgencyConnections(Units units, AgencyBus bus, ILogger<AgencyConnections> logger) : BackgroundService
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var connected = new HashSet<string>(StringComparer.Ordinal);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var agency in await units.ReadAsync(db => db.Agencies.Select(a => a.Key).ToListAsync(stoppingToken)))
                {
                    if (connected.Contains(agency))
                        continue;
                    await bus.ConnectAgencyAsync(agency, stoppingToken);
                    connected.Add(agency);
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning("Agencies' queues could not be connected yet: {Reason}", e.Message);
            }
            await Task.Delay(s_look, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
