using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using WageTheftPermits.Web.Bench;

namespace WageTheftPermits.IntegrationTests.Messaging;

/// <summary>On a real RabbitMQ, with a plain client on the agency's side.</summary>
public sealed class TransportTests : IAsyncLifetime
{
    private static int _agencies;
    private readonly string _agency = $"agency-{Interlocked.Increment(ref _agencies)}";
    private PrivateRabbit _rabbit = null!;
    private BusHost _host = null!;
    private IConnection _connection = null!;
    private IChannel _channel = null!;

    public async Task InitializeAsync()
    {
        _rabbit = await TestRabbit.StartedAsync();
        _host = await BusHost.StartAsync(_rabbit.Uri);
        await _host.Bus.ConnectAgencyAsync(_agency, CancellationToken.None);
        (_connection, _channel) = await OpenAsync(_rabbit.Uri);
    }

    public async Task DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _host.DisposeAsync();
    }

    public static TheoryData<string, string?, string?> Properties => new()
    {
        { "no properties", null, null },
        { "another content type", "text/plain; charset=latin1", "42" },
        { "MassTransit's own content type", "application/vnd.masstransit+json", null },
        { "a malformed content type", "not a content type;;;=", "no guid" },
        { "an empty content type", "", "" },
    };

    [Theory]
    [MemberData(nameof(Properties))]
    public async Task Delivery_ReachesUs_WhateverItsProperties(string body, string? contentType, string? messageId)
    {
        var properties = new BasicProperties { Persistent = true };
        if (contentType is not null)
            properties.ContentType = contentType;
        if (messageId is not null)
            (properties.MessageId, properties.CorrelationId, properties.Type) = (messageId, "also no guid", "urn:other");
        properties.Headers = new Dictionary<string, object?> { ["MT-MessageType"] = "urn:message:Nobody:Nothing", ["Content-Type"] = "???", ["x-number"] = 17L };

        await PublishAsync(Encoding.UTF8.GetBytes(body), properties);

        var (agency, received) = await _host.NextAsync();
        agency.ShouldBe(_agency);
        Encoding.UTF8.GetString(received).ShouldBe(body);
    }

    [Fact]
    public async Task Delivery_ReachesUs_WhateverItsBody()
    {
        byte[][] bodies = [[], [0, 255, 13, 10], "{ \"broken\": "u8.ToArray(), "[]"u8.ToArray(), "null"u8.ToArray(), new byte[2_000_000]];
        foreach (var body in bodies)
        {
            await PublishAsync(body, new BasicProperties { ContentType = "application/cloudevents+json" });
            (await _host.NextAsync()).Body.ShouldBe(body);
        }

        _host.IsEmpty.ShouldBeTrue();
        await NothingIsSetAsideAsync();
    }

    [Fact]
    public async Task Delivery_ThatCannotBeStored_ComesAgainUntilItIs()
    {
        _host.Refuse(times: 5);

        await PublishAsync("kept"u8.ToArray(), new BasicProperties { Persistent = true });

        (await _host.NextTextAsync()).ShouldBe("kept");
        _host.Calls.ShouldBe(6);
        await NothingIsSetAsideAsync();
    }

    [Fact]
    public async Task Delivery_ThatIsNotStoredWhenTheServiceEnds_WaitsForTheNext()
    {
        _host.Refuse(times: int.MaxValue);
        await PublishAsync("kept"u8.ToArray(), new BasicProperties { Persistent = true });
        await _host.DisposeAsync();

        _host = await BusHost.StartAsync(_rabbit.Uri);
        await _host.Bus.ConnectAgencyAsync(_agency, CancellationToken.None);

        (await _host.NextTextAsync()).ShouldBe("kept");
    }

    [Fact]
    public async Task Connect_IsHarmlessToRepeat()
    {
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _host.Bus.ConnectAgencyAsync(_agency, CancellationToken.None)));

        await PublishAsync("once"u8.ToArray(), new BasicProperties());

        (await _host.NextTextAsync()).ShouldBe("once");
        _host.Bus.IsHealthy.ShouldBeTrue();
        (await _channel.QueueDeclarePassiveAsync($"agency.{_agency}.intake")).ConsumerCount.ShouldBe(1u);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Dlse")]
    [InlineData("a.b")]
    [InlineData("#")]
    public async Task Connect_OfAKeyThatCouldMeanAnotherQueue_IsRefused(string agency) =>
        await Should.ThrowAsync<ArgumentException>(() => _host.Bus.ConnectAgencyAsync(agency, CancellationToken.None));

    [Fact]
    public async Task OutboundQueue_IsThere_BeforeAnythingIsSent() =>
        (await _channel.QueueDeclarePassiveAsync($"agency.{_agency}.out")).MessageCount.ShouldBe(0u);

    [Fact]
    public async Task Send_PutsTheBytesIntoTheAgencysQueue_WithoutAnEnvelope()
    {
        var cloudEvent = """{"specversion":"1.0","type":"receipt.accepted.v1"}"""u8.ToArray();

        await _host.Bus.SendToAgencyAsync(_agency, cloudEvent, "receipt-0001", CancellationToken.None);

        // The broker has confirmed, so it is there without waiting.
        var got = (await _channel.BasicGetAsync($"agency.{_agency}.out", autoAck: true)).ShouldNotBeNull();
        got.Body.ToArray().ShouldBe(cloudEvent);
        got.BasicProperties.ContentType.ShouldBe("application/cloudevents+json");
        got.BasicProperties.MessageId.ShouldBe("receipt-0001");
        got.BasicProperties.Persistent.ShouldBeTrue();
        (got.BasicProperties.Headers ?? new Dictionary<string, object?>()).Keys.ShouldAllBe(name => !name.StartsWith("MT-"));
    }

    [Fact]
    public async Task PublishAsAgency_ComesInLikeTheAgencysOwn()
    {
        await _host.Bus.PublishAsAgencyAsync(_agency, "demo"u8.ToArray(), CancellationToken.None);

        (await _host.NextTextAsync()).ShouldBe("demo");
    }

    [Fact]
    public async Task AgencysUser_WritesItsExchange_ReadsItsQueue_AndNothingElse()
    {
        await _rabbit.AddUserAsync(_agency, "secret", "^$", $"^agency\\.{_agency}\\.in$", $"^agency\\.{_agency}\\.out$");
        var (connection, channel) = await OpenAsync(_rabbit.UriFor(_agency, "secret"));
        await using var _ = connection;

        await channel.BasicPublishAsync($"agency.{_agency}.in", "any.key", mandatory: true, new BasicProperties(), "mine"u8.ToArray());
        (await _host.NextTextAsync()).ShouldBe("mine");
        (await channel.BasicGetAsync($"agency.{_agency}.out", autoAck: true)).ShouldBeNull();

        var refused = await Should.ThrowAsync<OperationInterruptedException>(() => channel.BasicGetAsync($"agency.{_agency}.intake", autoAck: true));
        refused.ShutdownReason.ShouldNotBeNull().ReplyCode.ShouldBe((ushort)403);
    }

    [Fact]
    public async Task Service_StartsWhileTheBrokerIsAway_AndReceivesOnceItIsBack()
    {
        var agency = $"{_agency}-later";
        using var door = new ClosedDoor(_rabbit.Port);
        await using var early = await BusHost.StartAsync($"amqp://guest:guest@127.0.0.1:{door.Port}/");
        var connecting = early.Bus.ConnectAgencyAsync(agency, CancellationToken.None);
        await door.FirstRefusal;
        early.Bus.IsHealthy.ShouldBeFalse();
        connecting.IsCompleted.ShouldBeFalse();

        door.Open();
        await connecting.WaitAsync(TimeSpan.FromSeconds(60));
        await early.Bus.PublishAsAgencyAsync(agency, "back"u8.ToArray(), CancellationToken.None);

        (await early.NextTextAsync()).ShouldBe("back");
    }

    private async Task PublishAsync(byte[] body, BasicProperties properties) =>
        await _channel.BasicPublishAsync($"agency.{_agency}.in", "any.key.at.all", mandatory: true, properties, body);

    private async Task NothingIsSetAsideAsync() =>
        (await _rabbit.QueuesAsync()).ShouldAllBe(queue => !queue.EndsWith("_error") && !queue.EndsWith("_skipped"));

    private static async Task<(IConnection, IChannel)> OpenAsync(string uri)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(uri) }.CreateConnectionAsync();
        // With confirms, a publish returns when the broker has the message in its queue, and throws where no queue takes it.
        var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        return (connection, channel);
    }
}
