using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Messaging.Transport;
using WageTheftPermits.Domain;
using WageTheftPermits.Web.Bench;
using WageTheftPermits.Web.Commands;

namespace WageTheftPermits.IntegrationTests.Agencies;

/// <summary>The service as <c>./wtp run</c> starts it, with a real PostgreSQL and a real RabbitMQ, at an address of its own.</summary>
public sealed class RunningService : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("wtp-agencies-").FullName;
    private TestDatabase _database = null!;
    private PrivateRabbit _rabbit = null!;
    private ServiceHost _host = null!;

    /// <summary>Where the service's verbs find its database.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string> { ["ConnectionStrings__Permits"] = _database.AppConnectionString };

    public async Task InitializeAsync()
    {
        _database = await TestService.CreateDatabaseAsync();
        _rabbit = await TestRabbit.StartedAsync();
        _host = await ServiceHost.StartAsync(serve: true, configure: builder =>
        {
            builder.Configuration["ConnectionStrings:Permits"] = _database.AppConnectionString;
            builder.Configuration["ConnectionStrings:Migrations"] = _database.OwnerConnectionString;
            builder.Configuration["Bus:Uri"] = _rabbit.Uri;
            builder.Configuration["urls"] = "http://127.0.0.1:0";
            builder.Logging.ClearProviders();
        });
        await _host.App.StartAsync();
    }

    /// <summary>Makes an agency, and a file of its credentials as <c>./wtp agency add A --json</c> prints them.</summary>
    /// <param name="withBroker">Whether it has an account at the broker too.</param>
    public async Task<string> AddAgencyAsync(string agency, bool withBroker = false)
    {
        var token = await _host.Units.RunAsync(Actor.System("test"), unit => AddAgency.HandleAsync(unit, agency, agency));
        var (exchange, queue) = ($"agency.{agency}.in", $"agency.{agency}.out");
        if (withBroker)
        {
            await _host.Services.GetRequiredService<AgencyBus>().ConnectAgencyAsync(agency, default);
            await _rabbit.AddUserAsync($"agency-{agency}", "secret", "^$", $"^agency\\.{agency}\\.in$", $"^agency\\.{agency}\\.out$");
        }
        var address = _host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var file = Path.Combine(_folder, agency + ".json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new
        {
            agency,
            amqp = new { uri = withBroker ? _rabbit.UriFor($"agency-{agency}", "secret") : null, exchange, queue },
            http = new { url = $"{address}/api/v1/agencies/{agency}", token },
        }));
        return file;
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
