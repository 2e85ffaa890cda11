namespace WageTheftPermits.Domain.Renewals;

public enum RequirementKind
{
    Fee,
    Document,
}

public enum RequirementStatus
{
    /// <summary>The renewal waits for it.</summary>
    Open,

    /// <summary>Paid, or brought.</summary>
    Met,

    /// <summary>A supervisor lets the renewal go on without it.</summary>
    Waived,
}

public enum RequirementAct
{
    [Act("The permit system; or an inspector", "What is owed now")]
    Restate,

    [Act("The permit system; or an inspector", "What was brought, and on which day")]
    Meet,

    [Act("A supervisor", "Reason")]
    Waive,
}

/// <summary>
/// What the applicant owes before the renewal is issued: a fee with its amount, or a document by its name. It exists only where the permit
/// system or an inspector said so; it is met with evidence, or waived with a reason.
/// </summary>
public sealed class Requirement
{
    /// <summary>What a fee is called that has no name of its own.</summary>
    public const string FeeName = "Renewal fee";

    private Requirement()
    {
    }

    private Requirement(Guid id, Renewal renewal, RequirementKind kind, string name, decimal? amount, Actor by, bool byPermitSystem, string reason, DateTimeOffset now)
    {
        renewal.Require();
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(name), "requirement.name", "Name what is owed.");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(reason), "requirement.reason", "Say why this is required.");
        Id = id;
        RenewalId = renewal.Id;
        Kind = kind;
        Name = name.Trim();
        Amount = amount;
        RaisedBy = by.ToString();
        ByPermitSystem = byPermitSystem;
        RaisedAt = now;
        Reason = reason.Trim();
        Status = RequirementStatus.Open;
    }

    public Guid Id { get; private set; }

    public Guid RenewalId { get; private set; }

    public RequirementKind Kind { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>In dollars; null for a document.</summary>
    public decimal? Amount { get; private set; }

    public RequirementStatus Status { get; private set; }

    public string RaisedBy { get; private set; } = "";

    /// <summary>Raised by the permit system's file, which then also says when nothing is owed any more.</summary>
    public bool ByPermitSystem { get; private set; }

    public DateTimeOffset RaisedAt { get; private set; }

    public string Reason { get; private set; } = "";

    /// <summary>Who recorded that it was met, or waived it.</summary>
    public string? SettledBy { get; private set; }

    public DateTimeOffset? SettledAt { get; private set; }

    /// <summary>The day on which it was paid or brought; null where it was waived.</summary>
    public DateOnly? MetOn { get; private set; }

    /// <summary>What shows that it was met, or why it was waived.</summary>
    public string? Evidence { get; private set; }

    public bool IsOpen => Status == RequirementStatus.Open;

    /// <summary>In words for a sentence: <c>Renewal fee of $120.00</c>.</summary>
    public string Words => Amount is { } amount ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Name} of ${amount:N2}") : Name;

    /// <summary>Where an act leads from a status; null where it is refused.</summary>
    public static RequirementStatus? Next(RequirementStatus from, RequirementAct act) => (from, act) switch
    {
        (RequirementStatus.Open, RequirementAct.Restate) => RequirementStatus.Open,
        (RequirementStatus.Open, RequirementAct.Meet) => RequirementStatus.Met,
        (RequirementStatus.Open, RequirementAct.Waive) => RequirementStatus.Waived,
        _ => null,
    };

    /// <param name="byPermitSystem">Raised by the permit system's file.</param>
    public static Requirement Fee(Guid id, Renewal renewal, string name, decimal amount, Actor by, bool byPermitSystem, string reason, DateTimeOffset now)
    {
        MustBeAmount(amount);
        return new(id, renewal, RequirementKind.Fee, name, amount, by, byPermitSystem, reason, now);
    }

    /// <inheritdoc cref="Fee"/>
    public static Requirement Document(Guid id, Renewal renewal, string name, Actor by, bool byPermitSystem, string reason, DateTimeOffset now) =>
        new(id, renewal, RequirementKind.Document, name, null, by, byPermitSystem, reason, now);

    /// <summary>The permit system says another amount now.</summary>
    public void Restate(decimal amount)
    {
        MustBeAmount(amount);
        RuleViolation.Unless(Kind == RequirementKind.Fee, "requirement.amount", $"{Name} is a document; it has no amount.");
        Move(RequirementAct.Restate);
        Amount = amount;
    }

    /// <summary>It was paid or brought. Recorded by a person, or by the permit system that raised it.</summary>
    /// <param name="on">The day, not after <paramref name="today"/>.</param>
    public void Meet(Actor by, DateOnly on, string evidence, DateOnly today, DateTimeOffset now)
    {
        if (!ByPermitSystem || by.Kind != ActorKind.System)
            by.MustBePerson("record that a requirement was met");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(evidence), "requirement.evidence", "Say what shows it, such as the receipt's number.");
        RuleViolation.Unless(on <= today, "requirement.day", $"{on:yyyy-MM-dd} is still to come; give the day on which it was paid or brought.");
        Settle(RequirementAct.Meet, by, evidence, now);
        MetOn = on;
    }

    /// <summary>A supervisor lets the renewal go on without it.</summary>
    public void Waive(Actor by, string reason, DateTimeOffset now)
    {
        by.MustBePerson("waive a requirement");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(reason), "requirement.waiver", "Say why it is waived.");
        Settle(RequirementAct.Waive, by, reason, now);
    }

    private void Settle(RequirementAct act, Actor by, string evidence, DateTimeOffset now)
    {
        Move(act);
        (SettledBy, SettledAt, Evidence) = (by.ToString(), now, evidence.Trim());
    }

    private void Move(RequirementAct act)
    {
        var next = Next(Status, act);
        RuleViolation.Unless(next is not null, "requirement.settled",
            $"{Words} was {Status.ToString().ToLowerInvariant()} by {SettledBy}; there is nothing to {act.ToString().ToLowerInvariant()}.");
        Status = next!.Value;
    }

    private static void MustBeAmount(decimal amount) =>
        RuleViolation.Unless(amount > 0 && decimal.Round(amount, 2) == amount, "requirement.amount", "Give the fee in dollars and cents, more than nothing.");
}
