using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Messaging.Transport;
using WageTheftPermits.Domain;
using WageTheftPermits.Web.Commands;

namespace WageTheftPermits.IntegrationTests.Messaging;

/// <summary>Any number of relays may run: each message reaches its agency's queue once while nothing fails, and in the order of the units.</summary>
public class When_several_relays_send
{
    [Fact]
    public async Task Each_agency_reads_every_message_once_and_in_order()
    {
        await using var database = await TestService.CreateDatabaseAsync();
        var rabbit = await TestRabbit.StartedAsync();
        await using var host = await ServiceHost.StartAsync(serve: true, configure: builder =>
        {
            builder.Configuration["ConnectionStrings:Permits"] = database.AppConnectionString;
            builder.Configuration["ConnectionStrings:Migrations"] = database.OwnerConnectionString;
            builder.Configuration["Bus:Uri"] = rabbit.Uri;
            builder.Configuration["Service:Roles"] = "web";
            builder.Configuration["urls"] = "http://127.0.0.1:0";
            builder.Logging.ClearProviders();
        });
        await host.App.StartAsync();
        string[] agencies = ["relay-a", "relay-b"];
        await host.Units.RunAsync(Actor.System("test"), unit =>
        {
            unit.Db.Agencies.AddRange(agencies.Select(key => new Agency(key, key, unit.Now)));
            return Task.CompletedTask;
        });
        foreach (var agency in agencies)
            await host.Services.GetRequiredService<AgencyBus>().ConnectAgencyAsync(agency, default);

        // Units of two agencies commit at once; what the relays must keep is the order that the database gave them.
        await Task.WhenAll(Enumerable.Range(0, 120).Select(i => host.Units.RunAsync(Actor.System("test"), unit =>
        {
            unit.Tell(agencies[i % 2], Guid.NewGuid(), "enforcement.case-opened.v1", $"J-{i}", Encoding.UTF8.GetBytes($"{i}"));
            return Task.CompletedTask;
        })));
        var relay = host.Services.GetRequiredService<OutboxRelay>();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (await host.Units.ReadAsync(db => db.Outbox.AnyAsync(m => m.SentAt == null)))
                await relay.SendNextAsync(default);
        })));

        await using var connection = await new ConnectionFactory { Uri = new Uri(rabbit.Uri) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        foreach (var agency in agencies)
        {
            var expected = await host.Units.ReadAsync(db => db.Outbox.Where(m => m.Agency == agency).OrderBy(m => m.Id).Select(m => m.Body).ToListAsync());
            var read = new List<string>();
            while (await channel.BasicGetAsync($"agency.{agency}.out", autoAck: true) is { } message)
                read.Add(Encoding.UTF8.GetString(message.Body.Span));
            read.ShouldBe(expected.Select(Encoding.UTF8.GetString));
            read.Count.ShouldBe(60);
        }
    }
}
