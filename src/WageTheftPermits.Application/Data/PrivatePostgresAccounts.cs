using Npgsql;

namespace WageTheftPermits.Application.Data;

/// <summary>
/// The roles and the database in the private cluster. The role that runs is not the role that owns and migrates:
/// what the running service may not do to the record (alter it, empty the audit log), it cannot be talked into doing.
/// </summary>
internal static class PrivatePostgresAccounts
{
    public const string Owner = "wtp_owner";
    public const string App = "wtp_app";
    public const string Database = "permits";

    /// <summary>Makes what is missing and brings the passwords in line with the file; safe to repeat.</summary>
    public static async Task EnsureAsync(PrivatePostgresServer server, PrivatePostgresPasswords passwords, CancellationToken ct)
    {
        await using (var cluster = new NpgsqlConnection(server.SuperuserConnectionString("postgres")))
        {
            await cluster.OpenAsync(ct);
            await EnsureRoleAsync(cluster, Owner, passwords.Owner, ct);
            await EnsureRoleAsync(cluster, App, passwords.App, ct);
            await using var exists = new NpgsqlCommand("SELECT EXISTS (SELECT FROM pg_database WHERE datname = @database)", cluster);
            exists.Parameters.AddWithValue("database", Database);
            if (await exists.ExecuteScalarAsync(ct) is false)
                await ExecuteAsync(cluster, $"CREATE DATABASE {Database} OWNER {Owner}", ct);
        }

        await GrantAsync(server.SuperuserConnectionString(Database), Database, ct);
    }

    /// <summary>What a superuser must do in a database before its owner can migrate it: the extension, and who may connect.</summary>
    public static async Task GrantAsync(string superuserConnectionString, string database, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(superuserConnectionString);
        await connection.OpenAsync(ct);
        await ExecuteAsync(connection, "CREATE EXTENSION IF NOT EXISTS pg_trgm", ct);
        await ExecuteFormattedAsync(connection, "SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', @name)", ct, new NpgsqlParameter("name", database));
        await ExecuteFormattedAsync(connection, $"SELECT format('GRANT CONNECT ON DATABASE %I TO {App}', @name)", ct, new NpgsqlParameter("name", database));
    }

    private static async Task EnsureRoleAsync(NpgsqlConnection connection, string role, string password, CancellationToken ct) =>
        await ExecuteFormattedAsync(
            connection,
            """
            SELECT format('%s ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD %L',
                          CASE WHEN EXISTS (SELECT FROM pg_roles WHERE rolname = @role) THEN 'ALTER' ELSE 'CREATE' END, @role, @password)
            """,
            ct,
            new NpgsqlParameter("role", role),
            new NpgsqlParameter("password", password));

    /// <summary>DDL takes no parameters, so the server itself quotes the values into the statement that is then run.</summary>
    private static async Task ExecuteFormattedAsync(NpgsqlConnection connection, string format, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var formatted = new NpgsqlCommand(format, connection);
        formatted.Parameters.AddRange(parameters);
        await ExecuteAsync(connection, (string)(await formatted.ExecuteScalarAsync(ct))!, ct);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
