namespace WageTheftPermits.Domain.Enforcement;

/// <summary>How much a hold stops, from the least. The words are those of permit systems.</summary>
public enum HoldSeverity
{
    /// <summary>Shown to whoever works on the permit; stops nothing.</summary>
    Notice,

    /// <summary>The renewal is issued, on a condition that the permit states and that is due by a day.</summary>
    Required,

    /// <summary>The renewal is not issued until the hold is lifted.</summary>
    Hold,

    /// <summary>As a hold, and nothing else is granted on the permit either: no temporary permit, no change of holder.</summary>
    Lock,
}

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

    /// <summary>Approved by another person; it has the effect of its severity.</summary>
    InForce,

    /// <summary>What it rests on is in doubt. It stops nothing but the waiting that <see cref="Hold.SuspendedUntil"/> allows.</summary>
    Suspended,

    /// <summary>What it rested on ended, or a supervisor ended it.</summary>
    Lifted,

    /// <summary>It should never have been: the wrong business, or a judgment entered in error.</summary>
    Voided,
}

/// <summary>What people and agencies can do with a hold.</summary>
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

    [Act("The agency, where what it rests on becomes doubtful", "A gap, a dispute, a message in quarantine, or payments that leave nothing to pay")]
    Suspend,

    [Act("The agency, where the doubt ends", "Eligibility at that moment")]
    Resume,

    [Act("The agency, where what it rests on ends; or a supervisor", "The event; or a reason")]
    Lift,

    [Act("The agency, where the judgment was an error; or a supervisor", "The withdrawal; or a reason")]
    Void,
}

/// <summary>What a hold of severity <see cref="HoldSeverity.Required"/> asks of the permittee.</summary>
/// <param name="Text">The condition as it stands on the permit.</param>
/// <param name="DueOn">The last day on which it is met in time.</param>
/// <param name="Evidence">What proves that it was met.</param>
public sealed record ConditionTerms(string Text, DateOnly DueOn, string Evidence)
{
    internal void Check(DateOnly today)
    {
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(Text), "condition.text", "Say what is required, in words that can stand on the permit.");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(Evidence), "condition.evidence", "Say what will prove that the condition was met.");
        RuleViolation.Unless(DueOn > today, "condition.due", $"The condition must be due after today ({today:yyyy-MM-dd}).");
    }
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

    public HoldSeverity Severity { get; private set; }

    /// <summary>What is required, where <see cref="Severity"/> is <see cref="HoldSeverity.Required"/>; else null.</summary>
    public ConditionTerms? Required { get; private set; }

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

    /// <summary>What is in doubt, while it is suspended.</summary>
    public string? SuspendedBecause { get; private set; }

    /// <summary>The last day on which the renewal still waits for the doubt to end; after it the permit is not held for it.</summary>
    public DateOnly? SuspendedUntil { get; private set; }

    public string? EndedBy { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public string? EndReason { get; private set; }

    /// <summary>Proposed, in force or suspended.</summary>
    public bool IsLive => Status is HoldStatus.Proposed or HoldStatus.InForce or HoldStatus.Suspended;

    /// <summary>Where an act leads from a status; null where it is refused.</summary>
    public static HoldStatus? Next(HoldStatus from, HoldAct act) => (from, act) switch
    {
        (HoldStatus.Proposed, HoldAct.Approve) => HoldStatus.InForce,
        (HoldStatus.Proposed, HoldAct.Return) => HoldStatus.Returned,
        (HoldStatus.Proposed, HoldAct.Decline) => HoldStatus.Declined,
        (HoldStatus.Proposed, HoldAct.Withdraw) => HoldStatus.Withdrawn,
        (HoldStatus.InForce, HoldAct.Suspend) => HoldStatus.Suspended,
        (HoldStatus.Suspended, HoldAct.Resume) => HoldStatus.InForce,
        (HoldStatus.InForce or HoldStatus.Suspended, HoldAct.Lift) => HoldStatus.Lifted,
        (HoldStatus.InForce or HoldStatus.Suspended, HoldAct.Void) => HoldStatus.Voided,
        _ => null,
    };

    /// <summary>An inspector proposes a hold on the renewal of the case's permit.</summary>
    /// <param name="required">What is required, for severity <see cref="HoldSeverity.Required"/> and for no other.</param>
    public static Hold Propose(Guid id, string reference, Case onCase, Eligibility eligibility, Actor by, HoldSeverity severity, ConditionTerms? required,
        string internalReason, string publicReason, DateTimeOffset now)
    {
        by.MustBePerson("propose a hold");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(internalReason), "hold.internal-reason", "Give the department's reason for the hold.");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(publicReason), "hold.public-reason", "Give the reason in words that the permittee may read.");
        RuleViolation.Unless(severity == HoldSeverity.Required == (required is not null), "hold.condition",
            severity == HoldSeverity.Required ? "Say what is required, by when, and what proves it." : "Only a hold of the severity Required has a condition.");
        required?.Check(eligibility.On);
        eligibility.MustAllow("propose a hold", onCase.Id);
        onCase.HoldProposed(now);
        return new Hold
        {
            Id = id,
            Reference = reference,
            CaseId = onCase.Id,
            PermitId = onCase.PermitId,
            Severity = severity,
            Required = required,
            Status = HoldStatus.Proposed,
            InternalReason = internalReason.Trim(),
            PublicReason = publicReason.Trim(),
            ProposedBy = by.Id,
            ProposedAt = now,
        };
    }

    /// <summary>Another person approves: the hold is in force from now. Eligibility is that of this moment.</summary>
    /// <returns>The condition that the permit is issued on, where the hold requires one.</returns>
    public PermitCondition? Approve(Case onCase, Eligibility eligibility, string eligibilityRecord, Actor by, string? reason, Guid conditionId, DateTimeOffset now)
    {
        MustBeAnother(by, "approve");
        MustRestOn(onCase);
        MustAllow(HoldAct.Approve);
        eligibility.MustAllow("approve a hold", onCase.Id);
        Required?.Check(eligibility.On);
        onCase.HoldApproved(Severity, now);
        Decide(HoldStatus.InForce, by, reason, now);
        EligibilityAtApproval = eligibilityRecord;
        return Required is null ? null : PermitCondition.Of(conditionId, this, now);
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
        onCase.HoldTakenBack(now);
        End(HoldStatus.Withdrawn, by, reason, now);
    }

    /// <summary>A supervisor ends a hold though its judgment is still owed. No second person is needed to set a permit free.</summary>
    public void Lift(Case onCase, Actor by, string reason, DateTimeOffset now)
    {
        by.MustBePerson("lift a hold");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(reason), "hold.reason", "Say why the hold is lifted: the agency is told.");
        MustRestOn(onCase);
        MustAllow(HoldAct.Lift);
        onCase.HoldLifted(now, $"A supervisor lifted hold {Reference}.");
        End(HoldStatus.Lifted, by, reason, now);
    }

    /// <summary>
    /// What it rested on is gone: a hold in force or suspended is lifted, one not yet decided is withdrawn; one that ended already stays
    /// as it is. No second person is needed to set a permit free.
    /// </summary>
    /// <param name="inError">It should never have been; it is voided rather than lifted.</param>
    /// <returns>Whether a hold that had been approved was ended.</returns>
    public bool Release(Actor by, string reason, bool inError, DateTimeOffset now)
    {
        if (!IsLive)
            return false;
        var approved = Status != HoldStatus.Proposed;
        End(!approved ? HoldStatus.Withdrawn : inError ? HoldStatus.Voided : HoldStatus.Lifted, by, reason, now);
        return approved;
    }

    /// <summary>What it rests on is in doubt. Returns whether that is news.</summary>
    /// <param name="until">The last day on which the renewal still waits for the doubt to end.</param>
    public bool Suspend(Ground ground, DateOnly until)
    {
        if (Next(Status, HoldAct.Suspend) is not { } next)
            return false;
        (Status, SuspendedBecause, SuspendedUntil) = (next, ground.Reason, until);
        return true;
    }

    /// <summary>The doubt has ended and every condition holds: two people have approved it, and it is in force again.</summary>
    public void Resume(Case onCase, Eligibility eligibility)
    {
        MustRestOn(onCase);
        MustAllow(HoldAct.Resume);
        eligibility.MustAllow("bring a suspended hold back into force", onCase.Id);
        (Status, SuspendedBecause, SuspendedUntil) = (HoldStatus.InForce, null, null);
    }

    private void Refuse(HoldAct act, Case onCase, Actor by, string reason, DateTimeOffset now)
    {
        var word = act == HoldAct.Return ? "return" : "decline";
        MustBeAnother(by, word);
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(reason), "hold.reason", $"Say why you {word} it: the proposer needs the reason.");
        MustRestOn(onCase);
        MustAllow(act);
        onCase.HoldTakenBack(now, act == HoldAct.Decline ? $"A supervisor declined hold {Reference}." : null);
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
        (Status, EndedBy, EndedAt, EndReason, SuspendedBecause, SuspendedUntil) = (status, by.ToString(), now, reason.Trim(), null, null);

    private string Words() => Status == HoldStatus.InForce ? "in force" : Status.ToString().ToLowerInvariant();
}
