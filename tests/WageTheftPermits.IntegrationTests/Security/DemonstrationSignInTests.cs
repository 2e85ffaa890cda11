using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Security;

public sealed class DemonstrationSignInTests
{
    [Theory]
    [InlineData("Development", false, true)]
    [InlineData("Development", true, true)]
    [InlineData("Demo", true, true)]
    [InlineData("Demo", false, false)]
    [InlineData("Staging", false, false)]
    [InlineData("Production", false, false)]
    [InlineData("Production", true, false)]
    public void Is_offered_by_environment_and_configuration(string environment, bool demo, bool offered) =>
        SignIn(environment, demo).IsOffered(FromThisMachine()).ShouldBe(offered);

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", "127.0.0.1", true)]
    [InlineData("::1", "::1", "[::1]", true)]
    [InlineData("::ffff:127.0.0.1", "::ffff:127.0.0.1", "localhost", true)]
    [InlineData("192.0.2.7", "192.0.2.1", "localhost", false)]
    [InlineData("192.0.2.7", "127.0.0.1", "localhost", false)]
    [InlineData("127.0.0.1", "192.0.2.1", "localhost", false)]
    [InlineData("127.0.0.1", "127.0.0.1", "permits.example", false)]
    [InlineData("127.0.0.1", "127.0.0.1", "127.0.0.1.example", false)]
    public void Is_offered_only_where_both_ends_and_the_name_are_this_machine(string remote, string local, string host, bool offered) =>
        SignIn("Development", demo: true).IsOffered(Request(IPAddress.Parse(remote), IPAddress.Parse(local), host)).ShouldBe(offered);

    [Theory]
    [InlineData("X-Forwarded-For")]
    [InlineData("Forwarded")]
    [InlineData("Via")]
    [InlineData("X-Real-IP")]
    public void Is_not_offered_to_a_relayed_request(string header)
    {
        var http = FromThisMachine();
        http.Request.Headers[header] = "203.0.113.9";

        SignIn("Development", demo: true).IsOffered(http).ShouldBeFalse();
    }

    [Fact]
    public void Is_not_offered_where_the_connection_is_unknown() =>
        SignIn("Development", demo: true).IsOffered(Request(null, null, "localhost")).ShouldBeFalse();

    private static DemonstrationSignIn SignIn(string environment, bool demo) => new(
        new Environment(environment),
        new ConfigurationBuilder().AddInMemoryCollection([new("Demo", demo.ToString())]).Build());

    private static DefaultHttpContext FromThisMachine() => Request(IPAddress.Loopback, IPAddress.Loopback, "localhost");

    private static DefaultHttpContext Request(IPAddress? remote, IPAddress? local, string host)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = remote;
        http.Connection.LocalIpAddress = local;
        http.Request.Host = new HostString(host);
        return http;
    }

    private sealed class Environment(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "";

        public string ContentRootPath { get; set; } = "";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
