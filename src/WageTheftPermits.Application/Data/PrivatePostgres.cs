using Microsoft.Extensions.Logging;
using Npgsql;

namespace WageTheftPermits.Application.Data;

/// <summary>
/// A PostgreSQL server of the service's own, started where no connection string is given and stopped when this is disposed.
/// It listens on 127.0.0.1 alone, with passwords. Whatever ended the last service, power loss included, the next start finds its data:
/// a server that was left running is adopted, one that was killed recovers from its write-ahead log.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private readonly PrivatePostgresHome _home;
    private readonly PrivatePostgresServer _server;
    private readonly PrivatePostgresPasswords _passwords;
    private int _stopped;

    private PrivatePostgres(PrivatePostgresHome home, PrivatePostgresServer server, PrivatePostgresPasswords passwords)
    {
        _home = home;
        _server = server;
        _passwords = passwords;
        AppDomain.CurrentDomain.ProcessExit += StopAtProcessExit;
    }

    /// <summary>As <c>wtp_owner</c>, who owns the database and migrates it.</summary>
    public string OwnerConnectionString => _server.ConnectionString(PrivatePostgresAccounts.Owner, _passwords.Owner, PrivatePostgresAccounts.Database);

    /// <summary>As <c>wtp_app</c>, who runs: reads and writes what the owner grants, and can create or alter nothing.</summary>
    public string AppConnectionString => _server.ConnectionString(PrivatePostgresAccounts.App, _passwords.App, PrivatePostgresAccounts.Database);

    /// <summary>As <c>postgres</c>, in the database <c>postgres</c>: for making further databases in tests, never for the service.</summary>
    public string SuperuserConnectionString => _server.SuperuserConnectionString("postgres");

    public int Port => _server.Port;

    /// <summary>The folder in use: the one asked for, or where the server's account cannot enter that, the one named in the log.</summary>
    public string DataDirectory => _home.Path;

    /// <summary>The process of the server (its postmaster).</summary>
    public int ServerProcessId => _server.ProcessId;

    /// <summary>Makes the cluster the first time, starts or adopts its server, and returns when it answers and its roles and database are there.</summary>
    /// <exception cref="PrivatePostgresException">PostgreSQL is not installed, the folder is in use or cannot be used, or the server does not start.</exception>
    public static async Task<PrivatePostgres> StartAsync(PrivatePostgresOptions options, ILogger log, CancellationToken ct)
    {
        var home = await PrivatePostgresHome.TakeAsync(options, log, ct);
        PrivatePostgresServer? server = null;
        try
        {
            var programs = PrivatePostgresPrograms.Find(home.ClusterVersion, home.ServerUser);
            var passwords = home.Passwords();
            server = new PrivatePostgresServer(home.Cluster, programs, passwords.Superuser, log);
            if (home.ClusterVersion is null)
                await server.InitialiseAsync(ct);
            if (!await server.AdoptAsync(options.Port, ct))
                await server.StartAsync(options, ct);
            await PrivatePostgresAccounts.EnsureAsync(server, passwords, ct);
            return new PrivatePostgres(home, server, passwords);
        }
        catch
        {
            using (home)
                await (server?.StopAsync() ?? Task.CompletedTask);
            throw;
        }
    }

    /// <summary>Deletes the database in the folder for good, after stopping a server that a killed service left there. For demonstrations and tests.</summary>
    /// <exception cref="PrivatePostgresException">A service that runs holds it.</exception>
    public static async Task DiscardAsync(PrivatePostgresOptions options, ILogger log, CancellationToken ct)
    {
        using var home = await PrivatePostgresHome.TakeAsync(options, log, ct);
        if (home.ClusterVersion is { } version)
            await new PrivatePostgresServer(home.Cluster, PrivatePostgresPrograms.Find(version, home.ServerUser), home.Passwords().Superuser, log).StopAsync();
        Directory.Delete(home.Path, recursive: true);
    }

    /// <summary>Makes a further, empty database with the same owner and roles, from <paramref name="template"/> where one is given; for tests.</summary>
    public async Task<(string Owner, string App)> CreateDatabaseAsync(string name, string? template, CancellationToken ct)
    {
        await using (var connection = new NpgsqlConnection(SuperuserConnectionString))
        {
            await connection.OpenAsync(ct);
            using var quote = new NpgsqlCommandBuilder();
            var from = template is null ? "" : $" TEMPLATE {quote.QuoteIdentifier(template)}";
            await using var create = new NpgsqlCommand($"CREATE DATABASE {quote.QuoteIdentifier(name)} OWNER {PrivatePostgresAccounts.Owner}{from}", connection);
            await create.ExecuteNonQueryAsync(ct);
        }

        await PrivatePostgresAccounts.GrantAsync(_server.SuperuserConnectionString(name), name, ct);
        return (
            _server.ConnectionString(PrivatePostgresAccounts.Owner, _passwords.Owner, name),
            _server.ConnectionString(PrivatePostgresAccounts.App, _passwords.App, name));
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0)
            return;
        AppDomain.CurrentDomain.ProcessExit -= StopAtProcessExit;
        await StopAndReleaseAsync();
    }

    // For the exits that run past everyone's disposal: Environment.Exit, and SIGTERM where no host listens for it.
    private void StopAtProcessExit(object? sender, EventArgs e)
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 0)
            StopAndReleaseAsync().GetAwaiter().GetResult();
    }

    private async Task StopAndReleaseAsync()
    {
        try
        {
            await _server.StopAsync();
        }
        finally
        {
            _home.Dispose();
        }
    }
}
