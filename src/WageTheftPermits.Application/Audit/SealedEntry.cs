using System.Data.Common;

namespace WageTheftPermits.Application.Audit;

/// <summary>An entry as it is sealed: every column exactly as the database holds it. One reading of it serves sealing, verifying and the export.</summary>
/// <param name="AtMicroseconds">Since 1970-01-01 00:00 UTC.</param>
/// <param name="Subjects">In their order; null where the column holds no plain list, which the service never writes.</param>
/// <param name="Evidence">The text that PostgreSQL writes for the value (<c>evidence::text</c>): its order of keys and its digits.</param>
internal sealed record SealedEntry(
    long Id, long AtMicroseconds, string Actor, string Action, string Summary, string? Reason, string?[]? Subjects, string? Evidence, string? Definition, string? PolicyVersion)
{
    /// <summary>What stands in place of the summary of an entry whose payload was redacted.</summary>
    public const string Redacted = "(redacted)";

    /// <summary>The action of the entry that tells of a redaction; its subjects name the other entry.</summary>
    public const string RedactionAction = "audit entry redacted";

    /// <summary>PostgreSQL counts from 2000-01-01.</summary>
    private const long PostgresEpoch = 946_684_800_000_000;

    /// <summary>The columns that <see cref="Read"/> reads, of the table <c>e</c>.</summary>
    public const string Columns =
        "e.id, e.at, e.actor, e.action, e.summary, e.reason, CASE WHEN array_ndims(e.subjects) > 1 THEN NULL ELSE e.subjects END AS subjects, e.evidence, e.definition, e.policy_version";

    /// <summary>How many columns that are.</summary>
    public const int Width = 10;

    public bool LooksRedacted => Summary == Redacted && Reason is null && Evidence is null;

    /// <param name="first">Where the first of <see cref="Columns"/> stands in the row.</param>
    public static SealedEntry Read(DbDataReader row, int first) => new(
        row.GetInt64(first), unchecked(row.GetFieldValue<long>(first + 1) + PostgresEpoch), row.GetString(first + 2), row.GetString(first + 3), row.GetString(first + 4), Text(row, first + 5),
        row.IsDBNull(first + 6) ? null : row.GetFieldValue<string?[]>(first + 6), Text(row, first + 7), Text(row, first + 8), Text(row, first + 9));

    /// <summary>The subject by which an entry names another one.</summary>
    public static string SubjectOf(long entry) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"audit-entry:{entry}");

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}

/// <summary>The three digests of the chain. What they cover is fixed for ever by the number in their domain; another form would be another number.</summary>
internal sealed class ChainHashes
{
    /// <summary>What the first seal follows.</summary>
    public static readonly byte[] Genesis = new byte[32];

    private readonly SealedText _text = new();

    /// <summary>Of what may have to be redacted by law. With the salt gone nobody can try out which words it was.</summary>
    public byte[] Payload(byte[] salt, SealedEntry entry) =>
        _text.Begin("wtp-audit-payload-1\n"u8).Raw(salt).Text(entry.Summary).Text(entry.Reason).Text(entry.Evidence).Sha256();

    public byte[] Entry(SealedEntry entry, byte[] payloadDigest) =>
        _text.Begin("wtp-audit-entry-1\n"u8).Number(entry.Id).Number(entry.AtMicroseconds).Text(entry.Actor).Text(entry.Action).Texts(entry.Subjects)
            .Text(entry.Definition).Text(entry.PolicyVersion).Raw(payloadDigest).Sha256();

    public byte[] Link(byte[] previous, long position, byte[] entry) => _text.Begin("wtp-audit-chain-1\n"u8).Raw(previous).Number(position).Raw(entry).Sha256();

    /// <summary>The hash of an entry at a position of the chain.</summary>
    public byte[] Link(byte[] previous, long position, SealedEntry entry, byte[] payloadDigest) => Link(previous, position, Entry(entry, payloadDigest));
}
