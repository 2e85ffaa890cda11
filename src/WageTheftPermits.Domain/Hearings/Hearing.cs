using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.Domain.Hearings;

/// <summary>What was served on the permittee before charges, since the case last began.</summary>
/// <param name="Warnings">How many of the program's warnings.</param>
/// <param name="AnswerBy">The last day to answer the last of them; null where nothing was served.</param>
public sealed record ServedBefore(int Warnings, DateOnly? AnswerBy);

/// <summary>
/// The charges against a permit and the hearing on them, from the notice of charges to the decision (Health and Safety Code 114405). It rests on a hold
/// that two people decided, and is decided by a third who had no earlier role on the case.
/// </summary>
public sealed class Hearing
{
    private Hearing()
    {
    }

    public Guid Id { get; private set; }

    /// <summary>What people call it, such as <c>HR-2026-00012</c>.</summary>
    public string Reference { get; private set; } = "";

    public Guid CaseId { get; private set; }

    public Guid PermitId { get; private set; }

    /// <summary>The hold that the charges follow.</summary>
    public Guid HoldId { get; private set; }

    public HearingStatus Status { get; private set; }

    /// <summary>What is charged, in words that the permittee reads.</summary>
    public string Charges { get; private set; } = "";

    public string ChargedBy { get; private set; } = "";

    public DateTimeOffset ChargedAt { get; private set; }

    /// <summary>The last day to ask for a hearing.</summary>
    public DateOnly RequestBy { get; private set; }

    public DateOnly? RequestedOn { get; private set; }

    /// <summary>The permittee's words: the request, and the cause where it came late.</summary>
    public string? RequestText { get; private set; }

    /// <summary>Who decided on a late request.</summary>
    public string? LateDecidedBy { get; private set; }

    /// <summary>From when the days count within which it is held.</summary>
    public DateOnly? HeldFrom { get; private set; }

    /// <summary>The permittee asked in writing for a later day than the law allows (114405(c)).</summary>
    public bool Postponed { get; private set; }

    public HearingSlot? Slot { get; private set; }

    /// <summary>The day on which the notice of the hearing was served; null while it was not.</summary>
    public DateOnly? NoticeServedOn { get; private set; }

    /// <summary>Who held it, or decided on the record.</summary>
    public string? OfficerId { get; private set; }

    /// <summary>Who appeared and what was shown; or that nobody came.</summary>
    public string? Record { get; private set; }

    /// <summary>The last day for the written decision; null while nothing can be decided.</summary>
    public DateOnly? DecisionDueOn { get; private set; }

    public HearingOutcome? Outcome { get; private set; }

    public string? Findings { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    public string? EndReason { get; private set; }

    public bool IsOpen => Status is not (HearingStatus.Decided or HearingStatus.Ended);

    /// <summary>A decision is to be made: after the hearing, a default or a waiver.</summary>
    public bool AwaitsDecision => Status is HearingStatus.Held or HearingStatus.Defaulted or HearingStatus.Waived;

    /// <summary>Where an act leads from a status; null where it is refused. The whole table of the machine.</summary>
    public static HearingStatus? Next(HearingStatus from, HearingAct act) => (from, act) switch
    {
        (HearingStatus.Charged, HearingAct.Request) => HearingStatus.Requested,
        (HearingStatus.Charged or HearingStatus.Waived, HearingAct.RequestLate) => HearingStatus.LateRequest,
        (HearingStatus.LateRequest, HearingAct.AcceptLate) => HearingStatus.Requested,
        (HearingStatus.LateRequest, HearingAct.RefuseLate) => HearingStatus.Waived,
        (HearingStatus.Charged, HearingAct.Waive) => HearingStatus.Waived,
        (HearingStatus.Requested, HearingAct.Schedule) => HearingStatus.Scheduled,
        (HearingStatus.Scheduled, HearingAct.Continue) => HearingStatus.Requested,
        (HearingStatus.Scheduled, HearingAct.Hold) => HearingStatus.Held,
        (HearingStatus.Scheduled, HearingAct.Default) => HearingStatus.Defaulted,
        (HearingStatus.Defaulted, HearingAct.Excuse) => HearingStatus.Requested,
        (HearingStatus.Waived or HearingStatus.Held or HearingStatus.Defaulted, HearingAct.Decide) => HearingStatus.Decided,
        (not (HearingStatus.Decided or HearingStatus.Ended), HearingAct.End) => HearingStatus.Ended,
        _ => null,
    };

    /// <summary>The notice of charges was served: the case is charged, and the time to ask for a hearing runs.</summary>
    /// <param name="requestBy">The last day to ask, from <see cref="Deadlines"/>.</param>
    public static Hearing Charge(Guid id, string reference, Case onCase, Hold hold, Eligibility eligibility, ServedBefore served, Policy policy, string charges, DateOnly requestBy, Actor by,
        DateTimeOffset now)
    {
        by.MustBePerson("serve a notice of charges");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(charges), "hearing.charges", "Say what is charged, in words that the permittee reads.");
        RuleViolation.Unless(hold.CaseId == onCase.Id && hold.Status == HoldStatus.InForce && hold.Severity is HoldSeverity.Hold or HoldSeverity.Lock, "hearing.no-hold",
            "Charges follow a hold that is in force and stops the renewal.");
        RuleViolation.Unless(served.Warnings >= policy.Warnings.Count, "hearing.warnings",
            $"The program warns {policy.Warnings.Count} times before charges; {served.Warnings} were served.");
        RuleViolation.Unless(served.AnswerBy < eligibility.On, "hearing.answer-runs",
            served.AnswerBy is null ? "No notice was served." : $"The permittee may answer the last notice until {served.AnswerBy:yyyy-MM-dd}.");
        eligibility.MustAllow("serve charges", onCase.Id);
        onCase.Charged(now);
        return new Hearing
        {
            Id = id,
            Reference = reference,
            CaseId = onCase.Id,
            PermitId = onCase.PermitId,
            HoldId = hold.Id,
            Charges = charges.Trim(),
            ChargedBy = by.Id,
            ChargedAt = now,
            RequestBy = requestBy,
        };
    }

    /// <summary>The permittee asks for a hearing: in time it is to be held, late a supervisor decides on the cause.</summary>
    /// <param name="receivedOn">The day on which the request came.</param>
    public void Request(DateOnly receivedOn, string text, Actor by, DateOnly today)
    {
        RuleViolation.Unless(by.Kind != ActorKind.Agency, "hearing.whose", "Only the permittee asks for a hearing.");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(text), "hearing.request", "Keep the request in the permittee's words.");
        RuleViolation.Unless(receivedOn <= today, "hearing.future", $"The day of the request ({receivedOn:yyyy-MM-dd}) is in the future.");
        RuleViolation.Unless(RequestedOn is null, "hearing.requested", $"A hearing was asked for on {RequestedOn:yyyy-MM-dd}.");
        var late = receivedOn > RequestBy;
        Move(late ? HearingAct.RequestLate : HearingAct.Request);
        (RequestedOn, RequestText, HeldFrom) = (receivedOn, text.Trim(), late ? null : receivedOn);
        DecisionDueOn = null;
    }

    /// <summary>A supervisor decides whether the cause of a late request is good.</summary>
    public void DecideLate(bool accept, string reason, Policy policy, Actor by, DateOnly today)
    {
        by.MustBePerson("decide on a late request");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(reason), "hearing.reason", "Say why: the permittee is told.");
        Move(accept ? HearingAct.AcceptLate : HearingAct.RefuseLate);
        (LateDecidedBy, HeldFrom, Record) = (by.Id, accept ? today : null, reason.Trim());
        if (!accept)
            DecideWithin(policy, today);
    }

    /// <summary>The last day to ask has passed and nobody did.</summary>
    public void Waive(Policy policy, DateOnly today)
    {
        RuleViolation.Unless(today > RequestBy, "hearing.request-runs", $"A hearing can be asked for until {RequestBy:yyyy-MM-dd}.");
        Move(HearingAct.Waive);
        DecideWithin(policy, today);
    }

    /// <summary>The hearing gets its day. Its notice is served after.</summary>
    /// <param name="postponed">The permittee asked in writing for a later day than the law allows.</param>
    public void Schedule(HearingSlot slot, bool postponed, Policy policy, Actor by, DateOnly today)
    {
        by.MustBePerson("schedule a hearing");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(slot.Place), "hearing.place", "Say where it is held.");
        RuleViolation.Unless(Next(Status, HearingAct.Schedule) is not null, "hearing.transition", Refusal(HearingAct.Schedule));
        var days = HearingDays.Of(policy, HeldFrom!.Value, Postponed || postponed, today);
        var why = days.WhyNot(slot.Day, policy);
        RuleViolation.Unless(why is null, "hearing.day", why ?? "");
        RuleViolation.Unless(slot.Special || days.Regular.Count == 0 || days.Regular.Contains(slot.Day), "hearing.not-regular",
            $"{slot.Day:yyyy-MM-dd} is no regular day of hearings. Make it a special hearing, or choose {string.Join(" or ", days.Regular.Select(d => $"{d:yyyy-MM-dd}"))}.");
        Move(HearingAct.Schedule);
        (Slot, Postponed, NoticeServedOn) = (slot with { Place = slot.Place.Trim() }, Postponed || postponed, null);
    }

    /// <summary>The notice of the hearing was served, early enough before it.</summary>
    public void ServeNotice(DateOnly servedOn, Policy policy)
    {
        RuleViolation.Unless(Status == HearingStatus.Scheduled && NoticeServedOn is null, "hearing.transition", $"Hearing {Reference} is {Words(Status)}; it has no notice to serve.");
        RuleViolation.Unless(servedOn.AddDays(policy.Hearing.NoticeDays) <= Slot!.Day, "hearing.notice-late",
            $"Served on {servedOn:yyyy-MM-dd}, the notice is less than {policy.Hearing.NoticeDays} days before the hearing of {Slot.Day:yyyy-MM-dd}. Continue the hearing to a later day.");
        NoticeServedOn = servedOn;
    }

    /// <summary>It gets another day. Nothing of the permittee's is lost by it.</summary>
    /// <param name="atPermitteesRequest">Asked for in writing: the law's limit does not bind then.</param>
    public void Continue(string reason, bool atPermitteesRequest, Actor by)
    {
        by.MustBePerson("continue a hearing");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(reason), "hearing.reason", "Say who asked for another day, and why.");
        Move(HearingAct.Continue);
        (Slot, NoticeServedOn, Record, Postponed) = (null, null, reason.Trim(), Postponed || atPermitteesRequest);
    }

    /// <summary>The permittee was heard.</summary>
    /// <param name="earlier">Everybody who had a role on the case before.</param>
    public void Hold(string record, IReadOnlyCollection<string> earlier, Policy policy, Actor officer, DateOnly today) => Close(HearingAct.Hold, record, earlier, policy, officer, today);

    /// <summary>The permittee was given notice and did not come.</summary>
    public void Default(string record, IReadOnlyCollection<string> earlier, Policy policy, Actor officer, DateOnly today)
    {
        RuleViolation.Unless(NoticeServedOn is not null, "hearing.unserved", "Nobody is in default who was not served with the notice of the hearing.");
        Close(HearingAct.Default, record, earlier, policy, officer, today);
    }

    /// <summary>There was good cause for not coming: it is heard after all.</summary>
    public void Excuse(string cause, Actor officer, DateOnly today)
    {
        MustBeTheOfficer(officer);
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(cause), "hearing.reason", "Say what the cause was.");
        Move(HearingAct.Excuse);
        (Slot, NoticeServedOn, Record, DecisionDueOn, HeldFrom) = (null, null, cause.Trim(), null, today);
    }

    /// <summary>Decides on the charges.</summary>
    /// <param name="step">The most that the program's ladder allows now.</param>
    /// <returns>The order to suspend or revoke, or the condition; neither where the charges are dismissed.</returns>
    public (PermitOrder? Order, PermitCondition? Condition) Decide(
        Decision decision, Case onCase, Hold hold, Eligibility eligibility, SuspensionStep step, IReadOnlyCollection<string> earlier, Actor officer, Func<Guid> newId, string orderReference, DateTimeOffset now)
    {
        MustBeImpartial(officer, earlier);
        if (OfficerId is not null && Status != HearingStatus.Waived)
            MustBeTheOfficer(officer);
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(decision.Findings), "hearing.findings", "Write the findings: the decision rests on them, and an appeal looks at them.");
        RuleViolation.Unless((decision.Outcome == HearingOutcome.Condition) == (decision.Required is not null), "hearing.condition",
            decision.Outcome == HearingOutcome.Condition ? "Say what is required, by when, and what proves it." : "Only a condition requires something.");
        RuleViolation.Unless(Next(Status, HearingAct.Decide) is not null, "hearing.transition", Refusal(HearingAct.Decide));
        if (decision.Outcome != HearingOutcome.Dismiss)
            eligibility.MustAllow("decide against the permittee", onCase.Id);
        decision.Required?.Check(eligibility.On);
        var order = decision.Outcome is HearingOutcome.Suspend or HearingOutcome.Revoke ? PermitOrder.By(this, decision, step, newId(), orderReference, eligibility.On, officer, now) : null;
        Move(HearingAct.Decide);
        (OfficerId, Outcome, Findings, DecidedAt) = (officer.Id, decision.Outcome, decision.Findings.Trim(), now);
        onCase.Decided(decision.Outcome switch
        {
            HearingOutcome.Dismiss => CaseAct.Dismiss,
            HearingOutcome.Condition => CaseAct.OrderCondition,
            HearingOutcome.Suspend => CaseAct.OrderSuspension,
            _ => CaseAct.OrderRevocation,
        }, now, decision.Outcome == HearingOutcome.Dismiss ? $"The hearing officer dismissed the charges of {Reference}." : null);
        return (order, decision.Required is null ? null : PermitCondition.Ordered(newId(), hold, decision.Required, now));
    }

    /// <summary>What the charges rested on ended. Returns whether they were still open.</summary>
    public bool End(string reason)
    {
        if (Next(Status, HearingAct.End) is not { } next)
            return false;
        (Status, EndReason) = (next, reason.Trim());
        return true;
    }

    private void Close(HearingAct act, string record, IReadOnlyCollection<string> earlier, Policy policy, Actor officer, DateOnly today)
    {
        MustBeImpartial(officer, earlier);
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(record), "hearing.record", "Record who appeared and what was shown.");
        RuleViolation.Unless(Next(Status, act) is not null, "hearing.transition", Refusal(act));
        RuleViolation.Unless(today >= Slot!.Day, "hearing.not-yet", $"The hearing is on {Slot.Day:yyyy-MM-dd}.");
        Move(act);
        (OfficerId, Record) = (officer.Id, record.Trim());
        DecideWithin(policy, today);
    }

    private void DecideWithin(Policy policy, DateOnly from) => DecisionDueOn = new Deadlines(policy).BusinessDaysAfter(from, policy.Hearing.DecisionDays);

    private static void MustBeImpartial(Actor officer, IReadOnlyCollection<string> earlier)
    {
        officer.MustBePerson("decide on charges");
        RuleViolation.Unless(!earlier.Contains(officer.Id, StringComparer.OrdinalIgnoreCase), "hearing.earlier-role",
            "You had an earlier role on this case; a hearing officer who had none must hear and decide it.");
    }

    private void MustBeTheOfficer(Actor officer) =>
        RuleViolation.Unless(string.Equals(officer.Id, OfficerId, StringComparison.OrdinalIgnoreCase), "hearing.other-officer", $"{OfficerId} heard it and decides it.");

    private void Move(HearingAct act)
    {
        var next = Next(Status, act);
        RuleViolation.Unless(next is not null, "hearing.transition", Refusal(act));
        Status = next!.Value;
    }

    private string Refusal(HearingAct act) => $"Hearing {Reference} is {Words(Status)}; it cannot be {Words(act)} now.";

    private static string Words(HearingStatus status) => status switch
    {
        HearingStatus.LateRequest => "asked for late",
        HearingStatus.Requested => "asked for",
        HearingStatus.Defaulted => "in default",
        _ => status.ToString().ToLowerInvariant(),
    };

    private static string Words(HearingAct act) => act switch
    {
        HearingAct.Request or HearingAct.RequestLate => "asked for",
        HearingAct.AcceptLate or HearingAct.RefuseLate => "decided on as late",
        HearingAct.Hold => "held",
        HearingAct.Default => "found in default",
        HearingAct.Decide => "decided",
        HearingAct.End => "ended",
        _ => act.ToString().ToLowerInvariant() + (act.ToString().EndsWith('e') ? "d" : "ed"),
    };
}
