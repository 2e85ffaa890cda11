using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging.Transport;

namespace WageTheftPermits.Application.Messaging;

/// <summary>Connects every agency's queues, those added while the service runs too.</summary>
internal sealed class AgencyConnections(Units units, AgencyBus bus, ILogger<AgencyConnections> logger, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        const string Connecting = "connecting the queues of agencies";
        var outages = new OutageLog(logger, clock);
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
                outages.Works(Connecting);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                outages.Failed(Connecting, e.Message);
            }
            await Task.Delay(s_look, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
