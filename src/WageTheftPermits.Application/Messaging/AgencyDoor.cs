using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging.Transport;

namespace WageTheftPermits.Application.Messaging;

/// <summary>
/// The AMQP door: what comes through an agency's exchange is stored as that agency's. What comes while others of the agency are being stored is stored next,
/// all of it in one unit, so that one commit answers many.
/// </summary>
internal sealed class AgencyDoor(Intake intake, TimeProvider clock, ILogger<AgencyDoor> logger) : IAgencyIntake
{
    private const string Door = "amqp";

    private readonly ConcurrentDictionary<string, Queue> _queues = new(StringComparer.Ordinal);

    public Task AcceptAsync(string agency, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        var queue = _queues.GetOrAdd(agency, key => new Queue(key, this));
        Delivery delivery;
        try
        {
            delivery = Intake.Arrived(agency, Door, body, clock.GetUtcNow());
        }
        catch (Exception e)
        {
            delivery = Unread(agency, body.ToArray(), e);
        }
        return queue.StoreAsync(delivery);
    }

    /// <summary>Whatever in a delivery we stumble over: unread it is stored like any other, and cannot come again and again.</summary>
    private Delivery Unread(string agency, byte[] body, Exception e)
    {
        logger.LogWarning("A delivery from agency {Agency} is stored unread: {Reason}", agency, e.Message);
        return new Delivery(Guid.CreateVersion7(), agency, Door, body, clock.GetUtcNow());
    }

    /// <summary>What one agency's endpoint holds unanswered; it never has more than the endpoint may take from the broker.</summary>
    private sealed class Queue(string agency, AgencyDoor door)
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
                await door.StoreAsync(agency, [.. some.Select(one => one.Delivery)]);
                some.ForEach(one => one.Stored.SetResult());
            }
            catch (Exception e) when (Database.IsAway(e))
            {
                some.ForEach(one => one.Stored.SetException(e));
            }
            catch
            {
                // One that cannot be stored keeps none of the others out.
                foreach (var one in some)
                    await StoreAloneAsync(one.Delivery, one.Stored);
            }
        }

        private async Task StoreAloneAsync(Delivery delivery, TaskCompletionSource stored)
        {
            try
            {
                try
                {
                    await door.StoreAsync(agency, [delivery]);
                }
                catch (Exception e) when (!Database.IsAway(e))
                {
                    await door.StoreAsync(agency, [door.Unread(agency, delivery.Body, e)]);
                }
                stored.SetResult();
            }
            catch (Exception e)
            {
                stored.SetException(e);
            }
        }
    }

    private Task StoreAsync(string agency, IReadOnlyList<Delivery> deliveries) => intake.StoreAsync(agency, deliveries, CancellationToken.None);
}
