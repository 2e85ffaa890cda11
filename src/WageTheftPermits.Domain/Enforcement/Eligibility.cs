using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.Domain.Enforcement;

/// <summary>One condition of an adverse step: whether it holds now, why, and who can mend it where it does not.</summary>
/// <param name="Name">Stable name, such as <c>balance-fresh</c>.</param>
public sealed record EligibilityCondition(string Name, bool Holds, string Text, string WhoCanMend);

/// <summary>What the records say about one case at one moment, read inside the unit that would act on it.</summary>
public sealed record EligibilityFacts
{
    public required Guid CaseId { get; init; }

    /// <summary>A person's verdict that the permittee is the party, still standing.</summary>
    public required bool IdentityConfirmed { get; init; }

    /// <summary>Whether the party still owes: not satisfied, expired, vacated or withdrawn.</summary>
    public required bool Owes { get; init; }

    /// <summary>How the debt stands as to the party, in one sentence.</summary>
    public required string PartyStatus { get; init; }

    /// <summary>A final event, the appeal deadline with its mail days past, and no later appeal.</summary>
    public required bool IsFinal { get; init; }

    /// <summary>Why it is not final, in words; empty where it is.</summary>
    public required string FinalityReason { get; init; }

    public required bool Stayed { get; init; }

    /// <summary><c>none</c>, <c>pending</c> or <c>barred</c>.</summary>
    public required string Bankruptcy { get; init; }

    public required bool HasGaps { get; init; }

    public required bool Disputed { get; init; }

    /// <summary>Something of this judgment's subject waits in quarantine.</summary>
    public required bool InQuarantine { get; init; }

    /// <summary>Something of this judgment's subject has come and is not yet understood.</summary>
    public bool Unread { get; init; }

    /// <summary>What is owed by the agency's events, in dollars; null while unknown.</summary>
    public required decimal? Balance { get; init; }

    /// <summary>The day as of which the agency last confirmed the balance.</summary>
    public required DateOnly? BalanceConfirmedOn { get; init; }

    /// <summary>An accord is being kept that shelters the debtor (Labor Code 238).</summary>
    public required bool AccordKept { get; init; }

    /// <summary>The last accord was broken by a missed instalment.</summary>
    public bool AccordBroken { get; init; }

    public bool AccordCompleted { get; init; }

    /// <summary>The permit is still held by the permittee whom the case is about.</summary>
    public required bool PermitteeUnchanged { get; init; }

    public required string? PostalCode { get; init; }

    public string? City { get; init; }

    /// <summary>What kind of paper the judgment is, in the agency's words.</summary>
    public string? JudgmentKind { get; init; }

    /// <summary>What the judgment is for, in the agency's words, such as <c>wages</c>.</summary>
    public IReadOnlyList<string> Violations { get; init; } = [];

    /// <summary>Whether this judgment is only a lead (money agreed to, not adjudged), which never supports an adverse step.</summary>
    public required bool IsLead { get; init; }

    /// <summary>Judgments that may be one debt with this one, by agency and subject; nobody has decided yet.</summary>
    public IReadOnlyList<string> UndecidedDebts { get; init; } = [];

    /// <summary>The judgment that leads the debt, where this one follows another report of it; null where it leads or is the only one.</summary>
    public string? Follows { get; init; }

    /// <summary>What other reports of the same debt say against an adverse step, each in one sentence.</summary>
    public IReadOnlyList<string> LinkedBars { get; init; } = [];

    /// <summary>Receipts of the permittee's answers that nobody has read yet.</summary>
    public IReadOnlyList<string> UnreadAnswers { get; init; } = [];
}

/// <summary>
/// Whether an adverse step is allowed on a case at this moment: serving a notice or charges, proposing or approving a hold, deciding against the permittee, an order's
/// taking effect.
/// Every condition is named, held or not; all must hold.
/// </summary>
public sealed record Eligibility(Guid CaseId, DateOnly On, IReadOnlyList<EligibilityCondition> Conditions)
{
    public bool IsEligible => Conditions.All(c => c.Holds);

    public IEnumerable<EligibilityCondition> Failing => Conditions.Where(c => !c.Holds);

    /// <summary>The failing conditions in one sentence each; empty where all hold.</summary>
    public string WhyNot => string.Join(" ", Failing.Select(c => c.Text));

    /// <param name="today">The day in the department's time zone.</param>
    public static Eligibility Of(EligibilityFacts facts, Policy policy, DateOnly today)
    {
        var staleAfter = facts.BalanceConfirmedOn?.AddDays(policy.BalanceFreshDays);
        var bankrupt = facts.Bankruptcy != "none";
        return new Eligibility(facts.CaseId, today,
        [
            Condition("identity-confirmed", facts.IdentityConfirmed, "A person confirmed that the permittee is the judgment's party.",
                "No person's verdict says that the permittee is the judgment's party.", "An inspector, in the match review"),
            Condition("adjudged", !facts.IsLead, "It is an order, award or judgment.",
                "It is a lead (money agreed to), not a judgment.", "The agency, by a judgment"),
            Condition("legal-basis", policy.Covers(facts.JudgmentKind, facts.Violations), "The program's legal basis covers it.",
                "The program's legal basis does not cover this kind of paper or violation.", "An administrator, by a change of policy"),
            Condition("owed", facts.Owes && facts.Balance is > 0 && facts.Balance > policy.DeMinimis, "The party owes under it.",
                facts.Owes ? "Nothing is owed beyond what policy disregards." : $"The party owes nothing. {facts.PartyStatus}", "Nothing to mend"),
            Condition("final", facts.IsFinal, "It is final against the party.", $"It is not final: {facts.FinalityReason}", "The agency, when it becomes final"),
            Condition("not-stayed", !facts.Stayed, "No stay.", "A stay is in force.", "The court; counsel records the lifting"),
            Condition("no-bankruptcy", !bankrupt, "No bankruptcy on record.",
                $"A bankruptcy is {facts.Bankruptcy} (11 USC 525(a)).", "Counsel only"),
            Condition("no-gap", !facts.HasGaps, "No event of the agency is missing.", "An event of the agency is missing from the sequence.", "The agency, by sending it"),
            Condition("undisputed", !facts.Disputed, "No dispute about the agency's events.", "Events of the agency contradict each other.", "The agency, by an amendment; or an administrator"),
            Condition("no-quarantine", !facts.InQuarantine && !facts.Unread, "Nothing of it is in quarantine or unread.", "A message about it is in quarantine or not yet read.", "An administrator, on the messages page"),
            Condition("no-accord", !facts.AccordKept && !facts.AccordCompleted, "No accord shelters the debtor.",
                facts.AccordCompleted ? "The accord was completed." : "An accord is being kept (Labor Code 238).", "Nothing to mend"),
            Condition("balance-fresh", staleAfter >= today,
                $"The agency confirmed the balance as of {facts.BalanceConfirmedOn:yyyy-MM-dd}.",
                facts.BalanceConfirmedOn is null
                    ? "The agency has not confirmed the balance."
                    : $"The agency last confirmed the balance as of {facts.BalanceConfirmedOn:yyyy-MM-dd}, more than {policy.BalanceFreshDays} days ago.",
                "The agency, by confirming the balance"),
            Condition("in-area", policy.InArea(facts.PostalCode, facts.City, today), "The program covers the site.",
                "The site is outside the area where the program is in force.", "An administrator, by a change of policy"),
            Condition("permittee-unchanged", facts.PermitteeUnchanged, "The permit is held by the same permittee.",
                "The permit has another holder than the one the case is about.", "An inspector, by screening the new holder"),
            Condition("one-debt", facts.UndecidedDebts.Count == 0, "No other judgment that may be the same debt waits for a decision.",
                $"The same court and case number, or an assignment, is reported by {string.Join(" and ", facts.UndecidedDebts)} too; a person must say whether it is one debt.",
                "An inspector, on the links page"),
            Condition("leading", facts.Follows is null, "The debt is enforced on this judgment.", $"The debt is enforced on {facts.Follows}, which reports the same one.",
                "Nothing to mend: the case belongs to the judgment that leads"),
            Condition("owed-by-every-report", facts.LinkedBars.Count == 0, "No other report of the same debt says that it is paid or barred.", string.Join(" ", facts.LinkedBars),
                "The agency of that report; or an inspector, on the links page, where they are different debts"),
            Condition("answers-read", facts.UnreadAnswers.Count == 0, "No answer of the permittee waits to be read.",
                $"The permittee has answered, and nobody has read it yet: {string.Join(", ", facts.UnreadAnswers)}.", "An inspector, on the case's page"),
        ]);
    }

    /// <summary>Refuses an adverse step where a condition fails, or where this was computed for another case.</summary>
    public void MustAllow(string step, Guid caseId)
    {
        RuleViolation.Unless(caseId == CaseId, "eligibility.other-case", "Eligibility was computed for another case.");
        RuleViolation.Unless(IsEligible, "eligibility." + (Failing.FirstOrDefault()?.Name ?? "none"), $"It is not allowed to {step} now. {WhyNot}");
    }

    private static EligibilityCondition Condition(string name, bool holds, string yes, string no, string whoCanMend) => new(name, holds, holds ? yes : no, whoCanMend);
}
