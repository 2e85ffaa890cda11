using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Permits;

namespace WageTheftPermits.Application.Hearings;

internal sealed class HearingMapping : IEntityTypeConfiguration<Hearing>, IEntityTypeConfiguration<PermitOrder>, IEntityTypeConfiguration<Appeal>
{
    public void Configure(EntityTypeBuilder<Hearing> builder)
    {
        builder.ToTable("hearings");
        builder.Property(h => h.Id).ValueGeneratedNever();
        builder.HasOne<Case>().WithMany().HasForeignKey(h => h.CaseId);
        builder.HasOne<Permit>().WithMany().HasForeignKey(h => h.PermitId);
        builder.HasOne<Hold>().WithMany().HasForeignKey(h => h.HoldId);
        builder.ComplexProperty(h => h.Slot, slot =>
        {
            slot.Property(s => s.Day).HasColumnName("slot_day");
            slot.Property(s => s.At).HasColumnName("slot_at");
            slot.Property(s => s.Place).HasColumnName("slot_place");
            slot.Property(s => s.Special).HasColumnName("slot_special");
        });
        builder.Property<uint>("xmin").IsRowVersion();
    }

    public void Configure(EntityTypeBuilder<PermitOrder> builder)
    {
        builder.ToTable("permit_orders");
        builder.Property(o => o.Id).ValueGeneratedNever();
        builder.HasOne<Hearing>().WithMany().HasForeignKey(o => o.HearingId);
        builder.HasOne<Case>().WithMany().HasForeignKey(o => o.CaseId);
        builder.HasOne<Permit>().WithMany().HasForeignKey(o => o.PermitId);
        builder.Property<uint>("xmin").IsRowVersion();
    }

    public void Configure(EntityTypeBuilder<Appeal> builder)
    {
        builder.ToTable("appeals");
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.HasOne<PermitOrder>().WithMany().HasForeignKey(a => a.OrderId);
        builder.HasOne<Case>().WithMany().HasForeignKey(a => a.CaseId);
        builder.Property<uint>("xmin").IsRowVersion();
    }
}
