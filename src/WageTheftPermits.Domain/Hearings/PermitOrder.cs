using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.Domain.Hearings;

public enum OrderStatus
{
    /// <summary>Made, and not in effect: its day has not come, or it is not served.</summary>
    Issued,

    /// <summary>The establishment is closed by it.</summary>
    InEffect,

    /// <summary>It has no effect while an appeal is heard, or while what it rests on is in doubt.</summary>
    Stayed,

    /// <summary>Its term is over, or what it rested on ended.</summary>
    Ended,

    /// <summary>It should not have been: overruled, or the judgment was vacated or an error.</summary>
    SetAside,
}

public enum OrderAct
{
    [Act("The service, on its day", "Service of the decision; eligibility at that moment")]
    TakeEffect,

    [Act("The permittee, by an appeal, where the program stays the action; or the agency, where by the payments nothing is left to pay", "The appeal; or the payments")]
    Stay,

    [Act("The body that hears appeals; or a supervisor, where a doubt has ended", "Its decision; or a reason and eligibility at that moment")]
    LiftStay,

    [Act("The service, at the end of its term; or the agency, where what it rests on ends; or a supervisor", "The term; the event; or a reason")]
    End,

    [Act("The body that hears appeals; or the agency, where the judgment is vacated or was an error", "Its decision; or the event")]
    SetAside,
}

/// <summary>
/// An order of a hearing officer that suspends or revokes a permit. It takes effect on its day and not before it was served; the permit says
/// whether an order is in effect.
/// </summary>
public sealed class PermitOrder
{
    private PermitOrder()
    {
    }

    public Guid Id { get; private set; }

    /// <summary>What people call it, such as <c>PO-2026-00012</c>.</summary>
    public string Reference { get; private set; } = "";

    public Guid HearingId { get; private set; }

    public Guid CaseId { get; private set; }

    public Guid PermitId { get; private set; }

    public SuspensionAction Action { get; private set; }

    /// <summary>Calendar days of a suspension; null: until what is owed is paid.</summary>
    public int? Days { get; private set; }

    /// <summary>What is left of a suspension that was stayed after it had begun; null otherwise.</summary>
    public int? DaysLeft { get; private set; }

    /// <summary>The first day of its effect.</summary>
    public DateOnly EffectiveOn { get; private set; }

    /// <summary>The last day of its effect; null before it takes effect, and where it has no term.</summary>
    public DateOnly? EndsOn { get; private set; }

    public OrderStatus Status { get; private set; }

    /// <summary>The day on which the decision was served; null while it was not.</summary>
    public DateOnly? ServedOn { get; private set; }

    /// <summary>The last day to appeal; null while it was not served.</summary>
    public DateOnly? AppealBy { get; private set; }

    public string OrderedBy { get; private set; } = "";

    public DateTimeOffset OrderedAt { get; private set; }

    public string? StayedBecause { get; private set; }

    /// <summary>Proof that the closure was posted at the place of business.</summary>
    public string? PostedProof { get; private set; }

    public DateOnly? PostedOn { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public string? EndReason { get; private set; }

    public bool IsLive => Status is OrderStatus.Issued or OrderStatus.InEffect or OrderStatus.Stayed;

    /// <summary>Where an act leads from a status; null where it is refused. The whole table of the machine.</summary>
    public static OrderStatus? Next(OrderStatus from, OrderAct act) => (from, act) switch
    {
        (OrderStatus.Issued, OrderAct.TakeEffect) => OrderStatus.InEffect,
        (OrderStatus.Issued or OrderStatus.InEffect, OrderAct.Stay) => OrderStatus.Stayed,
        (OrderStatus.Stayed, OrderAct.LiftStay) => OrderStatus.Issued,
        (OrderStatus.Issued or OrderStatus.InEffect or OrderStatus.Stayed, OrderAct.End) => OrderStatus.Ended,
        (not OrderStatus.SetAside, OrderAct.SetAside) => OrderStatus.SetAside,
        _ => null,
    };

    internal static PermitOrder By(Hearing hearing, Decision decision, SuspensionStep most, Guid id, string reference, DateOnly today, Actor officer, DateTimeOffset now)
    {
        var revokes = decision.Outcome == HearingOutcome.Revoke;
        RuleViolation.Unless(decision.EffectiveOn > today, "order.effective", $"The order takes effect after today ({today:yyyy-MM-dd}): it is served first.");
        RuleViolation.Unless(!revokes || decision.Days is null, "order.days", "A revocation has no term.");
        RuleViolation.Unless(decision.Days is null or > 0, "order.days", "A suspension lasts a day or more.");
        RuleViolation.Unless(!revokes || most.Action == SuspensionAction.Revoke, "order.ladder", "The program's ladder does not allow a revocation yet.");
        RuleViolation.Unless(most.Action == SuspensionAction.Revoke || most.Days is null || decision.Days <= most.Days, "order.ladder",
            $"The program's ladder allows a suspension of {most.Days} days now, and no more.");
        return new PermitOrder
        {
            Id = id,
            Reference = reference,
            HearingId = hearing.Id,
            CaseId = hearing.CaseId,
            PermitId = hearing.PermitId,
            Action = revokes ? SuspensionAction.Revoke : SuspensionAction.Suspend,
            Days = decision.Days,
            EffectiveOn = decision.EffectiveOn!.Value,
            OrderedBy = officer.Id,
            OrderedAt = now,
        };
    }

    /// <summary>The decision was served; the time to appeal runs.</summary>
    public void Serve(DateOnly servedOn, DateOnly appealBy)
    {
        RuleViolation.Unless(IsLive && ServedOn is null, "order.served", ServedOn is null ? $"Order {Reference} has ended." : $"Order {Reference} was served on {ServedOn:yyyy-MM-dd}.");
        (ServedOn, AppealBy) = (servedOn, appealBy);
        // Nobody's doors close on the day that the paper comes.
        if (EffectiveOn <= servedOn)
            EffectiveOn = servedOn.AddDays(1);
    }

    /// <summary>Its day has come: the establishment is closed by it.</summary>
    public void TakeEffect(Case onCase, Permit permit, Eligibility eligibility)
    {
        RuleViolation.Unless(Next(Status, OrderAct.TakeEffect) is not null, "order.transition", Refusal("take effect"));
        RuleViolation.Unless(ServedOn < eligibility.On, "order.unserved", $"Order {Reference} was not served; it has no effect.");
        RuleViolation.Unless(EffectiveOn <= eligibility.On, "order.not-yet", $"Order {Reference} takes effect on {EffectiveOn:yyyy-MM-dd}.");
        eligibility.MustAllow("suspend or revoke the permit", onCase.Id);
        permit.Stand(Action == SuspensionAction.Revoke ? PermitStatus.Revoked : PermitStatus.Suspended);
        (Status, EndsOn) = (OrderStatus.InEffect, (DaysLeft ?? Days) is { } days ? eligibility.On.AddDays(days - 1) : null);
    }

    /// <summary>It has no effect for now. Returns whether that is news.</summary>
    /// <param name="closedByAnother">Whether another order keeps the establishment closed.</param>
    public bool Stay(Permit permit, string reason, bool closedByAnother, DateOnly today)
    {
        if (Next(Status, OrderAct.Stay) is not { } next)
            return false;
        Open(permit, closedByAnother);
        if (EndsOn is { } ends)
            (DaysLeft, EndsOn) = (Math.Max(1, ends.DayNumber - today.DayNumber), null);
        (Status, StayedBecause) = (next, reason.Trim());
        return true;
    }

    /// <summary>What stayed it is over: it takes effect on the day named, and not before.</summary>
    /// <param name="effectiveOn">After today: nobody's doors close without warning.</param>
    public void LiftStay(DateOnly effectiveOn, DateOnly today)
    {
        RuleViolation.Unless(Next(Status, OrderAct.LiftStay) is not null, "order.transition", Refusal("come back"));
        RuleViolation.Unless(effectiveOn > today, "order.effective", $"The order takes effect again after today ({today:yyyy-MM-dd}).");
        (Status, StayedBecause, EffectiveOn) = (OrderStatus.Issued, null, effectiveOn > EffectiveOn ? effectiveOn : EffectiveOn);
    }

    /// <summary>Its term is over, or what it rested on ended. Returns whether it was live.</summary>
    public bool End(Permit permit, string reason, bool closedByAnother, DateTimeOffset now) => Finish(OrderAct.End, permit, reason, closedByAnother, now);

    /// <summary>It should not have been. Returns whether that is news.</summary>
    public bool SetAside(Permit permit, string reason, bool closedByAnother, DateTimeOffset now) => Finish(OrderAct.SetAside, permit, reason, closedByAnother, now);

    /// <summary>The body that hears appeals changed what was ordered, to less.</summary>
    public void Modify(int? days)
    {
        RuleViolation.Unless(IsLive, "order.transition", Refusal("be changed"));
        RuleViolation.Unless(days is > 0, "order.days", "Say how many days the suspension lasts.");
        RuleViolation.Unless(Action == SuspensionAction.Revoke || Days is null || days < Days, "order.modified", $"The order is for {Days} days; a change makes it less.");
        (Action, Days, DaysLeft) = (SuspensionAction.Suspend, days, null);
    }

    /// <summary>The closure was posted where the public sees it.</summary>
    public void Post(DateOnly on, string proof, DateOnly today)
    {
        RuleViolation.Unless(Status == OrderStatus.InEffect, "order.not-in-effect", $"Order {Reference} is not in effect; nothing is posted.");
        RuleViolation.Unless(on <= today, "order.future", $"The day of posting ({on:yyyy-MM-dd}) is in the future.");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(proof), "order.proof", "Say what proves the posting.");
        (PostedOn, PostedProof) = (on, proof.Trim());
    }

    /// <summary>The first day on which nobody can appeal from it any more; null while it was not served.</summary>
    public DateOnly? FinalFrom(Policy policy) => AppealBy?.AddDays(1 + (policy.Appeal.LateRequestDays ?? 0));

    private bool Finish(OrderAct act, Permit permit, string reason, bool closedByAnother, DateTimeOffset now)
    {
        if (Next(Status, act) is not { } next)
            return false;
        Open(permit, closedByAnother);
        (Status, EndedAt, EndReason, StayedBecause) = (next, now, reason.Trim(), null);
        return true;
    }

    private void Open(Permit permit, bool closedByAnother)
    {
        if (Status == OrderStatus.InEffect && !closedByAnother)
            permit.Reinstate();
    }

    private string Refusal(string what) => $"Order {Reference} is {(Status == OrderStatus.InEffect ? "in effect" : Status == OrderStatus.SetAside ? "set aside" : Status.ToString().ToLowerInvariant())}; it cannot {what} now.";
}
