namespace WageTheftPermits.Application.Judgments;

/// <summary>What a decision settles.</summary>
public enum JudgmentDecisionKind
{
    /// <summary>Counsel found that a bankruptcy does not bar the debt.</summary>
    BarLifted,

    /// <summary>A person said which of the events in a dispute counts.</summary>
    DisputeSettled,
}

/// <summary>What a person decided about a judgment beside what its agency says. Added to, never changed; the fold reads it.</summary>
public sealed class JudgmentDecision
{
    public Guid Id { get; init; }

    public Guid JudgmentId { get; init; }

    public JudgmentDecisionKind Kind { get; init; }

    /// <summary>The bankruptcy's case number; or the dispute's name, which is its sequences.</summary>
    public string About { get; init; } = "";

    /// <summary>The sequences of the dispute; empty for another kind.</summary>
    public long[] Sequences { get; init; } = [];

    /// <summary>Receipts of all events that were looked at. One that comes to the same place later makes a dispute of its own.</summary>
    public Guid[] Events { get; init; } = [];

    /// <summary>The receipt of the one that counts; null: none does.</summary>
    public Guid? Counts { get; init; }

    public string Reason { get; init; } = "";

    public string By { get; init; } = "";

    public DateTimeOffset At { get; init; }
}
