using System.Net.Sockets;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace WageTheftPermits.Application.Data;

/// <summary>Brings a database up to date as its owner, and lets the running role do its work and no more.</summary>
public static class Database
{
    /// <summary>How many statements a connection keeps prepared: those that it has used twice, the least recently used going first.</summary>
    private const int Prepared = 200;

    private static readonly HashSet<string> s_away =
    [
        PostgresErrorCodes.AdminShutdown, PostgresErrorCodes.CrashShutdown, PostgresErrorCodes.CannotConnectNow, PostgresErrorCodes.ReadOnlySqlTransaction,
        PostgresErrorCodes.TooManyConnections, PostgresErrorCodes.DiskFull, PostgresErrorCodes.OutOfMemory,
    ];

    /// <summary>A connection string for the running service: what is said again and again is parsed and planned once. What the string itself says of it counts.</summary>
    public static string ForRunning(string connectionString)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        if (!connectionString.Contains("Max Auto Prepare", StringComparison.OrdinalIgnoreCase))
            (connection.MaxAutoPrepare, connection.AutoPrepareMinUsages) = (Prepared, 2);
        return connection.ConnectionString;
    }

    public static void Configure(DbContextOptionsBuilder options, string connectionString) => options
        .UseNpgsql(connectionString, npgsql => npgsql.MigrationsHistoryTable("migrations_history"))
        // Migrations are written by hand and there is no model snapshot; a test holds model and schema against each other.
        .ConfigureWarnings(w => w.Ignore(RelationalEventId.PendingModelChangesWarning));

    /// <summary>Applies what is missing. Several at once wait for each other (EF's migration lock).</summary>
    /// <param name="ownerConnectionString">Of the role that owns the database.</param>
    /// <param name="runningRole">The role of the running service; null where it is the owner itself.</param>
    /// <returns>The names of the migrations that were applied.</returns>
    public static async Task<IReadOnlyList<string>> MigrateAsync(string ownerConnectionString, string? runningRole, CancellationToken ct = default)
    {
        var options = new DbContextOptionsBuilder<PermitsDbContext>();
        Configure(options, ownerConnectionString);
        await using var db = new PermitsDbContext(options.Options);
        var pending = (await db.Database.GetPendingMigrationsAsync(ct)).ToList();
        await db.Database.MigrateAsync(ct);
        if (runningRole is not null && runningRole != new NpgsqlConnectionStringBuilder(ownerConnectionString).Username)
            await GrantAsync(db, runningRole, ct);
        return pending;
    }

    /// <summary>Whether the database has every migration of this program; false also where it has none at all.</summary>
    public static async Task<bool> IsUpToDateAsync(string connectionString, CancellationToken ct = default)
    {
        var options = new DbContextOptionsBuilder<PermitsDbContext>();
        Configure(options, connectionString);
        await using var db = new PermitsDbContext(options.Options);
        return !(await db.Database.GetPendingMigrationsAsync(ct)).Any();
    }

    /// <summary>Whether this says that the database is away, was cut off, or takes nothing from anybody, whatever it was asked; a timeout is not that.</summary>
    public static bool IsAway(Exception e) =>
        Causes(e).Any(c => c is IOException or SocketException || (c is PostgresException said && s_away.Contains(said.SqlState)));

    /// <summary>What PostgreSQL itself said, however it was wrapped on the way here; null where it said nothing.</summary>
    public static PostgresException? Said(Exception e) => Causes(e).OfType<PostgresException>().FirstOrDefault();

    private static IEnumerable<Exception> Causes(Exception e)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
            yield return cause;
    }

    /// <summary>The running role reads and writes rows; the audit log with its chain, the verdicts, the links of debts, documents and packets it can only read and add to.</summary>
    private static async Task GrantAsync(PermitsDbContext db, string role, CancellationToken ct)
    {
        var name = new NpgsqlCommandBuilder().QuoteIdentifier(role);
        var sql = $"""
            GRANT USAGE ON SCHEMA public, workflow, identity TO {name};
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public, workflow, identity TO {name};
            GRANT USAGE ON ALL SEQUENCES IN SCHEMA public, workflow, identity TO {name};
            REVOKE UPDATE, DELETE, TRUNCATE ON audit_entries, audit_seals, audit_checkpoints, match_verdicts, debt_links, debt_link_parties, permit_terms, judgment_decisions, policy_versions, documents, hearing_packets, answer_codes, workflow.journal, workflow.definitions FROM {name};
            REVOKE DELETE, TRUNCATE ON answers, deliveries, judgment_events, holds, cases, notices, permit_conditions, ownership_changes, successor_reviews, policy_proposals FROM {name};
            REVOKE DELETE, TRUNCATE ON renewals, requirements, renewal_batches, renewal_batch_items FROM {name};
            REVOKE UPDATE, TRUNCATE ON audit_unsealed FROM {name};
            REVOKE DELETE, TRUNCATE ON identity.users FROM {name};
            REVOKE DELETE, TRUNCATE ON workflow.instances, workflow.incidents, workflow.migrations, workflow.migration_items FROM {name};
            REVOKE INSERT, UPDATE, DELETE ON migrations_history FROM {name};
            """;
        await db.Database.ExecuteSqlRawAsync(sql, ct);
    }
}

internal static class EmbeddedSql
{
    public static string Read(string name)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var resource = assembly.GetManifestResourceNames().Single(n => n.EndsWith("." + name, StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
