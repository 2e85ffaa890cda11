using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.Domain.Hearings;

public enum AppealStatus
{
    /// <summary>The time had passed; the body is asked to hear it all the same (in San Francisco a jurisdiction request).</summary>
    LeaveAsked,

    /// <summary>The body lets it be filed, until a day.</summary>
    LeaveGranted,

    Refused,

    /// <summary>It is heard. Whether the order has effect meanwhile is policy's.</summary>
    Filed,

    Upheld,

    /// <summary>The body ordered less.</summary>
    Modified,

    Overruled,

    Withdrawn,
}

public enum AppealAct
{
    [Act("The body that hears appeals; an inspector records it", "Its decision")]
    Grant,

    [Act("The body that hears appeals; an inspector records it", "Its decision")]
    Refuse,

    [Act("The permittee, by the day that was given; an inspector records it", "The appeal as it was filed")]
    File,

    [Act("The body that hears appeals; an inspector records it", "Its decision")]
    Uphold,

    [Act("The body that hears appeals; an inspector records it", "Its decision")]
    Modify,

    [Act("The body that hears appeals; an inspector records it", "Its decision")]
    Overrule,

    [Act("The permittee; an inspector records it", "The withdrawal as it was filed")]
    Withdraw,
}

/// <summary>The permittee's appeal from an order, and what the body that hears appeals made of it.</summary>
public sealed class Appeal
{
    private Appeal()
    {
    }

    public Guid Id { get; private set; }

    public Guid OrderId { get; private set; }

    public Guid CaseId { get; private set; }

    public AppealStatus Status { get; private set; }

    /// <summary>The day on which it, or the request to file late, was filed.</summary>
    public DateOnly FiledOn { get; private set; }

    /// <summary>The last day to file after leave was given; null otherwise.</summary>
    public DateOnly? FileBy { get; private set; }

    public string RecordedBy { get; private set; } = "";

    public DateTimeOffset RecordedAt { get; private set; }

    /// <summary>The body's number and words.</summary>
    public string? Decision { get; private set; }

    public DateOnly? DecidedOn { get; private set; }

    public bool IsOpen => Status is AppealStatus.LeaveAsked or AppealStatus.LeaveGranted or AppealStatus.Filed;

    /// <summary>Where an act leads from a status; null where it is refused. The whole table of the machine.</summary>
    public static AppealStatus? Next(AppealStatus from, AppealAct act) => (from, act) switch
    {
        (AppealStatus.LeaveAsked, AppealAct.Grant) => AppealStatus.LeaveGranted,
        (AppealStatus.LeaveAsked, AppealAct.Refuse) => AppealStatus.Refused,
        (AppealStatus.LeaveGranted, AppealAct.File) => AppealStatus.Filed,
        (AppealStatus.Filed, AppealAct.Uphold) => AppealStatus.Upheld,
        (AppealStatus.Filed, AppealAct.Modify) => AppealStatus.Modified,
        (AppealStatus.Filed, AppealAct.Overrule) => AppealStatus.Overruled,
        (AppealStatus.Filed or AppealStatus.LeaveAsked or AppealStatus.LeaveGranted, AppealAct.Withdraw) => AppealStatus.Withdrawn,
        _ => null,
    };

    /// <summary>An appeal was filed: in time it is heard, late the body is asked for leave.</summary>
    /// <param name="filedOn">The day on which the body took it.</param>
    public static Appeal From(Guid id, PermitOrder order, Case onCase, DateOnly filedOn, Policy policy, Actor by, DateOnly today, DateTimeOffset now)
    {
        by.MustBePerson("record an appeal");
        RuleViolation.Unless(order.IsLive, "appeal.no-order", $"Order {order.Reference} has ended; there is nothing to appeal from.");
        RuleViolation.Unless(order.AppealBy is not null, "appeal.unserved", $"Order {order.Reference} was not served; the time to appeal has not begun.");
        RuleViolation.Unless(filedOn <= today && filedOn >= order.ServedOn, "appeal.day", $"It was filed between the service ({order.ServedOn:yyyy-MM-dd}) and today ({today:yyyy-MM-dd}).");
        var late = filedOn > order.AppealBy;
        RuleViolation.Unless(!late || policy.Appeal.LateRequestDays is not null, "appeal.late", $"The last day to appeal was {order.AppealBy:yyyy-MM-dd}, and the program knows no leave to appeal late.");
        if (!late)
            onCase.Appealed(now);
        return new Appeal
        {
            Id = id,
            OrderId = order.Id,
            CaseId = order.CaseId,
            Status = late ? AppealStatus.LeaveAsked : AppealStatus.Filed,
            FiledOn = filedOn,
            RecordedBy = by.Id,
            RecordedAt = now,
        };
    }

    /// <summary>The body decided whether it hears a late appeal. Leave opens a new time to file.</summary>
    public void DecideLeave(bool granted, string decision, DateOnly decidedOn, Policy policy)
    {
        Move(granted ? AppealAct.Grant : AppealAct.Refuse, decision, decidedOn);
        FileBy = granted ? new Deadlines(policy).After(decidedOn, policy.Appeal.LateRequestDays ?? 0) : null;
    }

    /// <summary>The appeal was filed in the time that leave gave.</summary>
    public void File(Case onCase, DateOnly filedOn, DateTimeOffset now)
    {
        RuleViolation.Unless(FileBy is null || filedOn <= FileBy, "appeal.late", $"It could be filed until {FileBy:yyyy-MM-dd}.");
        Move(AppealAct.File, Decision ?? "Filed with leave.", DecidedOn ?? filedOn);
        FiledOn = filedOn;
        onCase.Appealed(now);
    }

    /// <summary>What the body decided, and what follows for the case.</summary>
    /// <param name="act">Uphold, modify, overrule, or the permittee's withdrawal, after which the order stands.</param>
    /// <param name="order">As it stands after a modification.</param>
    public void Decide(AppealAct act, string decision, DateOnly decidedOn, PermitOrder order, Case onCase, DateTimeOffset now)
    {
        RuleViolation.Unless(act is AppealAct.Uphold or AppealAct.Modify or AppealAct.Overrule or AppealAct.Withdraw, "appeal.act", "Say what the body decided.");
        var heard = Status == AppealStatus.Filed;
        Move(act, decision, decidedOn);
        if (!heard)
            return;
        onCase.Decided(act == AppealAct.Overrule ? CaseAct.Overrule : order.Action == SuspensionAction.Revoke ? CaseAct.UpholdRevocation : CaseAct.UpholdSuspension, now,
            act == AppealAct.Overrule ? $"The order {order.Reference} was overruled on appeal." : null);
    }

    /// <summary>What was appealed from ended by itself.</summary>
    public void Moot(string reason, DateOnly today)
    {
        if (IsOpen)
            (Status, Decision, DecidedOn) = (AppealStatus.Withdrawn, reason.Trim(), today);
    }

    private void Move(AppealAct act, string decision, DateOnly decidedOn)
    {
        RuleViolation.Unless(Next(Status, act) is not null, "appeal.transition", $"The appeal is {Status.ToString().ToLowerInvariant()}; this cannot be recorded now.");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(decision), "appeal.decision", "Give the paper's number and what it says: it is kept as evidence.");
        RuleViolation.Unless(decidedOn >= FiledOn, "appeal.day", $"The day ({decidedOn:yyyy-MM-dd}) is before the filing ({FiledOn:yyyy-MM-dd}).");
        (Status, Decision, DecidedOn) = (Next(Status, act)!.Value, decision.Trim(), decidedOn);
    }
}
