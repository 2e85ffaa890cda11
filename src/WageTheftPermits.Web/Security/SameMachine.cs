using System.Net;

namespace WageTheftPermits.Web.Security;

/// <summary>Whether a request comes from someone who sits at this machine.</summary>
internal static class SameMachine
{
    private static readonly string[] s_relayHeaders =
        ["Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "X-Original-For"];

    /// <summary>
    /// Both ends of the connection are loopback, and nothing says that the request was relayed: a proxy on this machine makes strangers
    /// look local, and so does a foreign name that was pointed at 127.0.0.1.
    /// </summary>
    public static bool Sent(HttpContext http) =>
        http.Connection is { RemoteIpAddress: { } remote, LocalIpAddress: { } local }
        && IPAddress.IsLoopback(remote)
        && IPAddress.IsLoopback(local)
        && !s_relayHeaders.Any(http.Request.Headers.ContainsKey)
        && IsLoopbackName(http.Request.Host.Host);

    private static bool IsLoopbackName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
