namespace WageTheftPermits.Domain.Judgments;

/// <summary>What a person found of two judgments that may be one debt.</summary>
public enum DebtFinding
{
    SameDebt,
    DifferentDebts,
}

/// <summary>Two judgments that may be one debt, each with its parties, and what people have found of them so far.</summary>
/// <param name="Standing">The last finding on this pair; null where there is none.</param>
/// <param name="Others">The findings that stand on either of them with a third.</param>
public sealed record DebtPair(Judgment First, Judgment Second, DebtLink? Standing, IReadOnlyList<DebtLink> Others)
{
    /// <summary>The one to which the other was assigned; null where neither was, or each to the other.</summary>
    public Judgment? Assignee => (First.IsAssignedTo(Second), Second.IsAssignedTo(First)) switch
    {
        (true, false) => Second,
        (false, true) => First,
        _ => null,
    };
}

/// <summary>
/// One entry of the ledger of what people found of two judgments that may be one debt: reported by two agencies, or assigned from one to the
/// other. The last entry of a pair stands; none is ever changed, and one is taken back only by another.
/// </summary>
public sealed class DebtLink
{
    private readonly List<DebtLinkParty> _parties = [];

    private DebtLink()
    {
    }

    private DebtLink(Guid id, DebtPair pair, DebtFinding finding, string reason, Actor by, DateTimeOffset now)
    {
        by.MustBePerson("say whether two judgments are one debt");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(reason), "link.reason", "Say why: the reason is kept as evidence.");
        RuleViolation.Unless(pair.First.Id != pair.Second.Id, "link.one-judgment", "A judgment is one debt with itself already; choose two.");
        RuleViolation.Unless(!pair.First.IsLead && !pair.Second.IsLead, "link.lead", "A lead was never adjudged; it cannot be one debt with a judgment.");
        Id = id;
        (FirstId, SecondId) = pair.First.Id.CompareTo(pair.Second.Id) < 0 ? (pair.First.Id, pair.Second.Id) : (pair.Second.Id, pair.First.Id);
        Finding = finding;
        Reason = reason.Trim();
        By = by.Id;
        At = now;
    }

    public Guid Id { get; private set; }

    /// <summary>Later entries have higher numbers.</summary>
    public long Number { get; private set; }

    /// <summary>The lesser of the two ids.</summary>
    public Guid FirstId { get; private set; }

    public Guid SecondId { get; private set; }

    public DebtFinding Finding { get; private set; }

    /// <summary>The judgment on which the one debt is enforced; null where they are different debts.</summary>
    public Guid? LeaderId { get; private set; }

    /// <summary>The judgment that opens no cases of its own while this stands; null where they are different debts.</summary>
    public Guid? FollowerId => LeaderId is null ? null : LeaderId == FirstId ? SecondId : FirstId;

    public string Reason { get; private set; } = "";

    public string By { get; private set; } = "";

    public DateTimeOffset At { get; private set; }

    /// <summary>Which party of the one is which of the other.</summary>
    public IReadOnlyList<DebtLinkParty> Parties => _parties;

    /// <summary>A person found that both are one debt, which one leads it, and which of their parties are the same.</summary>
    /// <param name="parties">A party of each: by the ids of their records, in any order.</param>
    public static DebtLink Same(
        Guid id, DebtPair pair, Guid leaderId, IReadOnlyList<(Guid One, Guid Other)> parties, string reason, Actor by, DateTimeOffset now)
    {
        var link = new DebtLink(id, pair, DebtFinding.SameDebt, reason, by, now) { LeaderId = leaderId };
        RuleViolation.Unless(leaderId == pair.First.Id || leaderId == pair.Second.Id, "link.leader", "Choose which of the two judgments leads.");
        RuleViolation.Unless(pair.Assignee is null || pair.Assignee.Id == leaderId, "link.assignee-leads",
            $"The judgment was assigned to {pair.Assignee?.Name}, which is the creditor of record now; it must lead.");
        MustBeNoChain(pair, link);
        link.Take(pair, parties);
        RuleViolation.Unless(pair.Standing?.Says(link) != true, "link.already-decided", $"{pair.Standing?.By} has already found exactly this.");
        return link;
    }

    /// <summary>A person found that they are two debts; each is enforced by itself.</summary>
    public static DebtLink Different(Guid id, DebtPair pair, string reason, Actor by, DateTimeOffset now)
    {
        var link = new DebtLink(id, pair, DebtFinding.DifferentDebts, reason, by, now);
        RuleViolation.Unless(pair.Standing?.Says(link) != true, "link.already-decided", $"{pair.Standing?.By} has already found exactly this.");
        return link;
    }

    /// <summary>The same party in the other judgment; null where nobody named one.</summary>
    public Guid? CounterpartOf(Guid partyId) => _parties.FirstOrDefault(pair => pair.FirstPartyId == partyId || pair.SecondPartyId == partyId) switch
    {
        null => null,
        { } pair => pair.FirstPartyId == partyId ? pair.SecondPartyId : pair.FirstPartyId,
    };

    /// <summary>One judgment leads a debt and all others follow it: nobody has to look further than one step.</summary>
    private static void MustBeNoChain(DebtPair pair, DebtLink link)
    {
        foreach (var other in pair.Others.Where(other => other.Finding == DebtFinding.SameDebt))
        {
            RuleViolation.Unless(other.FollowerId != link.LeaderId, "link.leader-follows",
                "The judgment that you let lead follows another one. Link this one with that other, or take that link back first.");
            RuleViolation.Unless(other.LeaderId != link.FollowerId && other.FollowerId != link.FollowerId, "link.follower-linked",
                "The judgment that you let follow is one debt with another one already. Take that link back first.");
        }
    }

    private void Take(DebtPair pair, IReadOnlyList<(Guid One, Guid Other)> parties)
    {
        var (first, second) = pair.First.Id == FirstId ? (pair.First, pair.Second) : (pair.Second, pair.First);
        foreach (var (one, other) in parties)
        {
            var (ofFirst, ofSecond) = first.Parties.Any(p => p.Id == one) ? (one, other) : (other, one);
            RuleViolation.Unless(first.Parties.Any(p => p.Id == ofFirst) && second.Parties.Any(p => p.Id == ofSecond), "link.party",
                "A party that was named does not belong to these judgments. Reload the page: one of them may have been amended.");
            RuleViolation.Unless(_parties.TrueForAll(p => p.FirstPartyId != ofFirst && p.SecondPartyId != ofSecond), "link.party-twice",
                "A party was named as the same as two. Name each at most once.");
            _parties.Add(new DebtLinkParty(Id, ofFirst, ofSecond));
        }
        RuleViolation.Unless(_parties.Count > 0, "link.no-party", "One debt has at least one debtor in common: name a party of each that are the same.");
    }

    private bool Says(DebtLink other) => Finding == other.Finding && LeaderId == other.LeaderId
        && _parties.Select(p => (p.FirstPartyId, p.SecondPartyId)).ToHashSet().SetEquals(other._parties.Select(p => (p.FirstPartyId, p.SecondPartyId)));
}

/// <summary>One debtor under two agencies' keys, as the person found who linked the judgments.</summary>
public sealed class DebtLinkParty
{
    private DebtLinkParty()
    {
    }

    internal DebtLinkParty(Guid linkId, Guid firstPartyId, Guid secondPartyId) => (LinkId, FirstPartyId, SecondPartyId) = (linkId, firstPartyId, secondPartyId);

    public Guid LinkId { get; private set; }

    public Guid FirstPartyId { get; private set; }

    public Guid SecondPartyId { get; private set; }
}
