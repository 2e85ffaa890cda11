using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using WageTheftPermits.Application.Data;

namespace WageTheftPermits.Application.Audit;

/// <summary>
/// Reckons the chain anew from the entries and holds it against the seals, the checkpoints and one that was kept elsewhere. Reads one picture of the database, row by row;
/// what it holds in memory does not grow with the log. After a fault it goes on from what the seal says, so that one change is one fault.
/// </summary>
public sealed class AuditVerifier(Units units, CheckpointKeys keys)
{
    /// <summary>Faults that are named; more are counted.</summary>
    public const int MostNamed = 10;

    private const int EachProgress = 20_000;

    /// <summary>One walk along the chain: each link looks its entry and its checkpoint up, so that nothing is sorted or held.</summary>
    public static readonly string Walk =
        $"""
         SELECT s.position, s.entry_id, s.salt, s.payload_digest, s.hash, {SealedEntry.Columns}, c.first_position, c.hash, c.root, c.at, c.key_id, c.public_key, c.signature
         FROM audit_seals s
         LEFT JOIN LATERAL (SELECT * FROM audit_entries a WHERE a.id = s.entry_id OFFSET 0) e ON true
         LEFT JOIN LATERAL (SELECT * FROM audit_checkpoints k WHERE k.position = s.position OFFSET 0) c ON true
         ORDER BY s.position
         """;

    /// <param name="kept">A checkpoint that was kept elsewhere, which the chain must still hold.</param>
    /// <param name="progress">Is told now and then how many links were read, and how many there are.</param>
    public Task<AuditReport> VerifyAsync(AuditCheckpoint? kept = null, Action<long, long>? progress = null, CancellationToken ct = default) => units.ReadAsync(async db =>
    {
        db.Database.SetCommandTimeout(0);
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        // From link to link by the indexes: whatever the statistics say, nothing is to be sorted on disk first.
        await db.Database.ExecuteSqlAsync($"SET TRANSACTION READ ONLY; SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_hashjoin = off; SET LOCAL jit = off", ct);
        var walk = new ChainWalk(keys, kept);
        var all = await db.AuditSeals.MaxAsync(s => (long?)s.Position, ct) ?? 0;
        await using (var command = Command(db, Walk))
        await using (var rows = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, ct))
        {
            for (long read = 0; await rows.ReadAsync(ct);)
            {
                walk.Take(SealedRow.Read(rows));
                if (++read % EachProgress == 0)
                    progress?.Invoke(read, all);
            }
        }
        await db.Database.ExecuteSqlAsync($"SET LOCAL enable_seqscan = on; SET LOCAL enable_sort = on; SET LOCAL enable_hashjoin = on", ct);
        foreach (var redaction in await RedactionsAsync(db, walk.Unaccounted, ct))
            walk.Account(redaction);
        walk.End();
        await BesideTheChainAsync(db, walk, ct);
        var unsealed = await db.Database.SqlQuery<UnsealedEntries>($"SELECT count(*) AS \"Count\", min(at) AS \"Oldest\" FROM audit_unsealed").SingleAsync(ct);
        return walk.Report(unsealed);
    });

    /// <summary>What the walk cannot meet: entries that neither are sealed nor wait, what waits and is not there, and checkpoints past the end of the chain.</summary>
    private static async Task BesideTheChainAsync(PermitsDbContext db, ChainWalk walk, CancellationToken ct)
    {
        var beside = await db.Database.SqlQuery<Beside>(
            $"""
             SELECT *, count(*) OVER () AS "All" FROM (
                 SELECT 'inserted' AS "Kind", e.id AS "EntryId", NULL::bigint AS "Position", 'it is not in the chain and does not wait to be: it was put in beside the service, or its seal was removed' AS "Says"
                 FROM audit_entries e LEFT JOIN audit_seals s ON s.entry_id = e.id LEFT JOIN audit_unsealed u ON u.entry_id = e.id WHERE s.entry_id IS NULL AND u.entry_id IS NULL
                 UNION ALL
                 SELECT 'removed', u.entry_id, NULL, 'it was removed before it was sealed' FROM audit_unsealed u WHERE NOT EXISTS (SELECT 1 FROM audit_entries e WHERE e.id = u.entry_id)
                 UNION ALL
                 SELECT 'checkpoint', NULL, c.position, 'a checkpoint signs this position, and the chain does not have it: its end was removed' FROM audit_checkpoints c
                 WHERE NOT EXISTS (SELECT 1 FROM audit_seals s WHERE s.position = c.position)) beside
             ORDER BY "EntryId" NULLS LAST, "Position" LIMIT {MostNamed}
             """).ToListAsync(ct);
        foreach (var fault in beside)
            walk.Fault(new(fault.Kind, fault.EntryId, fault.Position, fault.Says));
        if (beside.Count > 0)
            walk.FaultsUnnamed(beside[0].All - beside.Count);
    }

    private sealed record Beside(string Kind, long? EntryId, long? Position, string Says, long All);

    /// <summary>Of entries whose payload is gone, those of which an entry tells that is not sealed yet.</summary>
    private static async Task<IReadOnlyList<long>> RedactionsAsync(PermitsDbContext db, IReadOnlyCollection<long> gone, CancellationToken ct)
    {
        if (gone.Count == 0)
            return [];
        var subjects = gone.Select(SealedEntry.SubjectOf).ToArray();
        var told = await db.Database.SqlQuery<string>(
            $"""
             SELECT unnest(e.subjects) AS "Value" FROM audit_unsealed u JOIN audit_entries e ON e.id = u.entry_id
             WHERE e.action = {SealedEntry.RedactionAction} AND e.subjects && {subjects}
             """).ToListAsync(ct);
        return [.. gone.Where(id => told.Contains(SealedEntry.SubjectOf(id)))];
    }

    private static NpgsqlCommand Command(PermitsDbContext db, string sql) => new(sql, (NpgsqlConnection)db.Database.GetDbConnection()) { CommandTimeout = 0 };
}

/// <summary>One row of the walk: a seal, its entry where that is there, and the checkpoint that signs it where one does.</summary>
internal sealed record SealedRow(AuditSeal Seal, SealedEntry? Entry, AuditCheckpoint? Checkpoint)
{
    /// <summary>Columns of a seal, before those of its entry.</summary>
    public const int SealWidth = 5;

    private const int CheckpointAt = SealWidth + SealedEntry.Width;

    public static SealedRow Read(DbDataReader row)
    {
        var seal = ReadSeal(row);
        var entry = row.IsDBNull(SealWidth) ? null : SealedEntry.Read(row, SealWidth);
        return new SealedRow(seal, entry, row.IsDBNull(CheckpointAt) ? null : ReadCheckpoint(row, seal.Position));
    }

    public static AuditSeal ReadSeal(DbDataReader row) => new()
    {
        Position = row.GetInt64(0),
        EntryId = row.GetInt64(1),
        Salt = row.IsDBNull(2) ? null : row.GetFieldValue<byte[]>(2),
        PayloadDigest = row.GetFieldValue<byte[]>(3),
        Hash = row.GetFieldValue<byte[]>(4),
    };

    private static AuditCheckpoint ReadCheckpoint(DbDataReader row, long position) => new()
    {
        Position = position,
        FirstPosition = row.GetInt64(CheckpointAt),
        Hash = row.GetFieldValue<byte[]>(CheckpointAt + 1),
        Root = row.GetFieldValue<byte[]>(CheckpointAt + 2),
        At = row.GetFieldValue<DateTimeOffset>(CheckpointAt + 3),
        KeyId = row.GetString(CheckpointAt + 4),
        PublicKey = row.GetFieldValue<byte[]>(CheckpointAt + 5),
        Signature = row.GetFieldValue<byte[]>(CheckpointAt + 6),
    };
}
