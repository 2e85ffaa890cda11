namespace WageTheftPermits.Domain.Hearings;

/// <summary>Where the charges against a permit stand (Health and Safety Code 114405).</summary>
public enum HearingStatus
{
    /// <summary>The notice of charges was served; the permittee may ask for a hearing.</summary>
    Charged,

    /// <summary>A hearing was asked for after the time, with a cause; a supervisor decides whether it is heard.</summary>
    LateRequest,

    /// <summary>A hearing is to be held and has no day yet.</summary>
    Requested,

    /// <summary>The hearing has its day; its notice was served, or is to be.</summary>
    Scheduled,

    /// <summary>Nobody asked in time: the right is waived, and the decision is made on the record.</summary>
    Waived,

    /// <summary>The permittee was heard.</summary>
    Held,

    /// <summary>The permittee was given notice and did not come; the decision is made on the record.</summary>
    Defaulted,

    Decided,

    /// <summary>What the charges rested on ended before they were decided.</summary>
    Ended,
}

public enum HearingAct
{
    [Act("The permittee; an inspector records it", "The request as it came, by the last day")]
    Request,

    [Act("The permittee; an inspector records it", "The request as it came, and the cause of its lateness")]
    RequestLate,

    [Act("A supervisor", "Reason")]
    AcceptLate,

    [Act("A supervisor", "Reason")]
    RefuseLate,

    [Act("The service, once the last day has passed", "The notice of charges and its service")]
    Waive,

    [Act("An inspector", "A day within the limits of state and local rule, or the permittee's written postponement")]
    Schedule,

    [Act("An inspector", "Who asked for it, and why; written, where the permittee did")]
    Continue,

    [Act("The hearing officer, who had no earlier role", "Who appeared, and what was shown")]
    Hold,

    [Act("The hearing officer, who had no earlier role", "The notice of the hearing and its service in time")]
    Default,

    [Act("The hearing officer", "Good cause for not coming")]
    Excuse,

    [Act("The hearing officer, who had no earlier role", "Findings; for anything but a dismissal eligibility at that moment and the program's ladder")]
    Decide,

    [Act("The agency or the permit system, where what the charges rest on ends; or a supervisor", "The event; or a reason")]
    End,
}

/// <summary>What a hearing officer decides on the charges.</summary>
public enum HearingOutcome
{
    /// <summary>The charges are not upheld: nothing is held by them any more.</summary>
    Dismiss,

    /// <summary>The permit continues on a condition.</summary>
    Condition,

    Suspend,
    Revoke,
}

/// <summary>When and where a hearing is held.</summary>
/// <param name="At">Local time of the department.</param>
/// <param name="Special">Not on the program's regular day.</param>
public sealed record HearingSlot(DateOnly Day, TimeOnly At, string Place, bool Special);

/// <summary>A decision as the hearing officer makes it.</summary>
/// <param name="Findings">What was found and why, as the permittee reads it.</param>
/// <param name="EffectiveOn">The first day of a suspension or revocation.</param>
/// <param name="Days">Calendar days of a suspension; null: until paid.</param>
/// <param name="Required">What is required, for a condition and for nothing else.</param>
public sealed record Decision(HearingOutcome Outcome, string Findings, DateOnly? EffectiveOn = null, int? Days = null, Enforcement.ConditionTerms? Required = null);
