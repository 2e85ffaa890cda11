using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using WageTheftPermits.Application.Data;

#pragma warning disable CA1416 // Runs on Linux, as the private database does.

namespace WageTheftPermits.IntegrationTests.Data;

public sealed class PrivatePostgresTests : IAsyncLifetime
{
    private readonly PrivatePostgresOptions _options = TestPostgres.NewOptions("private");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => PrivatePostgres.DiscardAsync(_options, NullLogger.Instance, CancellationToken.None);

    [Fact]
    public async Task Restart_KeepsTheData_AndStopLeavesNoServer()
    {
        int processId;
        await using (var first = await StartAsync())
        {
            processId = first.ServerProcessId;
            Directory.Exists($"/proc/{processId}").ShouldBeTrue();
            await ExecuteAsync(first.OwnerConnectionString, "CREATE TABLE kept (word text)");
            await ExecuteAsync(first.OwnerConnectionString, "INSERT INTO kept VALUES ('kept')");
        }

        (await RunsAsync(processId)).ShouldBeFalse();
        await using var second = await StartAsync();
        (await QueryAsync(second.OwnerConnectionString, "SELECT word FROM kept")).ShouldBe("kept");
    }

    [Fact]
    public async Task Start_ListensOnTheLoopbackAlone_AndAsksForAPassword()
    {
        await using var postgres = await StartAsync();

        (await QueryAsync(postgres.AppConnectionString, "SHOW listen_addresses")).ShouldBe("127.0.0.1");
        (await QueryAsync(postgres.AppConnectionString, "SHOW server_encoding")).ShouldBe("UTF8");
        var wrong = new NpgsqlConnectionStringBuilder(postgres.AppConnectionString) { Password = "wrong" }.ConnectionString;
        (await Should.ThrowAsync<PostgresException>(() => ExecuteAsync(wrong, "SELECT 1"))).SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
        File.GetUnixFileMode(Path.Combine(postgres.DataDirectory, "passwords.json")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task AppRole_UsesWhatTheOwnerGrants_AndCreatesNothing()
    {
        await using var postgres = await StartAsync();
        await ExecuteAsync(postgres.OwnerConnectionString, "CREATE TABLE ledger (entry text)");
        await ExecuteAsync(postgres.OwnerConnectionString, "GRANT SELECT, INSERT ON ledger TO wtp_app");

        await ExecuteAsync(postgres.AppConnectionString, "INSERT INTO ledger VALUES ('first')");
        string[] refusals =
        [
            "CREATE TABLE mine (x int)", "CREATE TEMP TABLE mine (x int)", "CREATE SCHEMA mine", "CREATE ROLE mine",
            "DELETE FROM ledger", "ALTER TABLE ledger ADD x int", "DROP TABLE ledger",
        ];
        foreach (var sql in refusals)
        {
            var refusal = await Should.ThrowAsync<PostgresException>(() => ExecuteAsync(postgres.AppConnectionString, sql), sql);
            refusal.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, sql);
        }
    }

    [Fact]
    public async Task TrigramExtension_IsThere()
    {
        await using var postgres = await StartAsync();

        (await QueryAsync(postgres.AppConnectionString, "SELECT similarity('Golden Wok', 'Golden Work') > 0.5")).ShouldBe(true);
    }

    [Fact]
    public async Task Start_AfterTheServerWasKilled_RecoversWhatWasCommitted()
    {
        await using (var killed = await StartAsync())
        {
            await ExecuteAsync(killed.OwnerConnectionString, "CREATE TABLE kept (word text)");
            await ExecuteAsync(killed.OwnerConnectionString, "INSERT INTO kept VALUES ('committed')");
            using var server = Process.GetProcessById(killed.ServerProcessId);
            server.Kill();
        }

        await using var recovered = await StartAsync();
        (await QueryAsync(recovered.OwnerConnectionString, "SELECT word FROM kept")).ShouldBe("committed");
    }

    [Fact]
    public async Task Start_WithAServerLeftRunning_AdoptsIt()
    {
        var left = await LeaveServerRunningAsync();

        await using (var adopting = await StartAsync())
        {
            adopting.ServerProcessId.ShouldBe(left);
            (await QueryAsync(adopting.AppConnectionString, "SELECT 1")).ShouldBe(1);
        }

        (await RunsAsync(left)).ShouldBeFalse("an adopted server is stopped like one's own");
    }

    [Fact]
    public async Task Start_WithAServerLeftRunningOnAnotherPort_ReplacesIt()
    {
        var left = await LeaveServerRunningAsync();
        var port = FreePort();

        await using var replacing = await PrivatePostgres.StartAsync(_options with { Port = port }, NullLogger.Instance, CancellationToken.None);

        replacing.ServerProcessId.ShouldNotBe(left);
        replacing.Port.ShouldBe(port);
        (await RunsAsync(left)).ShouldBeFalse();
    }

    [Fact]
    public async Task Start_WithAPidFileOfAnotherLivingProcess_IgnoresIt()
    {
        string cluster;
        await using (var first = await StartAsync())
            cluster = Path.Combine(first.DataDirectory, "cluster");
        // This test's own process bears the number now, as after a restart of the machine.
        await File.WriteAllTextAsync(Path.Combine(cluster, "postmaster.pid"), $"{Environment.ProcessId}\n{cluster}\n1\n5432\n\n127.0.0.1\n1 1\nready   \n");

        await using var second = await StartAsync();

        second.ServerProcessId.ShouldNotBe(Environment.ProcessId);
        (await QueryAsync(second.AppConnectionString, "SELECT 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Start_WhileAnotherServiceHoldsTheFolder_IsRefusedAndNamesIt()
    {
        await using var first = await StartAsync();

        var refusal = await Should.ThrowAsync<PrivatePostgresException>(StartAsync);

        refusal.Message.ShouldContain($"process {Environment.ProcessId}");
        refusal.Message.ShouldContain("stop that one first");
        (await QueryAsync(first.AppConnectionString, "SELECT 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Start_OnAPortThatIsTaken_SaysSo_AndLeavesTheFolderFree()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var refusal = await Should.ThrowAsync<PrivatePostgresException>(() =>
            PrivatePostgres.StartAsync(_options with { Port = port }, NullLogger.Instance, CancellationToken.None));

        refusal.Message.ShouldContain($"port {port}");
        refusal.Message.ShouldContain("Address already in use");
        refusal.Message.ShouldNotContain("\n");
        await using var elsewhere = await StartAsync();
        (await QueryAsync(elsewhere.AppConnectionString, "SELECT 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Start_AfterAnInitialisationThatWasCutShort_BeginsAnew()
    {
        Directory.CreateDirectory(Path.Combine(_options.DataDirectory, "cluster.new", "base"));
        File.SetUnixFileMode(_options.DataDirectory, File.GetUnixFileMode(_options.DataDirectory) | UnixFileMode.OtherExecute);

        await using var postgres = await StartAsync();

        (await QueryAsync(postgres.AppConnectionString, "SELECT 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Start_InAFolderThatTheServersAccountCannotEnter_TakesOneThatItCan()
    {
        // Mode 0700, as a checkout in root's home is. An ordinary user's server runs as that user and may stay.
        var closed = Directory.CreateTempSubdirectory();
        var options = _options with { DataDirectory = Path.Combine(closed.FullName, "data") };
        try
        {
            await using (var postgres = await PrivatePostgres.StartAsync(options, NullLogger.Instance, CancellationToken.None))
            {
                (await QueryAsync(postgres.AppConnectionString, "SELECT 1")).ShouldBe(1);
                postgres.DataDirectory.ShouldStartWith(Environment.IsPrivilegedProcess ? "/var/lib/wage-theft-permits-" : closed.FullName);
            }

            // The next start asks for the same folder and finds the same data.
            await using var again = await PrivatePostgres.StartAsync(options, NullLogger.Instance, CancellationToken.None);
            Directory.Exists(Path.Combine(again.DataDirectory, "cluster")).ShouldBeTrue();
        }
        finally
        {
            await PrivatePostgres.DiscardAsync(options, NullLogger.Instance, CancellationToken.None);
            closed.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Start_WithoutItsPasswordFile_SaysWhatToRestore()
    {
        await using (var first = await StartAsync())
            File.Move(Path.Combine(first.DataDirectory, "passwords.json"), Path.Combine(first.DataDirectory, "elsewhere.json"));

        var refusal = await Should.ThrowAsync<PrivatePostgresException>(StartAsync);

        refusal.Message.ShouldContain("passwords.json is missing");
        File.Move(Path.Combine(_options.DataDirectory, "elsewhere.json"), Path.Combine(_options.DataDirectory, "passwords.json"));
    }

    private Task<PrivatePostgres> StartAsync() => PrivatePostgres.StartAsync(_options, NullLogger.Instance, CancellationToken.None);

    /// <summary>As a service that is killed leaves it: the server runs, nobody holds the folder.</summary>
    private async Task<int> LeaveServerRunningAsync()
    {
        string cluster;
        await using (var first = await StartAsync())
            cluster = Path.Combine(first.DataDirectory, "cluster");
        var version = await File.ReadAllTextAsync(Path.Combine(cluster, "PG_VERSION"));
        var start = new ProcessStartInfo(
            $"/usr/lib/postgresql/{version.Trim()}/bin/pg_ctl",
            ["start", "--wait", "--silent", "-D", cluster, "-l", Path.Combine(cluster, "server.log")])
        {
            WorkingDirectory = "/",
        };
        if (Environment.IsPrivilegedProcess)
            start.UserName = _options.ServerUser;
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0);
        return int.Parse((await File.ReadAllLinesAsync(Path.Combine(cluster, "postmaster.pid")))[0], CultureInfo.InvariantCulture);
    }

    /// <summary>Whether the process exists and has not ended (one that nobody has collected yet has).</summary>
    private static async Task<bool> RunsAsync(int processId)
    {
        var status = $"/proc/{processId}/status";
        return File.Exists(status) && !(await File.ReadAllTextAsync(status)).Contains("State:\tZ", StringComparison.Ordinal);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Task<object?> ExecuteAsync(string connectionString, string sql) => QueryAsync(connectionString, sql);

    private static async Task<object?> QueryAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
