using System.Text.Json;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Matches;

/// <summary>One match review as its page shows it: both records, and what screening made of them.</summary>
public sealed record ReviewView(MatchReview Review, PartyOfRecord Party, Judgment Judgment, string AgencyName, Permit Permit, Permittee Permittee)
{
    private static readonly IReadOnlyDictionary<(string Comparison, string Label), string> s_levels = MatchModel.Current.Comparisons
        .SelectMany(c => c.Levels.Select(l => (Key: (c.Name, l.Label), l.Name))).ToDictionary(x => x.Key, x => x.Name);

    public MatchScore Score { get; } = JsonSerializer.Deserialize<MatchScore>(Review.Explanation, Json.Web)
        ?? throw new InvalidOperationException("A review was kept without its explanation.");

    /// <summary>Whether the permit went to another holder after it was screened; the review is then about the past.</summary>
    public bool HolderChanged => Permit.PermitteeId != Review.PermitteeId;

    /// <summary>Both records field by field. Agreement is what the score's own comparison found.</summary>
    public Comparison Comparison => new("Judgment", "Permit",
    [
        Row("name", "Business name", Lines([Party.Name, .. Party.TradeNames]), Permit.TradeName),
        Row("holder", "Registered name", Party.Kind == "person" ? null : Party.Name, Permittee.LegalName),
        Row("individual", "Person", Party.Kind == "person" ? Party.Name : null, Permittee.OwnerName),
        Row("site", "Address", Lines(Party.Addresses.Select(Address)), Permit.Site.ToString()),
        Row("phone", "Telephone", Lines(Party.Phones), Permittee.Phone),
        Row("tax", "Tax number, last four", Party.TaxIdLast4, Permittee.TaxIdLast4),
    ]);

    public Waterfall Waterfall => new(
        Score.Contributions.Where(c => c.Comparison == "prior").Sum(c => c.Weight),
        [.. Score.Contributions.Where(c => c.Comparison != "prior").Select(Step)],
        Score.Probability);

    // A limit compares nothing: its cells stay empty instead of saying that a value is not known.
    private static WaterfallStep Step(Contribution c) =>
        c.Comparison == "limit" ? new(c.Label, "", "", c.Level, c.Weight) : new(c.Label, c.Left, c.Right, Level(c), c.Weight);

    private static string Level(Contribution c) => c.Commonness < 0 ? $"{c.Level}; a common value weighs less ({Waterfall.Signed(c.Commonness)})" : c.Level;

    private ComparisonRow Row(string comparison, string label, string? party, string? permit)
    {
        var found = Score.Contributions.FirstOrDefault(c => c.Comparison == comparison);
        // What decided may be another of the party's names than the one in its field.
        return new ComparisonRow(label, party ?? found?.Left, permit ?? found?.Right, AgreementOf(comparison, found), found is null or { Level: "unknown" } ? null : found.Level);
    }

    private static Agreement AgreementOf(string comparison, Contribution? found)
    {
        if (found is null or { Level: "unknown" })
            return Agreement.Unknown;
        return s_levels.GetValueOrDefault((comparison, found.Level)) switch
        {
            "exact" or "core" or "same" or "same-unit" => Agreement.Agrees,
            "other" or "other-region" or "other-same-holder" or "differs" => Agreement.Differs,
            null => found.Weight > 0 ? Agreement.Close : Agreement.Differs, // a level of an earlier model
            _ => Agreement.Close,
        };
    }

    private static string? Lines(IEnumerable<string> values) => string.Join("; ", values.Where(v => v.Length > 0)) is { Length: > 0 } text ? text : null;

    private static string Address(PartyAddress a) =>
        string.Join(", ", new[] { a.Line1, a.Line2, a.City, $"{a.State} {a.PostalCode}".Trim() }.Where(part => !string.IsNullOrWhiteSpace(part)));
}
