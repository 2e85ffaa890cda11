using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WageTheftPermits.Application.Permits;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Renewals;

namespace WageTheftPermits.Application.Renewals;

internal sealed class RenewalMapping : IEntityTypeConfiguration<Renewal>
{
    public void Configure(EntityTypeBuilder<Renewal> builder)
    {
        builder.ToTable("renewals");
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.HasOne<Permit>().WithMany().HasForeignKey(r => r.PermitId);
        builder.ComplexProperty(r => r.Term, PermitMapping.Term);
        builder.Property<uint>("xmin").IsRowVersion();
    }
}
