using System.Text.Json;
using System.Text.Json.Serialization;

namespace WageTheftPermits.Domain.Matching;

/// <summary>One rung of a comparison. <paramref name="M"/> and <paramref name="U"/> are shares, above 0 and at most 1, of true and of chance pairs.</summary>
public sealed record MatchLevel(string Name, string Label, double M, double U)
{
    /// <summary>Evidence in bits: log2(m/u), I. Fellegi and A. Sunter, "A Theory for Record Linkage" (1969).</summary>
    [JsonIgnore]
    public double Weight => Math.Log2(M / U);
}

/// <summary>One thing that is compared, with its levels from best to worst. A missing value is a level of its own that weighs nothing.</summary>
public sealed record MatchComparison(string Name, string Label, IReadOnlyList<MatchLevel> Levels);

/// <summary>A ceiling: the evidence may add up to more, but a named difference keeps the pair below it and so out of the strong band.</summary>
public sealed record MatchLimit(string Name, string Label, double Probability);

/// <summary>The records a model was fitted to: counts and a digest, nothing by which anyone could be told.</summary>
/// <param name="Judgments">Records of judgments.</param>
/// <param name="Permits">Records of permits.</param>
/// <param name="RandomPairs">Pairs drawn at random, from which u comes.</param>
/// <param name="BlockedPairs">Pairs that share a blocking key, from which m comes; counted once for each rule.</param>
/// <param name="ExpectedMatches">Sum of the probabilities of all pairs that were looked at.</param>
/// <param name="Digest">SHA-256 over all that was compared, in hexadecimal.</param>
public sealed record TrainedOn(int Judgments, int Permits, int RandomPairs, int BlockedPairs, double ExpectedMatches, string Digest);

/// <summary>The weights, as data. Versions are files beside this one; a score names the version it was made with.</summary>
public sealed record MatchModel(
    string Version, string Origin, double Prior, double Review, double Strong, IReadOnlyList<MatchComparison> Comparisons, IReadOnlyList<MatchLimit> Limits,
    TrainedOn? TrainedOn = null)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly Lazy<MatchModel> Newest = new(() => Shipped("model-1"));

    /// <summary>The model new screenings use.</summary>
    public static MatchModel Current => Newest.Value;

    /// <summary>A model that ships with the service. <exception cref="ArgumentException">There is none of that version.</exception></summary>
    public static MatchModel Shipped(string version)
    {
        using var stream = typeof(MatchModel).Assembly.GetManifestResourceStream($"{typeof(MatchModel).Namespace}.{version}.json")
            ?? throw new ArgumentException($"No match model '{version}' ships with this service.", nameof(version));
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    /// <summary>Reads a model file. <exception cref="RuleViolation">It is not a usable model; the message says what is wrong where.</exception></summary>
    public static MatchModel Parse(string json)
    {
        try
        {
            var model = JsonSerializer.Deserialize<MatchModel>(json, Json);
            RuleViolation.Unless(model is not null, "match-model.empty", "The match model is empty.");
            model!.Check();
            return model;
        }
        catch (JsonException e)
        {
            throw new RuleViolation("match-model.unreadable", $"The match model cannot be read: {e.Message}");
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    internal MatchLevel Level(string comparison, string level) =>
        Comparison(comparison).Levels.First(l => l.Name == level);

    internal MatchComparison Comparison(string name) => Comparisons.First(c => c.Name == name);

    internal MatchLimit Limit(string name) => Limits.First(l => l.Name == name);

    private void Check()
    {
        Require(Prior is > 0 and < 1, "prior must lie between 0 and 1");
        Require(Review > 0 && Review < Strong && Strong < 1, "0 < review < strong < 1 must hold");
        foreach (var (comparison, levels) in Levels.Required)
        {
            var found = Comparisons.FirstOrDefault(c => c.Name == comparison);
            Require(found is not null, $"comparison '{comparison}' is missing");
            foreach (var level in levels)
                Require(found!.Levels.Any(l => l.Name == level), $"comparison '{comparison}' has no level '{level}'");
        }
        foreach (var level in Comparisons.SelectMany(c => c.Levels))
            Require(level.M is > 0 and <= 1 && level.U is > 0 and <= 1, $"m and u of level '{level.Name}' must lie above 0 and at most at 1");
        foreach (var name in LimitNames.All)
        {
            var limit = Limits.FirstOrDefault(l => l.Name == name);
            Require(limit is not null, $"limit '{name}' is missing");
            Require(limit!.Probability > 0 && limit.Probability < Strong, $"limit '{name}' must lie below the strong band");
        }
    }

    private static void Require(bool holds, string what) => RuleViolation.Unless(holds, "match-model.invalid", $"The match model is not usable: {what}.");
}
