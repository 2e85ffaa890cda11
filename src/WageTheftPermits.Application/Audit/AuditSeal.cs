using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace WageTheftPermits.Application.Audit;

/// <summary>One link of the chain: an entry of the audit log at its position. Positions count from 1 without gaps, in the order of sealing.</summary>
public sealed class AuditSeal
{
    public long Position { get; init; }

    public long EntryId { get; init; }

    /// <summary>What makes the digest of the payload say nothing of it by itself; gone where the payload was redacted.</summary>
    public byte[]? Salt { get; init; }

    /// <summary>Of summary, reason and evidence, SHA-256.</summary>
    public byte[] PayloadDigest { get; init; } = [];

    /// <summary>Over the previous hash, the position and the entry, SHA-256.</summary>
    public byte[] Hash { get; init; } = [];
}

internal sealed class AuditSealMapping : IEntityTypeConfiguration<AuditSeal>
{
    public void Configure(EntityTypeBuilder<AuditSeal> builder)
    {
        builder.ToTable("audit_seals");
        builder.HasKey(s => s.Position);
        builder.Property(s => s.Position).ValueGeneratedNever();
    }
}
