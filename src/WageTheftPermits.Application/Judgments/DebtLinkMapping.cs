using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WageTheftPermits.Domain.Judgments;

namespace WageTheftPermits.Application.Judgments;

/// <summary>The finding that stands on a pair of judgments, seen from one of them; each pair is there twice.</summary>
public sealed class StandingDebtLink
{
    public Guid JudgmentId { get; private set; }

    public Guid OtherId { get; private set; }

    /// <summary>True on one of the two sides: for lists of pairs.</summary>
    public bool IsFirst { get; private set; }

    public Guid LinkId { get; private set; }

    public DebtFinding Finding { get; private set; }

    public Guid? LeaderId { get; private set; }
}

/// <summary>A pair of judgments that may be one debt and on which nobody has decided, seen from one of them; each pair is there twice.</summary>
public sealed class UndecidedDebt
{
    public Guid JudgmentId { get; private set; }

    public Guid OtherId { get; private set; }

    /// <summary>True on one of the two sides: for lists of pairs.</summary>
    public bool IsFirst { get; private set; }
}

internal sealed class DebtLinkMapping : IEntityTypeConfiguration<DebtLink>, IEntityTypeConfiguration<DebtLinkParty>, IEntityTypeConfiguration<StandingDebtLink>,
    IEntityTypeConfiguration<UndecidedDebt>
{
    public void Configure(EntityTypeBuilder<DebtLink> builder)
    {
        builder.ToTable("debt_links");
        builder.Property(l => l.Id).ValueGeneratedNever();
        builder.Property(l => l.Number).UseIdentityAlwaysColumn();
        builder.HasOne<Judgment>().WithMany().HasForeignKey(l => l.FirstId);
        builder.HasOne<Judgment>().WithMany().HasForeignKey(l => l.SecondId);
        builder.HasMany(l => l.Parties).WithOne().HasForeignKey(p => p.LinkId);
        builder.Navigation(l => l.Parties).UsePropertyAccessMode(PropertyAccessMode.Field);
    }

    public void Configure(EntityTypeBuilder<DebtLinkParty> builder)
    {
        builder.ToTable("debt_link_parties");
        builder.HasKey(p => new { p.LinkId, p.FirstPartyId });
    }

    public void Configure(EntityTypeBuilder<StandingDebtLink> builder) => builder.HasNoKey().ToView("standing_debt_links");

    public void Configure(EntityTypeBuilder<UndecidedDebt> builder) => builder.HasNoKey().ToView("undecided_debts");
}
