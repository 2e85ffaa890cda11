using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using WageTheftPermits.Application.Data;

namespace WageTheftPermits.IntegrationTests;

/// <summary>
/// One real PostgreSQL for all tests of this process, started when the first asks, stopped and deleted when the process ends.
/// Every caller gets a database of its own, so that tests neither wait for nor see each other.
/// </summary>
public static class TestPostgres
{
    private static readonly string Root = Path.Combine(Place(), $"wage-theft-permits-tests-{Environment.UserName}");
    private static readonly Lazy<Task<PrivatePostgres>> Server = new(StartAsync);
    private static readonly ConcurrentDictionary<MethodInfo, Lazy<Task<string>>> Templates = new();
    private static int _databases;

    /// <summary>
    /// A fresh database: empty (with its extension and roles), or as <paramref name="migrate"/> leaves it.
    /// That is given the owner's connection string and runs once in the process; its result is copied for every caller.
    /// </summary>
    public static async Task<TestDatabase> CreateDatabaseAsync(Func<string, Task>? migrate = null)
    {
        var server = await Server.Value;
        var template = migrate is null ? null : await Templates.GetOrAdd(migrate.Method, _ => new(() => BuildTemplateAsync(server, migrate))).Value;
        var name = NextName("test");
        var (owner, app) = await server.CreateDatabaseAsync(name, template, CancellationToken.None);
        return new TestDatabase(name, owner, app, server.SuperuserConnectionString);
    }

    /// <summary>Options for a private PostgreSQL in a folder of its own, for the tests of that itself.</summary>
    public static PrivatePostgresOptions NewOptions(string purpose) => new()
    {
        DataDirectory = Path.Combine(Root, $"{Environment.ProcessId}", $"{purpose}-{Interlocked.Increment(ref _databases)}"),
        // What these tests kill are processes, not machines: the page cache survives.
        ExtraSettings = new Dictionary<string, string> { ["fsync"] = "off", ["full_page_writes"] = "off", ["autovacuum"] = "off" },
    };

    /// <summary>
    /// In memory where there is room: on a disk, making and removing the files of databases takes a good part of a run. What these tests kill are processes,
    /// which memory survives as a disk does.
    /// </summary>
    private static string Place()
    {
        var memory = new DirectoryInfo("/dev/shm");
        return memory.Exists && new DriveInfo(memory.FullName).AvailableFreeSpace > 8L << 30 ? memory.FullName : Path.GetTempPath();
    }

    private static async Task<PrivatePostgres> StartAsync()
    {
        await RemoveRemainsAsync();
        var server = await PrivatePostgres.StartAsync(NewOptions("shared"), NullLogger.Instance, CancellationToken.None);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            server.DisposeAsync().AsTask().GetAwaiter().GetResult();
            Directory.Delete(Path.Combine(Root, $"{Environment.ProcessId}"), recursive: true);
        };
        return server;
    }

    private static async Task<string> BuildTemplateAsync(PrivatePostgres server, Func<string, Task> migrate)
    {
        var name = NextName("template");
        var (owner, _) = await server.CreateDatabaseAsync(name, template: null, CancellationToken.None);
        // A database with an open connection cannot be copied, nor may a pool keep one.
        await migrate(owner + ";Pooling=false");
        return name;
    }

    /// <summary>What test runs that were killed left behind: each run has a folder named after its process.</summary>
    private static async Task RemoveRemainsAsync()
    {
        foreach (var run in Directory.Exists(Root) ? Directory.GetDirectories(Root) : [])
        {
            if (Directory.Exists(Path.Combine("/proc", Path.GetFileName(run))))
                continue;
            try
            {
                foreach (var folder in Directory.GetDirectories(run))
                    await PrivatePostgres.DiscardAsync(new PrivatePostgresOptions { DataDirectory = folder }, NullLogger.Instance, CancellationToken.None);
                Directory.Delete(run);
            }
            catch (DirectoryNotFoundException)
            {
                // Another test run that began at the same moment removes it too.
            }
        }
    }

    private static string NextName(string prefix) => $"{prefix}_{Interlocked.Increment(ref _databases)}";
}

/// <summary>One database of a test; dropped on disposal, or with the server at the latest.</summary>
public sealed class TestDatabase(string name, string ownerConnectionString, string appConnectionString, string superuserConnectionString) : IAsyncDisposable
{
    /// <summary>As the role that owns and migrates.</summary>
    public string OwnerConnectionString => ownerConnectionString;

    /// <summary>As the role that the running service has.</summary>
    public string AppConnectionString => appConnectionString;

    public async ValueTask DisposeAsync()
    {
        foreach (var used in new[] { ownerConnectionString, appConnectionString })
        {
            await using var pool = new NpgsqlConnection(used);
            NpgsqlConnection.ClearPool(pool);
        }

        await using var connection = new NpgsqlConnection(superuserConnectionString);
        await connection.OpenAsync();
        await using var drop = new NpgsqlCommand($"DROP DATABASE IF EXISTS {name} WITH (FORCE)", connection);
        await drop.ExecuteNonQueryAsync();
    }
}
