using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Messaging.Transport;
using WageTheftPermits.Domain;
using WageTheftPermits.Web.Bench.Faults;
using WageTheftPermits.Web.Commands;

namespace WageTheftPermits.IntegrationTests.Messaging;

/// <summary>
/// Broken messages through a real broker and the running service: every one is kept and answered, and none stands in another's way.
/// <c>WTP_BROKEN</c> asks for more of them, <c>WTP_SEED</c> for others.
/// </summary>
public sealed class When_messages_are_broken : IAsyncLifetime
{
    private const string Agency = "careless-county";
    private const int InFlight = 100;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    private TestDatabase _database = null!;
    private ServiceHost _host = null!;
    private ConnectedAgency _agency = null!;

    public async Task InitializeAsync()
    {
        _database = await TestService.CreateDatabaseAsync();
        var rabbit = await TestRabbit.StartedAsync();
        _host = await ServiceHost.StartAsync(serve: true, configure: builder =>
        {
            builder.Configuration["ConnectionStrings:Permits"] = _database.AppConnectionString;
            builder.Configuration["ConnectionStrings:Migrations"] = _database.OwnerConnectionString;
            builder.Configuration["Bus:Uri"] = rabbit.Uri;
            builder.Configuration["Service:Roles"] = "worker";
            builder.Configuration["urls"] = "http://127.0.0.1:0";
            builder.Logging.ClearProviders();
        });
        await _host.App.StartAsync();
        await _host.Units.RunAsync(Actor.System("test"), unit => AddAgency.HandleAsync(unit, Agency, Agency));
        await _host.Services.GetRequiredService<AgencyBus>().ConnectAgencyAsync(Agency, default);
        _agency = await ConnectedAgency.ConnectAsync(rabbit.Uri);
    }

    public async Task DisposeAsync()
    {
        await _agency.DisposeAsync();
        await _host.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Each_is_answered_and_sound_ones_pass_among_them()
    {
        var (broken, count) = (new BrokenMessages(Agency, Number("WTP_SEED", 20260401)), Number("WTP_BROKEN", 100));
        var sound = 0;

        await PublishAsync(Enumerable.Range(1, count).Select(i => i % 50 == 0 ? Sound(++sound) : i % (count / 2) == 1 ? broken.Huge() : broken.Next()));
        await UnderstoodAsync(count);

        var deliveries = await _host.Units.ReadAsync(db => db.Deliveries.Select(d => new { d.Receipt, d.State, d.Reason, d.Attempts, d.Subject }).ToListAsync());
        deliveries.Count.ShouldBe(count);
        deliveries.ShouldAllBe(d => d.Attempts == 0);
        deliveries.Where(d => d.State != DeliveryState.Accepted).ShouldAllBe(d => !string.IsNullOrEmpty(d.Reason));
        // Refused by the rules of the contract, not by the accident of a failure.
        deliveries.Count(d => d.State == DeliveryState.Quarantined).ShouldBeGreaterThan(count * 3 / 4);
        deliveries.Where(d => d.Subject is { } subject && subject.StartsWith("sound-", StringComparison.Ordinal)).Select(d => d.State)
            .ShouldBe(Enumerable.Repeat(DeliveryState.Accepted, sound));
        var answered = await _host.Units.ReadAsync(db => db.Outbox.Where(m => m.Type.StartsWith("receipt.")).Select(m => m.Body).ToListAsync());
        answered.Select(ReceiptIn).ToHashSet().ShouldBe(deliveries.Select(d => d.Receipt), ignoreOrder: true);
    }

    private async Task PublishAsync(IEnumerable<byte[]> bodies)
    {
        await using var channel = await _agency.OpenAsync();
        foreach (var some in bodies.Chunk(InFlight))
            await Task.WhenAll(some.Select(body => channel.BasicPublishAsync($"agency.{Agency}.in", "judgments", mandatory: true, new BasicProperties { Persistent = true }, body).AsTask()));
    }

    private async Task UnderstoodAsync(int count)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (await _host.Units.ReadAsync(db => db.Deliveries.CountAsync(d => d.State != DeliveryState.Stored, patience.Token)) < count)
            await Task.Delay(50, patience.Token);
    }

    private static byte[] Sound(int number) => Encoding.UTF8.GetBytes($$"""
        { "specversion": "1.0", "id": "sound-{{number}}", "source": "urn:agency:{{Agency}}", "type": "judgment.issued.v1", "subject": "sound-{{number}}", "sequence": 1,
          "data": { "amount": "1250.00", "parties": [ { "id": "p1", "name": "Paper Crane Noodles LLC" } ] } }
        """);

    private static Guid ReceiptIn(byte[] message)
    {
        using var document = JsonDocument.Parse(message);
        return document.RootElement.GetProperty("data").GetProperty("receipt").GetGuid();
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
