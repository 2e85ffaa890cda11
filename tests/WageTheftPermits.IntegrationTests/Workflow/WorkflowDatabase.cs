using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.IntegrationTests.Workflow;

/// <summary>
/// A PostgreSQL server for the workflow tests: the one <c>WTP_TEST_POSTGRES</c> names, or one of its own that is gone afterwards.
/// Each test gets a database of its own, because a claim looks at all instances.
/// </summary>
public sealed class WorkflowDatabase : IAsyncLifetime
{
    private const string Binaries = "/usr/lib/postgresql/15/bin";
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"wtp-workflow-{Guid.NewGuid():N}"[..24]);
    private Process? _server;
    private string _connection = "";
    private string _template = "";

    public async Task InitializeAsync()
    {
        _connection = Environment.GetEnvironmentVariable("WTP_TEST_POSTGRES") is { Length: > 0 } given ? given : await StartServerAsync();
        _template = $"workflow_{Guid.NewGuid():N}";
        await ExecuteAsync(_connection, $"CREATE DATABASE {_template}");
        var template = new NpgsqlConnectionStringBuilder(_connection) { Database = _template, Pooling = false }.ConnectionString;
        for (var version = 1; version <= WorkflowSchema.Latest; version++)
            await ExecuteAsync(template, WorkflowSchema.Sql(version));
        await ExecuteAsync(template, "CREATE TABLE public.effects (id bigint GENERATED ALWAYS AS IDENTITY, what text NOT NULL); CREATE TABLE public.matters (key text PRIMARY KEY, settled boolean NOT NULL)");
    }

    /// <summary>A new database with the workflow schema and the tables the tests' activities use.</summary>
    public async Task<NpgsqlDataSource> CreateAsync()
    {
        var name = $"workflow_{Guid.NewGuid():N}";
        await ExecuteAsync(_connection, $"CREATE DATABASE {name} TEMPLATE {_template}");
        return NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_connection) { Database = name }.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        if (_server is null)
            return;
        NpgsqlConnection.ClearAllPools();
        // SIGINT: a fast shutdown.
        using (var kill = Process.Start("kill", ["-INT", _server.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        await _server.WaitForExitAsync();
        _server.Dispose();
        if (Directory.Exists(_directory))
            Directory.Delete(_directory, recursive: true);
    }

    private async Task<string> StartServerAsync()
    {
        var password = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        var passwordFile = _directory + ".pw";
        await File.WriteAllTextAsync(passwordFile, password);
        using (var initdb = Start(_ => { }, "initdb", "-D", _directory, "-U", "postgres", "-A", "scram-sha-256", "--pwfile", passwordFile, "-E", "UTF8", "--locale", "C.UTF-8", "--lc-messages", "C", "--no-sync"))
        {
            await initdb.WaitForExitAsync();
            File.Delete(passwordFile);
            if (initdb.ExitCode != 0)
                throw new InvalidOperationException($"initdb failed with {initdb.ExitCode}.");
        }

        var port = FreePort();
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var log = new ConcurrentQueue<string>();
        _server = Start(
            line =>
            {
                log.Enqueue(line);
                if (line.Contains("ready to accept connections", StringComparison.Ordinal))
                    ready.TrySetResult();
            },
            "postgres", "-D", _directory, "-p", port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "max_connections=200");
        if (await Task.WhenAny(ready.Task, _server.WaitForExitAsync()) != ready.Task)
            throw new InvalidOperationException($"postgres did not start: {string.Join(Environment.NewLine, log)}");
        return $"Host=127.0.0.1;Port={port};Username=postgres;Password={password};Database=postgres";
    }

    // postgres refuses to run as root.
    private static Process Start(Action<string> said, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Binaries, program), arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        if (Environment.IsPrivilegedProcess)
            start.UserName = "postgres";
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => said(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task ExecuteAsync(string connection, string sql)
    {
        await using var open = new NpgsqlConnection(connection);
        await open.OpenAsync();
        await using var command = new NpgsqlCommand(sql, open);
        await command.ExecuteNonQueryAsync();
    }
}

[CollectionDefinition(nameof(WorkflowDatabase))]
public sealed class WorkflowDatabaseTests : ICollectionFixture<WorkflowDatabase>;
