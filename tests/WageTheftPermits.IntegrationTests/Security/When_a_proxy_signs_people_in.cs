using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using WageTheftPermits.Application.Accounts;
using WageTheftPermits.Domain;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Security;

/// <summary>Single sign-on by a header, which only the proxy is believed to have written.</summary>
public sealed class When_a_proxy_signs_people_in(When_a_proxy_signs_people_in.Office office) : IClassFixture<When_a_proxy_signs_people_in.Office>
{
    private const string Header = "X-Remote-User";
    private const string Secret = "a-secret-between-proxy-and-service";

    public sealed class Office : SignInOffice
    {
        protected override SignInSettings Settings => new() { Passwords = false, SecondFactorRequired = true };

        protected override ProxySettings Proxy => new(Header, [IPNetwork.Parse("10.1.2.0/24")], Secret);
    }

    [Fact]
    public async Task Whom_the_proxy_names_is_signed_in_and_nobody_else()
    {
        var (name, another) = (await office.AddAsync(Roles.Inspector), await office.AddAsync(Roles.Auditor));
        using var person = From("::ffff:10.1.2.3", name.ToUpperInvariant(), Secret);

        (await person.OpenAsync("/cases")).Path.ShouldBe("/cases");
        (await office.AuditAsync((await office.UserAsync(name)).Id)).ShouldBe(["account added", "signed in"]);

        // The single sign-on knows somebody else now, in the same browser.
        person.Says(Header, another);
        (await person.IsSignedInAsync()).ShouldBeFalse();
        (await person.OpenAsync("/audit")).Status.ShouldBe(HttpStatusCode.OK);

        // The session's cookie, past the proxy.
        person.Says("Test-Peer", "192.0.2.7");
        (await person.IsSignedInAsync()).ShouldBeFalse();
    }

    [Theory]
    [InlineData("192.0.2.7", Secret, null)]
    [InlineData("10.1.3.3", Secret, null)]
    [InlineData("127.0.0.1", Secret, "10.1.2.3")]
    [InlineData("10.1.2.3", "a-secret-between-proxy-and-servicf", null)]
    [InlineData("10.1.2.3", null, "10.1.2.3")]
    public async Task The_header_from_anybody_else_is_nothing(string peer, string? secret, string? forwardedFor)
    {
        var name = await office.AddAsync(Roles.Administrator);
        using var stranger = From(peer, name, secret);
        if (forwardedFor is not null)
        {
            stranger.Says("X-Forwarded-For", forwardedFor);
            stranger.Says("X-Real-IP", forwardedFor);
            stranger.Says("Forwarded", $"for={forwardedFor}");
        }

        (await stranger.OpenAsync("/accounts")).Path.ShouldStartWith("/account/sign-in");
        (await office.AuditAsync((await office.UserAsync(name)).Id)).ShouldBe(["account added"]);
    }

    [Fact]
    public async Task Who_has_no_account_is_told_whom_to_ask()
    {
        var retired = await office.AddAsync(Roles.Inspector);
        await office.Service.Units.RunAsync(Actor.System("test"), async unit => await AccountActs.RetireAsync(unit, (await unit.Db.AccountAsync(retired, default))!.Id, "Left."));
        foreach (var name in new[] { "nobody.here", retired })
        {
            using var person = From("10.1.2.3", name, Secret);
            var page = await person.OpenAsync("/");
            page.Status.ShouldBe(HttpStatusCode.Forbidden);
            page.Words.ShouldContain("ask an administrator");
            page.Words.ShouldContain(name);
        }
        (await office.Service.ReadAsync(db => db.AuditEntries.CountAsync(e => e.Summary.StartsWith("The single sign-on named")))).ShouldBe(2);
    }

    [Fact]
    public async Task Passwords_open_nothing_beside_it()
    {
        var name = await office.AddAsync(Roles.Inspector);
        using var person = new Desk(office.Service);
        await PageOfDemonstrationAsync();
        var page = await person.OpenAsync("/account/sign-in");
        page.Words.ShouldContain("single sign-on");

        (await person.PostAsync("/account/sign-in", page.Form("handler=Demonstration").Fields, ("Input.UserName", name), ("Input.Password", SignInOffice.Password))).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("X-Remote-User", "", "a-secret-between-proxy-and-service", "", "Networks")]
    [InlineData("X-Remote-User", "10.0.0.0/99", "a-secret-between-proxy-and-service", "", "Networks")]
    [InlineData("X-Remote-User", "10.0.0.0/8", "short", "", "Secret")]
    [InlineData("X-Remote-User", "10.0.0.0/8", "a-secret-between-proxy-and-service", "true", "FORWARDEDHEADERS")]
    public void Half_a_setting_is_refused(string header, string networks, string secret, string forwarded, string says)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["SignIn:Proxy:Header"] = header,
            ["SignIn:Proxy:Networks"] = networks,
            ["SignIn:Proxy:Secret"] = secret,
            ["ForwardedHeaders_Enabled"] = forwarded == "" ? null : forwarded,
        }).Build();

        Should.Throw<FormatException>(() => ProxySettings.Read(configuration)).Message.ShouldContain(says);
    }

    private async Task PageOfDemonstrationAsync() => await DemonstrationAccounts.EnsureAsync(office.Service.Services);

    private Desk From(string peer, string name, string? secret)
    {
        var desk = new Desk(office.Service);
        desk.Says("Test-Peer", peer);
        desk.Says(Header, name);
        if (secret is not null)
            desk.Says(ProxySettings.SecretHeader, secret);
        return desk;
    }
}
