namespace WageTheftPermits.Application.Judgments;

/// <summary>What a decision settles.</summary>
public enum JudgmentDecisionKind
{
    /// <summary>Counsel found that a bankruptcy does not bar the debt.</summary>
    BarLifted,
}

/// <summary>What a person decided about a judgment beside what its agency says. Added to, never changed; the fold reads it.</summary>
public sealed class JudgmentDecision
{
    public Guid Id { get; init; }

    public Guid JudgmentId { get; init; }

    public JudgmentDecisionKind Kind { get; init; }

    /// <summary>The bankruptcy's case number.</summary>
    public string About { get; init; } = "";

    public string Reason { get; init; } = "";

    public string By { get; init; } = "";

    public DateTimeOffset At { get; init; }
}
