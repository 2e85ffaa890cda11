namespace WageTheftPermits.Domain.Matching;

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
