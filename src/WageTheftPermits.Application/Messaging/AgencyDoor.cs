using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging.Transport;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Application.Messaging;

/// <summary>The AMQP door: what comes through an agency's exchange is stored as that agency's.</summary>
internal sealed class AgencyDoor(Intake intake, Units units, ILogger<AgencyDoor> logger) : IAgencyIntake
{
    private const string Door = "amqp";

    public async Task AcceptAsync(string agency, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        try
        {
            await intake.StoreAsync(agency, Door, [body], ct);
        }
        catch (Exception e) when (e is not OperationCanceledException && !Database.IsAway(e))
        {
            // Whatever in it we stumble over: unread it is stored like any other, and cannot come again and again.
            logger.LogWarning("A delivery from agency {Agency} is stored unread: {Reason}", agency, e.Message);
            await units.RunAsync(Actor.Agency(agency), unit =>
            {
                unit.Db.Deliveries.Add(new Delivery(Guid.CreateVersion7(), agency, Door, body.ToArray(), unit.Now));
                return Task.CompletedTask;
            }, ct);
        }
    }
}

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
