using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Domain;

namespace WageTheftPermits.IntegrationTests.Messaging;

/// <summary>Agencies take turns: what one sends or is told does not wait until another's backlog is done.</summary>
public sealed class When_one_agency_has_a_backlog
{
    private const string Large = "large-county";
    private const string Small = "small-county";

    [Fact]
    public async Task Anothers_event_is_understood_in_the_next_turn()
    {
        await using var service = await StartAsync();
        var intake = service.Services.GetRequiredService<Intake>();
        await intake.StoreAsync(Large, "http", [.. Enumerable.Range(1, 250).Select(i => Issued(Large, i))], default);
        await intake.UnderstandNextAsync(default);
        var receipt = (await intake.StoreAsync(Small, "http", [Issued(Small, 1)], default))[0].Receipt;

        await intake.UnderstandNextAsync(default);

        (await service.ReadAsync(db => db.Deliveries.SingleAsync(d => d.Receipt == receipt))).State.ShouldBe(DeliveryState.Accepted);
        (await service.ReadAsync(db => db.Deliveries.CountAsync(d => d.Agency == Large && d.State == DeliveryState.Stored))).ShouldBeGreaterThan(0);
        await service.SettleAsync();
        (await service.ReadAsync(db => db.Deliveries.CountAsync(d => d.State == DeliveryState.Accepted))).ShouldBe(251);
    }

    [Fact]
    public async Task Anothers_message_is_sent_in_the_next_turn()
    {
        await using var service = await StartAsync();
        var relay = service.Services.GetRequiredService<OutboxRelay>();
        await TellAsync(service, Large, 250);
        await relay.SendNextAsync(default);
        await TellAsync(service, Small, 1);

        await relay.SendNextAsync(default);

        (await UnsentAsync(service, Small)).ShouldBe(0);
        (await UnsentAsync(service, Large)).ShouldBeGreaterThan(0);
    }

    private static async Task<TestService> StartAsync()
    {
        var service = await TestService.StartAsync();
        await service.Units.RunAsync(Actor.System("test"), unit =>
        {
            unit.Db.Agencies.AddRange(new Agency(Large, Large, unit.Now), new Agency(Small, Small, unit.Now));
            return Task.CompletedTask;
        });
        return service;
    }

    private static Task TellAsync(TestService service, string agency, int messages) => service.Units.RunAsync(Actor.System("test"), unit =>
    {
        for (var i = 0; i < messages; i++)
            unit.Tell(agency, Guid.NewGuid(), "enforcement.case-opened.v1", $"J-{i}", Encoding.UTF8.GetBytes("{}"));
        return Task.CompletedTask;
    });

    private static Task<int> UnsentAsync(TestService service, string agency) => service.ReadAsync(db => db.Outbox.CountAsync(m => m.Agency == agency && m.SentAt == null));

    private static ReadOnlyMemory<byte> Issued(string agency, int i) => Encoding.UTF8.GetBytes(
        $$"""
        { "specversion": "1.0", "id": "e-{{i}}", "source": "urn:agency:{{agency}}", "type": "judgment.issued.v1", "subject": "J-{{i}}", "sequence": 1,
          "data": { "amount": "100.00", "parties": [ { "id": "p1", "name": "Thistle Kitchens LLC" } ] } }
        """);
}
