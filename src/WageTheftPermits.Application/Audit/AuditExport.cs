using Microsoft.EntityFrameworkCore;
using Npgsql;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Application.Audit;

/// <summary>
/// Everything that was done in a case, with what proves it: each entry as it was sealed, its link of the chain, and the way from there to the root that a checkpoint signs.
/// Whoever has it, and knows the department's key, needs neither the database nor this program: <c>docs/audit/verify.py</c>.
/// </summary>
public sealed record AuditExport(string Format, string Case, string Subject, IReadOnlyList<ExportedEntry> Entries, IReadOnlyList<CheckpointFile> Checkpoints)
{
    public const string Form = "wtp-audit-export-1";
}

/// <summary>An entry, every value as it is hashed; <c>evidence</c> is the text of the JSON, not the JSON.</summary>
/// <param name="Seal">Null where it waits to be sealed.</param>
public sealed record ExportedEntry(
    long Id, string At, string Actor, string Action, string Summary, string? Reason, IReadOnlyList<string?>? Subjects, string? Evidence, string? Definition, string? PolicyVersion, ExportedSeal? Seal);

/// <summary>Its link of the chain, in hexadecimal.</summary>
/// <param name="Salt">Null where the payload was redacted.</param>
/// <param name="Checkpoint">The position of the checkpoint that covers it; null where none does yet.</param>
/// <param name="Path">From the link's hash to the checkpoint's root (RFC 6962).</param>
public sealed record ExportedSeal(long Position, string? Salt, string PayloadDigest, string Previous, string Hash, long? Checkpoint, IReadOnlyList<string> Path);

/// <summary>Takes a case's record out of the database.</summary>
public sealed class AuditExporter(Units units)
{
    /// <param name="reference">The case's reference, such as <c>EC-2026-00012</c>, or its id.</param>
    /// <exception cref="RuleViolation">There is no such case.</exception>
    public Task<AuditExport> ExportAsync(string reference, CancellationToken ct) => units.ReadAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        var id = Guid.TryParse(reference, out var given) ? given : Guid.Empty;
        var found = await db.Cases.Where(c => c.Reference == reference || c.Id == id).Select(c => new { c.Id, c.Reference }).FirstOrDefaultAsync(ct)
            ?? throw new RuleViolation("audit.no-case", $"There is no case {reference}.");
        var subject = $"case:{found.Id}";
        var rows = await RowsAsync(db, subject, ct);
        var (entries, used) = (new List<ExportedEntry>(), new List<AuditCheckpoint>());
        (AuditCheckpoint Of, IReadOnlyList<byte[]> Hashes)? covering = null;
        foreach (var (entry, seal, previous) in rows)
        {
            if (seal is not null && (covering is null || seal.Position > covering.Value.Of.Position))
            {
                covering = await CoveringAsync(db, seal.Position, ct);
                if (covering is { } other)
                    used.Add(other.Of);
            }
            entries.Add(Of(entry, seal is null ? null : Of(seal, previous!, covering)));
        }
        return new AuditExport(AuditExport.Form, found.Reference, subject, entries, [.. used.Select(CheckpointFile.Of)]);
    });

    private sealed record Row(SealedEntry Entry, AuditSeal? Seal, byte[]? Previous);

    private static async Task<IReadOnlyList<Row>> RowsAsync(PermitsDbContext db, string subject, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"""
             SELECT s.position, s.entry_id, s.salt, s.payload_digest, s.hash, {SealedEntry.Columns}, p.hash FROM audit_entries e
             LEFT JOIN audit_seals s ON s.entry_id = e.id LEFT JOIN audit_seals p ON p.position = s.position - 1
             WHERE e.subjects @> ARRAY[$1] ORDER BY s.position, e.id
             """, (NpgsqlConnection)db.Database.GetDbConnection());
        command.Parameters.Add(new NpgsqlParameter { Value = subject });
        var rows = new List<Row>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var isSealed = !reader.IsDBNull(0);
            const int previous = SealedRow.SealWidth + SealedEntry.Width;
            rows.Add(new Row(SealedEntry.Read(reader, SealedRow.SealWidth), isSealed ? SealedRow.ReadSeal(reader) : null,
                isSealed ? reader.IsDBNull(previous) ? ChainHashes.Genesis : reader.GetFieldValue<byte[]>(previous) : null));
        }
        return rows;
    }

    /// <summary>The checkpoint that covers a position, and all hashes under its root.</summary>
    private static async Task<(AuditCheckpoint, IReadOnlyList<byte[]>)?> CoveringAsync(PermitsDbContext db, long position, CancellationToken ct)
    {
        if (await db.AuditCheckpoints.Where(c => c.Position >= position).OrderBy(c => c.Position).FirstOrDefaultAsync(ct) is not { } checkpoint)
            return null;
        var hashes = await db.AuditSeals.Where(s => s.Position >= checkpoint.FirstPosition && s.Position <= checkpoint.Position).OrderBy(s => s.Position).Select(s => s.Hash).ToListAsync(ct);
        return (checkpoint, hashes);
    }

    private static ExportedEntry Of(SealedEntry e, ExportedSeal? seal) => new(e.Id, AuditCheckpoint.Moment(DateTimeOffset.UnixEpoch.AddTicks(e.AtMicroseconds * TimeSpan.TicksPerMicrosecond)),
        e.Actor, e.Action, e.Summary, e.Reason, e.Subjects, e.Evidence, e.Definition, e.PolicyVersion, seal);

    private static ExportedSeal Of(AuditSeal seal, byte[] previous, (AuditCheckpoint Of, IReadOnlyList<byte[]> Hashes)? covering)
    {
        var path = covering is { } c ? MerkleTree.Path(c.Hashes, checked((int)(seal.Position - c.Of.FirstPosition))) : [];
        return new(seal.Position, seal.Salt is null ? null : Hex(seal.Salt), Hex(seal.PayloadDigest), Hex(previous), Hex(seal.Hash), covering?.Of.Position, [.. path.Select(Hex)]);
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
