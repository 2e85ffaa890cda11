using Microsoft.AspNetCore.Http.Features;

namespace WageTheftPermits.Web.Api;

/// <summary>Keys of agencies in paths, which may hold a slash.</summary>
internal static class WrittenPath
{
    /// <summary>
    /// The end of the path as it stands in the request line, decoded once. The server's own decoding leaves <c>%2F</c> alone, so that a key
    /// with a slash and one with these three characters would look alike in its path.
    /// </summary>
    /// <param name="slashesBefore">How many slashes stand before it, the first of the path included.</param>
    public static string Tail(HttpContext http, string routed, int slashesBefore)
    {
        var target = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (!target.StartsWith('/') && Uri.TryCreate(target, UriKind.Absolute, out var absolute))
            target = absolute.PathAndQuery;
        var path = target.Split('?')[0].Split('/', slashesBefore + 1);
        // Dot segments are resolved before routing: then the places of the slashes say nothing.
        return path.Length == slashesBefore + 1 && !target.Contains("/.", StringComparison.Ordinal)
            ? Uri.UnescapeDataString(path[^1])
            : routed.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
    }
}
