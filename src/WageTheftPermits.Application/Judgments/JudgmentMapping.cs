using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Judgments;

namespace WageTheftPermits.Application.Judgments;

/// <summary>One accepted or set-aside event of a judgment, as it came. The fold reads these; nothing else is the agency's truth.</summary>
public sealed class JudgmentEventRow
{
    /// <summary>The delivery that brought it.</summary>
    public Guid Receipt { get; init; }

    public Guid JudgmentId { get; init; }

    public long Sequence { get; init; }

    public string EventId { get; init; } = "";

    public string Type { get; init; } = "";

    /// <summary>Digest of type, subject, sequence and data as JSON values.</summary>
    public string Digest { get; init; } = "";

    /// <summary>The whole CloudEvent (UTF-8 JSON), byte for byte.</summary>
    public byte[] Body { get; init; } = [];

    public DateTimeOffset AcceptedAt { get; init; }

    /// <summary>Set aside by a conflict, or by who settled a dispute: its sequence counts as come, its content for nothing.</summary>
    public bool SetAside { get; set; }
}

internal sealed class JudgmentMapping : IEntityTypeConfiguration<Judgment>, IEntityTypeConfiguration<PartyOfRecord>, IEntityTypeConfiguration<JudgmentEventRow>,
    IEntityTypeConfiguration<JudgmentDecision>
{
    public void Configure(EntityTypeBuilder<Judgment> builder)
    {
        builder.ToTable("judgments");
        builder.Property(j => j.Id).ValueGeneratedNever();
        builder.Property(j => j.Docket).HasComputedColumnSql("docket_of(court, case_number)", stored: true);
        builder.HasMany(j => j.Parties).WithOne().HasForeignKey(p => p.JudgmentId);
        builder.Navigation(j => j.Parties).UsePropertyAccessMode(PropertyAccessMode.Field);
        builder.HasIndex(j => new { j.Agency, j.Subject }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<PartyOfRecord> builder)
    {
        builder.ToTable("judgment_parties");
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Property(p => p.TradeNames).HasColumnType("text[]").HasConversion(v => v.ToArray(), v => v, Lists<string>());
        builder.Property(p => p.Phones).HasColumnType("text[]").HasConversion(v => v.ToArray(), v => v, Lists<string>());
        builder.Property(p => p.Addresses).HasColumnType("jsonb").HasConversion(
            v => JsonSerializer.Serialize(v, Json.Web), v => JsonSerializer.Deserialize<PartyAddress[]>(v, Json.Web)!, Lists<PartyAddress>());
    }

    public void Configure(EntityTypeBuilder<JudgmentEventRow> builder)
    {
        builder.ToTable("judgment_events");
        builder.HasKey(e => e.Receipt);
        builder.HasOne<Judgment>().WithMany().HasForeignKey(e => e.JudgmentId);
    }

    public void Configure(EntityTypeBuilder<JudgmentDecision> builder)
    {
        builder.ToTable("judgment_decisions");
        builder.Property(d => d.Id).ValueGeneratedNever();
        builder.HasOne<Judgment>().WithMany().HasForeignKey(d => d.JudgmentId);
    }

    private static ValueComparer<IReadOnlyList<T>> Lists<T>() =>
        new((a, b) => a!.SequenceEqual(b!), v => v.Aggregate(0, (hash, item) => HashCode.Combine(hash, item)), v => v);
}
