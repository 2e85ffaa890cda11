using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using WageTheftPermits.Application.Messaging.Transport;
using WageTheftPermits.Web.Bench;

namespace WageTheftPermits.IntegrationTests.Messaging;

/// <summary>TLS to a real RabbitMQ, whose certificate an authority of our own has signed.</summary>
public sealed class When_the_broker_must_prove_who_it_is : IAsyncLifetime
{
    private const string Agency = "careful-county";
    private static readonly Lazy<Task<int>> s_port = new(ListenAsync);
    private static readonly string s_folder = Directory.CreateTempSubdirectory("wtp-tls-").FullName;

    private PrivateRabbit _rabbit = null!;
    private int _port;

    public async Task InitializeAsync() => (_rabbit, _port) = (await TestRabbit.StartedAsync(), await s_port.Value);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Whoever_knows_its_authority_is_connected()
    {
        await using var host = await BusHost.StartAsync(Uri("localhost"), BrokerTrust.Of(PathOf("authority.pem")));
        await host.Bus.ConnectAgencyAsync(Agency, default).WaitAsync(TimeSpan.FromSeconds(30));
        await host.Bus.PublishAsAgencyAsync(Agency, "in private"u8.ToArray(), default);

        (await host.NextTextAsync()).ShouldBe("in private");
        host.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("localhost", "other.pem", "none of the authorities in Bus__Authorities has signed it")]
    [InlineData("127.0.0.1", "authority.pem", "not for the name in Bus__Uri")]
    [InlineData("localhost", null, "Name its authority in Bus__Authorities")]
    public async Task Anybody_else_is_refused_and_one_line_says_why(string name, string? authorities, string why)
    {
        var trust = authorities is null ? BrokerTrust.OfThisMachine : BrokerTrust.Of(PathOf(authorities));
        await using var host = await BusHost.StartAsync(Uri(name), trust);
        var connecting = host.Bus.ConnectAgencyAsync(Agency, default);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (host.Warnings.Count == 0)
            await Task.Delay(20, patience.Token);

        connecting.IsCompleted.ShouldBeFalse();
        var line = host.Warnings.ShouldHaveSingleItem();
        line.ShouldContain("The broker's certificate is refused");
        line.ShouldContain(why);
        line.ShouldNotContain('\n');
    }

    [Theory]
    [InlineData("nowhere.pem")]
    [InlineData("empty.pem")]
    public void A_file_without_authorities_is_said_at_once(string file)
    {
        File.WriteAllText(PathOf("empty.pem"), "");
        Should.Throw<FormatException>(() => BrokerTrust.Of(PathOf(file))).Message.ShouldContain(file);
    }

    private string Uri(string host) => $"amqps://guest:guest@{host}:{_port}/";

    private static string PathOf(string file) => Path.Combine(s_folder, file);

    private static async Task<int> ListenAsync()
    {
        using var authority = Authority("CN=Sample Authority");
        using var other = Authority("CN=Another Authority");
        await File.WriteAllTextAsync(PathOf("authority.pem"), authority.ExportCertificatePem());
        await File.WriteAllTextAsync(PathOf("other.pem"), other.ExportCertificatePem());

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        using var signed = request.Create(authority, authority.NotBefore, authority.NotAfter, RandomNumberGenerator.GetBytes(8));
        await File.WriteAllTextAsync(PathOf("broker.pem"), signed.ExportCertificatePem());
        await File.WriteAllTextAsync(PathOf("broker.key"), key.ExportPkcs8PrivateKeyPem());
        return await (await TestRabbit.StartedAsync()).TlsAsync(PathOf("broker.pem"), PathOf("broker.key"));
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }
}
