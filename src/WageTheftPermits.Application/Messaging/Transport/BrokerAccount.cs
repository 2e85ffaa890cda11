using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RabbitMQ.Client.Exceptions;

namespace WageTheftPermits.Application.Messaging.Transport;

/// <summary>
/// An agency's account at RabbitMQ: it may write to its exchange and read its queue, and configure nothing.
/// </summary>
/// <param name="Agency">The agency's key.</param>
/// <param name="VirtualHost">Where the bus lives; <c>/</c> by default.</param>
public sealed record BrokerAccount(string Agency, string Password, string VirtualHost)
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    public const string Configure = "^$";

    public string User => $"agency-{Agency}";

    public string Exchange => $"agency.{Agency}.in";

    public string Queue => $"agency.{Agency}.out";

    public string Write => Exactly(Exchange);

    public string Read => Exactly(Queue);

    public static BrokerAccount For(string agency, Uri bus) => new(agency, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)), VirtualHostOf(bus));

    /// <summary>How the agency connects: at the host, port and virtual host of our own bus.</summary>
    public string UriAt(Uri bus) => $"{bus.Scheme}://{User}:{Uri.EscapeDataString(Password)}@{bus.Authority}/{(VirtualHost == "/" ? "" : Uri.EscapeDataString(VirtualHost))}";

    /// <summary>Whether the broker behind this address lets the account in. A broker on the same machine may be another one.</summary>
    public async Task<bool> IsKnownAtAsync(Uri bus, BrokerTrust trust, CancellationToken ct)
    {
        try
        {
            await using var connection = await AgencyTopology.ConnectAsync(new Uri(UriAt(bus)), trust, ct);
            return true;
        }
        catch (Exception e) when (e is BrokerUnreachableException or OperationInterruptedException or TimeoutException)
        {
            return false;
        }
    }

    /// <summary>
    /// The account as RabbitMQ imports it, with the password's hash in its place; with its exchange and queues, as <see cref="AgencyTopology"/> declares
    /// them, for the account can make nothing itself.
    /// </summary>
    public byte[] ToDefinitions()
    {
        var (intake, nothing) = ($"agency.{Agency}.intake", new Dictionary<string, object>());
        object Named(string name) => new { name, vhost = VirtualHost, durable = true, auto_delete = false, arguments = nothing };
        object ExchangeOf(string name, string type) => new { name, vhost = VirtualHost, type, durable = true, auto_delete = false, @internal = false, arguments = nothing };
        object Bound(string source, string kind, string key) => new { source, vhost = VirtualHost, destination = intake, destination_type = kind, routing_key = key, arguments = nothing };
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            users = new[] { new { name = User, password_hash = Hash(Password), hashing_algorithm = "rabbit_password_hashing_sha256", tags = Array.Empty<string>() } },
            permissions = new[] { new { user = User, vhost = VirtualHost, configure = Configure, write = Write, read = Read } },
            exchanges = new[] { ExchangeOf(Exchange, "topic"), ExchangeOf(intake, "fanout") },
            queues = new[] { Named(intake), Named(Queue) },
            bindings = new[] { Bound(Exchange, "exchange", "#"), Bound(intake, "queue", "") },
        }, s_indented);
    }

    /// <summary>RabbitMQ's own form: four random bytes, then the SHA-256 of them and the password, in Base64.</summary>
    private static string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(4);
        return Convert.ToBase64String([.. salt, .. SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(password)])]);
    }

    private static string Exactly(string name) => $"^{name.Replace(".", "\\.", StringComparison.Ordinal)}$";

    private static string VirtualHostOf(Uri bus) => bus.AbsolutePath.Trim('/') is { Length: > 0 } named ? Uri.UnescapeDataString(named) : "/";
}
