namespace WageTheftPermits.Domain.Judgments;

/// <summary>What people have decided of a judgment's events, beside what its agency says.</summary>
/// <param name="SettledSequences">Events whose dispute a person has settled, leaving their content for nothing or as the fold counts it.</param>
/// <param name="LiftedBars">Case numbers of bankruptcies whose bar counsel has lifted.</param>
public sealed record JudgmentDecisions(ValueList<long> SettledSequences, ValueList<string> LiftedBars)
{
    public static JudgmentDecisions None { get; } = new([], []);
}
