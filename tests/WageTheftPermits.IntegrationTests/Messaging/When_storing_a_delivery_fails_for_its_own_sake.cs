using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Messaging.Transport;
using WageTheftPermits.IntegrationTests.Api;

namespace WageTheftPermits.IntegrationTests.Messaging;

public sealed class When_storing_a_delivery_fails_for_its_own_sake
{
    [Fact]
    public async Task It_is_stored_unread_instead_of_coming_again_and_again_and_keeps_no_other_out_and_is_understood_from_there()
    {
        await using var service = await TestService.StartAsync();
        using var dlse = await AgencyDoor.AddAsync(service, "dlse");
        // As a defect of ours would: what was read of one delivery cannot be stored.
        await using (var owner = NpgsqlDataSource.Create(service.OwnerConnectionString))
        {
            await using var stumble = owner.CreateCommand(
                """
                CREATE FUNCTION stumble() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'A character that nobody thought of.'; END $$;
                CREATE TRIGGER stumble BEFORE INSERT ON deliveries FOR EACH ROW WHEN (NEW.event_id = 'e-1') EXECUTE FUNCTION stumble();
                """);
            await stumble.ExecuteNonQueryAsync();
        }
        var bus = service.Services.GetRequiredService<IAgencyIntake>();

        await Task.WhenAll(new[] { dlse.Issued(), dlse.Issued(id: "e-2", subject: "OTHER") }.Select(body => bus.AcceptAsync("dlse", System.Text.Encoding.UTF8.GetBytes(body), default)));

        var stored = await service.ReadAsync(db => db.Deliveries.OrderBy(d => d.EventId).ToListAsync());
        stored.Select(d => (d.State, d.EventId, d.Door)).ShouldBe([(DeliveryState.Stored, "e-2", "amqp"), (DeliveryState.Stored, null, "amqp")]);
        await service.SettleAsync();
        var understood = await service.ReadAsync(db => db.Deliveries.OrderBy(d => d.EventId).ToListAsync());
        understood.Select(d => (d.State, d.EventId)).ShouldBe([(DeliveryState.Accepted, "e-1"), (DeliveryState.Accepted, "e-2")]);
    }
}
