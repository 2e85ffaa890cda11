using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.Domain.Enforcement;

/// <summary>What a case has to rest on, from the most to the least that ends it.</summary>
public enum GroundKind
{
    /// <summary>The party owes nothing, or nobody's verdict says any more that it is the permittee.</summary>
    Gone,

    /// <summary>The permit has another holder than the one the case is about.</summary>
    HolderChanged,

    /// <summary>A bankruptcy is pending, or ended in a way that may have discharged the debt.</summary>
    Bankrupt,

    /// <summary>A court's stay is in force.</summary>
    Stayed,

    AccordCompleted,

    /// <summary>Not final, or not final any more.</summary>
    NotFinal,

    /// <summary>An accord is being kept.</summary>
    Sheltered,

    /// <summary>The record cannot be relied on for now: a gap, a dispute, something in quarantine, or nothing left to pay by the events.</summary>
    Doubtful,

    Firm,
}

/// <summary>
/// What a case rests on at one moment, by the same facts as <see cref="Eligibility"/>. Eligibility says whether a step may be taken;
/// this says what becomes of steps that were taken.
/// </summary>
public sealed record Ground(GroundKind Kind, string Reason)
{
    /// <summary>Whether a hold may be in force on it. In doubt it may not, but it is not lifted either: it is suspended.</summary>
    public bool SupportsHold => Kind == GroundKind.Firm;

    public static Ground Of(EligibilityFacts facts, Policy policy) => facts switch
    {
        { IdentityConfirmed: false } => new(GroundKind.Gone, "No person's verdict says any more that the permittee is the judgment's party."),
        { Owes: false } => new(GroundKind.Gone, facts.PartyStatus),
        { PermitteeUnchanged: false } => new(GroundKind.HolderChanged, "The permit has another holder; a hold follows the permittee, never the address."),
        { Bankruptcy: not "none" } => new(GroundKind.Bankrupt, $"A bankruptcy is {facts.Bankruptcy} (11 USC 525(a)). Counsel decides whether the case may go on."),
        { Stayed: true } => new(GroundKind.Stayed, "A court's stay is in force. Counsel decides whether the case may go on once it is lifted."),
        { AccordCompleted: true } => new(GroundKind.AccordCompleted, "The accord was completed."),
        { IsFinal: false } => new(GroundKind.NotFinal, $"The judgment is not final: {facts.FinalityReason}"),
        { IsLead: true } => new(GroundKind.NotFinal, "It is a lead (money agreed to), not a judgment."),
        { AccordKept: true } => new(GroundKind.Sheltered, "An accord is being kept (Labor Code 238)."),
        { HasGaps: true } => new(GroundKind.Doubtful, "An event of the agency is missing from the sequence."),
        { Disputed: true } => new(GroundKind.Doubtful, "Events of the agency contradict each other."),
        { InQuarantine: true } => new(GroundKind.Doubtful, "A message about the judgment is in quarantine."),
        { UndecidedDebts.Count: > 0 } => new(GroundKind.Doubtful, $"Nobody has said whether it is one debt with {string.Join(" and ", facts.UndecidedDebts)}."),
        { Follows: not null } => new(GroundKind.Doubtful, $"The debt is enforced on {facts.Follows}, which reports the same one."),
        { LinkedBars.Count: > 0 } => new(GroundKind.Doubtful, string.Join(" ", facts.LinkedBars)),
        { Balance: null } => new(GroundKind.Doubtful, "What is owed is not known."),
        _ when facts.Balance <= policy.DeMinimis || facts.Balance <= 0 => new(GroundKind.Doubtful,
            "By the payments reported, nothing is left that policy counts. Only the agency can say that it is satisfied."),
        _ => new(GroundKind.Firm, "The judgment is final and owed, and the permittee is its party."),
    };

    internal void MustBe(GroundKind kind, Case onCase) =>
        RuleViolation.Unless(Kind == kind, "case.ground", $"Case {onCase.Reference} rests on something else: {Reason}");
}
