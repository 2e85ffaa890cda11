namespace WageTheftPermits.Domain.Enforcement;

/// <summary>The legal position of a case. What is to be done next is the workflow's; what has been done is here.</summary>
public enum CaseStatus
{
    /// <summary>A person confirmed that the permittee is the judgment's party; nothing has been done about it.</summary>
    Confirmed,

    /// <summary>Something forbids an adverse step for now: not final, stayed, stale balance, a gap or dispute, bankruptcy.</summary>
    Watching,

    /// <summary>Notice was served and its answering time runs or has run.</summary>
    Noticed,

    /// <summary>An inspector proposed a hold; a supervisor has not yet decided.</summary>
    HoldProposed,

    /// <summary>A hold is in force on the permit's renewal.</summary>
    HoldActive,

    /// <summary>Nothing supports enforcement any more; every hold is lifted and the agency is being told.</summary>
    Releasing,

    Closed,
}

/// <summary>The acts that move a case.</summary>
public enum CaseAct
{
    [Act("The service", "A condition of eligibility that fails, named")]
    Watch,

    [Act("An inspector", "Proof of service; eligibility at that moment")]
    Notice,

    [Act("An inspector", "Reasons for the department and for the permittee; eligibility at that moment")]
    ProposeHold,

    [Act("A supervisor who did not propose it, or the proposer", "Reason")]
    TakeBackHold,

    [Act("A supervisor who did not propose it", "Eligibility at that moment, kept with the hold")]
    ApproveHold,

    [Act("The agency", "Satisfaction, vacatur, withdrawal or expiry; or a person's finding that it is one debt with another")]
    Release,

    [Act("The service", "The agency was told")]
    Close,

    [Act("An inspector", "Reason")]
    CloseInError,
}

/// <summary>
/// The department's file of one judgment party and one permit (its permittee at its site).
/// Only these methods change its status; each refuses what <see cref="Next"/> does not list.
/// </summary>
public sealed class Case
{
    private Case()
    {
    }

    /// <param name="review">A match review that a person confirmed; a case without one cannot exist.</param>
    public Case(Guid id, string reference, Matching.MatchReview review, Guid judgmentId, string policyVersion, Actor openedBy, DateTimeOffset now)
    {
        RuleViolation.Unless(review.Status == Matching.MatchReviewStatus.Confirmed, "case.unconfirmed",
            "A case needs a match that a person confirmed.");
        openedBy.MustBePerson("open a case");
        Id = id;
        Reference = reference;
        PermitId = review.PermitId;
        PermitteeId = review.PermitteeId;
        JudgmentPartyId = review.JudgmentPartyId;
        JudgmentId = judgmentId;
        MatchReviewId = review.Id;
        PolicyVersion = policyVersion;
        OpenedBy = openedBy.Id;
        OpenedAt = now;
        Status = CaseStatus.Confirmed;
    }

    public Guid Id { get; private set; }

    /// <summary>What people call it, such as <c>EC-2026-00012</c>.</summary>
    public string Reference { get; private set; } = "";

    public Guid PermitId { get; private set; }

    /// <summary>The permittee whom the case is about; a later holder of the permit is not.</summary>
    public Guid PermitteeId { get; private set; }

    public Guid JudgmentId { get; private set; }

    public Guid JudgmentPartyId { get; private set; }

    public Guid MatchReviewId { get; private set; }

    public CaseStatus Status { get; private set; }

    /// <summary>Why the case waits, while it is <see cref="CaseStatus.Watching"/>.</summary>
    public string? WatchingFor { get; private set; }

    /// <summary>The policy under which the case began and is carried on.</summary>
    public string PolicyVersion { get; private set; } = "";

    public string OpenedBy { get; private set; } = "";

    public DateTimeOffset OpenedAt { get; private set; }

    public DateTimeOffset? ClosedAt { get; private set; }

    public string? CloseReason { get; private set; }

    public bool IsOpen => Status != CaseStatus.Closed;

    /// <summary>Where an act leads from a status; null where it is refused. The whole table of the machine.</summary>
    public static CaseStatus? Next(CaseStatus from, CaseAct act) => (from, act) switch
    {
        (CaseStatus.Confirmed or CaseStatus.Watching, CaseAct.Watch) => CaseStatus.Watching,
        (CaseStatus.Confirmed or CaseStatus.Watching, CaseAct.Notice) => CaseStatus.Noticed,
        (CaseStatus.Noticed, CaseAct.ProposeHold) => CaseStatus.HoldProposed,
        (CaseStatus.HoldProposed, CaseAct.TakeBackHold) => CaseStatus.Noticed,
        (CaseStatus.HoldProposed, CaseAct.ApproveHold) => CaseStatus.HoldActive,
        (not (CaseStatus.Releasing or CaseStatus.Closed), CaseAct.Release) => CaseStatus.Releasing,
        (CaseStatus.Releasing, CaseAct.Close) => CaseStatus.Closed,
        (CaseStatus.Confirmed or CaseStatus.Watching or CaseStatus.Noticed, CaseAct.CloseInError) => CaseStatus.Closed,
        _ => null,
    };

    /// <summary>An adverse step is not allowed now; the case waits for what is named.</summary>
    public void Watch(string waitingFor)
    {
        Move(CaseAct.Watch);
        WatchingFor = waitingFor;
    }

    /// <summary>Notice was served, with its proof, on a party against whom it may be served.</summary>
    public void Notice(Eligibility eligibility)
    {
        eligibility.MustAllow("serve notice", Id);
        Move(CaseAct.Notice);
    }

    internal void HoldProposed() => Move(CaseAct.ProposeHold);

    internal void HoldTakenBack() => Move(CaseAct.TakeBackHold);

    internal void HoldApproved() => Move(CaseAct.ApproveHold);

    /// <summary>Nothing supports enforcement any more, from whatever status. The caller lifts the case's holds in the same unit.</summary>
    public void Release(string reason)
    {
        Move(CaseAct.Release);
        CloseReason = reason;
    }

    /// <summary>The agency knows; the file is closed.</summary>
    public void Close(DateTimeOffset now)
    {
        Move(CaseAct.Close);
        ClosedAt = now;
    }

    /// <summary>The confirmation was a mistake. Possible until a hold was proposed.</summary>
    public void CloseInError(Actor by, string reason, DateTimeOffset now)
    {
        by.MustBePerson("close a case");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(reason), "case.reason", "Say why the case was a mistake.");
        Move(CaseAct.CloseInError);
        (CloseReason, ClosedAt) = (reason.Trim(), now);
    }

    private void Move(CaseAct act)
    {
        var next = Next(Status, act);
        RuleViolation.Unless(next is not null, "case.transition", $"Case {Reference} is {Words(Status)}; it cannot {Words(act)} now.");
        Status = next!.Value;
        if (Status != CaseStatus.Watching)
            WatchingFor = null;
    }

    private static string Words(Enum value) =>
        string.Concat(value.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? " " + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));
}
