using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Application.Audit;

/// <summary>
/// Chains the entries of the audit log that have committed, and signs the head of the chain now and then. Entries are written without a lock and without looking at each
/// other; the chain's order is the order of sealing. Any number of instances may run it: who holds the lock seals, all others find that somebody else does.
/// </summary>
public sealed class AuditSealer(Units units, CheckpointKeys keys)
{
    /// <summary>Entries sealed in one unit.</summary>
    public const int AtOnce = 10_000;

    /// <summary>A checkpoint is signed where this many were sealed since the last…</summary>
    public const int EachPositions = 10_000;

    /// <summary>…or anything was, and the last is this old.</summary>
    public static readonly TimeSpan Each = TimeSpan.FromMinutes(5);

    private const string Lock = "audit-chain";

    private static readonly Actor s_actor = Actor.System("audit-seal");

    /// <summary>Seals some of what waits, and signs a checkpoint where one is due. True where more waits.</summary>
    public Task<bool> SealNextAsync(CancellationToken ct) => units.RunAsync(s_actor, async unit =>
    {
        if (!await unit.Db.Database.SqlQuery<bool>($"SELECT pg_try_advisory_xact_lock(hashtextextended({Lock}, 0)) AS \"Value\"").SingleAsync(ct))
            return false;
        var count = await SealAsync(unit, ct);
        await CheckpointWhereDueAsync(unit, at: null, ct);
        return count == AtOnce;
    }, ct);

    /// <summary>Seals all that waits now and signs where that leaves the chain, unless it is signed already.</summary>
    /// <returns>The last checkpoint; null where there is no key, or nothing was ever sealed.</returns>
    public async Task<AuditCheckpoint?> SealAllAsync(CancellationToken ct)
    {
        for (var more = true; more;)
        {
            more = await units.RunAsync(s_actor, async unit =>
            {
                await unit.Db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({Lock}, 0))", ct);
                var count = await SealAsync(unit, ct);
                await CheckpointWhereDueAsync(unit, at: count < AtOnce ? unit.Now : null, ct);
                return count == AtOnce;
            }, ct);
        }
        return await units.ReadAsync(db => db.AuditCheckpoints.OrderByDescending(c => c.Position).FirstOrDefaultAsync(ct));
    }

    private static async Task<int> SealAsync(UnitOfWork unit, CancellationToken ct)
    {
        // By the indexes: statistics of a table that fills and empties within seconds say nothing.
        await unit.Db.Database.ExecuteSqlAsync($"SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL jit = off", ct);
        var seals = await ChainAsync(unit.Db, ct);
        if (seals.Count == 0)
            return 0;
        await unit.Db.CopyAsync(seals, ct);
        var sealedNow = seals.Select(s => s.EntryId).ToArray();
        await unit.Db.Database.ExecuteSqlAsync($"DELETE FROM audit_unsealed WHERE entry_id = ANY ({sealedNow})", ct);
        return seals.Count;
    }

    /// <summary>What waits, in the order of its ids, as the next links. Entries are hashed as they are read; the links alone are held.</summary>
    private static async Task<List<AuditSeal>> ChainAsync(PermitsDbContext db, CancellationToken ct)
    {
        var last = await db.AuditSeals.AsNoTracking().OrderByDescending(s => s.Position).Select(s => new { s.Position, s.Hash }).FirstOrDefaultAsync(ct);
        var (position, hash) = (last?.Position ?? 0, last?.Hash ?? ChainHashes.Genesis);
        var hashes = new ChainHashes();
        var seals = new List<AuditSeal>();
        await using var command = new NpgsqlCommand(
            $"""
             SELECT {SealedEntry.Columns} FROM (SELECT entry_id FROM audit_unsealed ORDER BY entry_id LIMIT $1) u
             CROSS JOIN LATERAL (SELECT * FROM audit_entries a WHERE a.id = u.entry_id OFFSET 0) e ORDER BY u.entry_id
             """, (NpgsqlConnection)db.Database.GetDbConnection());
        command.Parameters.Add(new NpgsqlParameter { Value = AtOnce, NpgsqlDbType = NpgsqlDbType.Integer });
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            var entry = SealedEntry.Read(rows, 0);
            var salt = RandomNumberGenerator.GetBytes(16);
            var payload = hashes.Payload(salt, entry);
            hash = hashes.Link(hash, ++position, entry, payload);
            seals.Add(new AuditSeal { Position = position, EntryId = entry.Id, Salt = salt, PayloadDigest = payload, Hash = hash });
        }
        return seals;
    }

    /// <param name="at">Not null: a checkpoint is due as soon as anything was sealed since the last.</param>
    private async Task CheckpointWhereDueAsync(UnitOfWork unit, DateTimeOffset? at, CancellationToken ct)
    {
        if (keys.KeyId is null)
            return;
        var head = await unit.Db.AuditSeals.MaxAsync(s => (long?)s.Position, ct) ?? 0;
        var last = await unit.Db.AuditCheckpoints.OrderByDescending(c => c.Position).Select(c => new { c.Position, c.At }).FirstOrDefaultAsync(ct);
        var first = (last?.Position ?? 0) + 1;
        if (head < first || (at is null && head - first + 1 < EachPositions && last is not null && unit.Now - last.At < Each))
            return;
        var hashes = await unit.Db.AuditSeals.Where(s => s.Position >= first).OrderBy(s => s.Position).Select(s => s.Hash).ToListAsync(ct);
        unit.Db.AuditCheckpoints.Add(keys.Sign(first, head, hashes[^1], MerkleTree.RootOf(hashes), unit.Now));
    }
}
