namespace WageTheftPermits.Domain.Matching;

public enum MatchReviewStatus
{
    /// <summary>Proposed by screening; no person has looked yet.</summary>
    PossibleMatch,

    /// <summary>A person looked and could not tell yet.</summary>
    UnderReview,

    /// <summary>A person found that they are not the same.</summary>
    Cleared,

    /// <summary>A person found that the permittee is the judgment's party.</summary>
    Confirmed,
}

/// <summary>The acts that move a match review.</summary>
public enum MatchAct
{
    [Act("An inspector", "Reason; what was looked at")]
    Confirm,

    [Act("An inspector", "Reason; what was looked at")]
    Clear,

    [Act("An inspector", "Reason")]
    LeaveUnderReview,

    [Act("The service", "What was compared says something else than at the verdict")]
    Reopen,

    [Act("Whoever gave the verdict", "Nothing rests on it yet")]
    TakeBack,
}

/// <summary>
/// One judgment party beside one permit: what screening found, and what a person made of it.
/// A score opens it and sorts it; only a person ends it.
/// </summary>
public sealed class MatchReview
{
    private readonly List<MatchVerdict> _verdicts = [];

    private MatchReview()
    {
    }

    /// <param name="dueOn">The last day on which a person should have looked.</param>
    public MatchReview(Guid id, Guid permitId, Guid permitteeId, Guid judgmentPartyId, Finding finding, DateOnly dueOn, DateTimeOffset now)
    {
        Id = id;
        PermitId = permitId;
        PermitteeId = permitteeId;
        JudgmentPartyId = judgmentPartyId;
        Status = MatchReviewStatus.PossibleMatch;
        (OpenedAt, DueOn) = (now, dueOn);
        Take(finding, now);
    }

    public Guid Id { get; private set; }

    public Guid PermitId { get; private set; }

    /// <summary>Who held the permit when it was screened; a new holder is screened anew.</summary>
    public Guid PermitteeId { get; private set; }

    public Guid JudgmentPartyId { get; private set; }

    public MatchReviewStatus Status { get; private set; }

    /// <summary>0 to 1; sorts the queue and nothing else.</summary>
    public double Probability { get; private set; }

    /// <summary><c>strong</c>, <c>review</c> or <c>weak</c>.</summary>
    public string Band { get; private set; } = "";

    /// <summary>What kind of link it seems to be, such as <c>same-establishment</c>.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>The explanation computed with the score: the waterfall, the differences, the sentence (JSON).</summary>
    public string Explanation { get; private set; } = "{}";

    /// <summary>A digest of what was compared, as it was written.</summary>
    public string Evidence { get; private set; } = "";

    /// <summary>What was compared; a verdict stands until this says something else. Null in reviews scored before it was kept.</summary>
    public ComparedFields? Compared { get; private set; }

    public string ModelVersion { get; private set; } = "";

    public DateTimeOffset OpenedAt { get; private set; }

    /// <summary>The last day for a verdict, since it was opened or opened again; null for what was opened before such days were kept.</summary>
    public DateOnly? DueOn { get; private set; }

    public DateTimeOffset ScoredAt { get; private set; }

    /// <summary>Why it was opened again after a verdict, where it was.</summary>
    public string? ReopenedBecause { get; private set; }

    /// <summary>Every verdict ever given, oldest first; none is overwritten.</summary>
    public IReadOnlyList<MatchVerdict> Verdicts => _verdicts;

    public bool IsOpen => Status is MatchReviewStatus.PossibleMatch or MatchReviewStatus.UnderReview;

    /// <summary>Where an act leads from a status; null where it is refused. The whole table of the machine.</summary>
    public static MatchReviewStatus? Next(MatchReviewStatus from, MatchAct act) => (from, act) switch
    {
        (not MatchReviewStatus.Confirmed, MatchAct.Confirm) => MatchReviewStatus.Confirmed,
        (not MatchReviewStatus.Cleared, MatchAct.Clear) => MatchReviewStatus.Cleared,
        (_, MatchAct.LeaveUnderReview) => MatchReviewStatus.UnderReview,
        (MatchReviewStatus.Cleared, MatchAct.Reopen) => MatchReviewStatus.PossibleMatch,
        (MatchReviewStatus.Cleared or MatchReviewStatus.UnderReview, MatchAct.TakeBack) => MatchReviewStatus.PossibleMatch,
        _ => null,
    };

    /// <summary>
    /// Takes a newer score. A verdict is kept; a cleared review opens again only where what was compared says something else,
    /// and a confirmed one never by itself.
    /// </summary>
    /// <param name="dueOn">The last day for a verdict, where it is opened again.</param>
    /// <returns>Whether the review was opened again.</returns>
    public bool Rescore(Finding finding, DateOnly dueOn, DateTimeOffset now)
    {
        var changes = ChangesIn(finding);
        var reopened = changes.Count == 0 ? null : Next(Status, MatchAct.Reopen);
        Take(finding, now);
        if (reopened is null)
            return false;
        (Status, DueOn) = (reopened.Value, dueOn);
        ReopenedBecause = $"After the verdict: {string.Join(' ', changes)}";
        return true;
    }

    /// <summary>Records what a person found. The reason is kept as evidence and cannot be empty.</summary>
    /// <param name="caseHasBegun">Whether the department has acted on a confirmation; the verdict then stands, and is undone by closing the case in error.</param>
    public MatchVerdict Decide(Guid verdictId, Verdict verdict, string reason, string? evidence, Actor by, bool caseHasBegun, DateTimeOffset now)
    {
        by.MustBePerson("decide whether a match is real");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(reason), "match.reason", "Say why: the reason is kept as evidence.");
        RuleViolation.Unless(!caseHasBegun, "match.acted-on", "A case rests on this match; close the case in error to take the verdict back.");
        var next = Next(Status, verdict switch
        {
            Verdict.Same => MatchAct.Confirm,
            Verdict.NotSame => MatchAct.Clear,
            Verdict.Unsure => MatchAct.LeaveUnderReview,
            _ => throw new RuleViolation("match.verdict", "A verdict is: the same, not the same, or unsure."),
        });
        RuleViolation.Unless(next is not null, "match.already-decided",
            $"This match is already {Status.ToString().ToLowerInvariant()}{(_verdicts.Count > 0 ? $" by {_verdicts[^1].By}" : "")}.");
        return Enter(new MatchVerdict(verdictId, this, verdict, reason, evidence, by, now), next!.Value);
    }

    /// <summary>
    /// Undoes the last verdict as if it had not been given; both stay in the ledger. Only for whoever gave it, and only where it ended nothing that stood before:
    /// what confirmed or cleared an earlier finding is answered by another verdict, with its reason.
    /// </summary>
    /// <param name="restsOnIt">What was done since on the strength of the verdict, in words; null where nothing was.</param>
    public MatchVerdict TakeBack(Guid verdictId, Actor by, string? restsOnIt, DateTimeOffset now)
    {
        var last = _verdicts.Count > 0 ? _verdicts[^1] : null;
        var next = Next(Status, MatchAct.TakeBack);
        RuleViolation.Unless(next is not null && last is { Verdict: not Verdict.TakenBack }, "match.nothing-to-take-back", "There is no verdict here that could be undone.");
        RuleViolation.Unless(last!.By == by.Id, "match.not-yours", $"This verdict is {last.By}'s. Give your own, with your reason.");
        RuleViolation.Unless(last.StatusBefore is MatchReviewStatus.PossibleMatch or MatchReviewStatus.UnderReview, "match.answers-earlier",
            "This verdict answered an earlier one, so it is not undone. Give another, with its reason.");
        RuleViolation.Unless(restsOnIt is null, "match.acted-on", $"{restsOnIt} Give another verdict, with its reason.");
        return Enter(new MatchVerdict(verdictId, this, Verdict.TakenBack, "Undone by whoever gave it.", null, by, now), next!.Value);
    }

    private IReadOnlyList<string> ChangesIn(Finding finding) => finding.Evidence == Evidence ? []
        : Compared is null || finding.Compared is null ? ["The permit's or the judgment's record changed."]
        : finding.Compared.ChangesSince(Compared);

    private MatchVerdict Enter(MatchVerdict entry, MatchReviewStatus status)
    {
        _verdicts.Add(entry);
        Status = status;
        return entry;
    }

    private void Take(Finding finding, DateTimeOffset now)
    {
        (Probability, Band, Kind, Explanation, ModelVersion, ScoredAt) = (finding.Probability, finding.Band, finding.Kind, finding.Explanation, finding.ModelVersion, now);
        (Evidence, Compared) = (finding.Evidence, finding.Compared);
    }
}

/// <summary>What one comparison found, ready to be kept.</summary>
/// <param name="Evidence">A digest of what was compared, as it was written.</param>
/// <param name="Compared">The same, readable; null only where it is copied from a review that did not keep it.</param>
public sealed record Finding(double Probability, string Band, string Kind, string Explanation, string Evidence, ComparedFields? Compared, string ModelVersion);
