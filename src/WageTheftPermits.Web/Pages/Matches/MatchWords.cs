using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Matches;

/// <summary>Words for what screening found, and what the words mean for whoever reviews it.</summary>
internal static class MatchWords
{
    /// <summary>The kinds of link as they stand in the database and in addresses, with their words.</summary>
    public static IReadOnlyList<(string Kind, string Words, string Meaning)> Kinds { get; } =
    [
        ("same-establishment", "Same establishment", "The party's establishment is the permit's, as far as the records tell."),
        ("same-employer-other-site", "Same employer, another site", "One employer by name, at a site other than the judgment's, or at one of several."),
        ("same-individual-other-business", "Same person, another business", "A person of one name, with another business. Names are shared by strangers."),
        ("same-site-other-holder", "Same site, another holder", "The site is the same; the holder or the business is not. Often the next tenant, who owes nothing."),
        ("shared-address", "Only a shared address", "Nothing but an address that several businesses share."),
        ("unclear", "Unclear link", "The evidence does not say how the two are related; the differences say why."),
    ];

    public static string Kind(string kind) => Kinds.FirstOrDefault(k => k.Kind == kind).Words ?? kind;

    public static string Meaning(string kind) => Kinds.FirstOrDefault(k => k.Kind == kind).Meaning ?? "";

    public static string Band(string band) => band switch { "strong" => "Strong", "review" => "Possible", _ => "Weak" };

    public static Tone BandTone(string band) => band switch { "strong" => Tone.Warning, "review" => Tone.Info, _ => Tone.Neutral };

    public static string Status(MatchReviewStatus status) => status switch
    {
        MatchReviewStatus.PossibleMatch => "Open",
        MatchReviewStatus.UnderReview => "Under review",
        MatchReviewStatus.Cleared => "Not the same",
        _ => "Confirmed",
    };

    public static Tone StatusTone(MatchReviewStatus status) => status switch
    {
        MatchReviewStatus.PossibleMatch => Tone.Info,
        MatchReviewStatus.UnderReview => Tone.Warning,
        MatchReviewStatus.Cleared => Tone.Good,
        _ => Tone.Stop,
    };

    public static string Verdict(Verdict verdict) => verdict switch
    {
        Domain.Matching.Verdict.Same => "The same",
        Domain.Matching.Verdict.NotSame => "Not the same",
        Domain.Matching.Verdict.TakenBack => "Undone",
        _ => "Unsure",
    };

    /// <summary>How a judgment stands towards a party, as a colour.</summary>
    public static Tone PartyTone(PartyStatus status) => status switch
    {
        PartyStatus.Final => Tone.Stop,
        PartyStatus.Issued or PartyStatus.Appealed or PartyStatus.Stayed => Tone.Warning,
        _ => Tone.Good,
    };
}
