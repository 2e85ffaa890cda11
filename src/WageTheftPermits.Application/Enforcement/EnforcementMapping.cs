using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Domain.Permits;

namespace WageTheftPermits.Application.Enforcement;

internal sealed class EnforcementMapping : IEntityTypeConfiguration<Case>, IEntityTypeConfiguration<Hold>, IEntityTypeConfiguration<Notice>
{
    public void Configure(EntityTypeBuilder<Case> builder)
    {
        builder.ToTable("cases");
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.HasOne<Permit>().WithMany().HasForeignKey(c => c.PermitId);
        builder.HasOne<Permittee>().WithMany().HasForeignKey(c => c.PermitteeId);
        builder.HasOne<Judgment>().WithMany().HasForeignKey(c => c.JudgmentId);
        builder.HasOne<PartyOfRecord>().WithMany().HasForeignKey(c => c.JudgmentPartyId);
        builder.HasOne<MatchReview>().WithMany().HasForeignKey(c => c.MatchReviewId);
        builder.Property<uint>("xmin").IsRowVersion();
    }

    public void Configure(EntityTypeBuilder<Hold> builder)
    {
        builder.ToTable("holds");
        builder.Property(h => h.Id).ValueGeneratedNever();
        builder.Property(h => h.EligibilityAtApproval).HasColumnType("jsonb");
        builder.HasOne<Case>().WithMany().HasForeignKey(h => h.CaseId);
        builder.HasOne<Permit>().WithMany().HasForeignKey(h => h.PermitId);
        builder.Property<uint>("xmin").IsRowVersion();
    }

    public void Configure(EntityTypeBuilder<Notice> builder)
    {
        builder.ToTable("notices");
        builder.Property(n => n.Id).ValueGeneratedNever();
        builder.HasOne<Case>().WithMany().HasForeignKey(n => n.CaseId);
    }
}
