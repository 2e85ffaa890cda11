using System.Text;
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace WageTheftPermits.IntegrationTests.Messaging;

/// <summary>An agency's program at the broker, connected by the address that it was given.</summary>
internal sealed class ConnectedAgency : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly IConnection _connection;

    private ConnectedAgency(IConnection connection) => _connection = connection;

    public static async Task<ConnectedAgency> ConnectAsync(string uri) =>
        new(await new ConnectionFactory { Uri = new Uri(uri), AutomaticRecoveryEnabled = false }.CreateConnectionAsync());

    /// <summary>A channel with confirms: publishing completes once the broker keeps the message, and fails where no queue takes it.</summary>
    public Task<IChannel> OpenAsync() =>
        _connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));

    public async Task PublishAsync(string exchange, string body)
    {
        await using var channel = await OpenAsync();
        await channel.BasicPublishAsync(exchange, "judgments", mandatory: true, new BasicProperties { Persistent = true }, Encoding.UTF8.GetBytes(body));
    }

    /// <summary>The next message of the queue.</summary>
    public async Task<JsonElement> NextAsync(string queue)
    {
        await using var channel = await OpenAsync();
        var arrived = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, message) =>
        {
            arrived.TrySetResult(message.Body.ToArray());
            await channel.BasicAckAsync(message.DeliveryTag, multiple: false);
        };
        await channel.BasicQosAsync(0, prefetchCount: 1, global: false);
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer);
        return JsonElement.Parse(await arrived.Task.WaitAsync(s_patience));
    }

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();
}
