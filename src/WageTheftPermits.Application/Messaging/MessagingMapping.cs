using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace WageTheftPermits.Application.Messaging;

internal sealed class MessagingMapping : IEntityTypeConfiguration<Agency>, IEntityTypeConfiguration<AgencyToken>, IEntityTypeConfiguration<Delivery>, IEntityTypeConfiguration<OutboxMessage>
{
    public void Configure(EntityTypeBuilder<Agency> builder)
    {
        builder.ToTable("agencies");
        builder.HasKey(a => a.Key);
    }

    public void Configure(EntityTypeBuilder<AgencyToken> builder)
    {
        builder.ToTable("agency_tokens");
        builder.HasKey(t => t.Hash);
        builder.Ignore(t => t.Mark);
        builder.HasOne<Agency>().WithMany().HasForeignKey(t => t.Agency);
    }

    public void Configure(EntityTypeBuilder<Delivery> builder)
    {
        builder.ToTable("deliveries");
        builder.HasKey(d => d.Receipt);
        builder.Property(d => d.Arrival).UseIdentityAlwaysColumn();
        builder.HasOne<Agency>().WithMany().HasForeignKey(d => d.Agency);
        builder.Property<uint>("xmin").IsRowVersion();
    }

    public void Configure(EntityTypeBuilder<OutboxMessage> builder)
    {
        builder.ToTable("outbox");
        builder.Property(m => m.Id).UseIdentityAlwaysColumn();
        builder.HasOne<Agency>().WithMany().HasForeignKey(m => m.Agency);
    }
}
