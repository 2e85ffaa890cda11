namespace WageTheftPermits.Domain.Enforcement;

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
        MovedAt = now;
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

    /// <summary>Why the case waits: while it is watching, stayed or in bankruptcy review, and while it rests after a supervisor refused or lifted a hold.</summary>
    public string? WatchingFor { get; private set; }

    /// <summary>The policy under which the case began and is carried on.</summary>
    public string PolicyVersion { get; private set; } = "";

    public string OpenedBy { get; private set; } = "";

    public DateTimeOffset OpenedAt { get; private set; }

    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>Why it was released or closed; null while it is neither.</summary>
    public CloseCause? CloseCause { get; private set; }

    public string? CloseReason { get; private set; }

    /// <summary>When an act last moved it.</summary>
    public DateTimeOffset MovedAt { get; private set; }

    /// <summary>Notice was served, and a supervisor has decided that no hold follows for now.</summary>
    public bool Rests => Status == CaseStatus.Noticed && WatchingFor is not null;

    /// <summary>Neither being released nor closed.</summary>
    public bool IsLive => Status is not (CaseStatus.Releasing or CaseStatus.Closed);

    public bool IsOpen => Status != CaseStatus.Closed;

    /// <summary>Where an act leads from a status; null where it is refused. The whole table of the machine.</summary>
    public static CaseStatus? Next(CaseStatus from, CaseAct act) => (from, act) switch
    {
        (CaseStatus.Confirmed or CaseStatus.Watching, CaseAct.Watch) => CaseStatus.Watching,
        (CaseStatus.Confirmed or CaseStatus.Watching, CaseAct.Notice) => CaseStatus.Noticed,
        (CaseStatus.Noticed, CaseAct.ProposeHold) => CaseStatus.HoldProposed,
        (CaseStatus.HoldProposed, CaseAct.TakeBackHold) => CaseStatus.Noticed,
        (CaseStatus.HoldProposed, CaseAct.ApproveHold) => CaseStatus.HoldActive,
        (CaseStatus.HoldProposed, CaseAct.ApproveCondition) => CaseStatus.Conditioned,
        (CaseStatus.HoldActive or CaseStatus.Conditioned or CaseStatus.Charged or CaseStatus.Suspended or CaseStatus.Revoked or CaseStatus.Appealed, CaseAct.LiftHold)
            => CaseStatus.Noticed,
        (CaseStatus.Noticed, CaseAct.TakeUp) => CaseStatus.Noticed,
        (CaseStatus.HoldActive, CaseAct.Charge) => CaseStatus.Charged,
        (CaseStatus.Charged, CaseAct.Dismiss) => CaseStatus.Noticed,
        (CaseStatus.Charged, CaseAct.OrderCondition) => CaseStatus.Conditioned,
        (CaseStatus.Charged, CaseAct.OrderSuspension) => CaseStatus.Suspended,
        (CaseStatus.Charged, CaseAct.OrderRevocation) => CaseStatus.Revoked,
        (CaseStatus.Suspended, CaseAct.EndSuspension) => CaseStatus.HoldActive,
        (CaseStatus.Suspended or CaseStatus.Revoked, CaseAct.Appeal) => CaseStatus.Appealed,
        (CaseStatus.Appealed, CaseAct.UpholdSuspension) => CaseStatus.Suspended,
        (CaseStatus.Appealed, CaseAct.UpholdRevocation) => CaseStatus.Revoked,
        (CaseStatus.Appealed, CaseAct.Overrule) => CaseStatus.Noticed,
        (CaseStatus.Noticed or CaseStatus.HoldProposed or CaseStatus.HoldActive or CaseStatus.Conditioned or CaseStatus.Charged or CaseStatus.Suspended or CaseStatus.Revoked
            or CaseStatus.Appealed, CaseAct.SignAccord) => CaseStatus.Conditioned,
        (CaseStatus.Conditioned, CaseAct.BreachCondition) => CaseStatus.Noticed,
        (CaseStatus.Noticed or CaseStatus.HoldProposed or CaseStatus.HoldActive or CaseStatus.Conditioned or CaseStatus.Charged or CaseStatus.Suspended or CaseStatus.Revoked
            or CaseStatus.Appealed, CaseAct.LoseGround) => CaseStatus.Watching,
        (not (CaseStatus.Stayed or CaseStatus.BankruptcyReview or CaseStatus.Releasing or CaseStatus.Closed), CaseAct.Stay) => CaseStatus.Stayed,
        (not (CaseStatus.BankruptcyReview or CaseStatus.Releasing or CaseStatus.Closed), CaseAct.EnterBankruptcy) => CaseStatus.BankruptcyReview,
        (CaseStatus.Stayed or CaseStatus.BankruptcyReview, CaseAct.Resume) => CaseStatus.Watching,
        (not (CaseStatus.Releasing or CaseStatus.Closed), CaseAct.Release) => CaseStatus.Releasing,
        (CaseStatus.Releasing, CaseAct.Close) => CaseStatus.Closed,
        (not (CaseStatus.Releasing or CaseStatus.Closed), CaseAct.CloseInError) => CaseStatus.Closed,
        (CaseStatus.Releasing or CaseStatus.Closed, CaseAct.Reopen) => CaseStatus.Watching,
        _ => null,
    };

    /// <summary>An adverse step is not allowed now; the case waits for what is named.</summary>
    public void Watch(string waitingFor, DateTimeOffset now)
    {
        Move(CaseAct.Watch, now);
        WatchingFor = waitingFor;
    }

    /// <summary>Notice was served, with its proof, on a party against whom it may be served.</summary>
    public void Notice(Eligibility eligibility, DateTimeOffset now)
    {
        eligibility.MustAllow("serve notice", Id);
        Move(CaseAct.Notice, now);
    }

    internal void HoldProposed(DateTimeOffset now) => Move(CaseAct.ProposeHold, now);

    /// <param name="restsBecause">Where a supervisor refused the hold for good: no other is asked for until something changes.</param>
    internal void HoldTakenBack(DateTimeOffset now, string? restsBecause = null)
    {
        Move(CaseAct.TakeBackHold, now);
        WatchingFor = restsBecause;
    }

    internal void HoldApproved(HoldSeverity severity, DateTimeOffset now) =>
        Move(severity == HoldSeverity.Required ? CaseAct.ApproveCondition : CaseAct.ApproveHold, now);

    internal void HoldLifted(DateTimeOffset now, string restsBecause)
    {
        Move(CaseAct.LiftHold, now);
        WatchingFor = restsBecause;
    }

    /// <summary>A supervisor lets a hold be proposed again, after one was refused or lifted for good. Nothing is held by it.</summary>
    public void TakeUp(Actor supervisor, string reason, DateTimeOffset now)
    {
        supervisor.MustBePerson("take a case up again");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(reason), "case.reason", "Say what has changed: the reason is kept as evidence.");
        RuleViolation.Unless(Rests || Status != CaseStatus.Noticed, "case.not-resting", $"Case {Reference} does not rest; it goes on by itself.");
        Move(CaseAct.TakeUp, now);
    }

    internal void Charged(DateTimeOffset now) => Move(CaseAct.Charge, now);

    /// <summary>What a hearing officer decided on the charges, or the body that hears appeals on the order.</summary>
    /// <param name="act">One of those that such a decision leads to.</param>
    /// <param name="restsBecause">Where the charges were dismissed or the order overruled: no other hold is asked for until something changes.</param>
    internal void Decided(CaseAct act, DateTimeOffset now, string? restsBecause = null)
    {
        Move(act, now);
        WatchingFor = restsBecause;
    }

    /// <summary>The term of the suspension is over: the hold stands, and another suspension needs new charges.</summary>
    public void EndSuspension(DateTimeOffset now) => Move(CaseAct.EndSuspension, now);

    internal void Appealed(DateTimeOffset now) => Move(CaseAct.Appeal, now);

    /// <summary>An accord shelters the debtor: no hold may stand, and the permit is issued on the condition that the accord is kept.</summary>
    /// <param name="ground">What the case rests on at this moment.</param>
    public void SignAccord(Ground ground, DateTimeOffset now)
    {
        ground.MustBe(GroundKind.Sheltered, this);
        Move(CaseAct.SignAccord, now);
    }

    /// <summary>A condition was not kept. Nothing is held by it; a hold may be proposed again.</summary>
    public void BreachCondition(DateTimeOffset now) => Move(CaseAct.BreachCondition, now);

    /// <summary>What the case rested on is so no longer: it is not final, or the permit has another holder. It begins again, with a new notice.</summary>
    public void LoseGround(Ground ground, DateTimeOffset now)
    {
        Move(CaseAct.LoseGround, now);
        WatchingFor = ground.Reason;
    }

    /// <summary>A court's stay or a bankruptcy stands in the way. The caller lifts the case's holds and conditions in the same unit.</summary>
    public void Pause(Ground ground, DateTimeOffset now)
    {
        Move(ground.Kind == GroundKind.Bankrupt ? CaseAct.EnterBankruptcy : CaseAct.Stay, now);
        WatchingFor = ground.Reason;
    }

    /// <summary>Counsel lets the case go on, once neither a stay nor a bankruptcy stands in the way. It begins again with a notice.</summary>
    /// <param name="ground">What the case rests on at this moment.</param>
    public void Resume(Ground ground, Actor counsel, string reason, DateTimeOffset now)
    {
        counsel.MustBePerson("let a stayed case go on");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(reason), "case.reason", "Say why the case may go on: the reason is kept as evidence.");
        RuleViolation.Unless(ground.Kind is not (GroundKind.Stayed or GroundKind.Bankrupt), "case.still-paused", $"The case cannot go on yet. {ground.Reason}");
        Move(CaseAct.Resume, now);
        WatchingFor = $"Counsel let it go on: {reason.Trim()}";
    }

    /// <summary>Nothing supports enforcement any more, from whatever status. The caller lifts the case's holds in the same unit.</summary>
    public void Release(CloseCause cause, string reason, DateTimeOffset now)
    {
        Move(CaseAct.Release, now);
        (CloseCause, CloseReason) = (cause, reason);
    }

    /// <summary>The agency knows; the file is closed.</summary>
    public void Close(DateTimeOffset now)
    {
        Move(CaseAct.Close, now);
        ClosedAt = now;
    }

    /// <summary>The confirmation was a mistake. Possible from any status; the caller voids the case's holds in the same unit.</summary>
    public void CloseInError(Actor by, string reason, DateTimeOffset now)
    {
        by.MustBePerson("close a case");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(reason), "case.reason", "Say why the case was a mistake.");
        Move(CaseAct.CloseInError, now);
        (CloseCause, CloseReason, ClosedAt) = (Enforcement.CloseCause.Error, reason.Trim(), now);
    }

    /// <summary>
    /// The party owes again: a payment was returned, or the judgment reinstated. Nothing that was held is held by it; the case begins
    /// again with a notice. What was closed for another cause stays closed.
    /// </summary>
    public void Reopen(string reason, DateTimeOffset now)
    {
        RuleViolation.Unless(CloseCause is Enforcement.CloseCause.NothingOwed or Enforcement.CloseCause.AccordCompleted, "case.closed-for-good",
            $"Case {Reference} was closed for another cause than payment; it does not open again.");
        Move(CaseAct.Reopen, now);
        (CloseCause, CloseReason, ClosedAt, WatchingFor) = (null, null, null, reason);
    }

    private void Move(CaseAct act, DateTimeOffset now)
    {
        var next = Next(Status, act);
        RuleViolation.Unless(next is not null, "case.transition", $"Case {Reference} is {Words(Status)}; it cannot {Words(act)} now.");
        (Status, MovedAt) = (next!.Value, now);
        if (Status is not (CaseStatus.Watching or CaseStatus.Stayed or CaseStatus.BankruptcyReview))
            WatchingFor = null;
    }

    private static string Words(Enum value) =>
        string.Concat(value.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? " " + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));
}
