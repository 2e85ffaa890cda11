namespace WageTheftPermits.Domain.Judgments;

/// <summary>What people have decided of a judgment's events, beside what its agency says.</summary>
/// <param name="Settled">Sequences that a person has settled together: a dispute among them, and among no other, is settled.</param>
/// <param name="LiftedBars">Case numbers of bankruptcies whose bar counsel has lifted.</param>
public sealed record JudgmentDecisions(ValueList<ValueList<long>> Settled, ValueList<string> LiftedBars)
{
    public static JudgmentDecisions None { get; } = new([], []);
}
