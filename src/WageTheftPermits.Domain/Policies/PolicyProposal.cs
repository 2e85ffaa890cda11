namespace WageTheftPermits.Domain.Policies;

public enum ProposalStatus
{
    /// <summary>It waits for a second person and has no effect.</summary>
    Proposed,

    /// <summary>Another person approved it: it is the policy from its day.</summary>
    Approved,

    Declined,

    /// <summary>The proposer took it back.</summary>
    Withdrawn,
}

public enum ProposalAct
{
    [Act("An administrator, a supervisor or counsel who did not propose it", "The difference to the policy in force")]
    Approve,

    [Act("An administrator, a supervisor or counsel who did not propose it", "Reason")]
    Decline,

    [Act("The proposer", "Reason")]
    Withdraw,
}

/// <summary>The newest approved policy, in force or coming: what a change is made on top of.</summary>
/// <param name="From">When it came, or comes, into force.</param>
public sealed record NewestPolicy(string Version, DateTimeOffset From);

/// <summary>
/// A change of a program's policy that one person proposed. It takes a second person (here and as a database constraint) and never reaches back.
/// </summary>
public sealed class PolicyProposal
{
    private PolicyProposal()
    {
    }

    public Guid Id { get; private set; }

    /// <summary>What people call it, such as <c>P-2026-00012</c>.</summary>
    public string Reference { get; private set; } = "";

    public string Program { get; private set; } = "";

    /// <summary>The whole policy as it would be (JSON).</summary>
    public string Content { get; private set; } = "";

    /// <summary>A digest of the content: the same change has the same.</summary>
    public string Digest { get; private set; } = "";

    /// <summary>The version that it changes.</summary>
    public string BaseVersion { get; private set; } = "";

    public string Reason { get; private set; } = "";

    /// <summary>The first day on which it is in force, in the department's time zone; where it is approved later, it is in force from then.</summary>
    public DateOnly EffectiveOn { get; private set; }

    public ProposalStatus Status { get; private set; }

    public string ProposedBy { get; private set; } = "";

    public DateTimeOffset ProposedAt { get; private set; }

    /// <summary>Who approved or declined it, or took it back.</summary>
    public string? DecidedBy { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    public string? DecisionReason { get; private set; }

    /// <summary>Where an act leads from a status; null where it is refused. The whole table of the machine.</summary>
    public static ProposalStatus? Next(ProposalStatus from, ProposalAct act) => (from, act) switch
    {
        (ProposalStatus.Proposed, ProposalAct.Approve) => ProposalStatus.Approved,
        (ProposalStatus.Proposed, ProposalAct.Decline) => ProposalStatus.Declined,
        (ProposalStatus.Proposed, ProposalAct.Withdraw) => ProposalStatus.Withdrawn,
        _ => null,
    };

    /// <param name="policy">What the content reads as.</param>
    /// <param name="newest">What it changes; it cannot come into force before that.</param>
    /// <param name="by">A person, or the service where a deployed folder differs.</param>
    public static PolicyProposal Propose(
        Guid id, string reference, Policy policy, string content, string digest, NewestPolicy newest, DateOnly effectiveOn, string reason, Actor by, DateTimeOffset now)
    {
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(reason), "policy.reason", "Say why the policy is changed: whoever approves it needs the reason.");
        RuleViolation.Unless(effectiveOn >= policy.DayOf(now), "policy.past", $"The change cannot take effect on {effectiveOn:yyyy-MM-dd}, which is past. Choose today or a later day.");
        RuleViolation.Unless(newest.From <= now || effectiveOn >= policy.DayOf(newest.From), "policy.before-newest",
            $"Policy {newest.Version}, which this changes, comes into force on {policy.DayOf(newest.From):yyyy-MM-dd}. Choose that day or a later one.");
        return new PolicyProposal
        {
            Id = id,
            Reference = reference,
            Program = policy.Program,
            Content = content,
            Digest = digest,
            BaseVersion = newest.Version,
            Reason = reason.Trim(),
            EffectiveOn = effectiveOn,
            Status = ProposalStatus.Proposed,
            ProposedBy = by.ToString(),
            ProposedAt = now,
        };
    }

    /// <summary>Another person approves it.</summary>
    /// <param name="newest">The newest approved policy at this moment: what was proposed on another is not what was meant any more.</param>
    /// <returns>The moment from which it is in force: the first of its day, or now where that has passed.</returns>
    public DateTimeOffset Approve(Policy policy, NewestPolicy newest, Actor by, string? reason, DateTimeOffset now)
    {
        MustBeAnother(by, "approve");
        MustAllow(ProposalAct.Approve);
        RuleViolation.Unless(newest.Version == BaseVersion, "policy.base-changed",
            $"Proposal {Reference} changes policy {BaseVersion}; meanwhile policy {newest.Version} was approved. Decline it, and have the change proposed again on that one.");
        Decide(ProposalStatus.Approved, by, reason, now);
        var start = policy.StartOf(EffectiveOn);
        return new[] { start, newest.From, now }.Max();
    }

    /// <summary>Another person refuses it, saying why.</summary>
    public void Decline(Actor by, string reason, DateTimeOffset now)
    {
        MustBeAnother(by, "decline");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(reason), "policy.decision-reason", "Say why you decline it: the proposer needs the reason.");
        MustAllow(ProposalAct.Decline);
        Decide(ProposalStatus.Declined, by, reason, now);
    }

    /// <summary>The proposer takes it back before it is decided.</summary>
    public void Withdraw(Actor by, string reason, DateTimeOffset now)
    {
        RuleViolation.Unless(IsProposer(by), "policy.not-proposer", $"Only {ProposedBy}, who proposed {Reference}, can withdraw it.");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(reason), "policy.decision-reason", "Say why the proposal is withdrawn.");
        MustAllow(ProposalAct.Withdraw);
        Decide(ProposalStatus.Withdrawn, by, reason, now);
    }

    public bool IsProposer(Actor actor) => string.Equals(actor.ToString(), ProposedBy, StringComparison.OrdinalIgnoreCase);

    private void MustAllow(ProposalAct act) => RuleViolation.Unless(Next(Status, act) is not null, "policy.transition",
        $"Proposal {Reference} is {Status.ToString().ToLowerInvariant()} by {DecidedBy}; there is nothing to {act.ToString().ToLowerInvariant()}.");

    private void MustBeAnother(Actor by, string word)
    {
        by.MustBePerson($"{word} a change of policy");
        RuleViolation.Unless(!IsProposer(by), "policy.same-person", $"You proposed {Reference}; another person must {word} it.");
    }

    private void Decide(ProposalStatus status, Actor by, string? reason, DateTimeOffset now) =>
        (Status, DecidedBy, DecidedAt, DecisionReason) = (status, by.ToString(), now, string.IsNullOrWhiteSpace(reason) ? null : reason.Trim());
}
