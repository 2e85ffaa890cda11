namespace WageTheftPermits.Domain.Matching;

/// <summary>Names what a pair is, from what agrees and what does not; and the limits that go with it.</summary>
internal static class LinkKinds
{
    /// <summary>A site with more permits than this is a shared building: an address alone ties nobody to it.</summary>
    private const int SharedFrom = 3;

    /// <summary>A name at this many sites is a chain's or a common one.</summary>
    private const int ChainFrom = 3;

    internal static LinkKind Of(Evidence e)
    {
        if (e.AtSite)
            return AtSite(e);
        if (e.OtherSite)
            return Elsewhere(e);
        if (e.Site.IsMissing)
            return SiteUnknown(e);
        // Another unit, another number on the street, another city's street: near enough to doubt, not to decide.
        return e.NameAgrees || e.SameHolder ? LinkKind.Unclear : e.Site.Level == Levels.OtherUnit ? LinkKind.SharedAddress : LinkKind.Unclear;
    }

    internal static IEnumerable<string> LimitsOf(Evidence e, LinkKind kind)
    {
        if (e.Site.IsMissing)
            yield return LimitNames.NoSite;
        else if (kind is LinkKind.SameEmployerOtherSite || e.OtherSite)
            yield return LimitNames.OtherSite;
        if (kind is LinkKind.SameSiteOtherHolder || e.OtherHolder)
            yield return LimitNames.OtherHolder;
        if (kind is LinkKind.SameIndividualOtherBusiness)
            yield return LimitNames.IndividualOnly;
        if (kind is LinkKind.SharedAddress)
            yield return LimitNames.SharedAddress;
        if (kind is LinkKind.Unclear || (e.Name is { Level: Levels.Contained, BothAdd: true } && !e.SameHolder))
            yield return LimitNames.Unclear;
    }

    private static LinkKind AtSite(Evidence e)
    {
        if (e.SameHolder)
            return LinkKind.SameEstablishment;
        if (e.OtherHolder)
            return LinkKind.SameSiteOtherHolder;
        if (e.NameAgrees)
            return e.OtherPermits > 0 || e.Name.Level == Levels.Some ? LinkKind.Unclear : LinkKind.SameEstablishment;
        if (e.Name.IsMissing && e.Holder.IsMissing)
            return LinkKind.Unclear;
        return e.PermitsAtSite > SharedFrom ? LinkKind.SharedAddress : LinkKind.SameSiteOtherHolder;
    }

    private static LinkKind Elsewhere(Evidence e)
    {
        if (e.Individual.Level == Levels.Same && e.Holder.Level != Levels.Same && !e.NameAgrees)
            return LinkKind.SameIndividualOtherBusiness;
        if (e.SameEmployer && (e.NameAgrees || e.SameHolder))
            return LinkKind.SameEmployerOtherSite;
        // The name alone: a second branch, or a stranger's.
        return e.NameAgrees && !e.OtherHolder && e.SitesOfName < ChainFrom ? LinkKind.SameEmployerOtherSite : LinkKind.Unclear;
    }

    private static LinkKind SiteUnknown(Evidence e)
    {
        if (e.Individual.Level == Levels.Same && !e.NameAgrees && e.Holder.Level != Levels.Same)
            return LinkKind.SameIndividualOtherBusiness;
        if (e.OtherHolder || !(e.NameAgrees || e.SameHolder))
            return LinkKind.Unclear;
        if (e.SitesOfName > 1)
            return e.SameEmployer ? LinkKind.SameEmployerOtherSite : LinkKind.Unclear;
        return e.OtherPermits > 0 || e.Name.Level == Levels.Some ? LinkKind.Unclear : LinkKind.SameEstablishment;
    }
}
