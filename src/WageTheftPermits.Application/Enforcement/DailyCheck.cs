using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace WageTheftPermits.Application.Enforcement;

/// <summary>What one day's look for what should not be has found.</summary>
public sealed class DailyCheck
{
    /// <summary>The day in the department's time zone.</summary>
    public DateOnly Day { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>What was found, by invariant (JSON); null until it is finished.</summary>
    public string? Findings { get; set; }
}

internal sealed class DailyCheckMapping : IEntityTypeConfiguration<DailyCheck>
{
    public void Configure(EntityTypeBuilder<DailyCheck> builder)
    {
        builder.ToTable("daily_checks");
        builder.HasKey(c => c.Day);
        builder.Property(c => c.Findings).HasColumnType("jsonb");
    }
}
