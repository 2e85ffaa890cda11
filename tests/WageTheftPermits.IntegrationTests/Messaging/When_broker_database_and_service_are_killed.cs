using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using RabbitMQ.Client;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Messaging.Transport;
using WageTheftPermits.Domain;
using WageTheftPermits.Web.Bench;
using WageTheftPermits.Web.Commands;

namespace WageTheftPermits.IntegrationTests.Messaging;

/// <summary>
/// An agency sends while the service is killed, all connections to the broker are cut, the broker is killed and the database crashes, each in turn,
/// and sends again whatever the broker did not confirm. By counting: what was sent is answered, and has its effect once.
/// </summary>
public sealed class When_broker_database_and_service_are_killed : IAsyncLifetime
{
    private const string Agency = "stormy-county";
    private const int Judgments = 40;
    private const int EventsOfEach = 6;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    private readonly PrivatePostgresOptions _options = TestPostgres.NewOptions("faults");
    private readonly string _folder = Directory.CreateTempSubdirectory("wtp-faults-").FullName;
    private PrivateRabbit _broker = null!;
    private PrivatePostgres _postgres = null!;
    private Process _service = null!;
    private int _sent;

    public async Task InitializeAsync()
    {
        var broker = PrivateRabbit.StartAsync();
        _postgres = await PrivatePostgres.StartAsync(_options, NullLogger.Instance, default);
        await using (var host = await ServiceHost.StartAsync(serve: false, configure: builder =>
        {
            builder.Configuration["ConnectionStrings:Permits"] = _postgres.AppConnectionString;
            builder.Configuration["ConnectionStrings:Migrations"] = _postgres.OwnerConnectionString;
            builder.Logging.ClearProviders();
        }))
            await host.Units.RunAsync(Actor.System("test"), unit => AddAgency.HandleAsync(unit, Agency, Agency));
        _broker = await broker;
        await AgencyTopology.DeclareAsync(new Uri(_broker.Uri), Agency, default);
        StartService();
    }

    public async Task DisposeAsync()
    {
        await KillServiceAsync();
        await _broker.DisposeAsync();
        await _postgres.DisposeAsync();
        await PrivatePostgres.DiscardAsync(_options, NullLogger.Instance, default);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_was_sent_is_answered_and_has_its_effect_once()
    {
        var events = Enumerable.Range(1, EventsOfEach).SelectMany(sequence => Enumerable.Range(1, Judgments).Select(judgment => (Id: $"e-{judgment}-{sequence}", Body: Event(judgment, sequence)))).ToList();
        Func<Task>[] faults = [RestartServiceAsync, CutConnectionsAsync, RestartBrokerAsync, RestartDatabaseAsync];
        // A fault comes amid the events of each part, which are sent on while it lasts.
        foreach (var (part, i) in events.Chunk(events.Count / faults.Length).Select((part, i) => (part, i)))
        {
            await SendAsync(part[..(part.Length / 2)]);
            await Task.WhenAll(faults[i](), SendAsync(part[(part.Length / 2)..]));
        }
        await AnsweredAsync(events.Count);

        await using var database = NpgsqlDataSource.Create(_postgres.AppConnectionString);
        (await CountAsync(database, "SELECT count(*) FROM judgment_events WHERE NOT set_aside")).ShouldBe(events.Count);
        (await CountAsync(database, "SELECT count(*) FROM deliveries WHERE state = 'accepted'")).ShouldBe(events.Count);
        (await CountAsync(database, "SELECT count(*) FROM deliveries WHERE state NOT IN ('accepted', 'duplicate')")).ShouldBe(0);
        (await CountAsync(database, "SELECT count(*) FROM judgments WHERE paid = 3000 AND last_sequence = 6 AND NOT has_gaps AND NOT disputed")).ShouldBe(Judgments);
        (await CountAsync(database, "SELECT count(*) FROM judgments")).ShouldBe(Judgments);
        var read = await ReadAllAsync();
        // At least once, and what is told twice is told under the same id.
        read.Where(m => m.Type == "receipt.accepted.v1").DistinctBy(m => m.MessageId).Select(m => m.EventId).ShouldBe(events.Select(e => e.Id), ignoreOrder: true);
        (await CountAsync(database, "SELECT count(*) FROM deliveries")).ShouldBeGreaterThanOrEqualTo(events.Count);
        _sent.ShouldBeGreaterThanOrEqualTo(events.Count);
    }

    private static byte[] Event(int judgment, int sequence)
    {
        var (type, data) = sequence switch
        {
            1 => ("judgment.issued.v1", """{ "amount": "18250.00", "parties": [ { "id": "p1", "name": "Golden Lantern Foods Inc" } ] }"""),
            2 => ("judgment.served.v1", """{ "servedOn": "2026-02-24" }"""),
            3 => ("judgment.final.v1", """{ "finalOn": "2026-03-12" }"""),
            _ => ("payment.received.v1", $$"""{ "paymentId": "check-{{sequence}}", "amount": "1000.00", "receivedOn": "2026-04-0{{sequence}}" }"""),
        };
        return Encoding.UTF8.GetBytes($$"""
            { "specversion": "1.0", "id": "e-{{judgment}}-{{sequence}}", "source": "urn:agency:{{Agency}}", "type": "{{type}}", "subject": "SC-{{judgment}}", "sequence": {{sequence}}, "data": {{data}} }
            """);
    }

    /// <summary>As an agency must: an event counts as sent once the broker has confirmed it, and until then it is sent again.</summary>
    private async Task SendAsync(IReadOnlyList<(string Id, byte[] Body)> events)
    {
        using var patience = new CancellationTokenSource(s_patience);
        for (var next = 0; next < events.Count;)
        {
            try
            {
                await using var agency = await ConnectedAgency.ConnectAsync(_broker.Uri);
                await using var channel = await agency.OpenAsync();
                for (; next < events.Count; next++)
                {
                    _sent++;
                    await channel.BasicPublishAsync($"agency.{Agency}.in", "judgments", mandatory: true, new BasicProperties { Persistent = true }, events[next].Body, patience.Token);
                }
            }
            catch (Exception) when (!patience.IsCancellationRequested)
            {
                await Task.Delay(50, patience.Token);
            }
        }
    }

    private void StartService()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "wage-theft-permits.dll"), "run"])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ConnectionStrings__Permits"] = _postgres.AppConnectionString;
        start.Environment["Bus__Uri"] = _broker.Uri;
        start.Environment["Service__Roles"] = "worker";
        start.Environment["urls"] = "http://127.0.0.1:0";
        _service = Process.Start(start)!;
        // Read, so that it never waits for us; what it says while everything around it fails is not news.
        _service.BeginOutputReadLine();
        _service.BeginErrorReadLine();
    }

    private async Task KillServiceAsync()
    {
        _service.Kill();
        await _service.WaitForExitAsync();
        _service.Dispose();
    }

    private async Task RestartServiceAsync()
    {
        await KillServiceAsync();
        StartService();
    }

    private Task CutConnectionsAsync() => _broker.ControlAsync("close_all_connections", "cut");

    private async Task RestartBrokerAsync()
    {
        await _broker.KillAsync();
        await _broker.StartAgainAsync();
    }

    private async Task RestartDatabaseAsync()
    {
        var port = _postgres.Port;
        using (var signal = Process.Start("kill", ["-QUIT", _postgres.ServerProcessId.ToString(CultureInfo.InvariantCulture)]))
            await signal.WaitForExitAsync();
        await _postgres.DisposeAsync();
        _postgres = await PrivatePostgres.StartAsync(_options with { Port = port }, NullLogger.Instance, default);
    }

    /// <summary>Nothing waits at the broker, in the intake or in the outbox.</summary>
    private async Task AnsweredAsync(int events)
    {
        using var patience = new CancellationTokenSource(s_patience);
        await using var database = NpgsqlDataSource.Create(_postgres.AppConnectionString);
        while (await CountAsync(database, "SELECT count(DISTINCT event_id) FROM deliveries WHERE state <> 'stored'") < events
            || await CountAsync(database, "SELECT (SELECT count(*) FROM deliveries WHERE state = 'stored') + (SELECT count(*) FROM outbox WHERE sent_at IS NULL)") > 0)
            await Task.Delay(100, patience.Token);
    }

    private async Task<List<(string Type, string? EventId, string? MessageId)>> ReadAllAsync()
    {
        await using var agency = await ConnectedAgency.ConnectAsync(_broker.Uri);
        await using var channel = await agency.OpenAsync();
        var read = new List<(string, string?, string?)>();
        while (await channel.BasicGetAsync($"agency.{Agency}.out", autoAck: true) is { } message)
        {
            using var said = JsonDocument.Parse(message.Body);
            read.Add((said.RootElement.GetProperty("type").GetString()!, said.RootElement.GetProperty("data").TryGetProperty("eventId", out var id) ? id.GetString() : null,
                message.BasicProperties.MessageId));
        }
        return read;
    }

    private static async Task<long> CountAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
