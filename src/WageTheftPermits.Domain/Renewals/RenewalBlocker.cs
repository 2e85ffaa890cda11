namespace WageTheftPermits.Domain.Renewals;

/// <summary>What stands between a renewal and its permit, and who can lift it.</summary>
public sealed record RenewalBlocker(RenewalBlockerKind Kind, string Text, string WhoCanLift, Guid? SubjectId = null)
{
    /// <summary>The applicant alone owes it. Anything else is the department's to decide, and nobody's permit lapses over it.</summary>
    public bool IsApplicants => Kind is RenewalBlockerKind.Fee or RenewalBlockerKind.MissingDocument;
}

public enum RenewalBlockerKind
{
    NotScreened,
    OpenMatchReview,

    /// <summary>A case is on its way: the renewal waits for it while the present term runs, and no longer.</summary>
    CaseUndecided,
    HoldInForce,

    /// <summary>What a hold rests on is in doubt: the renewal waits a few days for the doubt to end, and no longer.</summary>
    HoldSuspended,

    /// <summary>Another owner took over, and the department has not granted it yet.</summary>
    OwnershipChange,
    PermitClosed,
    PermitRevoked,
    Fee,
    MissingDocument,
}

/// <summary>Something on record that concerns a renewal: its id, and what people call it.</summary>
public sealed record OnRecord(Guid Id, string Name);

/// <summary>A hold whose ground is in doubt, and the last day that a renewal waits for the doubt to end.</summary>
public sealed record SuspendedHold(Guid Id, string Name, DateOnly Until);

/// <summary>What is on record about a renewal's permit and its present holder at one moment.</summary>
public sealed record RenewalFacts
{
    /// <summary>The day in the department's time zone.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>Match reviews without a verdict, with what was found.</summary>
    public IReadOnlyCollection<OnRecord> OpenReviews { get; init; } = [];

    /// <summary>Open cases without a hold in force.</summary>
    public IReadOnlyCollection<OnRecord> UndecidedCases { get; init; } = [];

    public IReadOnlyCollection<OnRecord> HoldsInForce { get; init; } = [];

    public IReadOnlyCollection<SuspendedHold> SuspendedHolds { get; init; } = [];

    /// <summary>Changes of ownership on their way.</summary>
    public IReadOnlyCollection<OnRecord> OwnershipChanges { get; init; } = [];

    /// <summary>Requirements of this renewal that are open.</summary>
    public IReadOnlyCollection<Requirement> Requirements { get; init; } = [];
}
