namespace WageTheftPermits.Domain.Enforcement;

/// <summary>The tests of Labor Code 200.3; any one makes a new firm liable for the former one's judgment.</summary>
public enum SuccessorTest
{
    /// <summary>Substantially the same facilities or workforce, for substantially the same services.</summary>
    SameFacilitiesOrWorkforce,

    /// <summary>Substantially the same owners or managers who control labor relations.</summary>
    SameOwnersOrManagers,

    /// <summary>A managing agent who directly controlled the wages, hours or working conditions of the affected workers.</summary>
    SameManagingAgent,

    /// <summary>The same industry, and an owner, partner, officer or director who is of the immediate family of one of the former firm.</summary>
    ImmediateFamily,
}

public enum SuccessorFinding
{
    Pending,
    Successor,
    NotSuccessor,
}

/// <summary>
/// Whether the new holder of a permit is liable for the judgment of the former one. Counsel finds it; until then the former holder's case
/// neither follows to the new holder nor goes away.
/// </summary>
public sealed class SuccessorReview
{
    private SuccessorReview()
    {
    }

    /// <param name="onCase">The former holder's case.</param>
    /// <param name="newPermitteeId">Who holds the permit now.</param>
    public SuccessorReview(Guid id, Case onCase, Guid newPermitteeId, DateTimeOffset now)
    {
        RuleViolation.Unless(onCase.PermitteeId != newPermitteeId, "successor.same-holder", $"The holder of case {onCase.Reference} has not changed.");
        Id = id;
        CaseId = onCase.Id;
        PermitId = onCase.PermitId;
        NewPermitteeId = newPermitteeId;
        OpenedAt = now;
    }

    public Guid Id { get; private set; }

    public Guid CaseId { get; private set; }

    public Guid PermitId { get; private set; }

    public Guid NewPermitteeId { get; private set; }

    public SuccessorFinding Finding { get; private set; }

    /// <summary>The tests that counsel found met; empty where none is.</summary>
    public IReadOnlyList<SuccessorTest> Tests { get; private set; } = [];

    public string? Reason { get; private set; }

    public string? DecidedBy { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    public DateTimeOffset OpenedAt { get; private set; }

    /// <param name="tests">Those that are met; at least one makes a successor, and none may be met where it is none.</param>
    public void Decide(bool successor, IReadOnlyList<SuccessorTest> tests, string reason, Actor counsel, DateTimeOffset now)
    {
        counsel.MustBePerson("find whether a firm is a successor");
        RuleViolation.Unless(Finding == SuccessorFinding.Pending, "successor.decided", $"This was already decided by {DecidedBy}.");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(reason), "successor.reason", "Say what the finding rests on: it is kept as evidence.");
        RuleViolation.Unless(successor == tests.Count > 0, "successor.tests",
            successor ? "Name the test of Labor Code 200.3 that is met." : "A firm that meets a test of Labor Code 200.3 is a successor.");
        (Finding, Tests, Reason, DecidedBy, DecidedAt) =
            (successor ? SuccessorFinding.Successor : SuccessorFinding.NotSuccessor, [.. tests.Distinct().Order()], reason.Trim(), counsel.Id, now);
    }
}
