namespace WageTheftPermits.Domain.Enforcement;

public enum ConditionKind
{
    /// <summary>An accord with the agency is kept.</summary>
    Accord,

    /// <summary>What a supervisor required.</summary>
    Required,
}

public enum ConditionStatus
{
    /// <summary>It stands on the permit.</summary>
    Open,

    Met,

    /// <summary>Its day passed without it, or an instalment was missed.</summary>
    Breached,

    /// <summary>What it rested on ended.</summary>
    Lifted,
}

public enum ConditionAct
{
    [Act("An inspector; or the agency, by a completed accord", "What proves it")]
    Meet,

    [Act("An inspector, once the day has passed; or the agency, by a missed instalment", "What was found")]
    Breach,

    [Act("The agency, where what it rests on ends; or a supervisor with the hold", "The event")]
    Lift,
}

/// <summary>A term attached to a permit while it is issued: what it says, until when, and what proves that it was met.</summary>
public sealed class PermitCondition
{
    private PermitCondition()
    {
    }

    public Guid Id { get; private set; }

    public Guid CaseId { get; private set; }

    public Guid PermitId { get; private set; }

    /// <summary>The hold that required it; null for an accord.</summary>
    public Guid? HoldId { get; private set; }

    public ConditionKind Kind { get; private set; }

    /// <summary>As it stands on the permit; the permittee and the public may read it.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The last day on which it is met in time; null where the accord names none.</summary>
    public DateOnly? DueOn { get; private set; }

    /// <summary>What proves that it was met.</summary>
    public string EvidenceRequired { get; private set; } = "";

    public ConditionStatus Status { get; private set; }

    public DateTimeOffset ImposedAt { get; private set; }

    public string? EndedBy { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>The evidence that was shown, what was found, or what ended it.</summary>
    public string? EndReason { get; private set; }

    public static ConditionStatus? Next(ConditionStatus from, ConditionAct act) => (from, act) switch
    {
        (ConditionStatus.Open, ConditionAct.Meet) => ConditionStatus.Met,
        (ConditionStatus.Open, ConditionAct.Breach) => ConditionStatus.Breached,
        (ConditionStatus.Open, ConditionAct.Lift) => ConditionStatus.Lifted,
        _ => null,
    };

    /// <summary>The condition that a kept accord puts on the permit in place of a hold.</summary>
    /// <param name="dueOn">The day of the last instalment, where the accord gives one.</param>
    public static PermitCondition KeepAccord(Guid id, Case onCase, string accordId, DateOnly? dueOn, DateTimeOffset now) => new()
    {
        Id = id,
        CaseId = onCase.Id,
        PermitId = onCase.PermitId,
        Kind = ConditionKind.Accord,
        Text = $"The agreement to pay {accordId} is kept: each instalment is paid by its day.",
        DueOn = dueOn,
        EvidenceRequired = "The agency's word that the accord was completed.",
        ImposedAt = now,
    };

    internal static PermitCondition Of(Guid id, Hold hold, DateTimeOffset now) => Ordered(id, hold, hold.Required!, now);

    /// <summary>What a hearing officer required in the place of the hold.</summary>
    internal static PermitCondition Ordered(Guid id, Hold hold, ConditionTerms required, DateTimeOffset now) => new()
    {
        Id = id,
        CaseId = hold.CaseId,
        PermitId = hold.PermitId,
        HoldId = hold.Id,
        Kind = ConditionKind.Required,
        Text = required.Text.Trim(),
        DueOn = required.DueOn,
        EvidenceRequired = required.Evidence.Trim(),
        ImposedAt = now,
    };

    /// <summary>An inspector has seen what proves it.</summary>
    public void Meet(Actor by, string evidence, DateTimeOffset now)
    {
        by.MustBePerson("find that a condition was met");
        RuleViolation.Unless(Kind == ConditionKind.Required, "condition.accord", "Whether an accord is kept is the agency's word.");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(evidence), "condition.proof", "Say what proves that the condition was met.");
        End(ConditionAct.Meet, by, evidence, now);
    }

    /// <summary>An inspector finds that its day has passed without it. The case's status follows by the caller.</summary>
    public void Breach(Actor by, string finding, DateOnly today, DateTimeOffset now)
    {
        by.MustBePerson("find that a condition was not kept");
        RuleViolation.Unless(Kind == ConditionKind.Required, "condition.accord", "Whether an accord is kept is the agency's word.");
        RuleViolation.Unless(DueOn < today, "condition.not-due", $"The condition can be met until {DueOn:yyyy-MM-dd}.");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(finding), "condition.finding", "Say what was found.");
        End(ConditionAct.Breach, by, finding, now);
    }

    /// <summary>The agency reported a missed instalment.</summary>
    public void AccordBroken(Actor by, string reason, DateTimeOffset now) => End(ConditionAct.Breach, by, reason, now);

    /// <summary>What it rested on ended. One that ended already stays as it is.</summary>
    public void Lift(Actor by, string reason, DateTimeOffset now)
    {
        if (Status == ConditionStatus.Open)
            End(ConditionAct.Lift, by, reason, now);
    }

    private void End(ConditionAct act, Actor by, string reason, DateTimeOffset now)
    {
        RuleViolation.Unless(Next(Status, act) is not null, "condition.transition", $"The condition is {Status.ToString().ToLowerInvariant()}; there is nothing to {act.ToString().ToLowerInvariant()}.");
        (Status, EndedBy, EndedAt, EndReason) = (Next(Status, act)!.Value, by.ToString(), now, reason.Trim());
    }
}
