using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WageTheftPermits.Application;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Domain;
using WageTheftPermits.Web.Commands;

namespace WageTheftPermits.IntegrationTests;

/// <summary>
/// The service as it is composed for production, on a migrated PostgreSQL database of its own, with the in-memory bus, the San Francisco
/// program and a clock that the test moves. No worker runs by itself: <see cref="SettleAsync"/> does their work.
/// </summary>
public sealed class TestService : IAsyncDisposable
{
    /// <summary>More steps than any test needs: a loop that never ends fails instead of hanging.</summary>
    private const int MostSteps = 20_000;

    private readonly TestDatabase _database;
    private readonly WebApplication _app;

    private TestService(TestDatabase database, WebApplication app, TestClock clock) => (_database, _app, Clock) = (database, app, clock);

    public TestClock Clock { get; }

    public IServiceProvider Services => _app.Services;

    public Units Units => Services.GetRequiredService<Units>();

    /// <summary>As the role that the running service has.</summary>
    public string ConnectionString => _database.AppConnectionString;

    /// <summary>As the role that owns the database.</summary>
    public string OwnerConnectionString => _database.OwnerConnectionString;

    /// <param name="configure">Changes the composed services, such as a database that fails at a chosen moment.</param>
    /// <param name="program">The folder of another program than San Francisco's.</param>
    public static async Task<TestService> StartAsync(Action<IServiceCollection>? configure = null, string? program = null)
    {
        var database = program is null ? await CreateDatabaseAsync() : await TestPostgres.CreateDatabaseAsync(MigrateAsync);
        var clock = new TestClock();
        var app = Compose(database.AppConnectionString, clock, configure, Path.GetDirectoryName(program));
        if (program is not null)
            await DeployAsync(app, program);
        await app.StartAsync();
        return new TestService(database, app, clock);
    }

    /// <summary>A migrated database of its own with the San Francisco program deployed, for what starts the service by itself.</summary>
    public static Task<TestDatabase> CreateDatabaseAsync() => TestPostgres.CreateDatabaseAsync(PrepareAsync);

    /// <summary>A client of the service's pages and API that keeps cookies and follows no redirects.</summary>
    public HttpClient CreateClient()
    {
        var server = _app.GetTestServer();
        return new HttpClient(new CookieKeeper(server.CreateHandler())) { BaseAddress = new Uri("http://localhost/") };
    }

    /// <summary>Reads the database, outside any unit.</summary>
    public Task<T> ReadAsync<T>(Func<PermitsDbContext, Task<T>> read) => Units.ReadAsync(read);

    /// <summary>
    /// Does what the workers would do until nothing is left to do now: understands deliveries, screens, advances workflows, opens renewals, sends messages.
    /// Fails where any of it failed.
    /// </summary>
    public async Task SettleAsync()
    {
        var intake = Services.GetRequiredService<Intake>();
        var screening = Services.GetRequiredService<ScreeningQueue>();
        var workflows = Services.GetRequiredService<WorkflowRunner>();
        var batches = Services.GetRequiredService<RenewalBatches>();
        var outbox = Services.GetRequiredService<OutboxRelay>();
        var none = CancellationToken.None;
        for (var steps = 0; steps < MostSteps; steps++)
        {
            if (!(await intake.UnderstandNextAsync(none) || await screening.ScreenNextAsync(none) || await workflows.AdvanceNextAsync(none)
                || await batches.WorkNextAsync(none) || await outbox.SendNextAsync(none)))
            {
                await ExpectNoFailureAsync();
                return;
            }
        }
        throw new InvalidOperationException($"After {MostSteps} steps there is still something to do.");
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _database.DisposeAsync();
    }

    /// <summary>Workers record failures and go on; a test must not.</summary>
    private async Task ExpectNoFailureAsync()
    {
        var failures = await ReadAsync(db => db.Database.SqlQuery<string>(
            $"""
             SELECT 'screening: ' || last_error AS "Value" FROM screening_requests WHERE last_error IS NOT NULL
             UNION ALL SELECT 'delivery: failed ' || attempts || ' times' FROM deliveries WHERE attempts > 0
             UNION ALL SELECT 'workflow: ' || correlation_id || ' failed ' || attempts || ' times' FROM workflow.instances WHERE attempts > 0
             """).ToListAsync());
        if (failures.Count > 0)
            throw new InvalidOperationException(string.Join(Environment.NewLine, failures));
    }

    private static WebApplication Compose(string connectionString, TestClock clock, Action<IServiceCollection>? configure = null, string? programs = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Configuration["Service:Roles"] = "web";
        builder.Configuration["Workflows:Folder"] = programs;
        builder.Configuration["Service:PublicAddress"] = "https://permits.example.test";
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton<IStartupFilter>(new SameMachine());
        configure?.Invoke(builder.Services);
        return ServiceHost.Compose(builder, connectionString, serve: true);
    }

    private static Task MigrateAsync(string owner) => Database.MigrateAsync(owner, "wtp_app");

    /// <summary>Once a process; every test begins with a copy.</summary>
    private static async Task PrepareAsync(string owner)
    {
        await MigrateAsync(owner);
        await using var app = Compose(owner, new TestClock());
        await DeployAsync(app, Path.Combine(AppContext.BaseDirectory, "workflows", "san-francisco"));
    }

    private static Task DeployAsync(WebApplication app, string program) =>
        app.Services.GetRequiredService<Units>().RunAsync(Actor.System("first-start"), unit => DeployProgram.HandleAsync(unit, program));

    /// <summary>A test server has no connection; the service is told that its caller sits at the same machine.</summary>
    private sealed class SameMachine : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((http, go) =>
            {
                (http.Connection.LocalIpAddress, http.Connection.RemoteIpAddress) = (IPAddress.Loopback, IPAddress.Loopback);
                return go(http);
            });
            next(app);
        };
    }

    private sealed class CookieKeeper(HttpMessageHandler server) : DelegatingHandler(server)
    {
        private readonly CookieContainer _cookies = new();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (_cookies.GetCookieHeader(request.RequestUri!) is { Length: > 0 } cookies)
                request.Headers.Add("Cookie", cookies);
            var response = await base.SendAsync(request, cancellationToken);
            foreach (var cookie in response.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
                _cookies.SetCookies(request.RequestUri!, cookie);
            return response;
        }
    }
}

/// <summary>One service for all tests of a class that leave nothing behind that another of them would see.</summary>
public sealed class OneService : IAsyncLifetime
{
    public TestService Service { get; private set; } = null!;

    public async Task InitializeAsync() => Service = await TestService.StartAsync();

    public async Task DisposeAsync() => await Service.DisposeAsync();
}
