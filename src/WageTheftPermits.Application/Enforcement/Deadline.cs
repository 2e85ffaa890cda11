using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace WageTheftPermits.Application.Enforcement;

public enum DeadlineKind
{
    /// <summary>Somebody's task.</summary>
    Task,

    /// <summary>The permittee may answer a notice.</summary>
    Answer,

    /// <summary>A condition of the permit is met in time.</summary>
    Condition,

    /// <summary>A renewal waits for a doubt about its hold to end.</summary>
    Doubt,

    /// <summary>A renewal is in time.</summary>
    Renewal,

    /// <summary>A new owner's application is in time.</summary>
    Application,

    /// <summary>A temporary permit runs.</summary>
    TemporaryPermit,

    /// <summary>A person has looked at a possible match.</summary>
    Match,

    /// <summary>The permittee may ask for a hearing.</summary>
    HearingRequest,

    /// <summary>A hearing is held.</summary>
    Hearing,

    /// <summary>The permittee may appeal from an order.</summary>
    Appeal,

    /// <summary>A suspension has effect.</summary>
    Suspension,
}

/// <summary>One day that something ends: what, whose it is, and what it is about. Read from the records themselves; never written.</summary>
public sealed class Deadline
{
    public Guid Id { get; init; }

    public DeadlineKind Kind { get; init; }

    /// <summary>The last day, in the department's time zone.</summary>
    public DateOnly Day { get; init; }

    /// <summary>A role, <c>permittee</c> or <c>agency</c>.</summary>
    public string Whose { get; init; } = "";

    public string About { get; init; } = "";

    public Guid PermitId { get; init; }

    public Guid? CaseId { get; init; }

    public Guid? RenewalId { get; init; }

    public Guid? OwnershipChangeId { get; init; }
}

internal sealed class DeadlineMapping : IEntityTypeConfiguration<Deadline>
{
    public void Configure(EntityTypeBuilder<Deadline> builder) => builder.ToView("deadlines").HasKey(d => new { d.Kind, d.Id });
}
