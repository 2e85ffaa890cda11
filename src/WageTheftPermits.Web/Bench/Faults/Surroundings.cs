using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Messaging.Transport;
using WageTheftPermits.Domain;
using WageTheftPermits.Web.Commands;

namespace WageTheftPermits.Web.Bench.Faults;

/// <summary>A PostgreSQL and a RabbitMQ of their own, with one agency, in which a service process runs and which can be taken from it.</summary>
internal sealed class Surroundings : IAsyncDisposable
{
    private readonly PrivatePostgresOptions _options;
    private PrivatePostgres _postgres;

    private Surroundings(PrivatePostgresOptions options, PrivatePostgres postgres, PrivateRabbit broker) => (_options, _postgres, Broker) = (options with { Port = postgres.Port }, postgres, broker);

    public PrivateRabbit Broker { get; }

    public Uri Bus => new(Broker.Uri);

    /// <summary>What a service process is told of them.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["ConnectionStrings__Permits"] = _postgres.AppConnectionString,
        ["Bus__Uri"] = Broker.Uri,
        ["Service__Roles"] = "worker",
    };

    public static async Task<Surroundings> StartAsync(string directory, string agency, CancellationToken ct)
    {
        var options = new PrivatePostgresOptions { DataDirectory = directory };
        var starting = PrivateRabbit.StartAsync();
        var postgres = await PrivatePostgres.StartAsync(options, NullLogger.Instance, ct);
        var surroundings = new Surroundings(options, postgres, await starting);
        await surroundings.InHostAsync(async host =>
        {
            await host.Units.RunAsync(Actor.System("crash-test"), unit => AddAgency.HandleAsync(unit, agency, agency), ct);
            return true;
        }, ct);
        await AgencyTopology.DeclareAsync(surroundings.Bus, BrokerTrust.OfThisMachine, agency, ct);
        return surroundings;
    }

    /// <summary>Does something with the application on this database, beside the service.</summary>
    public async Task<T> InHostAsync<T>(Func<ServiceHost, Task<T>> work, CancellationToken ct)
    {
        await using var host = await ServiceHost.StartAsync(serve: false, configure: builder =>
        {
            builder.Configuration["ConnectionStrings:Permits"] = _postgres.AppConnectionString;
            builder.Configuration["ConnectionStrings:Migrations"] = _postgres.OwnerConnectionString;
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
        }, ct: ct);
        return await work(host);
    }

    public Task CutConnectionsAsync() => Broker.ControlAsync("close_all_connections", "cut");

    public async Task CrashBrokerAsync()
    {
        await Broker.KillAsync();
        await Broker.StartAgainAsync();
    }

    /// <summary>An immediate shutdown, which is a crash to PostgreSQL; after <paramref name="away"/> it is back at the same port.</summary>
    public async Task CrashDatabaseAsync(TimeSpan away, CancellationToken ct)
    {
        using (var signal = System.Diagnostics.Process.Start("kill", ["-QUIT", _postgres.ServerProcessId.ToString(CultureInfo.InvariantCulture)]))
            await signal.WaitForExitAsync(ct);
        await _postgres.DisposeAsync();
        await Task.Delay(away, ct);
        _postgres = await PrivatePostgres.StartAsync(_options, NullLogger.Instance, ct);
    }

    /// <summary>One number from the database; null while it is away.</summary>
    public async Task<long?> AskAsync(string sql, CancellationToken ct)
    {
        try
        {
            await using var connection = new NpgsqlConnection(_postgres.AppConnectionString);
            await connection.OpenAsync(ct);
            await using var command = new NpgsqlCommand(sql, connection);
            return (long)(await command.ExecuteScalarAsync(ct))!;
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await Broker.DisposeAsync();
        await _postgres.DisposeAsync();
        await PrivatePostgres.DiscardAsync(_options, NullLogger.Instance, CancellationToken.None);
    }
}
