namespace WageTheftPermits.Domain.Enforcement;

/// <summary>The legal position of a case. What is to be done next is the workflow's; what has been done is here.</summary>
public enum CaseStatus
{
    /// <summary>A person confirmed that the permittee is the judgment's party; nothing has been done about it.</summary>
    Confirmed,

    /// <summary>Something forbids an adverse step for now: not final, stale balance, a gap or dispute, an accord, another holder.</summary>
    Watching,

    /// <summary>Notice was served and its answering time runs or has run.</summary>
    Noticed,

    /// <summary>An inspector proposed a hold; a supervisor has not yet decided.</summary>
    HoldProposed,

    /// <summary>A hold was approved and rests on the case.</summary>
    HoldActive,

    /// <summary>The permit is issued on a condition: an accord is being kept, or what a supervisor required is due.</summary>
    Conditioned,

    /// <summary>Charges were served. The permittee may ask for a hearing, is to be heard, or waits for the decision: the hearing says which.</summary>
    Charged,

    /// <summary>A hearing officer ordered the permit suspended. Whether the order is in effect yet, or stayed, the order says.</summary>
    Suspended,

    /// <summary>A hearing officer ordered the permit revoked, and the order is not yet final.</summary>
    Revoked,

    /// <summary>The permittee appealed from the order.</summary>
    Appealed,

    /// <summary>A court stayed the judgment. Nothing is held; only counsel lets the case go on.</summary>
    Stayed,

    /// <summary>A bankruptcy stands between the party and the debt (11 USC 362, 525(a)). Nothing is held; only counsel lets the case go on.</summary>
    BankruptcyReview,

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

    [Act("A supervisor who did not propose it", "Eligibility at that moment; what is required, by when, and what proves it")]
    ApproveCondition,

    [Act("A supervisor", "Reason")]
    LiftHold,

    [Act("An inspector", "The charges; proof of service; the program's warnings served and their time run; eligibility at that moment")]
    Charge,

    [Act("The hearing officer, who had no earlier role", "Findings")]
    Dismiss,

    [Act("The hearing officer, who had no earlier role", "Findings; eligibility at that moment; what is required, by when, and what proves it")]
    OrderCondition,

    [Act("The hearing officer, who had no earlier role", "Findings; eligibility at that moment; the program's ladder")]
    OrderSuspension,

    [Act("The hearing officer, who had no earlier role", "Findings; eligibility at that moment; the program's ladder")]
    OrderRevocation,

    [Act("The service, when the term of the suspension is over", "The order")]
    EndSuspension,

    [Act("The permittee, in time or with leave to appeal late", "The appeal as it was filed")]
    Appeal,

    [Act("The body that hears appeals", "Its decision")]
    UpholdSuspension,

    [Act("The body that hears appeals", "Its decision")]
    UpholdRevocation,

    [Act("The body that hears appeals", "Its decision")]
    Overrule,

    [Act("A supervisor, where a hold was refused or lifted for good", "Reason")]
    TakeUp,

    [Act("The agency", "An accord that is signed and shelters the debtor (Labor Code 238)")]
    SignAccord,

    [Act("The agency, by a missed instalment; or an inspector, once the day has passed", "The missed instalment; or the inspector's finding")]
    BreachCondition,

    [Act("The agency, or the permit system", "An appeal or an amendment after the judgment was final; or another holder of the permit")]
    LoseGround,

    [Act("The agency", "The court's stay")]
    Stay,

    [Act("The agency", "The bankruptcy that was filed")]
    EnterBankruptcy,

    [Act("Counsel", "Reason; no stay and no bankruptcy stands any more, or counsel lifts its bar")]
    Resume,

    [Act("The agency", "Satisfaction, vacatur, withdrawal, expiry, a completed accord; or a person's finding that the debt or the holder is another")]
    Release,

    [Act("The service", "The agency was told")]
    Close,

    [Act("An inspector; a supervisor once a hold was proposed", "Reason")]
    CloseInError,

    [Act("The agency", "A returned payment, or a reinstated judgment: the party owes again")]
    Reopen,
}

/// <summary>Why a case was released or closed; it decides whether it can open again by itself.</summary>
public enum CloseCause
{
    /// <summary>The party owed nothing. The case opens again where it owes again.</summary>
    NothingOwed,

    /// <summary>The accord was completed. The case opens again where a payment is returned.</summary>
    AccordCompleted,

    /// <summary>The confirmation was a mistake; a new case needs a new verdict.</summary>
    Error,

    /// <summary>The permittee no longer holds the permit.</summary>
    HolderChanged,

    /// <summary>The same debt is enforced in another case.</summary>
    OneDebt,

    /// <summary>The permit was revoked and the order is final: nothing is left to enforce on it.</summary>
    PermitRevoked,
}
