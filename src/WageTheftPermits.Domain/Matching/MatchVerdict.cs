namespace WageTheftPermits.Domain.Matching;

public enum Verdict
{
    Same,
    NotSame,
    Unsure,

    /// <summary>The verdict before this one was undone by whoever gave it, before anything rested on it. Not given: <see cref="MatchReview.TakeBack"/> enters it.</summary>
    TakenBack,
}

/// <summary>One entry of the ledger of verdicts.</summary>
public sealed class MatchVerdict
{
    private MatchVerdict()
    {
    }

    internal MatchVerdict(Guid id, MatchReview review, Verdict verdict, string reason, string? evidence, Actor by, DateTimeOffset at)
    {
        (Id, MatchReviewId, StatusBefore) = (id, review.Id, review.Status);
        (Verdict, Reason, Evidence, By, At) = (verdict, reason.Trim(), evidence?.Trim(), by.Id, at);
        (Probability, ModelVersion, ComparedEvidence) = (review.Probability, review.ModelVersion, review.Evidence);
    }

    public Guid Id { get; private set; }

    public Guid MatchReviewId { get; private set; }

    public Verdict Verdict { get; private set; }

    public string Reason { get; private set; } = "";

    /// <summary>What the person looked at: a lease, a registration, a phone call.</summary>
    public string? Evidence { get; private set; }

    public string By { get; private set; } = "";

    public DateTimeOffset At { get; private set; }

    /// <summary>How the review stood before; null in entries older than this was kept.</summary>
    public MatchReviewStatus? StatusBefore { get; private set; }

    /// <summary>The score that was on the page.</summary>
    public double Probability { get; private set; }

    public string ModelVersion { get; private set; } = "";

    /// <summary>The digest of what was compared.</summary>
    public string ComparedEvidence { get; private set; } = "";
}
