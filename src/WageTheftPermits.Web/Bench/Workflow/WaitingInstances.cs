using Npgsql;
using NpgsqlTypes;

namespace WageTheftPermits.Web.Bench.Workflow;

/// <summary>Instances of <see cref="BenchFlow.ByKey"/> that wait, as the engine leaves them, written by COPY; their journals, which no resume reads, are left out.</summary>
internal sealed class WaitingInstances(NpgsqlDataSource database)
{
    private const int Chunk = 50_000;

    private static readonly (string Id, string Type)[] s_done = [("Start", "Elsa.Start"), ("A", "Bench.Number"), ("Decide", "Bench.Parity")];

    public static string Key(string name, int i) => $"copied-{name}-{i}";

    /// <param name="versions">Of which versions, in turns.</param>
    public async Task CopyAsync(string name, int count, CancellationToken ct, int versions = 1)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        for (var from = 0; from < count; from += Chunk)
        {
            var some = Enumerable.Range(from, Math.Min(Chunk, count - from)).Select(i => (Key: Key(name, i), Version: 1 + (i % versions), Id: Guid.CreateVersion7(), Flow: Guid.CreateVersion7(), Wait: Guid.CreateVersion7())).ToList();
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await WriteAsync(connection, "workflow.instances (id, definition_id, definition_version, correlation_id, status, inputs, variables, started_at, started_by, updated_at)", some.Select(s => new (object, NpgsqlDbType)[]
            {
                (s.Id, NpgsqlDbType.Uuid), (BenchFlow.ByKey, NpgsqlDbType.Text), (s.Version, NpgsqlDbType.Integer), (s.Key, NpgsqlDbType.Text), ("running", NpgsqlDbType.Text),
                ("{}", NpgsqlDbType.Jsonb), ("{\"var-Number\": 40}", NpgsqlDbType.Jsonb), (Now, NpgsqlDbType.TimestampTz), ("bench", NpgsqlDbType.Text), (Now, NpgsqlDbType.TimestampTz),
            }), ct);
            await WriteAsync(connection, "workflow.executions (id, instance_id, parent_id, activity_id, activity_type, status, started_at, ended_at)", some.SelectMany(s => (IEnumerable<(object, NpgsqlDbType)[]>)
            [
                Execution(s.Flow, s.Id, null, "Flow", "Elsa.Flowchart", "running"),
                .. s_done.Select(done => Execution(Guid.CreateVersion7(), s.Id, s.Flow, done.Id, done.Type, "completed")),
                Execution(s.Wait, s.Id, s.Flow, "Wait", "Elsa.Event", "waiting"),
            ]), ct);
            await WriteAsync(connection, "workflow.waits (id, instance_id, execution_id, kind, name, key, created_at)", some.Select(s => new (object, NpgsqlDbType)[]
            {
                (Guid.CreateVersion7(), NpgsqlDbType.Uuid), (s.Id, NpgsqlDbType.Uuid), (s.Wait, NpgsqlDbType.Uuid), ("event", NpgsqlDbType.Text), (BenchFlow.EventName, NpgsqlDbType.Text),
                (s.Key, NpgsqlDbType.Text), (Now, NpgsqlDbType.TimestampTz),
            }), ct);
            await transaction.CommitAsync(ct);
        }
    }

    private static DateTime Now => DateTime.UtcNow;

    private static (object, NpgsqlDbType)[] Execution(Guid id, Guid instance, Guid? parent, string activity, string type, string status) =>
    [
        (id, NpgsqlDbType.Uuid), (instance, NpgsqlDbType.Uuid), (parent ?? (object)DBNull.Value, NpgsqlDbType.Uuid), (activity, NpgsqlDbType.Text), (type, NpgsqlDbType.Text),
        (status, NpgsqlDbType.Text), (Now, NpgsqlDbType.TimestampTz), (status == "completed" ? Now : DBNull.Value, NpgsqlDbType.TimestampTz),
    ];

    private static async Task WriteAsync(NpgsqlConnection connection, string into, IEnumerable<(object Value, NpgsqlDbType Type)[]> rows, CancellationToken ct)
    {
        await using var copy = await connection.BeginBinaryImportAsync($"COPY {into} FROM STDIN (FORMAT binary)", ct);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(ct);
            foreach (var (value, type) in row)
                await (value is DBNull ? copy.WriteNullAsync(ct) : copy.WriteAsync(value, type, ct));
        }
        await copy.CompleteAsync(ct);
    }
}
