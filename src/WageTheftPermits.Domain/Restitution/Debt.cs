using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.Domain.Restitution;

/// <summary>
/// What a judgment awards, and on what interest runs from when. Money in dollars and cents.
/// Costs that were added after the judgment (Code of Civil Procedure 685.090) are told by no event: they show only in a balance that the agency confirms.
/// </summary>
public sealed record Debt
{
    /// <summary>Wages: what alone bears interest until the award is a judgment (Labor Code 98.1(c), Civil Code 3289(b)).</summary>
    public required decimal Principal { get; init; }

    /// <summary>Penalties, damages and costs within the award.</summary>
    public required decimal OtherSums { get; init; }

    /// <summary>A fraction a year, simple.</summary>
    public required decimal Rate { get; init; }

    /// <summary>The first day's interest is earned on the day after this one; null: not known, and none is computed.</summary>
    public required DateOnly? InterestFrom { get; init; }

    /// <summary>
    /// The day from which all that is unpaid bears interest: the "principal amount of the judgment" is the whole of it (Code of Civil Procedure 680.300, 685.010,
    /// 685.020(a)). Null: it is an award that has not become a judgment.
    /// </summary>
    public required DateOnly? EnteredOn { get; init; }

    /// <summary>What was taken for granted where the agency did not say, in sentences.</summary>
    public required IReadOnlyList<string> Assumptions { get; init; }

    public decimal Awarded => Principal + OtherSums;

    /// <returns>Null while the judgment is unknown.</returns>
    public static Debt? Of(JudgmentState state, InterestRules rules)
    {
        if (state.Terms is not { } terms)
            return null;
        var assumptions = new List<string>();
        var principal = PrincipalOf(terms, assumptions);
        var from = terms.InterestFrom ?? terms.IssuedOn;
        if (terms.InterestRate is null)
            assumptions.Add($"The agency gave no rate of interest: {rules.Rate * 100:0.##} % a year is taken, by policy.");
        if (terms.InterestFrom is null)
        {
            assumptions.Add(from is { } issued
                ? $"The agency did not say from when interest runs: the day of issue, {issued:yyyy-MM-dd}, is taken."
                : "The agency did not say from when interest runs: none is computed.");
        }
        var entered = EnteredDay(state, terms);
        if (principal < terms.Amount)
        {
            assumptions.Add(entered is { } day
                ? $"From {day:yyyy-MM-dd} it is taken to be a judgment: interest runs on all that is unpaid (Code of Civil Procedure 680.300, 685.010)."
                : "The award is not known to be a judgment yet: interest runs on wages alone (Labor Code 98.1(c)).");
        }
        if (state.EnforceableUntil is not null)
            assumptions.Add("The judgment was renewed, which adds the interest accrued to its principal (Code of Civil Procedure 683.150). The ledger does so once the agency amends the amount.");
        return new Debt
        {
            Principal = principal,
            OtherSums = terms.Amount - principal,
            Rate = terms.InterestRate ?? rules.Rate,
            InterestFrom = from,
            EnteredOn = entered,
            Assumptions = assumptions,
        };
    }

    private static decimal PrincipalOf(JudgmentTerms terms, List<string> assumptions)
    {
        switch (terms.Principal)
        {
            case null:
                assumptions.Add("The agency gave no split of the award: all of it is taken as principal.");
                return terms.Amount;
            case { } stated when stated > terms.Amount:
                assumptions.Add($"The agency states a principal of {stated:0.00}, more than the whole award: the award is taken.");
                return terms.Amount;
            case { } stated:
                return stated;
        }
    }

    /// <summary>A paper that calls itself a judgment is one when it is issued; an award once it is final, when the clerk enters judgment (Labor Code 98.2(d), (e)).</summary>
    private static DateOnly? EnteredDay(JudgmentState state, JudgmentTerms terms)
    {
        if (terms.Kind is null || terms.Kind.Contains("judgment", StringComparison.OrdinalIgnoreCase))
            return terms.IssuedOn;
        return state.Parties.Where(party => party is { FinalSequence: not null, AppealedSince: false })
            .Select(party => party.FinalOn ?? terms.AppealDeadline ?? terms.IssuedOn).Min();
    }
}
