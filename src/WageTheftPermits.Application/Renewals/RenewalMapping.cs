using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WageTheftPermits.Application.Permits;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Renewals;

namespace WageTheftPermits.Application.Renewals;

internal sealed class RenewalMapping : IEntityTypeConfiguration<Renewal>, IEntityTypeConfiguration<Requirement>, IEntityTypeConfiguration<RenewalBatch>,
    IEntityTypeConfiguration<RenewalBatchItem>
{
    public void Configure(EntityTypeBuilder<Renewal> builder)
    {
        builder.ToTable("renewals");
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.HasOne<Permit>().WithMany().HasForeignKey(r => r.PermitId);
        builder.ComplexProperty(r => r.Term, PermitMapping.Term);
        builder.Property<uint>("xmin").IsRowVersion();
    }

    public void Configure(EntityTypeBuilder<Requirement> builder)
    {
        builder.ToTable("requirements");
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.HasOne<Renewal>().WithMany().HasForeignKey(r => r.RenewalId);
        builder.Property<uint>("xmin").IsRowVersion();
    }

    public void Configure(EntityTypeBuilder<RenewalBatch> builder)
    {
        builder.ToTable("renewal_batches");
        builder.Property(b => b.Id).ValueGeneratedNever();
        builder.Property<uint>("xmin").IsRowVersion();
    }

    public void Configure(EntityTypeBuilder<RenewalBatchItem> builder)
    {
        builder.ToTable("renewal_batch_items");
        builder.HasKey(i => new { i.BatchId, i.PermitId });
    }
}
