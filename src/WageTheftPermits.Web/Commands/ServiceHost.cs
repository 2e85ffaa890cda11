using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;
using Npgsql;
using WageTheftPermits.Application;
using WageTheftPermits.Application.Audit;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging.Transport;
using WageTheftPermits.Application.Notices;
using WageTheftPermits.Application.Notices.Printing;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Domain;
using WageTheftPermits.Web.Api;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Telemetry;

namespace WageTheftPermits.Web.Commands;

/// <summary>
/// One running instance: its database (given, or a private one that it starts and stops), migrated where it may be, and the composed application.
/// Every verb that needs the database uses it, so that a verb sees what the service sees.
/// </summary>
public sealed class ServiceHost : IAsyncDisposable
{
    private readonly PrivatePostgres? _postgres;

    private ServiceHost(WebApplication app, PrivatePostgres? postgres) => (App, _postgres) = (app, postgres);

    public WebApplication App { get; }

    public IServiceProvider Services => App.Services;

    /// <summary>Of the role that owns a private database; null where the database is not one.</summary>
    public string? OwnerConnectionString => _postgres?.OwnerConnectionString;

    public Units Units => Services.GetRequiredService<Units>();

    /// <summary>Where definitions and policies are: the folder beside the executable, or <c>Workflows:Folder</c>.</summary>
    public string ProgramFolder { get; private init; } = "";

    /// <param name="serve">Whether pages and workers are wanted; verbs that only use the database leave them out.</param>
    /// <param name="demoDirectory">Where the demonstration keeps its database; null where this is none.</param>
    public static async Task<ServiceHost> StartAsync(bool serve, string? demoDirectory = null, Action<WebApplicationBuilder>? configure = null, CancellationToken ct = default)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            // Where the pages' files are is written beside this assembly, whichever program has loaded it.
            ApplicationName = typeof(ServiceHost).Assembly.GetName().Name,
            EnvironmentName = demoDirectory is null ? null : "Demo",
        });
        builder.WebHost.UseStaticWebAssets();
        builder.Logging.ClearProviders().AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
        });
        // A verb's answer is on standard output, alone: what is logged beside it goes to standard error.
        if (!serve)
            builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (demoDirectory is not null)
            builder.Configuration["Demo"] = "true";
        if (string.IsNullOrEmpty(builder.Configuration["urls"]))
            builder.WebHost.UseUrls("http://127.0.0.1:5080");
        configure?.Invoke(builder);
        // So that the letters of a demonstration carry codes, and lead to its own pages.
        if (demoDirectory is not null)
            builder.Configuration["Service:PublicAddress"] ??= builder.Configuration["urls"] is { } urls && !urls.EndsWith(":0", StringComparison.Ordinal) ? urls : "http://127.0.0.1:5080";
        using var logging = LoggerFactory.Create(l => l.AddConfiguration(builder.Configuration.GetSection("Logging")).AddSimpleConsole(c => c.SingleLine = true)
            .AddConsole(c => c.LogToStandardErrorThreshold = serve ? LogLevel.None : LogLevel.Trace));

        var connection = builder.Configuration.GetConnectionString("Permits");
        var owner = builder.Configuration.GetConnectionString("Migrations");
        PrivatePostgres? postgres = null;
        if (string.IsNullOrWhiteSpace(connection) || demoDirectory is not null)
        {
            var directory = demoDirectory ?? Path.Combine(Directory.GetCurrentDirectory(), ".wtp", "postgres");
            postgres = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataDirectory = directory }, logging.CreateLogger("PostgreSQL"), ct);
            (connection, owner) = (postgres.AppConnectionString, postgres.OwnerConnectionString);
            if (string.IsNullOrWhiteSpace(builder.Configuration["Audit:SigningKey"]))
                builder.Configuration["Audit:SigningKey"] = CheckpointKeys.Ensure(postgres.DataDirectory);
        }
        try
        {
            if (!string.IsNullOrWhiteSpace(owner))
                await Database.MigrateAsync(owner, new NpgsqlConnectionStringBuilder(connection).Username, ct);
            else if (!await Database.IsUpToDateAsync(connection, ct))
                throw CommandFailed.OutOfReach("the database is not up to date; run: ConnectionStrings__Migrations=… ./wtp migrate");

            var app = Compose(builder, connection, serve);
            var program = builder.Configuration["Program"] ?? "san-francisco";
            var host = new ServiceHost(app, postgres)
            {
                ProgramFolder = Path.Combine(builder.Configuration["Workflows:Folder"] ?? Path.Combine(AppContext.BaseDirectory, "workflows"), program),
            };
            if (!Directory.Exists(host.ProgramFolder))
                throw CommandFailed.WrongUse($"there is no program '{program}' ({host.ProgramFolder}).");
            await host.DeployWhereNothingIsAsync(ct);
            return host;
        }
        catch
        {
            if (postgres is not null)
                await postgres.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
    }

    /// <summary>The application on a database that is up to date; tests run the same one.</summary>
    public static WebApplication Compose(WebApplicationBuilder builder, string connection, bool serve)
    {
        var roles = builder.Configuration["Service:Roles"] ?? "web,worker";
        builder.Services.AddSingleton(new LetterTemplates(
            builder.Configuration["Workflows:Folder"] is { Length: > 0 } programs ? programs : Path.Combine(AppContext.BaseDirectory, "workflows"), PublicAddressOf(builder.Configuration)));
        if (builder.Configuration["Letters:Chromium"] is { Length: > 0 } chromium)
            builder.Services.AddSingleton(_ => new ChromiumPrinter(chromium));
        if (builder.Configuration.GetSection("Mail").Get<MailSettings>() is { } mail)
            builder.Services.AddSingleton(mail);
        builder.Services.TryAddSingleton(KeysOf(builder.Configuration));
        builder.Services.AddPermits(connection, serve ? builder.Configuration["Bus:Uri"] : null, TrustOf(builder.Configuration));
        if (serve && roles.Contains("worker", StringComparison.OrdinalIgnoreCase))
            builder.Services.AddWorkers();
        builder.Services.AddWebShell(builder.Configuration, builder.Environment);
        builder.Services.AddSharedKeys();
        builder.Services.AddApi();
        builder.Services.AddSingleton<TelemetryExport>();
        builder.Host.UseDefaultServiceProvider(options => options.ValidateOnBuild = options.ValidateScopes = true);
        var app = builder.Build();
        if (serve)
        {
            // From the beginning, so that nothing goes uncounted before somebody asks.
            app.Services.GetRequiredService<TelemetryExport>();
            app.Use(RequestSpans.NameAsync);
        }
        if (serve && roles.Contains("web", StringComparison.OrdinalIgnoreCase))
        {
            app.UseApiProblems();
            app.UseWebShell();
            app.MapApi();
        }
        app.MapHealth();
        if (serve)
            app.MapMetrics();
        return app;
    }

    /// <summary>Whom to believe to be the broker: <c>Bus__Authorities</c>, or this machine's own authorities.</summary>
    /// <exception cref="CommandFailed">The file cannot be read.</exception>
    internal static BrokerTrust TrustOf(IConfiguration configuration)
    {
        if (configuration["Bus:Authorities"] is not { Length: > 0 } file)
            return BrokerTrust.OfThisMachine;
        try
        {
            return BrokerTrust.Of(file);
        }
        catch (FormatException e)
        {
            throw CommandFailed.WrongUse($"Bus__Authorities: {e.Message}");
        }
    }

    /// <summary>What checkpoints of the audit log are signed with: <c>Audit__SigningKey</c>; and whose signatures count besides: <c>Audit__TrustedKeys</c>.</summary>
    /// <exception cref="CommandFailed">A key cannot be read.</exception>
    private static CheckpointKeys KeysOf(IConfiguration configuration)
    {
        try
        {
            return CheckpointKeys.Read(configuration["Audit:SigningKey"], configuration["Audit:TrustedKeys"]);
        }
        catch (FormatException e)
        {
            throw CommandFailed.WrongUse($"Audit__SigningKey, Audit__TrustedKeys: {e.Message}");
        }
    }

    /// <summary>Where permittees reach this service: <c>Service__PublicAddress</c>; null where it serves them no page.</summary>
    /// <exception cref="CommandFailed">It is no address of the web.</exception>
    private static Uri? PublicAddressOf(IConfiguration configuration)
    {
        if (configuration["Service:PublicAddress"] is not { Length: > 0 } given)
            return null;
        return Uri.TryCreate(given, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address
            : throw CommandFailed.WrongUse($"Service__PublicAddress: '{given}' is no address such as https://permits.example.gov.");
    }

    /// <summary>The first start of a database publishes the program; later, <c>./wtp workflows deploy</c> publishes changed definitions and proposes a changed policy.</summary>
    private async Task DeployWhereNothingIsAsync(CancellationToken ct)
    {
        if (!await Units.ReadAsync(db => db.Policies.AnyAsync(ct)))
            await Units.RunAsync(Actor.System("first-start"), unit => DeployProgram.HandleAsync(unit, ProgramFolder), ct);
    }
}
