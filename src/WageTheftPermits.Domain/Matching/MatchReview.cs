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

public enum Verdict
{
    Same,
    NotSame,
    Unsure,
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

    [Act("The service", "What was compared has changed since the verdict")]
    Reopen,
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

    /// <summary>A digest of what was compared; a verdict stands until this changes.</summary>
    public string Evidence { get; private set; } = "";

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
        _ => null,
    };

    /// <summary>
    /// Takes a newer score. A verdict is kept; a cleared review opens again only where what was compared has changed,
    /// and a confirmed one never by itself.
    /// </summary>
    /// <param name="dueOn">The last day for a verdict, where it is opened again.</param>
    /// <returns>Whether the review was opened again.</returns>
    public bool Rescore(Finding finding, DateOnly dueOn, DateTimeOffset now)
    {
        var reopened = finding.Evidence == Evidence ? null : Next(Status, MatchAct.Reopen);
        Take(finding, now);
        if (reopened is null)
            return false;
        (Status, DueOn) = (reopened.Value, dueOn);
        ReopenedBecause = "The permit's or the judgment's record changed after the verdict.";
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
            _ => MatchAct.LeaveUnderReview,
        });
        RuleViolation.Unless(next is not null, "match.already-decided",
            $"This match is already {Status.ToString().ToLowerInvariant()}{(_verdicts.Count > 0 ? $" by {_verdicts[^1].By}" : "")}.");
        var entry = new MatchVerdict(verdictId, Id, verdict, reason.Trim(), evidence?.Trim(), by.Id, now, Probability, ModelVersion, Evidence);
        _verdicts.Add(entry);
        Status = next!.Value;
        return entry;
    }

    private void Take(Finding finding, DateTimeOffset now)
    {
        (Probability, Band, Kind, Explanation, Evidence, ModelVersion, ScoredAt) =
            (finding.Probability, finding.Band, finding.Kind, finding.Explanation, finding.Evidence, finding.ModelVersion, now);
    }
}

/// <summary>What one comparison found, ready to be kept.</summary>
public sealed record Finding(double Probability, string Band, string Kind, string Explanation, string Evidence, string ModelVersion);

/// <summary>One entry of the ledger of verdicts.</summary>
public sealed class MatchVerdict
{
    private MatchVerdict()
    {
    }

    internal MatchVerdict(Guid id, Guid matchReviewId, Verdict verdict, string reason, string? evidence, string by, DateTimeOffset at,
        double probability, string modelVersion, string comparedEvidence)
    {
        Id = id;
        MatchReviewId = matchReviewId;
        Verdict = verdict;
        Reason = reason;
        Evidence = evidence;
        By = by;
        At = at;
        Probability = probability;
        ModelVersion = modelVersion;
        ComparedEvidence = comparedEvidence;
    }

    public Guid Id { get; private set; }

    public Guid MatchReviewId { get; private set; }

    public Verdict Verdict { get; private set; }

    public string Reason { get; private set; } = "";

    /// <summary>What the person looked at: a lease, a registration, a phone call.</summary>
    public string? Evidence { get; private set; }

    public string By { get; private set; } = "";

    public DateTimeOffset At { get; private set; }

    /// <summary>The score that was on the page.</summary>
    public double Probability { get; private set; }

    public string ModelVersion { get; private set; } = "";

    public string ComparedEvidence { get; private set; } = "";
}

/// <summary>One screening run: of a permit against the judgments, or of a judgment against the permits.</summary>
public sealed class JudgmentSearch
{
    private JudgmentSearch()
    {
    }

    public JudgmentSearch(Guid id, Guid? permitId, Guid? judgmentId, string modelVersion, int compared, int proposed, string outcome, DateTimeOffset at)
    {
        Id = id;
        PermitId = permitId;
        JudgmentId = judgmentId;
        ModelVersion = modelVersion;
        Compared = compared;
        Proposed = proposed;
        Outcome = outcome;
        At = at;
    }

    public Guid Id { get; private set; }

    public Guid? PermitId { get; private set; }

    public Guid? JudgmentId { get; private set; }

    public string ModelVersion { get; private set; } = "";

    /// <summary>Pairs that shared a blocking key and were scored.</summary>
    public int Compared { get; private set; }

    /// <summary>Pairs at or above the cut-off, each a <see cref="MatchReview"/>.</summary>
    public int Proposed { get; private set; }

    /// <summary><c>none</c>, <c>possible</c>, or <c>unknown</c> where it could not be done in full; unknown goes to a person.</summary>
    public string Outcome { get; private set; } = "";

    public DateTimeOffset At { get; private set; }
}
