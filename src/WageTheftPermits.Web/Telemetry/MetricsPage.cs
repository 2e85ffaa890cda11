using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;
using WageTheftPermits.Application.Telemetry;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.Web.Telemetry;

/// <summary>
/// <c>/metrics</c>: for whoever has the token of <c>Metrics:Token</c>, from anywhere; where none is set, for this machine alone. It names no person, but how much waits is nobody's
/// business outside.
/// </summary>
internal static class MetricsPage
{
    public static void MapMetrics(this WebApplication app) =>
        app.MapGet("/metrics", async (HttpContext http, Backlog backlog, TelemetryExport export, IConfiguration configuration, CancellationToken ct) =>
        {
            if (Refusal(http, configuration["Metrics:Token"]) is { } refusal)
                return refusal;
            await backlog.CurrentAsync(ct);
            return Results.Text(export.Metrics(), PrometheusText.ContentType);
        }).AllowAnonymous().ExcludeFromDescription();

    private static IResult? Refusal(HttpContext http, string? token)
    {
        if (string.IsNullOrWhiteSpace(token))
            return SameMachine.Sent(http) ? null : Results.Text("Metrics are shown to this machine alone.", statusCode: StatusCodes.Status403Forbidden);
        if (IsBearer(http.Request.Headers.Authorization.ToString(), token))
            return null;
        http.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        return Results.Text("Metrics are shown to whoever has their token.", statusCode: StatusCodes.Status401Unauthorized);
    }

    private static bool IsBearer(string authorization, string token) =>
        authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(authorization["Bearer ".Length..].Trim()), Encoding.UTF8.GetBytes(token));
}
