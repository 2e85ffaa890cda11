using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WageTheftPermits.Domain.Hearings;

namespace WageTheftPermits.Application.Hearings.Packets;

/// <summary>A packet and its PDF are one row; a packet is read without its PDF.</summary>
internal sealed class PacketMapping : IEntityTypeConfiguration<HearingPacket>, IEntityTypeConfiguration<PacketContent>
{
    public void Configure(EntityTypeBuilder<HearingPacket> builder)
    {
        builder.ToTable("hearing_packets");
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.HasOne<Hearing>().WithMany().HasForeignKey(p => p.HearingId);
    }

    public void Configure(EntityTypeBuilder<PacketContent> builder)
    {
        builder.ToTable("hearing_packets");
        builder.HasKey(c => c.PacketId);
        builder.Property(c => c.PacketId).HasColumnName("id").ValueGeneratedNever();
        builder.HasOne<HearingPacket>().WithOne().HasForeignKey<PacketContent>(c => c.PacketId).Metadata.IsRequiredDependent = true;
    }
}
