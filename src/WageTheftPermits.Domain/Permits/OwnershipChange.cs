using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.Domain.Permits;

public enum OwnershipChangeStatus
{
    /// <summary>Known; nothing was granted to the new holder yet.</summary>
    Recorded,

    /// <summary>The new holder operates on a temporary permit.</summary>
    Temporary,

    /// <summary>The permit is the new holder's.</summary>
    Granted,

    /// <summary>Recorded by mistake, or overtaken by yet another holder.</summary>
    Cancelled,
}

public enum OwnershipChangeAct
{
    [Act("An inspector", "The application; the new holder was screened")]
    GrantTemporary,

    [Act("An inspector", "The new holder was screened; no match review and no successor review is open")]
    Grant,

    [Act("An inspector; or the permit system, by naming yet another holder", "Reason")]
    Cancel,
}

public enum OwnershipChangeSource
{
    /// <summary>The permit system's file names another holder.</summary>
    PermitSystem,

    /// <summary>The new owner applied, and an inspector recorded it.</summary>
    Application,
}

/// <summary>What must be settled before anything is granted to a new holder.</summary>
/// <param name="Screened">The permit was compared with the judgments since the holder changed.</param>
/// <param name="OpenMatchReviews">Possible matches of the new holder without a verdict.</param>
/// <param name="OpenSuccessorReviews">Cases of the former holder of which counsel has not yet said whether the new one is liable.</param>
public sealed record NewHolderStanding(bool Screened, int OpenMatchReviews, int OpenSuccessorReviews);

/// <summary>
/// Another owner takes an establishment over. A permit is not transferable (Health and Safety Code 114381): the new owner applies within
/// days, may operate on a temporary permit, and is screened like anybody. What was found out about the former holder stays with the former.
/// </summary>
public sealed class OwnershipChange
{
    private OwnershipChange()
    {
    }

    /// <param name="tookOverOn">The day on which the new owner began to operate, where it is known.</param>
    /// <param name="filedOn">The day of the new owner's application, where there is one.</param>
    public OwnershipChange(Guid id, string reference, Permit permit, Guid formerPermitteeId, OwnershipChangeSource source, DateOnly? tookOverOn, DateOnly? filedOn,
        Policy policy, Actor by, DateTimeOffset now)
    {
        RuleViolation.Unless(permit.PermitteeId != formerPermitteeId, "ownership.same-holder", $"Permit {permit.Number} already has this holder.");
        var today = policy.DayOf(now);
        RuleViolation.Unless(!(tookOverOn > today), "ownership.future", $"The day of taking over ({tookOverOn:yyyy-MM-dd}) is in the future.");
        RuleViolation.Unless(!(filedOn > today), "ownership.filed-future", $"The day of the application ({filedOn:yyyy-MM-dd}) is in the future.");
        Id = id;
        Reference = reference;
        PermitId = permit.Id;
        FormerPermitteeId = formerPermitteeId;
        NewPermitteeId = permit.PermitteeId;
        Source = source;
        TookOverOn = tookOverOn;
        FiledOn = filedOn;
        FilingDueOn = new Deadlines(policy).After(tookOverOn ?? today, policy.NewOwner.FilingDays);
        RecordedBy = by.ToString();
        RecordedAt = now;
    }

    public Guid Id { get; private set; }

    /// <summary>What people call it, such as <c>OC-2026-00012</c>.</summary>
    public string Reference { get; private set; } = "";

    public Guid PermitId { get; private set; }

    public Guid FormerPermitteeId { get; private set; }

    public Guid NewPermitteeId { get; private set; }

    public OwnershipChangeSource Source { get; private set; }

    public OwnershipChangeStatus Status { get; private set; }

    public DateOnly? TookOverOn { get; private set; }

    public DateOnly? FiledOn { get; private set; }

    /// <summary>The last day on which the new owner's application is in time.</summary>
    public DateOnly FilingDueOn { get; private set; }

    /// <summary>The last day of the temporary permit, where one was granted.</summary>
    public DateOnly? TemporaryUntil { get; private set; }

    public string RecordedBy { get; private set; } = "";

    public DateTimeOffset RecordedAt { get; private set; }

    public string? DecidedBy { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    public string? DecisionReason { get; private set; }

    public bool IsOpen => Status is OwnershipChangeStatus.Recorded or OwnershipChangeStatus.Temporary;

    public static OwnershipChangeStatus? Next(OwnershipChangeStatus from, OwnershipChangeAct act) => (from, act) switch
    {
        (OwnershipChangeStatus.Recorded, OwnershipChangeAct.GrantTemporary) => OwnershipChangeStatus.Temporary,
        (OwnershipChangeStatus.Recorded or OwnershipChangeStatus.Temporary, OwnershipChangeAct.Grant) => OwnershipChangeStatus.Granted,
        (OwnershipChangeStatus.Recorded or OwnershipChangeStatus.Temporary, OwnershipChangeAct.Cancel) => OwnershipChangeStatus.Cancelled,
        _ => null,
    };

    /// <summary>The new owner filed the application. Corrects an earlier day.</summary>
    public void File(DateOnly filedOn, DateOnly today)
    {
        RuleViolation.Unless(IsOpen, "ownership.transition", $"The change of ownership {Reference} is {Words()}.");
        RuleViolation.Unless(filedOn <= today, "ownership.filed-future", $"The day of the application ({filedOn:yyyy-MM-dd}) is in the future.");
        FiledOn = filedOn;
    }

    /// <summary>The new owner may operate until the department has looked; the days are the policy's.</summary>
    public void GrantTemporary(NewHolderStanding standing, Policy policy, Actor by, DateTimeOffset now)
    {
        by.MustBePerson("grant a temporary permit");
        RuleViolation.Unless(FiledOn is not null, "ownership.not-filed", "The new owner has not applied yet: record the day of the application first.");
        RuleViolation.Unless(standing.Screened, "ownership.not-screened", "The new holder has not been screened yet. The service does it by itself; look again in a moment.");
        Move(OwnershipChangeAct.GrantTemporary, by, null, now);
        TemporaryUntil = policy.DayOf(now).AddDays(policy.NewOwner.TemporaryPermitDays);
    }

    /// <summary>The permit is the new holder's; renewals go on.</summary>
    public void Grant(NewHolderStanding standing, Actor by, DateTimeOffset now)
    {
        by.MustBePerson("grant a change of ownership");
        RuleViolation.Unless(FiledOn is not null || Source == OwnershipChangeSource.PermitSystem, "ownership.not-filed", "The new owner has not applied yet: record the day of the application first.");
        RuleViolation.Unless(standing.Screened, "ownership.not-screened", "The new holder has not been screened yet. The service does it by itself; look again in a moment.");
        RuleViolation.Unless(standing.OpenMatchReviews == 0, "ownership.match-open", "A possible match of the new holder waits for a verdict.");
        RuleViolation.Unless(standing.OpenSuccessorReviews == 0, "ownership.successor-open", "Counsel has not yet said whether the new holder is liable for the former one's judgment.");
        Move(OwnershipChangeAct.Grant, by, null, now);
    }

    /// <summary>It was recorded by mistake. The caller gives the permit back to its former holder.</summary>
    public void Cancel(Actor by, string reason, DateTimeOffset now)
    {
        by.MustBePerson("cancel a change of ownership");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(reason), "ownership.reason", "Say why the change was recorded by mistake.");
        Move(OwnershipChangeAct.Cancel, by, reason, now);
    }

    /// <summary>The permit system names yet another holder before this change was granted.</summary>
    public void Overtake(Actor by, string reason, DateTimeOffset now) => Move(OwnershipChangeAct.Cancel, by, reason, now);

    private void Move(OwnershipChangeAct act, Actor by, string? reason, DateTimeOffset now)
    {
        RuleViolation.Unless(Next(Status, act) is not null, "ownership.transition", $"The change of ownership {Reference} is {Words()}.");
        (Status, DecidedBy, DecidedAt, DecisionReason) = (Next(Status, act)!.Value, by.Id, now, reason?.Trim());
    }

    private string Words() => Status switch
    {
        OwnershipChangeStatus.Temporary => "on a temporary permit",
        var other => other.ToString().ToLowerInvariant(),
    };
}
