namespace WageTheftPermits.Domain.Matching;

/// <summary>
/// Scores how likely a judgment's party and a permit are to be worth a person's look, with the reasons. Pure: the same records, model and
/// frequencies give the same score. It proposes only; what a score means for anyone is decided by people.
/// </summary>
public sealed class Matcher(MatchModel model, TermFrequencies frequencies)
{
    private readonly Dictionary<(string Comparison, string Level), MatchLevel> levels =
        model.Comparisons.SelectMany(c => c.Levels.Select(l => (Key: (c.Name, l.Name), Level: l))).ToDictionary(x => x.Key, x => x.Level);

    /// <summary>The weights it compares by.</summary>
    public MatchModel Model => model;

    private readonly double prior = Math.Log2(model.Prior / (1 - model.Prior));

    public MatchScore Score(MatchRecord judgmentParty, MatchRecord permit) => ScoreFrom(judgmentParty, permit, 0)!;

    /// <summary>The score, or null where its probability is below <paramref name="cutoff"/>; cheaper than <see cref="Score"/> for pairs that are not worth explaining.</summary>
    public MatchScore? ScoreFrom(MatchRecord judgmentParty, MatchRecord permit, double cutoff)
    {
        var evidence = Evidence.Of(judgmentParty, permit, frequencies);
        var sum = Sum(evidence);
        if (Probability(sum) < cutoff)
            return null;
        var kind = LinkKinds.Of(evidence);
        MatchLimit? limit = null;
        foreach (var name in LinkKinds.LimitsOf(evidence, kind))
            if (model.Limit(name) is var candidate && (limit is null || candidate.Probability < limit.Probability))
                limit = candidate;
        var weight = limit is null ? sum : Math.Min(sum, Odds(limit.Probability));
        var probability = Probability(weight);
        return probability < cutoff ? null : Explain(evidence, kind, sum, weight, probability, limit);
    }

    /// <summary>
    /// True where the score depends on who else holds a permit at the permit's site: its probability may reach <paramref name="cutoff"/>, a name agrees and no holder does.
    /// </summary>
    public bool AsksForNeighbours(MatchRecord judgmentParty, MatchRecord permit, double cutoff)
    {
        var evidence = Evidence.Of(judgmentParty, permit, frequencies);
        return evidence.NameAgrees && !evidence.SameHolder && Probability(Sum(evidence)) >= cutoff;
    }

    /// <summary>True where the evidence, before any limit, makes the pair more likely than not.</summary>
    internal bool LooksRelated(Evidence evidence) => Sum(evidence) >= 0;

    private double Sum(Evidence e) => prior + Weigh(Levels.Name, e.Name) + Weigh(Levels.Site, e.Site) + Weigh(Levels.Holder, e.Holder)
        + Weigh(Levels.Individual, e.Individual) + Weigh(Levels.Phone, e.Phone) + Weigh(Levels.Tax, e.Tax);

    private MatchScore Explain(Evidence e, LinkKind kind, double sum, double weight, double probability, MatchLimit? limit)
    {
        var waterfall = new List<Contribution>
        {
            new("prior", "Before anything is compared", "any party and any permit", null, null, prior, 0),
            Bar(Levels.Name, e.Name),
            Bar(Levels.Site, e.Site),
            Bar(Levels.Holder, e.Holder),
            Bar(Levels.Individual, e.Individual),
            Bar(Levels.Phone, e.Phone),
            Bar(Levels.Tax, e.Tax),
        };
        if (weight < sum)
            waterfall.Add(new Contribution("limit", "Limit", limit!.Label, null, null, weight - sum, 0));
        var band = probability >= model.Strong && kind == LinkKind.SameEstablishment ? MatchBand.Strong : probability >= model.Review ? MatchBand.Review : MatchBand.Weak;
        var differences = Wording.Differences(e, kind);
        return new MatchScore(probability, weight, band, kind, waterfall, differences, Wording.Sentence(e, kind, probability, differences), model.Version);
    }

    private Contribution Bar(string comparison, Found found)
    {
        var label = model.Comparison(comparison).Label;
        if (found.IsMissing)
            return new Contribution(comparison, label, "unknown", null, null, 0, 0);
        var weight = Weigh(comparison, found);
        var level = levels[(comparison, found.Level)];
        return new Contribution(comparison, label, level.Label, found.Left, found.Right, weight, weight - level.Weight);
    }

    // Commonness takes evidence away; it never turns agreement into disagreement.
    private double Weigh(string comparison, Found found)
    {
        if (found.IsMissing)
            return 0;
        var weight = levels[(comparison, found.Level)].Weight;
        return weight <= 0 ? weight : Math.Max(0, weight + found.Adjustment);
    }

    private static double Odds(double probability) => Math.Log2(probability / (1 - probability));

    private static double Probability(double weight) => 1 / (1 + Math.Pow(2, -weight));
}
