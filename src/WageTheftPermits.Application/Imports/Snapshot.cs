using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WageTheftPermits.Application.Messaging;

namespace WageTheftPermits.Application.Imports;

/// <summary>What the last file of an agency said of one judgment.</summary>
public sealed class Snapshot
{
    public string Agency { get; init; } = "";

    public string Subject { get; init; } = "";

    /// <summary>Digest of what was said last, whether or not it could be taken: the same again changes nothing.</summary>
    public string SeenDigest { get; set; } = "";

    /// <summary>The last <see cref="CaseStatement"/> that became events (JSON); null where none has.</summary>
    public string? Applied { get; set; }

    public DateTimeOffset SeenAt { get; set; }
}

internal sealed class SnapshotMapping : IEntityTypeConfiguration<Snapshot>
{
    public void Configure(EntityTypeBuilder<Snapshot> builder)
    {
        builder.ToTable("snapshots");
        builder.HasKey(s => new { s.Agency, s.Subject });
        builder.Property(s => s.Applied).HasColumnType("jsonb");
        builder.HasOne<Agency>().WithMany().HasForeignKey(s => s.Agency);
    }
}
