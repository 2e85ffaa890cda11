using System.Security.Cryptography;
using System.Text;

namespace WageTheftPermits.Domain.Matching;

/// <summary>
/// Fits a model's weights to the records at hand, without labels. u, the share of chance pairs at a level, is counted among random pairs; m, the share of true
/// pairs, comes from expectation–maximisation over pairs that share a blocking key. There are two blocking rules, by site and by name, person or number, and what
/// a rule blocks on takes no part in its own fit: else every pair would agree on it.
/// </summary>
/// <remarks>
/// W. Winkler, "Using the EM Algorithm for Weight Computation in the Fellegi–Sunter Model of Record Linkage" (1988); the order of the steps is Splink's. Three guards:
/// the model that training starts from counts as so many pairs already seen (<see cref="PairsOfStart"/>), so that little data moves little; no weight moves by more
/// than <see cref="MostBits"/> or half of itself, so that agreement stays agreement; and a better level never weighs less than a worse one.
/// </remarks>
public static class ModelTraining
{
    private const double PairsOfStart = 200, RandomPairsOfStart = 20_000, MostBits = 2, MostPriorBits = 1;

    private const int RandomPairs = 400_000, BlockedPairsOfRule = 200_000, Iterations = 25, Seed = 20260331;

    /// <summary>The fitted model. The same records in the same order give the same model.</summary>
    /// <param name="start">What is known before; its levels, limits and cut-offs are kept.</param>
    /// <param name="judgments">Left side.</param>
    /// <param name="permits">Right side.</param>
    /// <exception cref="RuleViolation">One side is empty.</exception>
    public static MatchModel Fit(MatchModel start, IReadOnlyList<MatchRecord> judgments, IReadOnlyList<MatchRecord> permits)
    {
        RuleViolation.Unless(judgments.Count > 0 && permits.Count > 0, "match-training.empty", "There is nothing to learn from: one side has no records.");
        var pairs = new TrainingPairs(start, judgments, permits);
        var random = pairs.Random((int)Math.Min(RandomPairs, (long)judgments.Count * permits.Count), Seed);
        var (bySite, byName) = pairs.Blocked(BlockedPairsOfRule, Seed);
        var u = Chance(start, random);
        var rules = new[] { new BlockingRule([1], bySite), new BlockingRule([0, 2, 3, 4, 5], byName) };
        foreach (var rule in rules)
            rule.Fit(start, u, Iterations, PairsOfStart);
        var expected = rules.Max(r => r.ExpectedMatches);
        var prior = Bounded(Odds(Math.Clamp(expected / ((double)judgments.Count * permits.Count), 1e-9, 0.5)), Odds(start.Prior), MostPriorBits);
        return start with
        {
            Version = "trained-" + Digest(judgments, permits)[..8],
            Origin = $"Fitted by expectation–maximisation, without labels, from {start.Version}.",
            Prior = Math.Round(1 / (1 + Math.Pow(2, -prior)), 9),
            Comparisons = [.. start.Comparisons.Select(c => Fitted(c, u, rules))],
            TrainedOn = new TrainedOn(judgments.Count, permits.Count, random.Length, bySite.Length + byName.Length, Math.Round(expected, 1), Digest(judgments, permits)),
        };
    }

    // A common value agrees by chance as often as it is common; what is counted is how often a value of its own would.
    private static double[][] Chance(MatchModel start, Observation[] random)
    {
        var unrelated = Array.FindAll(random, o => !o.LooksRelated);
        return [.. FittedLevels.Of.Select((f, c) =>
        {
            var (counts, all) = (new double[f.Levels.Length], 0.0);
            foreach (var o in unrelated)
                if (o.Level(c) is >= 0 and var level)
                {
                    counts[level] += Math.Pow(2, o.Commonness(c));
                    all++;
                }
            return counts.Select((n, l) => (n + RandomPairsOfStart * start.Level(f.Comparison, f.Levels[l]).U) / (all + RandomPairsOfStart)).ToArray();
        })];
    }

    private static MatchComparison Fitted(MatchComparison comparison, double[][] u, BlockingRule[] rules)
    {
        var at = Array.FindIndex(FittedLevels.Of, f => f.Comparison == comparison.Name);
        var fitting = rules.Where(r => !r.BlocksOn(at)).ToList();
        if (at < 0 || fitting.Count == 0)
            return comparison;
        var names = FittedLevels.Of[at].Levels;
        var before = names.Select(n => comparison.Levels.First(l => l.Name == n).Weight).ToArray();
        var weights = new double[names.Length];
        for (var l = 0; l < names.Length; l++)
        {
            var m = fitting.Sum(r => r.M(at, l) * (r.ExpectedMatches + 1)) / fitting.Sum(r => r.ExpectedMatches + 1);
            weights[l] = Bounded(Math.Log2(m / u[at][l]), before[l], Math.Min(MostBits, Math.Abs(before[l]) / 2));
        }
        InOrder(weights);
        return comparison with
        {
            Levels = [.. comparison.Levels.Select(level => Array.IndexOf(names, level.Name) is >= 0 and var l ? With(level, weights[l], u[at][l]) : level)],
        };
    }

    private static MatchLevel With(MatchLevel level, double weight, double u)
    {
        u = Math.Min(Math.Min(u, 1), Math.Pow(2, -weight));
        return level with { M = Math.Min(1, Significant(u * Math.Pow(2, weight))), U = Significant(u) };
    }

    private static double Significant(double share) => double.Parse(share.ToString("G9", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);

    private static double Bounded(double value, double around, double by) => Math.Clamp(value, around - by, around + by);

    // Neighbours that stand the wrong way round are given their mean, until none does.
    private static void InOrder(double[] weights)
    {
        var blocks = new List<(double Mean, int Count)>();
        foreach (var weight in weights)
        {
            blocks.Add((weight, 1));
            while (blocks.Count > 1 && blocks[^2].Mean < blocks[^1].Mean)
            {
                var (a, b) = (blocks[^2], blocks[^1]);
                blocks.RemoveRange(blocks.Count - 2, 2);
                blocks.Add(((a.Mean * a.Count + b.Mean * b.Count) / (a.Count + b.Count), a.Count + b.Count));
            }
        }
        var i = 0;
        foreach (var (mean, count) in blocks)
            for (var n = 0; n < count; n++)
                weights[i++] = mean;
    }

    private static double Odds(double probability) => Math.Log2(probability / (1 - probability));

    private static string Digest(IReadOnlyList<MatchRecord> judgments, IReadOnlyList<MatchRecord> permits)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var record in judgments.Concat(permits))
        {
            var compared = record.TradeNames.Concat(record.LegalNames).Concat(record.Persons).Concat(record.Phones).Concat(record.Addresses.Select(a => a.Written)).Append(record.TaxIdLast4);
            hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\u001F', compared) + "\u001E"));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
