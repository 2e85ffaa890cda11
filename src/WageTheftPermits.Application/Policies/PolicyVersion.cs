using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.Application.Policies;

/// <summary>One version of the program's policy; never changed once written.</summary>
public sealed class PolicyVersion
{
    /// <summary>Begins with a digest of the content, which names the version.</summary>
    public string Version { get; init; } = "";

    /// <summary>In the order of approval: of two that come into force at one moment, the later stands.</summary>
    public long Number { get; private set; }

    public string Program { get; init; } = "";

    /// <summary>The policy file (JSON).</summary>
    public string Content { get; init; } = "";

    public DateTimeOffset DeployedAt { get; init; }

    /// <summary>Who deployed the first one, or approved the change.</summary>
    public string DeployedBy { get; init; } = "";

    /// <summary>In force from this moment until the next one's.</summary>
    public DateTimeOffset EffectiveFrom { get; init; }

    /// <summary>The version that it changes; null for the first.</summary>
    public string? BaseVersion { get; init; }

    /// <summary>The proposal that was approved; null for the first.</summary>
    public Guid? ProposalId { get; init; }

    public NewestPolicy AsNewest() => new(Version, EffectiveFrom);
}

internal sealed class PolicyMapping : IEntityTypeConfiguration<PolicyVersion>, IEntityTypeConfiguration<PolicyProposal>
{
    public void Configure(EntityTypeBuilder<PolicyVersion> builder)
    {
        builder.ToTable("policy_versions");
        builder.HasKey(p => p.Version);
        builder.Property(p => p.Number).UseIdentityAlwaysColumn();
        builder.Property(p => p.Content).HasColumnType("jsonb");
    }

    public void Configure(EntityTypeBuilder<PolicyProposal> builder)
    {
        builder.ToTable("policy_proposals");
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Property(p => p.Content).HasColumnType("jsonb");
        builder.Property<uint>("xmin").IsRowVersion();
    }
}
