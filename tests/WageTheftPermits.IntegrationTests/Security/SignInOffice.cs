using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WageTheftPermits.Application.Accounts;
using WageTheftPermits.Application.Data;
using WageTheftPermits.IntegrationTests.Pages;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Security;

/// <summary>A service that the tests of a class share, with the clock that sign-in goes by in their hands.</summary>
public class SignInOffice : IAsyncLifetime
{
    public const string Password = "Nine-herons-at-the-weir-7";

    private int _people;

    public TestService Service { get; private set; } = null!;

    public TestClock Wall { get; } = new();

    protected virtual SignInSettings Settings => new();

    protected virtual ProxySettings? Proxy => null;

    public async Task InitializeAsync() => Service = await TestService.StartAsync(services =>
    {
        services.AddSingleton(new WallClock(Wall)).AddSingleton(Settings).AddSingleton<IStartupFilter>(new Peers());
        if (Proxy is { } proxy)
            services.AddSingleton(proxy);
    });

    public async Task DisposeAsync() => await Service.DisposeAsync();

    /// <summary>An account with a password of its owner's.</summary>
    /// <returns>Its name.</returns>
    public async Task<string> AddAsync(params string[] roles)
    {
        var name = $"{roles[0]}.{Interlocked.Increment(ref _people)}";
        await Visitor.AddAsync(Service, name, Password, roles);
        return name;
    }

    internal Task<User> UserAsync(string name) => Service.ReadAsync(db => db.Users.SingleAsync(u => u.UserName == name));

    internal Task<List<string>> AuditAsync(Guid account) => Service.ReadAsync(db =>
        db.AuditEntries.Where(e => e.Subjects.Contains($"account:{account}")).OrderBy(e => e.Id).Select(e => e.Action).ToListAsync());

    /// <summary>Somebody who has typed name and password.</summary>
    internal async Task<Desk> PasswordAsync(string name, string password = Password, string arrivesAt = "/")
    {
        var desk = new Desk(Service);
        (await desk.PasswordAsync(name, password)).Path.ShouldBe(arrivesAt);
        return desk;
    }

    /// <summary>Sets up the second factor of somebody who is signed in by password.</summary>
    internal async Task<(TestAuthenticator App, IReadOnlyList<string> Codes)> SetUpAsync(Desk desk)
    {
        var page = await desk.OpenAsync("/account/second-factor/set-up");
        var app = TestAuthenticator.Of(page, Wall);
        var done = await desk.SubmitAsync(page, "set-up", ("Input.Password", Password), ("Input.Code", app.Code));
        return (app, CodesOn(done));
    }

    internal static IReadOnlyList<string> CodesOn(Shown page)
    {
        List<string> codes = [.. Regex.Matches(page.Html, "<li class=\"reference\">([^<]+)</li>").Select(m => m.Groups[1].Value)];
        codes.Count.ShouldBe(10, page.Words);
        return codes;
    }

    /// <summary>The next code of every app.</summary>
    internal void NextCode() => Wall.Advance(TimeSpan.FromSeconds(30));

    /// <summary>A request says where its connection comes from.</summary>
    private sealed class Peers : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((http, go) =>
            {
                if (http.Request.Headers["Test-Peer"] is [{ } peer])
                    http.Connection.RemoteIpAddress = IPAddress.Parse(peer);
                return go(http);
            });
            next(app);
        };
    }
}

/// <summary>Somebody's browser, which keeps cookies and follows where it is led.</summary>
internal sealed class Desk(TestService service) : IDisposable
{
    private readonly HttpClient _client = service.CreateClient();

    /// <summary>What the cookie of the session holds.</summary>
    public string Key { get; private set; } = "";

    public void Says(string header, string value)
    {
        _client.DefaultRequestHeaders.Remove(header);
        _client.DefaultRequestHeaders.Add(header, value);
    }

    public async Task<Shown> OpenAsync(string path) => await FollowAsync(path, await _client.GetAsync(path));

    /// <summary>The answer itself, which may lead elsewhere.</summary>
    public Task<HttpResponseMessage> GetAsync(string path) => _client.GetAsync(path);

    public async Task<Shown> PasswordAsync(string name, string password) =>
        await SubmitAsync(await OpenAsync("/account/sign-in"), "/account/sign-in", ("Input.UserName", name), ("Input.Password", password));

    /// <summary>Sends the form of the page whose address ends so.</summary>
    public async Task<Shown> SubmitAsync(Shown page, string actionEnds, params (string Name, string Value)[] typed)
    {
        var (action, hidden) = page.Form(actionEnds);
        return await PostAsync(action, hidden, typed);
    }

    /// <summary>Sends what a form of the page would send to another address.</summary>
    public async Task<Shown> PostAsync(string path, Dictionary<string, string> hidden, params (string Name, string Value)[] typed)
    {
        using var content = new FormUrlEncodedContent([.. hidden.Where(h => !typed.Any(t => t.Name == h.Key)), .. typed.Select(t => KeyValuePair.Create(t.Name, t.Value))]);
        return await FollowAsync(path, await _client.PostAsync(path, content));
    }

    /// <summary>Whether the next request is somebody's who is signed in.</summary>
    public async Task<bool> IsSignedInAsync() => (await _client.GetAsync("/account")).StatusCode == HttpStatusCode.OK;

    public void Dispose() => _client.Dispose();

    private async Task<Shown> FollowAsync(string path, HttpResponseMessage answer)
    {
        for (var hops = 0; hops < 6; hops++)
        {
            foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
            {
                if (Regex.Match(cookie, "^wtp.session=([^;]+);") is { Success: true } match)
                    Key = match.Groups[1].Value;
            }
            if (answer.Headers.Location is not { } next)
                break;
            answer = await _client.GetAsync(path = next.IsAbsoluteUri ? next.PathAndQuery : next.ToString());
        }
        return new(answer.StatusCode, path, await answer.Content.ReadAsStringAsync());
    }
}

/// <summary>An authenticator app, by RFC 6238 and RFC 4648, which knows nothing but the key that the page shows.</summary>
internal sealed class TestAuthenticator(byte[] key, TestClock clock)
{
    public string Code => At(clock.Now.ToUnixTimeSeconds() / 30);

    public static TestAuthenticator Of(Shown page, TestClock clock)
    {
        var letters = Regex.Match(page.Html, "class=\"authenticator-key reference\">([A-Z2-7 ]+)<").Groups[1].Value.Replace(" ", "", StringComparison.Ordinal);
        letters.Length.ShouldBe(32, page.Words);
        page.Html.ShouldContain("<svg class=\"qr-code\"");
        var bits = string.Concat(letters.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return new([.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))], clock);
    }

    private string At(long step)
    {
        var counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // What apps know.
        var hash = HMACSHA1.HashData(key, counter);
#pragma warning restore CA5350
        var offset = hash[19] & 15;
        var number = ((hash[offset] & 127) << 24) | (hash[offset + 1] << 16) | (hash[offset + 2] << 8) | hash[offset + 3];
        return (number % 1_000_000).ToString("000000", CultureInfo.InvariantCulture);
    }
}
