namespace WageTheftPermits.Domain.Enforcement;

public enum HoldStatus
{
    /// <summary>An inspector recommends it; it has no effect.</summary>
    Proposed,

    /// <summary>The supervisor sent it back with a reason.</summary>
    Returned,

    /// <summary>The supervisor refused it.</summary>
    Declined,

    /// <summary>The proposer took it back, or what it rested on went away before it was decided.</summary>
    Withdrawn,

    /// <summary>Approved by another person: the renewal waits.</summary>
    InForce,

    Lifted,
}

/// <summary>What a supervisor, or the proposer, can do with a hold, and what ends it.</summary>
public enum HoldAct
{
    [Act("A supervisor who did not propose it", "Eligibility at that moment, kept with the hold")]
    Approve,

    [Act("A supervisor who did not propose it", "Reason")]
    Return,

    [Act("A supervisor who did not propose it", "Reason")]
    Decline,

    [Act("The proposer; or the agency, where what it rests on ends", "Reason")]
    Withdraw,

    [Act("The agency, where what it rests on ends", "The event")]
    Lift,
}

/// <summary>
/// A recommendation to hold a permit's renewal, and what became of it. It rests on one case. It needs two people
/// (the proposer never approves: here and as a database constraint) and eligibility recomputed when it is approved.
/// </summary>
public sealed class Hold
{
    private Hold()
    {
    }

    public Guid Id { get; private set; }

    public string Reference { get; private set; } = "";

    public Guid CaseId { get; private set; }

    public Guid PermitId { get; private set; }

    public HoldStatus Status { get; private set; }

    /// <summary>Why, for the department; may name evidence.</summary>
    public string InternalReason { get; private set; } = "";

    /// <summary>Why, as the permittee and the public may read it.</summary>
    public string PublicReason { get; private set; } = "";

    public string ProposedBy { get; private set; } = "";

    public DateTimeOffset ProposedAt { get; private set; }

    /// <summary>Who approved, returned or declined it.</summary>
    public string? DecidedBy { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    public string? DecisionReason { get; private set; }

    /// <summary>The conditions as they stood when it was approved (JSON), the evidence of that moment.</summary>
    public string? EligibilityAtApproval { get; private set; }

    public string? EndedBy { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public string? EndReason { get; private set; }

    /// <summary>Proposed or in force.</summary>
    public bool IsLive => Status is HoldStatus.Proposed or HoldStatus.InForce;

    /// <summary>Where an act leads from a status; null where it is refused.</summary>
    public static HoldStatus? Next(HoldStatus from, HoldAct act) => (from, act) switch
    {
        (HoldStatus.Proposed, HoldAct.Approve) => HoldStatus.InForce,
        (HoldStatus.Proposed, HoldAct.Return) => HoldStatus.Returned,
        (HoldStatus.Proposed, HoldAct.Decline) => HoldStatus.Declined,
        (HoldStatus.Proposed, HoldAct.Withdraw) => HoldStatus.Withdrawn,
        (HoldStatus.InForce, HoldAct.Lift) => HoldStatus.Lifted,
        _ => null,
    };

    /// <summary>An inspector proposes a hold on the renewal of the case's permit.</summary>
    public static Hold Propose(Guid id, string reference, Case onCase, Eligibility eligibility, Actor by, string internalReason, string publicReason, DateTimeOffset now)
    {
        by.MustBePerson("propose a hold");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(internalReason), "hold.internal-reason", "Give the department's reason for the hold.");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(publicReason), "hold.public-reason", "Give the reason in words that the permittee may read.");
        eligibility.MustAllow("propose a hold", onCase.Id);
        onCase.HoldProposed();
        return new Hold
        {
            Id = id,
            Reference = reference,
            CaseId = onCase.Id,
            PermitId = onCase.PermitId,
            Status = HoldStatus.Proposed,
            InternalReason = internalReason.Trim(),
            PublicReason = publicReason.Trim(),
            ProposedBy = by.Id,
            ProposedAt = now,
        };
    }

    /// <summary>Another person approves: the hold is in force from now. Eligibility is that of this moment.</summary>
    public void Approve(Case onCase, Eligibility eligibility, string eligibilityRecord, Actor by, string? reason, DateTimeOffset now)
    {
        MustBeAnother(by, "approve");
        MustRestOn(onCase);
        MustAllow(HoldAct.Approve);
        eligibility.MustAllow("approve a hold", onCase.Id);
        onCase.HoldApproved();
        Decide(HoldStatus.InForce, by, reason, now);
        EligibilityAtApproval = eligibilityRecord;
    }

    /// <summary>Another person sends it back to the proposer, saying why.</summary>
    public void Return(Case onCase, Actor by, string reason, DateTimeOffset now) => Refuse(HoldAct.Return, onCase, by, reason, now);

    /// <summary>Another person refuses it, saying why.</summary>
    public void Decline(Case onCase, Actor by, string reason, DateTimeOffset now) => Refuse(HoldAct.Decline, onCase, by, reason, now);

    /// <summary>The proposer takes the proposal back before it is decided.</summary>
    public void Withdraw(Case onCase, Actor by, string reason, DateTimeOffset now)
    {
        RuleViolation.Unless(by.Id == ProposedBy, "hold.not-proposer", $"Only {ProposedBy}, who proposed hold {Reference}, can withdraw it.");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(reason), "hold.reason", "Say why the proposal is withdrawn.");
        MustRestOn(onCase);
        MustAllow(HoldAct.Withdraw);
        onCase.HoldTakenBack();
        End(HoldStatus.Withdrawn, by, reason, now);
    }

    /// <summary>
    /// What it rested on is gone: a hold in force is lifted, one not yet decided is withdrawn; one that ended already stays as it is.
    /// No second person is needed to set a permit free.
    /// </summary>
    /// <returns>Whether a hold in force was lifted.</returns>
    public bool Release(Actor by, string reason, DateTimeOffset now)
    {
        if (!IsLive)
            return false;
        var lifts = Status == HoldStatus.InForce;
        End(lifts ? HoldStatus.Lifted : HoldStatus.Withdrawn, by, reason, now);
        return lifts;
    }

    private void Refuse(HoldAct act, Case onCase, Actor by, string reason, DateTimeOffset now)
    {
        var word = act == HoldAct.Return ? "return" : "decline";
        MustBeAnother(by, word);
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(reason), "hold.reason", $"Say why you {word} it: the proposer needs the reason.");
        MustRestOn(onCase);
        MustAllow(act);
        onCase.HoldTakenBack();
        Decide(act == HoldAct.Return ? HoldStatus.Returned : HoldStatus.Declined, by, reason, now);
    }

    private void MustAllow(HoldAct act) => RuleViolation.Unless(Next(Status, act) is not null, "hold.transition",
        $"Hold {Reference} is {Words()}{(EndedBy ?? DecidedBy) switch { null => "", var who => $" by {who}" }}; there is nothing to {act.ToString().ToLowerInvariant()}.");

    private void MustBeAnother(Actor by, string word)
    {
        by.MustBePerson($"{word} a hold");
        RuleViolation.Unless(!string.Equals(by.Id, ProposedBy, StringComparison.OrdinalIgnoreCase), "hold.same-person",
            $"You proposed hold {Reference}; another person must {word} it.");
    }

    private void MustRestOn(Case onCase) =>
        RuleViolation.Unless(onCase.Id == CaseId, "hold.other-case", $"Hold {Reference} rests on another case than {onCase.Reference}.");

    private void Decide(HoldStatus status, Actor by, string? reason, DateTimeOffset now) =>
        (Status, DecidedBy, DecidedAt, DecisionReason) = (status, by.Id, now, string.IsNullOrWhiteSpace(reason) ? null : reason.Trim());

    private void End(HoldStatus status, Actor by, string reason, DateTimeOffset now) =>
        (Status, EndedBy, EndedAt, EndReason) = (status, by.ToString(), now, reason.Trim());

    private string Words() => Status == HoldStatus.InForce ? "in force" : Status.ToString().ToLowerInvariant();
}
