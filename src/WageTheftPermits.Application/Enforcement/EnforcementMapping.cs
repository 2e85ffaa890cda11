using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Domain.Permits;

namespace WageTheftPermits.Application.Enforcement;

internal sealed class EnforcementMapping : IEntityTypeConfiguration<Case>, IEntityTypeConfiguration<Hold>, IEntityTypeConfiguration<PermitCondition>,
    IEntityTypeConfiguration<SuccessorReview>, IEntityTypeConfiguration<Notice>
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
        builder.ComplexProperty(h => h.Required, required =>
        {
            required.Property(r => r.Text).HasColumnName("required_text");
            required.Property(r => r.DueOn).HasColumnName("required_due_on");
            required.Property(r => r.Evidence).HasColumnName("required_evidence");
        });
        builder.Property<uint>("xmin").IsRowVersion();
    }

    public void Configure(EntityTypeBuilder<PermitCondition> builder)
    {
        builder.ToTable("permit_conditions");
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.HasOne<Case>().WithMany().HasForeignKey(c => c.CaseId);
        builder.HasOne<Permit>().WithMany().HasForeignKey(c => c.PermitId);
        builder.HasOne<Hold>().WithMany().HasForeignKey(c => c.HoldId);
        builder.Property<uint>("xmin").IsRowVersion();
    }

    public void Configure(EntityTypeBuilder<SuccessorReview> builder)
    {
        builder.ToTable("successor_reviews");
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.HasOne<Case>().WithMany().HasForeignKey(r => r.CaseId);
        builder.HasOne<Permit>().WithMany().HasForeignKey(r => r.PermitId);
        builder.HasOne<Permittee>().WithMany().HasForeignKey(r => r.NewPermitteeId);
        builder.Property(r => r.Tests).HasColumnType("text[]").HasConversion(
            tests => tests.Select(t => Naming.Word(t)).ToArray(), words => words.Select(Naming.FromWord<SuccessorTest>).ToArray(),
            new ValueComparer<IReadOnlyList<SuccessorTest>>((a, b) => a!.SequenceEqual(b!), tests => tests.Count, tests => tests));
        builder.Property<uint>("xmin").IsRowVersion();
    }

    public void Configure(EntityTypeBuilder<Notice> builder)
    {
        builder.ToTable("notices");
        builder.Property(n => n.Id).ValueGeneratedNever();
        builder.HasOne<Case>().WithMany().HasForeignKey(n => n.CaseId);
    }
}
