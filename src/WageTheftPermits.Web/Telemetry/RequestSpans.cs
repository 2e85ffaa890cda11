using System.Diagnostics;

namespace WageTheftPermits.Web.Telemetry;

/// <summary>
/// Names the span of a request by its route, which is the same for every case and person, and tells its method and its answer by OpenTelemetry's names. The address itself
/// and what was asked for stay out: a look-up has a name in it.
/// </summary>
internal static class RequestSpans
{
    /// <summary>ASP.NET Core's own activity source.</summary>
    public const string Source = "Microsoft.AspNetCore";

    public static async Task NameAsync(HttpContext http, RequestDelegate next)
    {
        await next(http);
        if (Activity.Current is not { IsAllDataRequested: true, Kind: ActivityKind.Server } span)
            return;
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        span.DisplayName = route is null ? http.Request.Method : $"{http.Request.Method} /{route.TrimStart('/')}";
        span.SetTag("http.request.method", http.Request.Method).SetTag("http.response.status_code", http.Response.StatusCode).SetTag("http.route", route);
        if (http.Response.StatusCode >= StatusCodes.Status500InternalServerError)
            span.SetStatus(ActivityStatusCode.Error);
    }
}
