namespace WageTheftPermits.Domain.Permits;

/// <summary>What the permit says today. A hold on a renewal does not change it: the permit keeps its standing until a decision does.</summary>
public enum PermitStatus
{
    Active,

    /// <summary>The term ended and no renewal was issued.</summary>
    Expired,

    /// <summary>The establishment closed; the permit is not renewed.</summary>
    Closed,

    /// <summary>By an order that is in effect: the establishment is closed until the permit is reinstated (Health and Safety Code 114405).</summary>
    Suspended,

    /// <summary>By an order that is in effect: the establishment is closed until it has a new permit.</summary>
    Revoked,
}

/// <summary>
/// A permit to operate a food facility: valid for one permittee, at one site, for one type and term, and not transferable
/// (California Health and Safety Code 114381).
/// </summary>
public sealed class Permit
{
    private Permit()
    {
    }

    public Permit(Guid id, string number, string type, Permittee permittee, string tradeName, Site site, Term term)
    {
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(number), "permit.number", "A permit needs a number.");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(tradeName), "permit.trade-name", $"Permit {number} needs the name of the establishment.");
        Id = id;
        Number = number.Trim();
        Type = type;
        Permittee = permittee;
        PermitteeId = permittee.Id;
        TradeName = tradeName.Trim();
        Site = site;
        Term = term;
        Status = PermitStatus.Active;
    }

    public Guid Id { get; private set; }

    /// <summary>The department's own number, unique.</summary>
    public string Number { get; private set; } = "";

    /// <summary>The class of facility (program element), such as <c>restaurant</c>.</summary>
    public string Type { get; private set; } = "";

    public Guid PermitteeId { get; private set; }

    /// <summary>The person or company that holds the permit; a hold attaches to it, never to the address alone.</summary>
    public Permittee Permittee { get; private set; } = null!;

    /// <summary>The name over the door (DBA).</summary>
    public string TradeName { get; private set; } = "";

    public Site Site { get; private set; } = null!;

    public Term Term { get; private set; } = null!;

    public PermitStatus Status { get; private set; }

    /// <summary>The renewal fee that the permit system says is owed, in dollars; zero is none, null where it says nothing.</summary>
    public decimal? FeeOwed { get; private set; }

    /// <summary>The documents that the permit system says are missing for the renewal; empty is none, null where it says nothing.</summary>
    public IReadOnlyList<string>? MissingDocuments { get; private set; }

    /// <summary>
    /// What the permit system says is owed before the permit is renewed; null where it does not say, which leaves what it said before.
    /// Returns whether anything changed.
    /// </summary>
    public bool SetOwed(decimal? fee, IReadOnlyList<string>? documents)
    {
        RuleViolation.Unless(fee is null or >= 0, "permit.fee", $"The fee that permit {Number} owes cannot be less than nothing.");
        var (feeThen, documentsThen) = (fee ?? FeeOwed, documents ?? MissingDocuments);
        if (feeThen == FeeOwed && (documentsThen ?? []).SequenceEqual(MissingDocuments ?? []) && documentsThen is null == MissingDocuments is null)
            return false;
        (FeeOwed, MissingDocuments) = (feeThen, documentsThen);
        return true;
    }

    /// <summary>Corrects the record from the permit system. Returns whether anything changed.</summary>
    public bool Correct(string type, string tradeName, Site site)
    {
        if (Type == type && TradeName == tradeName.Trim() && Site == site)
            return false;
        (Type, TradeName, Site) = (type, tradeName.Trim(), site);
        return true;
    }

    /// <summary>
    /// The permit system names another holder. A permit is not transferable: what was found out about the former holder does not follow
    /// it to the new one.
    /// </summary>
    public void ChangeHolder(Permittee holder) => (Permittee, PermitteeId) = (holder, holder.Id);

    /// <summary>The permit system says that the establishment closed, or that it is open after all.</summary>
    public bool SetClosed(bool closed)
    {
        // An order outlives the doors: only its end reinstates the permit.
        if (Status is PermitStatus.Suspended or PermitStatus.Revoked)
            return false;
        var status = closed ? PermitStatus.Closed : Status == PermitStatus.Closed ? PermitStatus.Active : Status;
        if (status == Status)
            return false;
        Status = status;
        return true;
    }

    /// <summary>Takes the term of an issued renewal; the old one is returned as the closed record of its period.</summary>
    internal PermitTerm BeginTerm(Guid termRecordId, Term next, Guid renewalId, DateTimeOffset now)
    {
        RuleViolation.Unless(Status is not (PermitStatus.Closed or PermitStatus.Revoked), "permit.closed", $"Permit {Number} is {Status.ToString().ToLowerInvariant()}; it cannot begin a new term.");
        RuleViolation.Unless(next.Start > Term.Start, "permit.term", $"Permit {Number} already runs from {Term.Start:yyyy-MM-dd}; a new term must begin later.");
        var closed = new PermitTerm(termRecordId, Id, PermitteeId, TradeName, Term, renewalId, now);
        Term = next;
        if (Status != PermitStatus.Suspended)
            Status = PermitStatus.Active;
        // It was owed for the renewal that this term comes from.
        (FeeOwed, MissingDocuments) = (null, null);
        return closed;
    }

    /// <summary>Its renewal lapsed: the term ended and none follows.</summary>
    internal void Expire()
    {
        RuleViolation.Unless(Status is PermitStatus.Active or PermitStatus.Expired, "permit.closed", $"Permit {Number} is {Status.ToString().ToLowerInvariant()}; it cannot expire.");
        Status = PermitStatus.Expired;
    }

    /// <summary>The lapse of its renewal was taken back.</summary>
    internal void Restore()
    {
        RuleViolation.Unless(Status == PermitStatus.Expired, "permit.not-expired", $"Permit {Number} is {Status.ToString().ToLowerInvariant()}; there is no lapse to take back.");
        Status = PermitStatus.Active;
    }

    /// <summary>An order takes effect. A revocation outlives a suspension.</summary>
    internal void Stand(PermitStatus ordered)
    {
        RuleViolation.Unless(Status is PermitStatus.Active or PermitStatus.Suspended, "permit.not-active", $"Permit {Number} is {Status.ToString().ToLowerInvariant()}; there is nothing to suspend or revoke.");
        Status = ordered;
    }

    /// <summary>No order is in effect any more.</summary>
    internal void Reinstate()
    {
        if (Status is PermitStatus.Suspended or PermitStatus.Revoked)
            Status = PermitStatus.Active;
    }
}
