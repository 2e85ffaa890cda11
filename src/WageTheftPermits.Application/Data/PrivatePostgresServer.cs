using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.Logging;
using Npgsql;

#pragma warning disable CA1416 // PrivatePostgresHome.TakeAsync, which everything here goes through, refuses other systems than Linux.

namespace WageTheftPermits.Application.Data;

/// <summary>
/// The server process of one cluster. A server of this cluster is recognised by its working directory, which PostgreSQL sets to the cluster:
/// unlike the number in <c>postmaster.pid</c> it cannot be stale, nor belong to another program that was given the same number.
/// </summary>
internal sealed class PrivatePostgresServer(string cluster, PrivatePostgresPrograms programs, string superuserPassword, ILogger log)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan FastStop = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ImmediateStop = TimeSpan.FromSeconds(10);

    private string PidFile => Path.Combine(cluster, "postmaster.pid");

    private string LogFile => Path.Combine(cluster, "server.log");

    public int ProcessId { get; private set; }

    public int Port { get; private set; }

    public string ConnectionString(string role, string password, string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = role,
        Password = password,
        Database = database,
        // The loopback of this machine: nothing to encrypt against, nothing to negotiate.
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
        ApplicationName = "wage-theft-permits",
    }.ConnectionString;

    public string SuperuserConnectionString(string database) => ConnectionString("postgres", superuserPassword, database) + ";Pooling=false;Timeout=5";

    /// <summary>Makes the cluster. One that was cut short is thrown away and made anew: it takes its place only when it is whole.</summary>
    public async Task InitialiseAsync(CancellationToken ct)
    {
        var unfinished = cluster + ".new";
        var passwordFile = cluster + ".pw";
        if (Directory.Exists(unfinished))
            Directory.Delete(unfinished, recursive: true);
        Directory.CreateDirectory(unfinished, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        PrivatePostgresHome.WriteSecret(passwordFile, superuserPassword);
        try
        {
            if (programs.User is { } user)
                await MustSucceedAsync("/usr/bin/chown", ["--no-dereference", user, unfinished, passwordFile], ct);
            var (exitCode, output) = await programs.RunAsync(
                "initdb",
                ["-D", unfinished, "-U", "postgres", "--auth-local=reject", "--auth-host=scram-sha-256", $"--pwfile={passwordFile}",
                    "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"],
                ct);
            if (exitCode != 0)
                throw new PrivatePostgresException($"initdb could not make a database in {cluster}: {LastLine(output)}");
        }
        finally
        {
            File.Delete(passwordFile);
        }

        Directory.Move(unfinished, cluster);
    }

    /// <summary>Takes over the server that an earlier service left behind when it was killed, if there is one, it is well and it listens where it should.</summary>
    public async Task<bool> AdoptAsync(int? wantedPort, CancellationToken ct)
    {
        if (ReadPidFile() is not { } left || !IsOurs(left.ProcessId))
            return false;
        (ProcessId, Port) = (left.ProcessId, left.Port);
        if ((wantedPort is null || wantedPort == Port) && await AnswersWithinAsync(TimeSpan.FromSeconds(10), ct))
        {
            log.LogWarning("Adopted the PostgreSQL server (process {ProcessId}, port {Port}) that an earlier service left running", ProcessId, Port);
            return true;
        }

        log.LogWarning("Stopping the PostgreSQL server (process {ProcessId}, port {Port}) that an earlier service left running", ProcessId, Port);
        await StopAsync();
        return false;
    }

    /// <summary>Starts the server and returns when it answers; what a crash left half done is recovered by PostgreSQL first.</summary>
    public async Task StartAsync(PrivatePostgresOptions options, CancellationToken ct)
    {
        await ClearRemainsAsync(ct);
        if (programs.User is { } user)
            await MustSucceedAsync("/usr/bin/chown", ["--recursive", "--no-dereference", user, cluster], ct);

        const int attempts = 3;
        for (var attempt = 1; ; attempt++)
        {
            Port = options.Port ?? FreePort();
            await WriteSettingsAsync(options.ExtraSettings, ct);
            var logged = File.Exists(LogFile) ? new FileInfo(LogFile).Length : 0;
            var patience = ((int)options.StartTimeout.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            // pg_ctl puts the server into a session of its own, so that Ctrl-C in a terminal reaches the service and not the server.
            var (exitCode, output) = await programs.RunAsync("pg_ctl", ["start", "--wait", $"--timeout={patience}", "--silent", "-D", cluster, "-l", LogFile], ct);
            if (exitCode == 0 && await AnswersWithinAsync(options.StartTimeout, ct))
                break;
            await StopAsync();
            var said = output + NewLogLines(logged);
            // Between finding the port free and taking it, another program may have taken it.
            if (options.Port is null && attempt < attempts && said.Contains("Address already in use", StringComparison.Ordinal))
                continue;
            throw new PrivatePostgresException($"The private PostgreSQL in {cluster} did not start on port {Port}; see {LogFile}: {Complaint(said)}");
        }

        log.LogInformation("PostgreSQL runs as process {ProcessId} on 127.0.0.1:{Port} with its data in {Cluster}", ProcessId, Port, cluster);
    }

    /// <summary>Stops the server: fast (transactions rolled back, a checkpoint written), and where that takes too long, at once (recovery at the next start).</summary>
    public async Task StopAsync()
    {
        foreach (var (signal, patience) in new[] { (PosixSignal.SIGINT, FastStop), (PosixSignal.SIGQUIT, ImmediateStop) })
        {
            if (ReadPidFile() is { } current && IsOurs(current.ProcessId))
                ProcessId = current.ProcessId;
            if (!IsOurs(ProcessId))
                return;
            PrivatePostgresPrograms.Signal(ProcessId, signal);
            var waited = Stopwatch.StartNew();
            while (IsOurs(ProcessId) && waited.Elapsed < patience)
                await Task.Delay(PollInterval, CancellationToken.None);
            if (!IsOurs(ProcessId))
                return;
        }

        throw new PrivatePostgresException($"PostgreSQL (process {ProcessId}, {cluster}) does not stop: end it by hand.");
    }

    private async Task<bool> AnswersWithinAsync(TimeSpan patience, CancellationToken ct)
    {
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < patience && ReadPidFile() is { } running && IsOurs(running.ProcessId))
        {
            ProcessId = running.ProcessId;
            try
            {
                await using var connection = new NpgsqlConnection(SuperuserConnectionString("postgres"));
                await connection.OpenAsync(ct);
                await using var probe = new NpgsqlCommand("SELECT 1", connection) { CommandTimeout = 5 };
                await probe.ExecuteScalarAsync(ct);
                return true;
            }
            catch (PostgresException wrong) when (wrong.SqlState == PostgresErrorCodes.InvalidPassword)
            {
                throw new PrivatePostgresException($"The database in {cluster} does not know the password in passwords.json: restore the file from a backup.", wrong);
            }
            catch (NpgsqlException)
            {
                // Still recovering.
            }

            await Task.Delay(PollInterval, ct);
        }

        return false;
    }

    /// <summary>
    /// After a server was killed, its children end by themselves within moments. Until they have, a new server must not touch the data;
    /// then a pid file that is still there is nobody's, whoever bears that number now.
    /// </summary>
    private async Task ClearRemainsAsync(CancellationToken ct)
    {
        var waited = Stopwatch.StartNew();
        while (OurProcesses() is { Count: > 0 } remaining)
        {
            if (waited.Elapsed > ImmediateStop)
                throw new PrivatePostgresException($"Processes of a killed PostgreSQL server still use {cluster} ({string.Join(", ", remaining)}): end them by hand.");
            remaining.ForEach(processId => PrivatePostgresPrograms.Signal(processId, PosixSignal.SIGQUIT));
            await Task.Delay(PollInterval, ct);
        }

        if (File.Exists(PidFile))
        {
            log.LogWarning("The PostgreSQL server in {Cluster} did not stop cleanly last time; it recovers now", cluster);
            File.Delete(PidFile);
        }
    }

    private async Task WriteSettingsAsync(IReadOnlyDictionary<string, string> extra, CancellationToken ct)
    {
        var settings = new Dictionary<string, string>
        {
            ["listen_addresses"] = "127.0.0.1",
            ["port"] = Port.ToString(CultureInfo.InvariantCulture),
            ["unix_socket_directories"] = "",
            ["password_encryption"] = "scram-sha-256",
            ["max_connections"] = "200",
            ["fsync"] = "on",
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
            ["log_checkpoints"] = "off",
            ["lc_messages"] = "C",
            ["jit"] = "off",
        };
        foreach (var (name, value) in extra)
            settings[name] = value;
        var text = new StringBuilder("# Written by the service at every start; changes are lost.\n");
        foreach (var (name, value) in settings)
            text.Append(CultureInfo.InvariantCulture, $"{name} = '{value.Replace("'", "''", StringComparison.Ordinal)}'\n");
        await File.WriteAllTextAsync(Path.Combine(cluster, "postgresql.conf"), text.ToString(), ct);
    }

    private (int ProcessId, int Port)? ReadPidFile()
    {
        try
        {
            // Line 1 is the process, line 4 the port (PostgreSQL, miscadmin.h, LOCK_FILE_LINE_*). A file that is still being written is not there yet.
            var lines = File.ReadAllLines(PidFile);
            return lines.Length >= 4
                && int.TryParse(lines[0], CultureInfo.InvariantCulture, out var processId)
                && int.TryParse(lines[3], CultureInfo.InvariantCulture, out var port)
                ? (processId, port)
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private bool IsOurs(int processId)
    {
        try
        {
            return processId > 0 && new FileInfo($"/proc/{processId}/cwd").LinkTarget == cluster;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private List<int> OurProcesses() =>
        [.. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var processId) ? processId : 0)
            .Where(IsOurs)];

    private string NewLogLines(long after)
    {
        if (!File.Exists(LogFile))
            return "";
        using var stream = new FileStream(LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Seek(Math.Min(after, stream.Length), SeekOrigin.Begin);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task MustSucceedAsync(string program, string[] arguments, CancellationToken ct)
    {
        var (exitCode, output) = await PrivatePostgresPrograms.RunAsync(program, arguments, user: null, ct);
        if (exitCode != 0)
            throw new PrivatePostgresException($"{program} failed: {LastLine(output)}");
    }

    /// <summary>The line that names the cause: the last warning of a refused port, or the last line.</summary>
    private static string Complaint(string output) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(line => line.Contains("could not bind", StringComparison.Ordinal)) ?? LastLine(output);

    private static string LastLine(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "it said nothing";
}
