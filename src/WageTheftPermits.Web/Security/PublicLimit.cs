using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace WageTheftPermits.Web.Security;

/// <summary>
/// How often an address may ask the public pages, so that the list of permits is not copied letter by letter. People who are signed in are
/// not counted.
/// </summary>
internal static class PublicLimit
{
    public const string Name = "public";

    private const int RequestsPerMinute = 60;

    public static void Add(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.AddPolicy(Name, http => http.User.Identity?.IsAuthenticated == true
            ? RateLimitPartition.GetNoLimiter("signed-in")
            : RateLimitPartition.GetFixedWindowLimiter(http.Connection.RemoteIpAddress?.ToString() ?? "unknown",
                _ => new FixedWindowRateLimiterOptions { PermitLimit = RequestsPerMinute, Window = TimeSpan.FromMinutes(1) }));
    }
}
