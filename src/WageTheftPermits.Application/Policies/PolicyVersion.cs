using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace WageTheftPermits.Application.Policies;

/// <summary>One deployed version of the program's policy; never changed once written.</summary>
public sealed class PolicyVersion
{
    /// <summary>A digest of the content, which names the version.</summary>
    public string Version { get; init; } = "";

    public string Program { get; init; } = "";

    /// <summary>The policy file (JSON).</summary>
    public string Content { get; init; } = "";

    public DateTimeOffset DeployedAt { get; init; }

    public string DeployedBy { get; init; } = "";
}

internal sealed class PolicyMapping : IEntityTypeConfiguration<PolicyVersion>
{
    public void Configure(EntityTypeBuilder<PolicyVersion> builder)
    {
        builder.ToTable("policy_versions");
        builder.HasKey(p => p.Version);
        builder.Property(p => p.Content).HasColumnType("jsonb");
    }
}
