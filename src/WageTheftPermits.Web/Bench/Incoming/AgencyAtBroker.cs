using System.Collections.Concurrent;
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace WageTheftPermits.Web.Bench.Incoming;

/// <summary>An agency's own program at RabbitMQ: publishes with confirms, and knows when the answer to an event has come.</summary>
internal sealed class AgencyAtBroker : IAsyncDisposable
{
    /// <summary>Published and not yet confirmed.</summary>
    private const int InFlight = 200;

    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = new(StringComparer.Ordinal);

    private AgencyAtBroker(IConnection connection, IChannel channel) => (_connection, _channel) = (connection, channel);

    public static async Task<AgencyAtBroker> ConnectAsync(Uri broker, CancellationToken ct)
    {
        var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync(ct);
        return new(connection, await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), ct));
    }

    /// <summary>Completes when the broker keeps all of them.</summary>
    public async Task PublishAsync(string exchange, string routingKey, IEnumerable<byte[]> events, CancellationToken ct)
    {
        foreach (var some in events.Chunk(InFlight))
            await Task.WhenAll(some.Select(body => _channel.BasicPublishAsync(exchange, routingKey, mandatory: true, new BasicProperties { Persistent = true }, body, ct).AsTask()));
    }

    /// <summary>Publishes an event and completes when its receipt has come; <see cref="ListenAsync"/> first.</summary>
    public async Task AskAsync(string exchange, string eventId, byte[] body, CancellationToken ct)
    {
        var answered = _awaited[eventId] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await PublishAsync(exchange, "judgments", [body], ct);
        await answered.Task.WaitAsync(ct);
    }

    /// <summary>Reads the agency's queue from now on.</summary>
    public async Task ListenAsync(string queue, CancellationToken ct)
    {
        var consumer = new AsyncEventingBasicConsumer(_channel);
        consumer.ReceivedAsync += (_, message) =>
        {
            using var said = JsonDocument.Parse(message.Body);
            if (said.RootElement.GetProperty("data").TryGetProperty("eventId", out var id) && _awaited.TryRemove(id.GetString() ?? "", out var answered))
                answered.TrySetResult();
            return Task.CompletedTask;
        };
        await _channel.BasicConsumeAsync(queue, autoAck: true, consumer, ct);
    }

    /// <summary>Takes that many messages from a queue, acknowledging each as the service's own endpoint does, and does nothing with them.</summary>
    public async Task TakeAsync(string queue, int count, ushort prefetch, CancellationToken ct)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = count;
        var consumer = new AsyncEventingBasicConsumer(_channel);
        consumer.ReceivedAsync += async (_, message) =>
        {
            await _channel.BasicAckAsync(message.DeliveryTag, multiple: false, ct);
            if (--left == 0)
                done.TrySetResult();
        };
        await _channel.BasicQosAsync(0, prefetch, global: false, ct);
        await _channel.BasicConsumeAsync(queue, autoAck: false, consumer, ct);
        await done.Task.WaitAsync(ct);
    }

    public Task MakeQueueAsync(string queue, CancellationToken ct) =>
        _channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: ct);

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
