using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WageTheftPermits.Application.Data;

namespace WageTheftPermits.Application.Audit;

/// <summary>What the chain was at a moment, signed. A copy of it that is kept elsewhere shows any later change of what came before it.</summary>
public sealed class AuditCheckpoint
{
    /// <summary>The head of the chain at that moment.</summary>
    public long Position { get; init; }

    /// <summary>The first position since the checkpoint before.</summary>
    public long FirstPosition { get; init; }

    /// <summary>The chain's hash at <see cref="Position"/>.</summary>
    public byte[] Hash { get; init; } = [];

    /// <summary>Of the Merkle tree over the hashes from <see cref="FirstPosition"/> to <see cref="Position"/>.</summary>
    public byte[] Root { get; init; } = [];

    /// <summary>To the microsecond.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>SHA-256 of the public key (SubjectPublicKeyInfo, DER), in hexadecimal.</summary>
    public string KeyId { get; init; } = "";

    /// <summary>SubjectPublicKeyInfo, DER.</summary>
    public byte[] PublicKey { get; init; } = [];

    /// <summary>ECDSA on P-256 with SHA-256, DER.</summary>
    public byte[] Signature { get; init; } = [];

    /// <summary>The very bytes that are signed: seven lines that a person can read.</summary>
    public byte[] SignedBytes() => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $"wtp-audit-checkpoint-1\nposition {Position}\nhash {Convert.ToHexStringLower(Hash)}\nfirst {FirstPosition}\nroot {Convert.ToHexStringLower(Root)}\nat {Moment(At)}\nkey {KeyId}\n"));

    /// <summary>As exports and checkpoint files write a moment: UTC, six digits.</summary>
    internal static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}

/// <summary>A checkpoint as it is kept outside the database.</summary>
public sealed record CheckpointFile(long Position, string Hash, long First, string Root, string At, string KeyId, string PublicKey, string Signature)
{
    public static CheckpointFile Of(AuditCheckpoint c) => new(c.Position, Convert.ToHexStringLower(c.Hash), c.FirstPosition, Convert.ToHexStringLower(c.Root),
        AuditCheckpoint.Moment(c.At), c.KeyId, Convert.ToBase64String(c.PublicKey), Convert.ToBase64String(c.Signature));

    /// <exception cref="FormatException">The file is no checkpoint.</exception>
    public static AuditCheckpoint Read(string json)
    {
        try
        {
            var file = JsonSerializer.Deserialize<CheckpointFile>(json, Json.Web) ?? throw new FormatException("It is empty.");
            return new AuditCheckpoint
            {
                Position = file.Position,
                FirstPosition = file.First,
                Hash = Convert.FromHexString(file.Hash),
                Root = Convert.FromHexString(file.Root),
                At = DateTimeOffset.Parse(file.At, CultureInfo.InvariantCulture),
                KeyId = file.KeyId,
                PublicKey = Convert.FromBase64String(file.PublicKey),
                Signature = Convert.FromBase64String(file.Signature),
            };
        }
        catch (Exception e) when (e is JsonException or ArgumentNullException)
        {
            throw new FormatException($"It has not the members of a checkpoint: {e.Message}", e);
        }
    }
}

internal sealed class AuditCheckpointMapping : IEntityTypeConfiguration<AuditCheckpoint>
{
    public void Configure(EntityTypeBuilder<AuditCheckpoint> builder)
    {
        builder.ToTable("audit_checkpoints");
        builder.HasKey(c => c.Position);
        builder.Property(c => c.Position).ValueGeneratedNever();
    }
}
