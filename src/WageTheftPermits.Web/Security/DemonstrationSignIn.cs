using System.Net;

namespace WageTheftPermits.Web.Security;

/// <summary>
/// Decides whether a request may sign in without a secret. Only in Development or in a demonstration, never in Production whatever its
/// configuration says, and only for someone who sits at this machine.
/// </summary>
public sealed class DemonstrationSignIn(IHostEnvironment environment, IConfiguration configuration)
{
    public bool IsOffered(HttpContext http) => EnvironmentAllows && IsFromThisMachine(http);

    /// <summary>Whether this is a demonstration or Development at all, wherever a request comes from.</summary>
    internal bool EnvironmentAllows =>
        !environment.IsProduction() && (environment.IsDevelopment() || configuration.GetValue<bool>("Demo"));

    /// <summary>
    /// Both ends of the connection are loopback, and nothing says that the request was relayed: a proxy on this machine makes strangers
    /// look local, and so does a foreign name that was pointed at 127.0.0.1.
    /// </summary>
    private static bool IsFromThisMachine(HttpContext http) =>
        http.Connection is { RemoteIpAddress: { } remote, LocalIpAddress: { } local }
        && IPAddress.IsLoopback(remote)
        && IPAddress.IsLoopback(local)
        && !RelayHeaders.Any(http.Request.Headers.ContainsKey)
        && IsLoopbackName(http.Request.Host.Host);

    private static readonly string[] RelayHeaders =
        ["Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "X-Original-For"];

    private static bool IsLoopbackName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
