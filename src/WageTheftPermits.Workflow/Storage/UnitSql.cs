using System.Data;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace WageTheftPermits.Workflow.Storage;

/// <summary>Statements on a unit's connection and transaction, with positional parameters.</summary>
internal static class UnitSql
{
    /// <summary>Throws where the transaction is not READ COMMITTED: the engine's locks are followed by statements that must see what was committed before the lock was got.</summary>
    public static NpgsqlBatch Batch(this Unit unit)
    {
        if (unit.Transaction.IsolationLevel is not (IsolationLevel.ReadCommitted or IsolationLevel.Unspecified))
            throw new InvalidOperationException($"The workflow engine needs a READ COMMITTED transaction, not {unit.Transaction.IsolationLevel}.");
        return new NpgsqlBatch(unit.Connection, unit.Transaction);
    }

    /// <summary>
    /// What follows is planned once a connection, not once an execution: written for the indexes that it uses, it needs no other plan for other values, and
    /// planning costs as much as running it. Ended by <see cref="ThenPlannedAsUsual"/>, so that what the activities of the unit ask is planned for its values.
    /// </summary>
    public static NpgsqlBatch ThenPlannedOnce(this NpgsqlBatch batch) => batch.Then("SET LOCAL plan_cache_mode = force_generic_plan");

    public static NpgsqlBatch ThenPlannedAsUsual(this NpgsqlBatch batch) => batch.Then("SET LOCAL plan_cache_mode = auto");

    public static NpgsqlBatch Then(this NpgsqlBatch batch, string sql, params object?[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(Parameter(value));
        batch.BatchCommands.Add(command);
        return batch;
    }

    /// <summary>A statement over many rows, each column one array (<see cref="Column"/>) for <c>unnest</c>; left out where there are no rows.</summary>
    public static NpgsqlBatch ThenRows<T>(this NpgsqlBatch batch, IReadOnlyCollection<T> rows, string sql, params object?[] columns) =>
        rows.Count == 0 ? batch : batch.Then(sql, columns);

    /// <summary>One column of the rows.</summary>
    public static TColumn[] Column<TRow, TColumn>(this IReadOnlyList<TRow> rows, Func<TRow, TColumn> value)
    {
        var column = new TColumn[rows.Count];
        for (var i = 0; i < column.Length; i++)
            column[i] = value(rows[i]);
        return column;
    }

    public static async Task<int> ExecuteAsync(this Unit unit, string sql, CancellationToken ct, params object?[] values)
    {
        await using var batch = unit.Batch().Then(sql, values);
        return await batch.ExecuteNonQueryAsync(ct);
    }

    public static async Task<List<T>> QueryAsync<T>(this Unit unit, string sql, Func<NpgsqlDataReader, T> read, CancellationToken ct, params object?[] values)
    {
        await using var batch = unit.Batch().Then(sql, values);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        return await reader.AllAsync(read, ct);
    }

    public static async Task<List<T>> AllAsync<T>(this NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(ct))
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>The rows by the instance that each belongs to, in their order.</summary>
    public static async Task<ILookup<Guid, T>> GroupedAsync<T>(this NpgsqlDataReader reader, Func<NpgsqlDataReader, (Guid Instance, T Row)> read, CancellationToken ct) =>
        (await reader.AllAsync(read, ct)).ToLookup(pair => pair.Instance, pair => pair.Row);

    public static string? Text(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static DateTimeOffset? Moment(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);

    public static Guid? Id(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetGuid(column);

    public static JsonElement? Json(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : JsonElement.Parse(reader.GetString(column));

    public static TEnum Enum<TEnum>(this NpgsqlDataReader reader, int column) where TEnum : struct => System.Enum.Parse<TEnum>(reader.GetString(column), ignoreCase: true);

    /// <summary>The text an enum is stored as: <c>InstanceStarted</c> becomes <c>instance-started</c>.</summary>
    public static string Stored<TEnum>(this TEnum value) where TEnum : struct, Enum => Words<TEnum>.Of[value];

    private static NpgsqlParameter Parameter(object? value) => value switch
    {
        null => new NpgsqlParameter { Value = DBNull.Value },
        JsonElement json => new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Jsonb, Value = json.GetRawText() },
        DateTimeOffset moment => new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = moment.ToUniversalTime() },
        string text => new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = text },
        _ => new NpgsqlParameter { Value = value },
    };

    private static class Words<TEnum> where TEnum : struct, Enum
    {
        public static readonly IReadOnlyDictionary<TEnum, string> Of =
            System.Enum.GetValues<TEnum>().ToDictionary(value => value, value => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()));
    }
}
