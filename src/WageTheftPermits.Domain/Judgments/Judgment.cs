namespace WageTheftPermits.Domain.Judgments;

/// <summary>
/// A judgment as this department keeps it: one agency's subject, standing as the fold of its events says.
/// Everything here but the ids can be computed again from the events.
/// </summary>
public sealed class Judgment
{
    private readonly List<PartyOfRecord> _parties = [];

    private Judgment()
    {
    }

    public Judgment(Guid id, string agency, string subject, DateTimeOffset now)
    {
        Id = id;
        Agency = agency;
        Subject = subject;
        FirstReceivedAt = now;
        ChangedAt = now;
    }

    public Guid Id { get; private set; }

    /// <summary>The agency whose judgment it is.</summary>
    public string Agency { get; private set; } = "";

    /// <summary>The agency's own key of the judgment.</summary>
    public string Subject { get; private set; } = "";

    public JudgmentStatus Status { get; private set; }

    /// <summary>In dollars; null while unknown.</summary>
    public decimal? Amount { get; private set; }

    public decimal Paid { get; private set; }

    /// <summary>What is left to pay by the agency's events; null while unknown.</summary>
    public decimal? Balance { get; private set; }

    public decimal Overpaid { get; private set; }

    public DateOnly? BalanceConfirmedOn { get; private set; }

    public long LastSequence { get; private set; }

    public bool HasGaps { get; private set; }

    public bool Disputed { get; private set; }

    public AccordStatus Accord { get; private set; }

    public string? CaseNumber { get; private set; }

    public string? Court { get; private set; }

    public DateOnly? IssuedOn { get; private set; }

    /// <summary>What kind of paper it is, in the agency's words: <c>order-decision-award</c>, <c>lead</c>, …</summary>
    public string? Kind { get; private set; }

    /// <summary>Money agreed to and never adjudged: a lead, which supports no adverse step.</summary>
    public bool IsLead { get; private set; }

    /// <summary>Court and case number as they are compared with other agencies' (the database makes it of both); null where one is not known.</summary>
    public string? Docket { get; private set; }

    /// <summary>To whom the judgment was assigned last, in words; null where it was not.</summary>
    public string? AssignedTo { get; private set; }

    public string? AssignedToAgency { get; private set; }

    /// <summary>The assignee's own key of the judgment, where the agency gave it.</summary>
    public string? AssignedToSubject { get; private set; }

    public DateTimeOffset FirstReceivedAt { get; private set; }

    public DateTimeOffset ChangedAt { get; private set; }

    public IReadOnlyList<PartyOfRecord> Parties => _parties;

    /// <summary>How people call it among those of other agencies.</summary>
    public string Name => $"{Agency} {Subject}";

    /// <summary>Whether it was assigned to the agency of the other, under the other's subject where one was given.</summary>
    public bool IsAssignedTo(Judgment other) => AssignedToAgency == other.Agency && (AssignedToSubject is null || AssignedToSubject == other.Subject);

    /// <summary>Whether its agency is still its creditor of record: not assigned, or to this very one.</summary>
    public bool IsCreditors => AssignedTo is null || IsAssignedTo(this);

    /// <summary>Stands as the fold says. A party that an amendment left out is kept, marked as removed: matches and cases may rest on it.</summary>
    /// <returns>Whether who owes it, or how they are described, has changed, so that it must be screened.</returns>
    public bool Take(JudgmentState state, Func<Guid> newId, DateTimeOffset now)
    {
        (Status, Amount, Paid, Balance, Overpaid) = (state.Status, state.Amount, state.Paid, state.Balance, state.Overpaid);
        (BalanceConfirmedOn, LastSequence, HasGaps, Disputed, Accord) = (state.BalanceConfirmedOn, state.LastSequence, state.HasGaps, state.Disputed, state.Accord);
        (CaseNumber, Court, IssuedOn, Kind) = (state.Terms?.CaseNumber, state.Terms?.Court, state.Terms?.IssuedOn, state.Terms?.Kind);
        IsLead = Kind == "lead";
        (AssignedTo, AssignedToAgency, AssignedToSubject) = state.Assignment is { } assigned
            ? (assigned.ToName ?? assigned.ToAgency ?? "another creditor", assigned.ToAgency, assigned.ToSubject)
            : (null, null, null);
        ChangedAt = now;

        var described = false;
        foreach (var party in state.Parties)
        {
            var known = _parties.FirstOrDefault(p => p.PartyId == party.Party.Id);
            if (known is null)
                _parties.Add(known = new PartyOfRecord(newId(), Id, party.Party.Id));
            described |= known.Take(party);
        }
        foreach (var gone in _parties.Where(p => state.Party(p.PartyId) is null))
            gone.Remove();
        return described;
    }
}

/// <summary>One who owes a judgment, kept as a record of its own: matches and cases rest on it.</summary>
public sealed class PartyOfRecord
{
    private PartyOfRecord()
    {
    }

    internal PartyOfRecord(Guid id, Guid judgmentId, string partyId)
    {
        Id = id;
        JudgmentId = judgmentId;
        PartyId = partyId;
    }

    public Guid Id { get; private set; }

    public Guid JudgmentId { get; private set; }

    /// <summary>The agency's key of the party within the judgment.</summary>
    public string PartyId { get; private set; } = "";

    public string? Role { get; private set; }

    public string? Kind { get; private set; }

    public string Name { get; private set; } = "";

    public IReadOnlyList<string> TradeNames { get; private set; } = [];

    public IReadOnlyList<PartyAddress> Addresses { get; private set; } = [];

    public IReadOnlyList<string> Phones { get; private set; } = [];

    public string? TaxIdLast4 { get; private set; }

    public PartyStatus Status { get; private set; }

    public BankruptcyStatus Bankruptcy { get; private set; }

    /// <summary>An amendment no longer names the party.</summary>
    public bool Removed { get; private set; }

    internal bool Take(PartyState state)
    {
        (Status, Bankruptcy) = (state.Status, state.Bankruptcy);
        var party = state.Party;
        var same = !Removed && Role == party.Role && Kind == party.Kind && Name == party.Name && TaxIdLast4 == party.TaxIdLast4
            && TradeNames.SequenceEqual(party.TradeNames) && Addresses.SequenceEqual(party.Addresses) && Phones.SequenceEqual(party.Phones);
        if (same)
            return false;
        (Role, Kind, Name, TaxIdLast4, Removed) = (party.Role, party.Kind, party.Name, party.TaxIdLast4, false);
        (TradeNames, Addresses, Phones) = ([.. party.TradeNames], [.. party.Addresses], [.. party.Phones]);
        return true;
    }

    internal void Remove() => Removed = true;
}
