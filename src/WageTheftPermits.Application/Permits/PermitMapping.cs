using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WageTheftPermits.Domain.Permits;

namespace WageTheftPermits.Application.Permits;

internal sealed class PermitMapping : IEntityTypeConfiguration<Permit>, IEntityTypeConfiguration<Permittee>, IEntityTypeConfiguration<PermitTerm>,
    IEntityTypeConfiguration<OwnershipChange>
{
    public void Configure(EntityTypeBuilder<Permit> builder)
    {
        builder.ToTable("permits");
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.HasOne(p => p.Permittee).WithMany().HasForeignKey(p => p.PermitteeId);
        builder.HasIndex(p => p.Number).IsUnique();
        builder.ComplexProperty(p => p.Site);
        builder.ComplexProperty(p => p.Term, Term);
        builder.Property(p => p.MissingDocuments).HasColumnType("text[]").HasConversion(v => v!.ToArray(), v => v,
            new ValueComparer<IReadOnlyList<string>>((a, b) => a!.SequenceEqual(b!), v => v.Aggregate(0, HashCode.Combine), v => v));
        builder.Property<uint>("xmin").IsRowVersion();
    }

    public void Configure(EntityTypeBuilder<Permittee> builder)
    {
        builder.ToTable("permittees");
        builder.Property(p => p.Id).ValueGeneratedNever();
    }

    public void Configure(EntityTypeBuilder<PermitTerm> builder)
    {
        builder.ToTable("permit_terms");
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.ComplexProperty(p => p.Term, Term);
    }

    public void Configure(EntityTypeBuilder<OwnershipChange> builder)
    {
        builder.ToTable("ownership_changes");
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.HasOne<Permit>().WithMany().HasForeignKey(c => c.PermitId);
        builder.HasOne<Permittee>().WithMany().HasForeignKey(c => c.FormerPermitteeId);
        builder.HasOne<Permittee>().WithMany().HasForeignKey(c => c.NewPermitteeId);
        builder.Property<uint>("xmin").IsRowVersion();
    }

    internal static void Term(ComplexPropertyBuilder<Term> term)
    {
        term.Property(t => t.Start).HasColumnName("term_start");
        term.Property(t => t.End).HasColumnName("term_end");
    }
}
