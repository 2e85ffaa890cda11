using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging.Transport;

namespace WageTheftPermits.Web.Api;

/// <summary>Whether this instance lives, and whether it can work: ready only with its database and its bus.</summary>
internal static class Health
{
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/healthz/live", () => Results.Text("live")).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/healthz/ready", async (PermitsDbContext db, AgencyBus bus, CancellationToken ct) =>
        {
            var database = await db.Database.CanConnectAsync(ct);
            return database && bus.IsHealthy
                ? Results.Text("ready")
                : Results.Text($"not ready: {(database ? "the bus" : "the database")} is away", statusCode: StatusCodes.Status503ServiceUnavailable);
        }).AllowAnonymous().ExcludeFromDescription();
    }
}
