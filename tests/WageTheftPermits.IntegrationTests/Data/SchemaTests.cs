using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using WageTheftPermits.Application.Data;

namespace WageTheftPermits.IntegrationTests.Data;

/// <summary>Migrations are written by hand, so model and migrated schema are held against each other.</summary>
public class SchemaTests(OneService one) : IClassFixture<OneService>
{
    private readonly TestService _service = one.Service;

    private sealed record Column(string Table, string Name, string Type, bool Nullable);

    [Fact]
    public async Task Model_AndMigratedSchema_Agree()
    {
        await using var scope = _service.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PermitsDbContext>();
        var actual = (await db.Database.SqlQuery<string>(
            $"""
             SELECT c.table_schema || '.' || c.table_name || '|' || c.column_name || '|' || format_type(a.atttypid, a.atttypmod) || '|' || c.is_nullable AS "Value"
             FROM information_schema.columns c
             JOIN pg_attribute a ON a.attrelid = (quote_ident(c.table_schema) || '.' || quote_ident(c.table_name))::regclass AND a.attname = c.column_name
             WHERE c.table_schema IN ('public', 'identity')
             """).ToListAsync()).Select(Parse).ToDictionary(c => (c.Table, c.Name));

        var wrong = new List<string>();
        foreach (var expected in Columns(db.Model))
        {
            if (!actual.TryGetValue((expected.Table, expected.Name), out var found))
                wrong.Add($"{expected.Table}.{expected.Name} is missing");
            else if (found.Type != expected.Type)
                wrong.Add($"{expected.Table}.{expected.Name} is {found.Type}, the model has {expected.Type}");
            else if (found.Nullable != expected.Nullable)
                wrong.Add($"{expected.Table}.{expected.Name} is {(found.Nullable ? "" : "not ")}nullable, the model says otherwise");
        }
        // And the other way: a column that the model does not write must allow that.
        var mapped = Columns(db.Model).ToLookup(c => c.Table, c => c.Name);
        foreach (var column in actual.Values.Where(c => mapped.Contains(c.Table) && !mapped[c.Table].Contains(c.Name)))
            wrong.Add($"{column.Table}.{column.Name} is not in the model");
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task EveryEntity_CanBeRead()
    {
        await using var scope = _service.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PermitsDbContext>();
        foreach (var entity in db.Model.GetEntityTypes())
        {
            var set = (IQueryable<object>)typeof(DbContext).GetMethod(nameof(DbContext.Set), 1, Type.EmptyTypes)!.MakeGenericMethod(entity.ClrType).Invoke(db, null)!;
            await set.AsNoTracking().Take(1).ToListAsync();
        }
    }

    public static TheoryData<string> Forbidden() => new()
    {
        "CREATE TABLE mine (id int)",
        "UPDATE audit_entries SET summary = 'nothing happened'",
        "DELETE FROM audit_entries",
        "TRUNCATE audit_entries",
        "UPDATE audit_seals SET salt = NULL",
        "DELETE FROM audit_seals",
        "TRUNCATE audit_seals",
        "UPDATE audit_checkpoints SET at = now()",
        "DELETE FROM audit_checkpoints",
        "TRUNCATE audit_checkpoints",
        "UPDATE audit_unsealed SET at = now()",
        "TRUNCATE audit_unsealed",
        "ALTER TABLE audit_entries DISABLE TRIGGER audit_entries_wait",
        "UPDATE match_verdicts SET verdict = 'same'",
        "UPDATE debt_links SET finding = 'different-debts', leader_id = NULL",
        "DELETE FROM debt_link_parties",
        "UPDATE documents SET about = 'another'",
        "DELETE FROM documents",
        "DELETE FROM deliveries",
        "DELETE FROM judgment_events",
        "DELETE FROM holds",
        "DELETE FROM renewals",
        "DELETE FROM requirements",
        "ALTER TABLE renewals DISABLE TRIGGER renewals_lapse_only_over_what_is_owed",
        "DELETE FROM workflow.journal",
        "ALTER TABLE holds DROP CONSTRAINT holds_two_people",
        "ALTER TABLE holds DISABLE TRIGGER holds_supported",
        "DROP TABLE permits",
    };

    [Theory]
    [MemberData(nameof(Forbidden))]
    public async Task RunningRole_CannotChangeTheRecordOrTheSchema(string statement)
    {
        await using var source = NpgsqlDataSource.Create(_service.ConnectionString);
        await using var command = source.CreateCommand(statement);
        (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task Migrating_Again_ChangesNothing()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        (await Database.MigrateAsync(database.OwnerConnectionString, "wtp_app")).ShouldNotBeEmpty();
        (await Database.MigrateAsync(database.OwnerConnectionString, "wtp_app")).ShouldBeEmpty();
        (await Database.IsUpToDateAsync(database.AppConnectionString)).ShouldBeTrue();
    }

    [Fact]
    public async Task Database_ThatWasNeverMigrated_IsNotUpToDate()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        (await Database.IsUpToDateAsync(database.AppConnectionString)).ShouldBeFalse();
    }

    private static IEnumerable<Column> Columns(IModel model) =>
        from entity in model.GetEntityTypes().Where(e => e.GetViewName() is null)
        let table = StoreObjectIdentifier.Create(entity, StoreObjectType.Table)
        where table is not null
        from property in entity.GetProperties().Concat(entity.GetComplexProperties().SelectMany(c => c.ComplexType.GetProperties()))
        let name = property.GetColumnName(table.Value)
        where name is not null && name != "xmin"
        select new Column($"{entity.GetSchema() ?? "public"}.{entity.GetTableName()}", name, Normal(property.GetColumnType(table.Value)!), property.IsColumnNullable(table.Value));

    private static string Normal(string type) => type switch
    {
        "varchar(256)" => "character varying(256)",
        "timestamp with time zone" or "timestamptz" => "timestamp with time zone",
        _ => type,
    };

    private static Column Parse(string line)
    {
        var parts = line.Split('|');
        return new Column(parts[0], parts[1], parts[2], parts[3] == "YES");
    }
}
