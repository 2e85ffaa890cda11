using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging.Transport;

namespace WageTheftPermits.Application.Messaging;

/// <summary>The AMQP door: what comes through an agency's exchange is stored as that agency's.</summary>
internal sealed class AgencyDoor(Intake intake) : IAgencyIntake
{
    public Task AcceptAsync(string agency, ReadOnlyMemory<byte> body, CancellationToken ct) => intake.StoreAsync(agency, "amqp", [body], ct);
}

/// <summary>Connects every agency's queues, those added while the service runs too.</summary>
internal sealed class AgencyConnections(Units units, AgencyBus bus, ILogger<AgencyConnections> logger) : BackgroundService
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var connected = new HashSet<string>(StringComparer.Ordinal);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var agency in await units.ReadAsync(db => db.Agencies.Select(a => a.Key).ToListAsync(stoppingToken)))
                {
                    if (connected.Contains(agency))
                        continue;
                    await bus.ConnectAgencyAsync(agency, stoppingToken);
                    connected.Add(agency);
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning("Agencies' queues could not be connected yet: {Reason}", e.Message);
            }
            await Task.Delay(s_look, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
