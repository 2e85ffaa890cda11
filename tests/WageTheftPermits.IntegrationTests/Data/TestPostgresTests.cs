using Npgsql;

namespace WageTheftPermits.IntegrationTests.Data;

public sealed class TestPostgresTests
{
    private static int _migrations;

    [Fact]
    public async Task CreateDatabase_CopiesTheMigratedTemplate_ForEachCallerAnew()
    {
        await using var first = await TestPostgres.CreateDatabaseAsync(MigrateAsync);
        await using var second = await TestPostgres.CreateDatabaseAsync(MigrateAsync);

        await using (var connection = new NpgsqlConnection(first.AppConnectionString))
        {
            await connection.OpenAsync();
            await using var insert = new NpgsqlCommand("INSERT INTO permit VALUES ('PR0001')", connection);
            await insert.ExecuteNonQueryAsync();
        }

        await using var other = new NpgsqlConnection(second.AppConnectionString);
        await other.OpenAsync();
        await using var count = new NpgsqlCommand("SELECT count(*) FROM permit", other);
        (await count.ExecuteScalarAsync()).ShouldBe(0L);
        _migrations.ShouldBe(1);
    }

    private static async Task MigrateAsync(string ownerConnectionString)
    {
        Interlocked.Increment(ref _migrations);
        await using var connection = new NpgsqlConnection(ownerConnectionString);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand("CREATE TABLE permit (number text); GRANT SELECT, INSERT ON permit TO wtp_app", connection);
        await create.ExecuteNonQueryAsync();
    }
}
