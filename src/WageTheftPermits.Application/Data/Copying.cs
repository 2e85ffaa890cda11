using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace WageTheftPermits.Application.Data;

/// <summary>Writes many new rows at once (PostgreSQL's COPY) by the mapping that one alone is written by.</summary>
internal static class Copying
{
    /// <summary>
    /// Writes new rows in their order, which the numbers that the database gives follow. They are not tracked, and do not learn their numbers.
    /// What they refer to must be written before.
    /// </summary>
    public static async Task CopyAsync<T>(this PermitsDbContext db, IReadOnlyCollection<T> rows, CancellationToken ct)
        where T : class
    {
        if (rows.Count == 0)
            return;
        var entity = db.Model.FindEntityType(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T).Name} has no table.");
        var table = StoreObjectIdentifier.Create(entity, StoreObjectType.Table)!.Value;
        var columns = entity.GetProperties().Where(p => !IsMadeByDatabase(p))
            .Select(p => (Name: p.GetColumnName(table)!, Read: p.GetGetter(), Mapping: p.GetRelationalTypeMapping())).ToList();

        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await using var copy = await connection.BeginBinaryImportAsync($"COPY {table.Name} ({string.Join(", ", columns.Select(c => c.Name))}) FROM STDIN (FORMAT binary)", ct);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(ct);
            foreach (var (_, read, mapping) in columns)
                await WriteAsync(copy, read.GetClrValue(row), mapping, ct);
        }
        await copy.CompleteAsync(ct);
    }

    private static Task WriteAsync(NpgsqlBinaryImporter copy, object? value, RelationalTypeMapping mapping, CancellationToken ct)
    {
        var stored = value is not null && mapping.Converter is { } converter ? converter.ConvertToProvider(value) : value;
        return stored is null ? copy.WriteNullAsync(ct) : copy.WriteAsync(stored, mapping.StoreTypeNameBase, ct);
    }

    private static bool IsMadeByDatabase(IProperty property) =>
        property.ValueGenerated == ValueGenerated.OnAddOrUpdate || property.GetValueGenerationStrategy() != NpgsqlValueGenerationStrategy.None;
}
