using System.Text.Json;
using RabbitMQ.Client;

namespace WageTheftPermits.Web.Bench.Faults;

/// <summary>An agency's program that does what the contract asks: an event counts as sent once the broker has confirmed it; until then it is sent again under the same id.</summary>
internal sealed class UnyieldingAgency(Uri broker, string agency)
{
    private const int InFlight = 50;
    private static readonly TimeSpan s_again = TimeSpan.FromMilliseconds(100);

    /// <summary>A confirmation that is not here by then is not waited for: where a connection is cut, it may never come.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    /// <summary>How often an event was handed to a connection, whether or not it arrived.</summary>
    public int Attempts { get; private set; }

    /// <summary>Completes when the broker keeps all of them.</summary>
    public async Task SendAsync(IEnumerable<byte[]> events, CancellationToken ct)
    {
        foreach (var some in events.Chunk(InFlight))
        {
            for (var left = some; left.Length > 0;)
            {
                left = await OnceAsync(left, ct);
                if (left.Length > 0)
                    await Task.Delay(s_again, ct);
            }
        }
    }

    /// <summary>Everything in the agency's queue, which is then empty.</summary>
    public async Task<IReadOnlyList<Answer>> ReadAllAsync(CancellationToken ct)
    {
        await using var connection = await ConnectAsync(ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        var answers = new List<Answer>();
        while (await channel.BasicGetAsync($"agency.{agency}.out", autoAck: true, ct) is { } message)
        {
            using var said = JsonDocument.Parse(message.Body);
            var eventId = said.RootElement.GetProperty("data").TryGetProperty("eventId", out var id) ? id.GetString() : null;
            answers.Add(new(message.BasicProperties.MessageId ?? "", said.RootElement.GetProperty("type").GetString()!, eventId));
        }
        return answers;
    }

    /// <summary>Messages that wait for the service at the broker.</summary>
    public async Task<uint> WaitingAsync(CancellationToken ct)
    {
        await using var connection = await ConnectAsync(ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        return (await channel.QueueDeclarePassiveAsync($"agency.{agency}.intake", ct)).MessageCount;
    }

    /// <param name="MessageId">The same whenever it is told again.</param>
    public sealed record Answer(string MessageId, string Type, string? EventId);

    /// <returns>What was not confirmed.</returns>
    private async Task<byte[][]> OnceAsync(byte[][] events, CancellationToken ct)
    {
        var confirmed = new bool[events.Length];
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(s_patience);
        try
        {
            await using var connection = await ConnectAsync(patience.Token);
            await using var channel = await connection.CreateChannelAsync(
                new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), patience.Token);
            await Task.WhenAll(events.Select(async (body, i) =>
            {
                Attempts++;
                await channel.BasicPublishAsync($"agency.{agency}.in", "judgments", mandatory: true, new BasicProperties { Persistent = true }, body, patience.Token);
                confirmed[i] = true;
            }));
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
            // The broker, or the way to it, is gone: what it has not confirmed is sent again.
        }
        return [.. events.Where((_, i) => !confirmed[i])];
    }

    private Task<IConnection> ConnectAsync(CancellationToken ct) => new ConnectionFactory { Uri = broker, AutomaticRecoveryEnabled = false }.CreateConnectionAsync(ct);
}
