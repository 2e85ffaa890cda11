using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Permits;

namespace WageTheftPermits.Application.Matching;

internal sealed class MatchMapping : IEntityTypeConfiguration<MatchReview>, IEntityTypeConfiguration<MatchVerdict>, IEntityTypeConfiguration<JudgmentSearch>,
    IEntityTypeConfiguration<ScreeningRequest>, IEntityTypeConfiguration<ModelTrial>, IEntityTypeConfiguration<ModelTrialChange>
{
    public void Configure(EntityTypeBuilder<MatchReview> builder)
    {
        builder.ToTable("match_reviews");
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Explanation).HasColumnType("jsonb");
        builder.Property(r => r.Compared).HasColumnType("jsonb").HasConversion(c => JsonSerializer.Serialize(c, Json.Web), text => JsonSerializer.Deserialize<ComparedFields>(text, Json.Web));
        builder.HasOne<Permit>().WithMany().HasForeignKey(r => r.PermitId);
        builder.HasOne<PartyOfRecord>().WithMany().HasForeignKey(r => r.JudgmentPartyId);
        builder.HasMany(r => r.Verdicts).WithOne().HasForeignKey(v => v.MatchReviewId);
        builder.Navigation(r => r.Verdicts).UsePropertyAccessMode(PropertyAccessMode.Field);
        builder.Property<uint>("xmin").IsRowVersion();
    }

    public void Configure(EntityTypeBuilder<MatchVerdict> builder)
    {
        builder.ToTable("match_verdicts");
        builder.Property(v => v.Id).ValueGeneratedNever();
    }

    public void Configure(EntityTypeBuilder<JudgmentSearch> builder)
    {
        builder.ToTable("judgment_searches");
        builder.Property(s => s.Id).ValueGeneratedNever();
    }

    public void Configure(EntityTypeBuilder<ScreeningRequest> builder)
    {
        builder.ToTable("screening_requests");
        builder.HasKey(r => r.Id);
    }

    public void Configure(EntityTypeBuilder<ModelTrial> builder)
    {
        builder.ToTable("model_trials");
        builder.HasKey(t => t.Version);
        builder.HasMany(t => t.Changes).WithOne().HasForeignKey("version");
        builder.Navigation(t => t.Changes).UsePropertyAccessMode(PropertyAccessMode.Field);
    }

    public void Configure(EntityTypeBuilder<ModelTrialChange> builder)
    {
        builder.ToTable("model_trial_changes");
        builder.Property<string>("version");
        builder.HasKey("version", nameof(ModelTrialChange.PermitId), nameof(ModelTrialChange.JudgmentPartyId));
        builder.Ignore(c => c.AgainstAVerdict).Ignore(c => c.Gravity);
    }
}
