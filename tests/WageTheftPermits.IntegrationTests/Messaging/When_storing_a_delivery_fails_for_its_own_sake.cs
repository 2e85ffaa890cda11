using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Messaging.Transport;
using WageTheftPermits.IntegrationTests.Api;

namespace WageTheftPermits.IntegrationTests.Messaging;

public sealed class When_storing_a_delivery_fails_for_its_own_sake
{
    [Fact]
    public async Task It_is_stored_unread_instead_of_coming_again_and_again_and_is_understood_from_there()
    {
        var stumbling = new StumblingOnItsId();
        await using var service = await TestService.StartAsync(services => services.ConfigureDbContext<PermitsDbContext>(options => options.AddInterceptors(stumbling)));
        using var dlse = await AgencyDoor.AddAsync(service, "dlse");
        var bus = service.Services.GetRequiredService<IAgencyIntake>();

        await bus.AcceptAsync("dlse", System.Text.Encoding.UTF8.GetBytes(dlse.Issued()), default);

        stumbling.Times.ShouldBe(1);
        var stored = await service.ReadAsync(db => db.Deliveries.SingleAsync());
        (stored.State, stored.EventId, stored.Door).ShouldBe((DeliveryState.Stored, null, "amqp"));
        await service.SettleAsync();
        var understood = await service.ReadAsync(db => db.Deliveries.SingleAsync());
        (understood.State, understood.EventId).ShouldBe((DeliveryState.Accepted, "e-1"));
    }

    /// <summary>Fails where a delivery is inserted with what was read of it, as a defect of ours would.</summary>
    private sealed class StumblingOnItsId : DbCommandInterceptor
    {
        public int Times { get; private set; }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            if (command.CommandText.Contains("INSERT INTO deliveries", StringComparison.Ordinal) && command.Parameters.Cast<DbParameter>().Any(p => Equals(p.Value, "e-1")))
            {
                Times++;
                throw new InvalidOperationException("A character that nobody thought of.");
            }
            return new(result);
        }
    }
}
