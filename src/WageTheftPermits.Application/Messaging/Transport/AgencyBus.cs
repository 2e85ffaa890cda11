using System.Collections.Concurrent;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using FabricExchangeType = MassTransit.Transports.Fabric.ExchangeType;

namespace WageTheftPermits.Application.Messaging.Transport;

/// <summary>
/// The bus between this department and the labor agencies. Agency A publishes to the topic exchange <c>agency.A.in</c>, which feeds our queue
/// <c>agency.A.intake</c>, and reads the queue <c>agency.A.out</c>. Raw bytes go both ways.
/// On RabbitMQ, or, in the embedded default, inside this process; there an answer to an agency reaches nobody unless someone listens.
/// </summary>
public sealed class AgencyBus(IBusControl bus, IOptions<AgencyBusOptions> options, IServiceScopeFactory scopes, IHostApplicationLifetime lifetime, ILogger<AgencyBus> log) : IDisposable
{
    private readonly StoragePause _pause = new(options.Value, log);
    private readonly ConcurrentDictionary<string, Lazy<AgencyEndpoint>> _endpoints = new(StringComparer.Ordinal);

    /// <summary>Whether the broker is there and every connected agency's queue is being read.</summary>
    public bool IsHealthy => bus.CheckHealth().Status == BusHealthStatus.Healthy;

    /// <summary>Whether this instance of the service reads the agency's queue at this moment; false while the broker is away, and before the agency is connected.</summary>
    public bool IsReading(string agency) => _endpoints.TryGetValue(agency, out var endpoint) && endpoint.Value.IsReading;

    /// <summary>
    /// Makes the agency's exchange and queues and begins to receive; without a restart, and harmless to repeat.
    /// Completes when deliveries can come. While the broker is away it waits; giving that up by <paramref name="ct"/> gives up only the waiting:
    /// the agency is connected as soon as the broker is back.
    /// </summary>
    /// <exception cref="ArgumentException">The agency's key is not of <c>[a-z0-9-]+</c>.</exception>
    public Task ConnectAgencyAsync(string agency, CancellationToken ct)
    {
        if (agency.Length == 0 || !agency.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-'))
            throw new ArgumentException($"An agency's key has small letters, digits and hyphens only, not '{agency}'.", nameof(agency));
        return _endpoints.GetOrAdd(agency, key => new(() => Connect(key))).Value.Ready.WaitAsync(ct);
    }

    /// <summary>Sends one CloudEvent to the agency's queue. Completes when the broker has confirmed that it keeps it; until then it may have been sent or not.</summary>
    public async Task SendToAgencyAsync(string agency, ReadOnlyMemory<byte> cloudEvent, string messageId, CancellationToken ct)
    {
        await ConnectAgencyAsync(agency, ct);
        // In this process nobody may be reading: an exchange without a queue forgets, a queue would fill the memory.
        var address = IsRabbit ? $"queue:agency.{agency}.out" : $"exchange:agency.{agency}.out";
        await SendAsync(address, cloudEvent, messageId, ct);
    }

    /// <summary>Publishes as the agency does, to its exchange: for demonstrations and tests.</summary>
    public async Task PublishAsAgencyAsync(string agency, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        await ConnectAgencyAsync(agency, ct);
        await SendAsync($"exchange:agency.{agency}.in?type=topic", body, messageId: null, ct);
    }

    public void Dispose() => _pause.Dispose();

    private bool IsRabbit => bus.Topology is IRabbitMqBusTopology;

    private async Task SendAsync(string address, ReadOnlyMemory<byte> body, string? messageId, CancellationToken ct)
    {
        var endpoint = await bus.GetSendEndpoint(new Uri(address));
        await endpoint.Send(
            new RawMessage(body.ToArray()),
            context =>
            {
                context.Serializer = RawMessageSerializer.CloudEvent;
                context.MessageId = null;
                if (!context.TryGetPayload<RabbitMqSendContext>(out var rabbit))
                    return;
                // Where no queue takes the message, the broker says so instead of confirming it.
                rabbit.Mandatory = true;
                if (messageId is not null)
                    rabbit.BasicProperties.MessageId = messageId;
            },
            ct);
    }

    private AgencyEndpoint Connect(string agency)
    {
        var connected = new AgencyEndpoint();
        bus.ConnectReceiveEndpoint($"agency.{agency}.intake", endpoint =>
        {
            endpoint.ConfigureConsumeTopology = false;
            endpoint.PrefetchCount = options.Value.Prefetch;
            endpoint.ConcurrentMessageLimit = options.Value.Concurrency;
            endpoint.ConnectReceiveEndpointObserver(connected);
            endpoint.ConfigureReceive(receive => receive.UseFilter(
                new AgencyIntakeFilter(agency, IsRabbit, options.Value, _pause, scopes, log, lifetime.ApplicationStopping)));
            switch (endpoint)
            {
                case IRabbitMqReceiveEndpointConfigurator rabbit:
                    rabbit.Bind($"agency.{agency}.in", binding =>
                    {
                        binding.ExchangeType = ExchangeType.Topic;
                        binding.RoutingKey = "#";
                    });
                    // An agency may begin to read before we have anything to say.
                    rabbit.ConfigureChannel(channel => channel.UseExecuteAsync(context =>
                        context.QueueDeclare(
                            $"agency.{agency}.out", durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object>(), context.CancellationToken)));
                    break;
                case IInMemoryReceiveEndpointConfigurator inMemory:
                    inMemory.Bind($"agency.{agency}.in", FabricExchangeType.Topic, "#");
                    break;
            }
        });
        return connected;
    }

    /// <summary>Knows when the endpoint first became ready, however often connecting failed before that, and whether it is now.</summary>
    private sealed class AgencyEndpoint : IReceiveEndpointObserver
    {
        private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _isReading;

        public Task Ready => _ready.Task;

        public bool IsReading => _isReading;

        Task IReceiveEndpointObserver.Ready(ReceiveEndpointReady ready)
        {
            _isReading = true;
            _ready.TrySetResult();
            return Task.CompletedTask;
        }

        Task IReceiveEndpointObserver.Stopping(ReceiveEndpointStopping stopping) => StoppedAsync();

        Task IReceiveEndpointObserver.Completed(ReceiveEndpointCompleted completed) => StoppedAsync();

        Task IReceiveEndpointObserver.Faulted(ReceiveEndpointFaulted faulted) => StoppedAsync();

        private Task StoppedAsync()
        {
            _isReading = false;
            return Task.CompletedTask;
        }
    }
}
