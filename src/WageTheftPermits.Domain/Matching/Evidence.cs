namespace WageTheftPermits.Domain.Matching;

/// <summary>What the comparisons found between one party and one permit, before anything is weighed or worded.</summary>
internal readonly record struct Evidence(Found Name, Found Site, Found Holder, Found Individual, Found Phone, Found Tax, int OtherPermits, int SitesOfName, int PermitsAtSite)
{
    internal bool AtSite => SiteComparison.AtSite(Site);

    internal bool OtherSite => Site.Level is Levels.Other or Levels.OtherRegion or Levels.OtherSameHolder;

    internal bool NameAgrees => NameComparison.Agrees(Name);

    /// <summary>A registered name or a person is named on both sides and is the same.</summary>
    internal bool SameHolder => Holder.Level == Levels.Same || Individual.Level == Levels.Same;

    /// <summary>Holders are named on both sides and none agrees. A person against a company is no difference: a person owns a company.</summary>
    internal bool OtherHolder => !SameHolder && (Holder.Level == Levels.Differs || (Individual.Level == Levels.Differs && Holder.Level is not Levels.Similar));

    /// <summary>Something ties the employer, not only the name over the door, which a franchise shares with strangers.</summary>
    internal bool SameEmployer => SameHolder || Holder.Level is Levels.Similar or Levels.NamedFor || Tax.Level == Levels.Same;

    internal static Evidence Of(MatchRecord judgmentParty, MatchRecord permitRecord, TermFrequencies frequencies)
    {
        var (party, permit) = (judgmentParty.Reading, permitRecord.Reading);
        var name = NameComparison.Compare(party, permit, frequencies);
        var site = SiteComparison.Compare(party, permit, frequencies);
        var holder = HolderComparison.Registered(party, permit, frequencies);
        var individual = HolderComparison.Individuals(party, permit, frequencies);
        var evidence = new Evidence(name, site, holder, individual, Phones(party, permit), TaxNumbers(party, permit), 0, 0, 0);
        // Where the sites differ, only a name that is equal in full says that one employer has both.
        if (evidence.OtherSite && name.InPart)
            evidence = evidence with { Name = name = name with { Level = Levels.Core } };
        if (evidence.SameHolder)
            evidence = evidence with
            {
                Name = name.Level == Levels.Other ? name with { Level = Levels.OtherSameHolder } : name,
                Site = site.Level is Levels.Other or Levels.OtherRegion ? site with { Level = Levels.OtherSameHolder } : site,
            };
        return evidence with
        {
            OtherPermits = evidence.NameAgrees && !evidence.SameHolder ? Rivals(permitRecord.Id, permit, frequencies) : 0,
            SitesOfName = evidence.NameAgrees && permit.Trades.Length > 0 ? permit.Trades.Max(frequencies.SitesOf) : 0,
            PermitsAtSite = permit.SiteKeys.Length > 0 ? frequencies.PermitsAt(permit.SiteKeys[0]) : 0,
        };
    }

    // A permit is not transferable: a second one for a like name at one site is often the next holder's.
    private static int Rivals(string id, RecordReading permit, TermFrequencies frequencies)
    {
        var rivals = 0;
        foreach (var key in permit.SiteKeys)
            foreach (var (otherId, other) in frequencies.NeighboursAt(key))
                if (otherId != id && SharesSite(permit, other) && permit.Trades.Any(a => other.Trades.Any(b => NameComparison.Alike(a, b, frequencies))))
                    rivals++;
        return rivals;
    }

    private static bool SharesSite(RecordReading a, RecordReading b) =>
        a.Sites.Any(x => b.Sites.Any(y => SiteComparison.Compare(x, y) is Levels.SameUnit or Levels.Same));

    private static Found Phones(RecordReading party, RecordReading permit)
    {
        if (party.Phones.Length == 0 || permit.Phones.Length == 0)
            return Found.Missing;
        var same = Array.Find(party.Phones, permit.Phones.Contains);
        return same is null ? new Found(Levels.Differs, party.Phones[0], permit.Phones[0]) : new Found(Levels.Same, same, same);
    }

    private static Found TaxNumbers(RecordReading party, RecordReading permit) =>
        party.TaxIdLast4 is null || permit.TaxIdLast4 is null ? Found.Missing
            : new Found(party.TaxIdLast4 == permit.TaxIdLast4 ? Levels.Same : Levels.Differs, party.TaxIdLast4, permit.TaxIdLast4);
}
