using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging.Transport;
using WageTheftPermits.Application.Telemetry;
using WageTheftPermits.Domain;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Application.Messaging;

/// <summary>
/// Pushes what agencies are told to their queues, after the commit that made it true. At least once, with a stable id, in order per agency, and per judgment whatever fails:
/// one relay at a time holds an agency, any number of relays may run, and a message counts as sent once the broker has confirmed it.
/// </summary>
public sealed class OutboxRelay(Units units, AgencyBus bus, ILogger<OutboxRelay> logger)
{
    private const int BatchSize = 100;

    /// <summary>A broker that is away is waited for between units, not within one.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly AgencyTurns _turns = new();

    /// <summary>Sends the next messages of one agency that no other relay is at, the agencies taking turns. False where there is nothing to send.</summary>
    public Task<bool> SendNextAsync(CancellationToken ct) => units.RunAsync(Actor.System("outbox"), async unit =>
    {
        // One look in the index for each agency, however many messages wait.
        var waiting = await unit.Db.Database.SqlQuery<string>(
            $"""
             SELECT a.key AS "Value"
             FROM agencies a CROSS JOIN LATERAL (SELECT 1 FROM outbox WHERE agency = a.key AND sent_at IS NULL ORDER BY id LIMIT 1) AS first
             """).ToListAsync(ct);
        foreach (var agency in _turns.Order(waiting))
        {
            var mine = await unit.Db.Database.SqlQuery<bool>(
                $"SELECT pg_try_advisory_xact_lock(hashtextextended({"relay:" + agency}, 0)) AS \"Value\"").SingleAsync(ct);
            if (!mine)
                continue;
            var messages = await unit.Db.Outbox.AsNoTracking().Where(m => m.Agency == agency && m.SentAt == null).OrderBy(m => m.Id).Take(BatchSize).ToListAsync(ct);
            if (messages.Count == 0)
                continue;
            _turns.Served(agency);
            using var span = ServiceTelemetry.Spans.StartActivity("send to agency", ActivityKind.Producer)
                ?.SetTag("messaging.operation.type", "send").SetTag("messaging.batch.message_count", messages.Count).SetTag("wtp.agency", agency);
            var (sent, failure) = await SendAsync(agency, messages, ct);
            await unit.Db.Outbox.Where(m => sent.Contains(m.Id)).ExecuteUpdateAsync(set => set.SetProperty(m => m.SentAt, unit.Now), ct);
            if (failure is not null)
            {
                WorkflowTelemetry.Failed(span, failure);
                logger.LogWarning("Messages to {Agency} wait: {Reason}", agency, failure.Message);
            }
            return sent.Count > 0;
        }
        return false;
    }, ct);

    /// <summary>
    /// Sends in order, many before the first of them is confirmed. Where one fails, others that were under way may have arrived before it; but none about the same
    /// judgment, which waits until the one before it is confirmed.
    /// </summary>
    private async Task<(List<long> Sent, Exception? Failure)> SendAsync(string agency, List<OutboxMessage> messages, CancellationToken ct)
    {
        var sent = new List<long>(messages.Count);
        foreach (var some in WithoutRepeats(messages))
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
            patience.CancelAfter(s_patience);
            var sending = some.ConvertAll(m => (m.Id, Confirmed: bus.SendToAgencyAsync(agency, m.Body, m.MessageId.ToString(), patience.Token)));
            await Task.WhenAll(sending.Select(one => one.Confirmed)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ct.ThrowIfCancellationRequested();
            sent.AddRange(sending.Where(one => one.Confirmed.IsCompletedSuccessfully).Select(one => one.Id));
            // What was confirmed so far is recorded all the same.
            if (sending.Find(one => !one.Confirmed.IsCompletedSuccessfully).Confirmed is { } failed)
                return (sent, failed.Exception?.InnerException ?? new TaskCanceledException(failed));
        }
        return (sent, null);
    }

    /// <summary>
    /// Runs of messages in their order, no two of one run about the same judgment. The first is a run by itself: where the way to the broker has yet to be opened, those
    /// that wait for that together may overtake each other.
    /// </summary>
    private static IEnumerable<List<OutboxMessage>> WithoutRepeats(List<OutboxMessage> messages)
    {
        var (run, subjects) = (new List<OutboxMessage>(), new HashSet<string?>());
        foreach (var message in messages)
        {
            if (!subjects.Add(message.Subject) || (run.Count == 1 && run[0] == messages[0]))
            {
                yield return run;
                (run, subjects) = ([], [message.Subject]);
            }
            run.Add(message);
        }
        yield return run;
    }
}
