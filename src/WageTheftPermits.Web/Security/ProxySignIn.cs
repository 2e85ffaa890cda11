using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;

namespace WageTheftPermits.Web.Security;

/// <summary>
/// Single sign-on: a reverse proxy that has asked who somebody is names them in a header. It is believed only where it comes from one of its own addresses,
/// as the connection has them, and brings the secret. From anybody else the header is ignored.
/// </summary>
/// <param name="Header">Such as <c>X-Remote-User</c>.</param>
/// <param name="Networks">Where the proxy's connections come from.</param>
public sealed record ProxySettings(string Header, IReadOnlyList<IPNetwork> Networks, string Secret)
{
    public const string SecretHeader = "X-Proxy-Secret";

    private const int ShortestSecret = 20;

    /// <summary>Configuration section <c>SignIn:Proxy</c>; null where there is no header.</summary>
    /// <exception cref="FormatException">It is not whole, or cannot be read.</exception>
    public static ProxySettings? Read(IConfiguration configuration)
    {
        if (configuration["SignIn:Proxy:Header"] is not { Length: > 0 } header)
            return null;
        if (configuration["SignIn:Proxy:Secret"] is not { Length: >= ShortestSecret } secret)
            throw new FormatException($"SignIn__Proxy__Secret: at least {ShortestSecret} characters are needed, which the proxy sends as {SecretHeader}.");
        // That setting replaces the connection's address by what a header says, and so whom to believe by anybody's word.
        if (configuration.GetValue<bool>("ForwardedHeaders_Enabled"))
            throw new FormatException("SignIn__Proxy and ASPNETCORE_FORWARDEDHEADERS_ENABLED exclude each other.");
        var networks = (configuration["SignIn:Proxy:Networks"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(text =>
            IPNetwork.TryParse(text, out var network) ? network : throw new FormatException($"SignIn__Proxy__Networks: '{text}' is no network such as 10.1.2.0/24.")).ToList();
        return networks.Count > 0 ? new(header, networks, secret) : throw new FormatException("SignIn__Proxy__Networks: name the networks that the proxy's connections come from, such as 10.1.2.3/32.");
    }

    public override string ToString() => "(secret)";
}

/// <summary>Whom the proxy names.</summary>
public sealed class ProxySignIn(ILogger<ProxySignIn> log, Application.Accounts.SignInSettings signIn, ProxySettings? settings = null)
{
    public bool IsOn => settings is not null;

    /// <summary>The account that a trusted proxy names; null where there is none, or nobody to believe.</summary>
    public string? NameIn(HttpContext http)
    {
        if (settings is null || !http.Request.Headers.TryGetValue(settings.Header, out var named))
            return null;
        if (named is not [{ Length: > 0 } name] || !IsProxy(http, settings))
        {
            log.LogWarning("The header {Header} came from {Peer}, which is not the proxy or does not have its secret; it was ignored.", settings.Header, http.Connection.RemoteIpAddress);
            return null;
        }
        return name.Trim();
    }

    /// <summary>Whether a session is not that of whom the proxy names now; or, where there is no other way in, the proxy names nobody.</summary>
    internal bool Contradicts(HttpContext http, ClaimsPrincipal person)
    {
        if (settings is null)
            return false;
        return NameIn(http) is { } name ? !name.Equals(person.Identity?.Name, StringComparison.OrdinalIgnoreCase) : !signIn.Passwords;
    }

    private static bool IsProxy(HttpContext http, ProxySettings settings)
    {
        if (http.Connection.RemoteIpAddress is not { } peer)
            return false;
        var address = peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
        return settings.Networks.Any(network => network.Contains(address))
            && http.Request.Headers[ProxySettings.SecretHeader] is [{ } secret]
            && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(secret)), SHA256.HashData(Encoding.UTF8.GetBytes(settings.Secret)));
    }
}
