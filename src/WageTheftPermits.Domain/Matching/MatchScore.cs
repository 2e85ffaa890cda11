using System.Text.Json.Serialization;

namespace WageTheftPermits.Domain.Matching;

/// <summary>Where a score sorts. Nothing follows from a band but who looks and in what order.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MatchBand>))]
public enum MatchBand
{
    Weak,
    Review,
    Strong,
}

/// <summary>What the two records seem to be to each other.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LinkKind>))]
public enum LinkKind
{
    /// <summary>The evidence does not say which; the differences say why.</summary>
    Unclear,

    /// <summary>The party's establishment is the permit's, as far as the records tell.</summary>
    SameEstablishment,

    /// <summary>One employer by name, at a site other than the judgment's or where the judgment names none of several.</summary>
    SameEmployerOtherSite,

    /// <summary>A person of one name, with another business.</summary>
    SameIndividualOtherBusiness,

    /// <summary>The site is the same, the holder or the business is not.</summary>
    SameSiteOtherHolder,

    /// <summary>Only an address that several businesses share.</summary>
    SharedAddress,
}

/// <summary>One bar of the waterfall.</summary>
/// <param name="Comparison">Key: <c>prior</c>, a comparison's name, or <c>limit</c>.</param>
/// <param name="Label">What was compared, for people.</param>
/// <param name="Level">Which level was found, for people; "unknown" where a value is missing.</param>
/// <param name="Left">The judgment's value that decided it, as written.</param>
/// <param name="Right">The permit's value.</param>
/// <param name="Weight">Bits for (above 0) or against.</param>
/// <param name="Commonness">The part of <paramref name="Weight"/> that is due to how common the shared value is; 0 or less.</param>
public sealed record Contribution(string Comparison, string Label, string Level, string? Left, string? Right, double Weight, double Commonness);

/// <summary>A proposal with its reasons: the contributions add up to <paramref name="Weight"/>, and that is the log2 odds of <paramref name="Probability"/>.</summary>
public sealed record MatchScore(
    double Probability, double Weight, MatchBand Band, LinkKind Kind, IReadOnlyList<Contribution> Contributions, IReadOnlyList<string> Differences,
    string Sentence, string ModelVersion);
