namespace WageTheftPermits.Domain.Policies;

/// <summary>Which judgments support enforcement.</summary>
public sealed record TriggerRules
{
    /// <summary>Kinds of papers in the agencies' words; empty means all but leads.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>Violations in the agencies' words, one of which is enough; empty means all.</summary>
    public IReadOnlyList<string> Violations { get; init; } = [];
}

/// <summary>Whose notice comes first, who refers a case, and who decides. Names as they stand on notices; null where none is known.</summary>
public sealed record ReferralRules
{
    public string? FirstNotice { get; init; }

    public string? By { get; init; }

    public string? Decider { get; init; }
}

/// <summary>What is sent between the first notice and a hold.</summary>
public sealed record WarningRules
{
    public int Count { get; init; } = 1;

    /// <summary>Calendar days from one to the next.</summary>
    public int DaysBetween { get; init; } = 15;
}

/// <summary>The clocks of a hearing on a permit (Health and Safety Code 114405).</summary>
public sealed record HearingRules
{
    /// <summary>Calendar days from the notice of charges to ask for a hearing; otherwise the right is waived.</summary>
    public int RequestDays { get; init; } = 15;

    /// <summary>Calendar days from the request until it is held.</summary>
    public int HeldWithinDays { get; init; } = 15;

    /// <summary>Working days from its close until the written decision.</summary>
    public int DecisionDays { get; init; } = 5;

    /// <summary>Calendar days before the hearing by which its notice is served.</summary>
    public int NoticeDays { get; init; } = 10;

    /// <summary>The day on which hearings are regularly held; null: any working day.</summary>
    public RegularHearings? Regular { get; init; }

    /// <summary>Where they are held, as it stands on the notice; null: the notice of each hearing says.</summary>
    public string? Place { get; init; }
}

/// <summary>One day of each month, such as the third Thursday.</summary>
/// <param name="Week">1 is the first such weekday of the month, 4 the fourth.</param>
/// <param name="At">Local time of the department.</param>
public sealed record RegularHearings(DayOfWeek Weekday, int Week, TimeOnly At)
{
    /// <param name="month">Any day of the month.</param>
    public DateOnly In(DateOnly month)
    {
        var first = new DateOnly(month.Year, month.Month, 1);
        return first.AddDays((((int)Weekday - (int)first.DayOfWeek + 7) % 7) + (7 * (Week - 1)));
    }
}

public enum SuspensionAction
{
    Suspend,
    Revoke,
}

/// <param name="Days">Calendar days; null: until paid.</param>
public sealed record SuspensionStep(SuspensionAction Action, int? Days = null);

/// <summary>What follows a decision: the first step for a permit's first, the next for its next, and the last one again after that.</summary>
public sealed record SuspensionRules
{
    public IReadOnlyList<SuspensionStep> Ladder { get; init; } = [new(SuspensionAction.Suspend)];

    /// <summary>The most that may be ordered on a permit against whose holder so many orders were made before; less is always allowed.</summary>
    public SuspensionStep StepAfter(int earlierOrders) => Ladder[Math.Min(earlierOrders, Ladder.Count - 1)];
}

/// <summary>Appeals from the department's decisions.</summary>
public sealed record AppealRules
{
    /// <summary>Who hears them; null: not known.</summary>
    public string? Body { get; init; }

    /// <summary>Calendar days from the decision.</summary>
    public int Days { get; init; } = 15;

    /// <summary>Whether the decision waits for the appeal's.</summary>
    public bool StaysAction { get; init; } = true;

    /// <summary>Calendar days to ask that a late appeal be heard; null: no such request is known.</summary>
    public int? LateRequestDays { get; init; }
}

/// <summary>What is shown at the place of business.</summary>
public sealed record DisplayRules
{
    public bool PostedNotice { get; init; }
}

/// <summary>Places where the program begins on a day. With neither postal codes nor cities, it is everywhere.</summary>
public sealed record AreaPhase
{
    public required string Name { get; init; }

    public required DateOnly From { get; init; }

    public IReadOnlyList<string> PostalCodes { get; init; } = [];

    public IReadOnlyList<string> Cities { get; init; } = [];

    internal bool Includes(string? postalCode, string? city) =>
        (PostalCodes.Count == 0 && Cities.Count == 0)
        || (postalCode is not null && PostalCodes.Contains(postalCode))
        || (city is not null && Cities.Contains(city, StringComparer.OrdinalIgnoreCase));
}

/// <summary>When an agreement to pay shelters the debtor (Labor Code 238).</summary>
public sealed record AccordRules
{
    /// <summary>Whether an accord shelters the debtor at all.</summary>
    public bool Accepted { get; init; } = true;

    /// <summary>An accord that the agency says is not notarized shelters nobody.</summary>
    public bool MustBeNotarized { get; init; } = true;

    /// <summary>Calendar days after an instalment's due day, where the accord itself gives none.</summary>
    public int GraceDays { get; init; }
}

/// <summary>What a new owner of an establishment must do: a permit is not transferable (Health and Safety Code 114381).</summary>
public sealed record NewOwnerRules
{
    /// <summary>Calendar days from taking over within which the new owner applies.</summary>
    public int FilingDays { get; init; } = 2;

    /// <summary>Calendar days that a temporary permit runs.</summary>
    public int TemporaryPermitDays { get; init; } = 45;
}

/// <summary>How interest accrues where the judgment does not say otherwise, and what a payment pays.</summary>
public sealed record InterestRules
{
    /// <summary>A fraction a year, simple, on principal: 0.10 is ten percent (Code of Civil Procedure 685.010).</summary>
    public decimal Rate { get; init; } = 0.10m;

    /// <summary>
    /// Whether what a payment leaves after interest pays wages before penalties and costs. The law credits it to the principal amount of the judgment
    /// (Code of Civil Procedure 695.220), which is all of them, and says no more.
    /// </summary>
    public bool WagesFirst { get; init; } = true;
}
