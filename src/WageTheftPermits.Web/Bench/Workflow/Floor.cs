using Npgsql;
using NpgsqlTypes;

namespace WageTheftPermits.Web.Bench.Workflow;

/// <summary>
/// What the same rows cost by themselves: one prepared batch in a transaction that writes what an operation of the engine left behind, under other ids, reading
/// and deciding nothing. Each row is written once, in its final form.
/// </summary>
internal sealed class Floor(NpgsqlDataSource database, Guid sample)
{
    private sealed record Step(string Activity, string Type, string Status, string Outcomes, bool IsRoot);

    private sealed record Line(string? Activity, string? Type, string Event, string? Outcome, string Actor, string? Detail);

    private List<Step> _steps = [];
    private List<Line> _lines = [];
    private string _definition = "";
    private string _variables = "{}";
    private string _wait = "";
    private string _waitName = "";
    private long _lastLine;

    /// <summary>Reads what the sample has come to since this was last called.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        _steps = await ReadAsync("SELECT activity_id, activity_type, status, array_to_string(outcomes, chr(31)), parent_id IS NULL FROM workflow.executions WHERE instance_id = $1 ORDER BY id",
            row => new Step(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetBoolean(4)), ct);
        var lines = await ReadAsync("SELECT activity_id, activity_type, event, outcome, actor, detail::text, id FROM workflow.journal WHERE instance_id = $1 ORDER BY id",
            row => (Line: new Line(Text(row, 0), Text(row, 1), row.GetString(2), Text(row, 3), row.GetString(4), Text(row, 5)), Id: row.GetInt64(6)), ct);
        _lines = [.. lines.Where(line => line.Id > _lastLine).Select(line => line.Line)];
        _lastLine = lines.Max(line => line.Id);
        (_definition, _variables) = (await ReadAsync("SELECT definition_id, variables::text FROM workflow.instances WHERE id = $1", row => (row.GetString(0), row.GetString(1)), ct))[0];
        if ((await ReadAsync("SELECT kind, name FROM workflow.waits WHERE instance_id = $1", row => (row.GetString(0), row.GetString(1)), ct)) is [var wait])
            (_wait, _waitName) = wait;
    }

    /// <summary>The rows of an instance that was started and waits.</summary>
    public async Task StartAsync(NpgsqlConnection connection, Guid instance, string key, CancellationToken ct)
    {
        var ids = _steps.ConvertAll(_ => Guid.CreateVersion7());
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var batch = new NpgsqlBatch(connection, transaction);
        Add(batch,
            """
            INSERT INTO workflow.instances (id, definition_id, definition_version, correlation_id, status, inputs, variables, started_at, started_by, updated_at)
            VALUES ($1, $2, 1, $3, 'running', '{}', $4, $5, 'bench', $5)
            """, instance, _definition, key, Json(_variables), Now);
        Add(batch, "INSERT INTO workflow.stimuli (instance_id, kind, name, key, actor, raised_at, consumed_at, answered) VALUES ($1, 'start', '', '', 'bench', $2, $2, 1)", instance, Now);
        Executions(batch, instance, ids, _steps);
        Add(batch, "INSERT INTO workflow.waits (id, instance_id, execution_id, kind, name, key, due_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            Guid.CreateVersion7(), instance, ids[^1], _wait, _waitName, _wait == "timer" ? "" : key, _wait == "timer" ? Now : DBNull.Value, Now);
        Journal(batch, instance, ids[^1]);
        await CommitAsync(batch, transaction, ct);
    }

    /// <summary>The rows of an instance that <see cref="StartAsync"/> wrote and whose wait is answered.</summary>
    public async Task ResumeAsync(NpgsqlConnection connection, Guid instance, string key, CancellationToken ct)
    {
        var fresh = _steps[^2..];
        var ids = fresh.ConvertAll(_ => Guid.CreateVersion7());
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var batch = new NpgsqlBatch(connection, transaction);
        if (_wait == "event")
        {
            Add(batch, "INSERT INTO workflow.stimuli (instance_id, kind, name, key, payload, actor, raised_at, consumed_at, answered) VALUES ($1, 'event', $2, $3, $4, 'bench', $5, $5, 1)",
                instance, _waitName, key, Json("\"yes\""), Now);
        }
        Add(batch, "UPDATE workflow.instances SET status = 'finished', variables = $2, updated_at = $3, ended_at = $3 WHERE id = $1", instance, Json(_variables), Now);
        Add(batch, "UPDATE workflow.executions SET status = 'completed', outcomes = '{Done}', ended_at = $2 WHERE instance_id = $1 AND status IN ('running', 'waiting', 'faulted')", instance, Now);
        Executions(batch, instance, ids, fresh);
        Add(batch, "DELETE FROM workflow.waits WHERE instance_id = $1", instance);
        Journal(batch, instance, ids[^1]);
        await CommitAsync(batch, transaction, ct);
    }

    private static void Executions(NpgsqlBatch batch, Guid instance, List<Guid> ids, List<Step> steps) => Add(batch,
        """
        INSERT INTO workflow.executions (id, instance_id, parent_id, activity_id, activity_type, status, outcomes, started_at, ended_at)
        SELECT e.id, $1, CASE WHEN e.root THEN NULL ELSE $2 END, e.activity_id, e.activity_type, e.status, string_to_array(e.outcomes, chr(31)), $3, CASE WHEN e.status = 'completed' THEN $3 END
        FROM unnest($4, $5, $6, $7, $8, $9) AS e(id, activity_id, activity_type, status, outcomes, root)
        """,
        instance, ids[0], Now, ids.ToArray(), steps.ConvertAll(s => s.Activity).ToArray(), steps.ConvertAll(s => s.Type).ToArray(), steps.ConvertAll(s => s.Status).ToArray(),
        steps.ConvertAll(s => s.Outcomes).ToArray(), steps.ConvertAll(s => s.IsRoot).ToArray());

    private void Journal(NpgsqlBatch batch, Guid instance, Guid execution) => Add(batch,
        """
        INSERT INTO workflow.journal (instance_id, execution_id, activity_id, activity_type, event, outcome, actor, at, detail)
        SELECT $1, $2, j.activity_id, j.activity_type, j.event, j.outcome, j.actor, $3, j.detail FROM unnest($4, $5, $6, $7, $8, $9::jsonb[]) AS j(activity_id, activity_type, event, outcome, actor, detail)
        """,
        instance, execution, Now, _lines.ConvertAll(l => l.Activity).ToArray(), _lines.ConvertAll(l => l.Type).ToArray(), _lines.ConvertAll(l => l.Event).ToArray(),
        _lines.ConvertAll(l => l.Outcome).ToArray(), _lines.ConvertAll(l => l.Actor).ToArray(), _lines.ConvertAll(l => l.Detail).ToArray());

    private static DateTimeOffset Now => DateTimeOffset.UtcNow;

    private static NpgsqlParameter Json(string json) => new() { NpgsqlDbType = NpgsqlDbType.Jsonb, Value = json };

    private static void Add(NpgsqlBatch batch, string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        batch.BatchCommands.Add(command);
    }

    // Preparing what the connection has prepared before costs nothing.
    private static async Task CommitAsync(NpgsqlBatch batch, NpgsqlTransaction transaction, CancellationToken ct)
    {
        await batch.PrepareAsync(ct);
        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private async Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = sample });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct))
            rows.Add(read(reader));
        return rows;
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
