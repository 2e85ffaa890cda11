namespace WageTheftPermits.Domain.Matching;

/// <summary>What one pair is under two models.</summary>
/// <param name="Band"><c>strong</c>, <c>review</c> or <c>weak</c>.</param>
public sealed record PairScore(double Probability, string Band, string Kind);

/// <summary>
/// A matching model that was tried on what the department holds, beside the one in use: what it would propose that is not proposed, and the other way round.
/// It changes nothing until a person adopts it; then everything is screened with it, and every verdict stays.
/// </summary>
public sealed class ModelTrial
{
    private readonly List<ModelTrialChange> _changes = [];

    private ModelTrial()
    {
    }

    /// <param name="against">The version of the model that was in use.</param>
    /// <param name="pairs">Pairs that were scored with both.</param>
    /// <param name="changed">How many of them are in another band or of another kind; of these the gravest are kept in <paramref name="changes"/>.</param>
    public ModelTrial(MatchModel model, string against, int judgments, int pairs, int changed, IEnumerable<ModelTrialChange> changes, Actor by, DateTimeOffset now)
    {
        (Version, Model, Against) = (model.Version, model.ToJson(), against);
        (Judgments, Pairs, Changed) = (judgments, pairs, changed);
        (TriedBy, TriedAt) = (by.ToString(), now);
        _changes.AddRange(changes);
    }

    public string Version { get; private set; } = "";

    /// <summary>The model file, as it was tried and as it is used once adopted.</summary>
    public string Model { get; private set; } = "";

    public string Against { get; private set; } = "";

    public int Judgments { get; private set; }

    public int Pairs { get; private set; }

    public int Changed { get; private set; }

    public string TriedBy { get; private set; } = "";

    public DateTimeOffset TriedAt { get; private set; }

    /// <summary>The model adopted last is the one in use; null where this never was.</summary>
    public DateTimeOffset? AdoptedAt { get; private set; }

    public string? AdoptedBy { get; private set; }

    public string? AdoptedBecause { get; private set; }

    public IReadOnlyList<ModelTrialChange> Changes => _changes;

    /// <summary>Makes it the model in use.</summary>
    /// <param name="inUse">The version in use now: what was tried against another shows changes that are not the ones to come.</param>
    public void Adopt(string inUse, string reason, Actor by, DateTimeOffset now)
    {
        by.MustBePerson("adopt a matching model");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(reason), "match-model.reason", "Say why: the reason is kept.");
        RuleViolation.Unless(inUse != Version, "match-model.in-use", $"Model {Version} is in use already.");
        RuleViolation.Unless(inUse == Against, "match-model.outdated",
            $"This was tried against model {Against}, and {inUse} is in use now. Try it again, so that what changes is what is shown.");
        (AdoptedAt, AdoptedBy, AdoptedBecause) = (now, by.Id, reason.Trim());
    }
}

/// <summary>One pair that a model sees otherwise than the one in use.</summary>
public sealed class ModelTrialChange
{
    private ModelTrialChange()
    {
    }

    /// <param name="review">The status of the pair's review; null where it has none.</param>
    public ModelTrialChange(Guid permitId, Guid judgmentPartyId, PairScore was, PairScore becomes, MatchReviewStatus? review)
    {
        (PermitId, JudgmentPartyId, Review) = (permitId, judgmentPartyId, review);
        (WasProbability, WasBand, WasKind) = was;
        (Probability, Band, Kind) = becomes;
    }

    public Guid PermitId { get; private set; }

    public Guid JudgmentPartyId { get; private set; }

    public double WasProbability { get; private set; }

    public string WasBand { get; private set; } = "";

    public string WasKind { get; private set; } = "";

    public double Probability { get; private set; }

    public string Band { get; private set; } = "";

    public string Kind { get; private set; } = "";

    public MatchReviewStatus? Review { get; private set; }

    /// <summary>A person found otherwise than the model now does: the same and no longer proposed, or not the same and now strong.</summary>
    public bool AgainstAVerdict => (Review, Band) is (MatchReviewStatus.Confirmed, "weak") or (MatchReviewStatus.Cleared, "strong");

    /// <summary>0 for the gravest: against a verdict, proposed no longer, proposed newly, another band, another kind.</summary>
    public int Gravity => AgainstAVerdict ? 0 : (WasBand, Band) switch
    {
        (not "weak", "weak") => 1,
        ("weak", not "weak") => 2,
        _ => WasBand != Band ? 3 : 4,
    };
}
