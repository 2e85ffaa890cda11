using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WageTheftPermits.Application.Data;

namespace WageTheftPermits.Application.Accounts;

/// <summary>
/// A bearer token of an account for the HTTP API: a person's, or a system's that has an account of its own. What is done with it is done by the account.
/// </summary>
public sealed class PersonToken
{
    /// <summary>Tells a person's token from an agency's.</summary>
    public const string Prefix = "wtpp_";

    /// <summary>Names the token without giving it away: the beginning of its hash.</summary>
    public string Id { get; init; } = "";

    public byte[] Hash { get; init; } = [];

    public Guid AccountId { get; init; }

    /// <summary>What it is narrowed to; empty where it may do all that the account may. The account's roles at the moment of use bound it in any case.</summary>
    public List<string> Roles { get; init; } = [];

    /// <summary>What it is for, in its owner's words.</summary>
    public string? Note { get; init; }

    public string MadeBy { get; init; } = "";

    public DateTimeOffset MadeAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>The hour in which it was last used; null: never.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    public bool IsInForce(DateTimeOffset now) => RevokedAt is null && ExpiresAt > now;
}

internal sealed class PersonTokenMapping : IEntityTypeConfiguration<PersonToken>
{
    public void Configure(EntityTypeBuilder<PersonToken> builder)
    {
        builder.ToTable("person_tokens");
        builder.HasOne<User>().WithMany().HasForeignKey(t => t.AccountId);
    }
}
