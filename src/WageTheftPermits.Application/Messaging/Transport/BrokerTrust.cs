using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace WageTheftPermits.Application.Messaging.Transport;

/// <summary>
/// Whom we believe to be the broker, where it is reached by <c>amqps://</c>: whoever shows a certificate for the name in the address that one of the given
/// authorities has signed, or, where none are given, one that this machine trusts.
/// </summary>
public sealed class BrokerTrust
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly X509Certificate2Collection? _authorities;

    private BrokerTrust(X509Certificate2Collection? authorities) => _authorities = authorities;

    /// <summary>Whomever this machine trusts.</summary>
    public static BrokerTrust OfThisMachine { get; } = new(null);

    /// <summary>Why the last certificate was not believed; null where none was refused yet.</summary>
    public string? Refusal { get; private set; }

    /// <param name="authorities">A file of certificates (PEM) that alone are trusted.</param>
    /// <exception cref="FormatException">The file is not there or has no certificate in it; the message says so in one line.</exception>
    public static BrokerTrust Of(string authorities)
    {
        var read = new X509Certificate2Collection();
        try
        {
            read.ImportFromPemFile(authorities);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new FormatException($"The certificates in {authorities} cannot be read: {e.Message}", e);
        }
        return read.Count > 0 ? new(read) : throw new FormatException($"There is no certificate in {authorities}.");
    }

    /// <summary>Decides on a certificate while a connection is opened.</summary>
    public bool Believes(X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        Refusal = WhyNot(shown, chain, errors) is { } why ? $"The broker's certificate is refused: {why}" : null;
        return Refusal is null;
    }

    /// <summary>The same, and says in the log why not; not at each of many attempts.</summary>
    internal RemoteCertificateValidationCallback Saying(ILogger log, TimeProvider clock)
    {
        var outages = new OutageLog(log, clock);
        return (_, shown, chain, errors) =>
        {
            const string Connecting = "connecting to the broker";
            if (Believes(shown, chain, errors))
            {
                outages.Works(Connecting);
                return true;
            }
            outages.Failed(Connecting, Refusal!);
            return false;
        };
    }

    private string? WhyNot(X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        if (shown is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return "it shows none.";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return $"it is for {shown.Subject}, not for the name in Bus__Uri.";
        if (_authorities is null)
            return errors == SslPolicyErrors.None ? null : $"{Status(chain)} Name its authority in Bus__Authorities.";
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        foreach (var between in chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            own.ChainPolicy.ExtraStore.Add(between.Certificate);
        using var copy = X509CertificateLoader.LoadCertificate(shown.GetRawCertData());
        return own.Build(copy) ? null : $"none of the authorities in Bus__Authorities has signed it ({Status(own)})";
    }

    private static string Status(X509Chain? chain) => chain?.ChainStatus.FirstOrDefault().StatusInformation.Trim() is { Length: > 0 } said ? said.TrimEnd('.') + "." : "it is not trusted.";
}
