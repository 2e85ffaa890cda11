using System.Globalization;

namespace WageTheftPermits.Domain.Matching;

/// <summary>Puts evidence into plain words for whoever reviews it. The words follow the evidence; they never add to it.</summary>
internal static class Wording
{
    internal static List<string> Differences(Evidence e, LinkKind kind)
    {
        var said = new List<string>();
        Say(said, e.Name.Level is Levels.Other or Levels.OtherSameHolder, () => $"The names differ: {Both(e.Name)}.");
        Say(said, e.Name.Level is Levels.Some or Levels.Contained or Levels.Near, () => $"The names are not equal: {Both(e.Name)}.");
        Say(said, e.OtherSite, () => $"The sites differ: {Both(e.Site)}.");
        Say(said, e.Site.Level == Levels.OtherUnit, () => $"The units differ: {Both(e.Site)}.");
        Say(said, e.Site.Level == Levels.Near, () => $"The house numbers differ or one is missing: {Both(e.Site)}.");
        Say(said, e.Site.Level == Levels.OtherCity, () => $"The cities differ: {Both(e.Site)}.");
        Say(said, e.Site.IsMissing, () => "No site is compared: the judgment or the permit gives none.");
        Say(said, e.Holder.Level == Levels.Differs, () => $"The registered names differ: {Both(e.Holder)}.");
        Say(said, e.Individual.Level == Levels.Differs, () => $"Other persons are named: {Both(e.Individual)}.");
        Say(said, e.OtherPermits > 0, () => $"{Count(e.OtherPermits, "other permit")} at this site {(e.OtherPermits == 1 ? "carries" : "carry")} a like name; the holder may have changed.");
        Say(said, e.NameAgrees && !e.AtSite && e.SitesOfName > 1, () => $"Permits at {e.SitesOfName} sites carry this name.");
        Say(said, e.Tax.Level == Levels.Differs, () => $"The tax numbers end differently: {Both(e.Tax)}.");
        Say(said, kind == LinkKind.SharedAddress, () => $"{Count(e.PermitsAtSite, "permit")} at this address.");
        return said;
    }

    internal static string Sentence(Evidence e, LinkKind kind, double probability, List<string> differences)
    {
        var lead = kind switch
        {
            LinkKind.SameEstablishment => "Looks like the same establishment",
            LinkKind.SameEmployerOtherSite when e.Site.IsMissing => "Looks like the same employer; which of its sites is not said",
            LinkKind.SameEmployerOtherSite => "May be the same employer at another site",
            LinkKind.SameIndividualOtherBusiness => "May be the same person with another business",
            LinkKind.SameSiteOtherHolder => "The same site, but another holder or business",
            LinkKind.SharedAddress => "Only the address is shared",
            _ => "May be related; the records do not say how",
        };
        var agreements = Agreements(e);
        var because = agreements.Count > 0 ? ": " + string.Join(", ", agreements) : "";
        var but = differences.Count > 0 ? " " + string.Join(" ", differences) : "";
        return string.Create(CultureInfo.InvariantCulture, $"{lead} ({Percent(probability)}){because}.{but}");
    }

    private static List<string> Agreements(Evidence e)
    {
        var said = new List<string>();
        Say(said, e.Name.Level is Levels.Exact, () => $"the same name {Quote(e.Name.Right)}");
        Say(said, e.Name.Level is Levels.Core or Levels.Near or Levels.Contained or Levels.Some, () => $"a like name {Quote(e.Name.Right)}");
        Say(said, e.AtSite, () => $"the same address {Quote(e.Site.Right)}");
        Say(said, e.Site.Level == Levels.OtherUnit, () => "the same building");
        Say(said, e.Holder.Level is Levels.Same, () => $"the same registered name {Quote(e.Holder.Right)}");
        Say(said, e.Holder.Level is Levels.Similar, () => $"a similar registered name {Quote(e.Holder.Right)}");
        Say(said, e.Holder.Level is Levels.NamedFor, () => "the business bears the defendant's registered name");
        Say(said, e.Individual.Level is Levels.Same, () => $"a person of the same name {Quote(e.Individual.Right)}");
        Say(said, e.Individual.Level is Levels.Similar, () => $"a person of a compatible name {Quote(e.Individual.Right)}");
        Say(said, e.Phone.Level is Levels.Same, () => "the same telephone number");
        Say(said, e.Tax.Level is Levels.Same, () => "the same last digits of the tax number");
        return said;
    }

    private static void Say(List<string> said, bool holds, Func<string> words)
    {
        if (holds)
            said.Add(words());
    }

    private static string Percent(double probability) => probability >= 0.9995 ? "over 99.9 %" : (probability * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    private static string Both(Found found) => $"{Quote(found.Left)} and {Quote(found.Right)}";

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private static string Quote(string? value) => value is null ? "—" : $"“{(value.Length > 120 ? value[..120] + "…" : value)}”";
}
