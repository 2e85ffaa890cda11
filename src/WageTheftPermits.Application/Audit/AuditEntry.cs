using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace WageTheftPermits.Application.Audit;

/// <summary>
/// One thing that a person, an agency or the service did, written in the unit that did it. The running role can add entries and
/// read them; it can neither change nor remove one.
/// </summary>
public sealed class AuditEntry
{
    public long Id { get; private set; }

    public DateTimeOffset At { get; init; }

    /// <summary>Who, as <see cref="Domain.Actor"/> writes itself.</summary>
    public string Actor { get; init; } = "";

    /// <summary>What, past tense in words: <c>hold approved</c>.</summary>
    public string Action { get; init; } = "";

    /// <summary>What happened, in one sentence for a reader of the case.</summary>
    public string Summary { get; init; } = "";

    public string? Reason { get; init; }

    /// <summary>Everything that it concerns, as <c>case:…</c>, <c>permit:…</c>, <c>judgment:…</c>; a timeline is a query on one of them.</summary>
    public string[] Subjects { get; init; } = [];

    /// <summary>What supports it (JSON): values before and after, the eligibility computed, the score on the page.</summary>
    public string? Evidence { get; init; }

    /// <summary>Definition and version of the workflow that acted, where one did.</summary>
    public string? Definition { get; init; }

    public string? PolicyVersion { get; init; }
}

internal sealed class AuditMapping : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("audit_entries");
        builder.Property(e => e.Id).UseIdentityAlwaysColumn();
        builder.Property(e => e.Evidence).HasColumnType("jsonb");
    }
}
