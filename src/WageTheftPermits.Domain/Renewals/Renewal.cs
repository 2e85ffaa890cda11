using WageTheftPermits.Domain.Permits;

namespace WageTheftPermits.Domain.Renewals;

public enum RenewalStatus
{
    /// <summary>On its way; <see cref="RenewalBlocker"/>s say what stands in it.</summary>
    Open,

    /// <summary>The permit has its new term.</summary>
    Issued,

    /// <summary>Given up by the permittee, or the establishment closed.</summary>
    Withdrawn,
}

/// <summary>What stands between a renewal and its permit, and who can lift it.</summary>
public sealed record RenewalBlocker(RenewalBlockerKind Kind, string Text, string WhoCanLift, Guid? SubjectId = null);

public enum RenewalBlockerKind
{
    NotScreened,
    OpenMatchReview,

    /// <summary>A case is on its way: the renewal waits for it while the present term runs, and no longer.</summary>
    CaseUndecided,
    HoldInForce,

    /// <summary>What a hold rests on is in doubt: the renewal waits a few days for the doubt to end, and no longer.</summary>
    HoldSuspended,

    /// <summary>Another owner took over, and the department has not granted it yet.</summary>
    OwnershipChange,
    PermitClosed,
}

/// <summary>
/// One application for one new term: its own record, merged into the permit when it is issued.
/// A permit has at most one open renewal (also a unique index).
/// </summary>
public sealed class Renewal
{
    private Renewal()
    {
    }

    public Renewal(Guid id, Permit permit, Term term, DateOnly dueOn, string policyVersion, DateTimeOffset now)
    {
        RuleViolation.Unless(permit.Status != PermitStatus.Closed, "renewal.permit-closed", $"Permit {permit.Number} is closed; it is not renewed.");
        RuleViolation.Unless(term.Start > permit.Term.Start, "renewal.term", $"Permit {permit.Number} already has a term that begins {permit.Term.Start:yyyy-MM-dd}.");
        Id = id;
        PermitId = permit.Id;
        Term = term;
        DueOn = dueOn;
        PolicyVersion = policyVersion;
        OpenedAt = now;
        Status = RenewalStatus.Open;
    }

    public Guid Id { get; private set; }

    public Guid PermitId { get; private set; }

    public Term Term { get; private set; } = null!;

    /// <summary>The last day on which the renewal is in time.</summary>
    public DateOnly DueOn { get; private set; }

    public string PolicyVersion { get; private set; } = "";

    public RenewalStatus Status { get; private set; }

    public DateTimeOffset OpenedAt { get; private set; }

    /// <summary>When the permit was last screened for this renewal; null until then, and that blocks it.</summary>
    public DateTimeOffset? ScreenedAt { get; private set; }

    /// <summary>When the due day passed with the renewal still open.</summary>
    public DateTimeOffset? OverdueAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public string? EndReason { get; private set; }

    public bool IsOpen => Status == RenewalStatus.Open;

    public void Screened(DateTimeOffset at)
    {
        MustBeOpen("screened");
        ScreenedAt = at;
    }

    /// <summary>The permit has another holder: what was found by screening the former one does not count.</summary>
    public void HolderChanged()
    {
        MustBeOpen("changed");
        ScreenedAt = null;
    }

    /// <summary>Marks that the due day passed while something still blocked it. Returns whether it was news.</summary>
    public bool MarkOverdue(DateTimeOffset now)
    {
        if (!IsOpen || OverdueAt is not null)
            return false;
        OverdueAt = now;
        return true;
    }

    /// <summary>Everything that blocks this renewal now; empty means that it may be issued.</summary>
    /// <param name="permit">The permit, as it stands.</param>
    /// <param name="openReviews">Match reviews of this permit without a verdict: id and what was found.</param>
    /// <param name="undecidedCases">Open cases of this permit without a hold in force: id and reference.</param>
    /// <param name="holdsInForce">Holds in force on this permit: id and reference.</param>
    /// <param name="suspendedHolds">Holds whose ground is in doubt: id, reference, and the last day that the renewal waits for the doubt to end.</param>
    /// <param name="ownershipChanges">Changes of ownership of this permit on their way: id and reference.</param>
    /// <param name="today">The day in the department's time zone.</param>
    public IReadOnlyList<RenewalBlocker> Blockers(
        Permit permit, IReadOnlyCollection<(Guid Id, string Text)> openReviews, IReadOnlyCollection<(Guid Id, string Reference)> undecidedCases,
        IReadOnlyCollection<(Guid Id, string Reference)> holdsInForce,
        IReadOnlyCollection<(Guid Id, string Reference, DateOnly Until)> suspendedHolds, IReadOnlyCollection<(Guid Id, string Reference)> ownershipChanges, DateOnly today)
    {
        var blockers = new List<RenewalBlocker>();
        if (permit.Status == PermitStatus.Closed)
            blockers.Add(new(RenewalBlockerKind.PermitClosed, "The establishment is recorded as closed.", "The permit system"));
        if (ScreenedAt is null)
            blockers.Add(new(RenewalBlockerKind.NotScreened, "Not yet screened against the judgments that stand.", "The service, by itself"));
        blockers.AddRange(openReviews.Select(r =>
            new RenewalBlocker(RenewalBlockerKind.OpenMatchReview, $"Possible match without a verdict: {r.Text}.", "An inspector", r.Id)));
        if (today <= DueOn)
        {
            blockers.AddRange(undecidedCases.Select(c => new RenewalBlocker(RenewalBlockerKind.CaseUndecided,
                $"Case {c.Reference} is undecided; the renewal waits for it until {DueOn:yyyy-MM-dd} and no longer.", "Whoever decides the case; or the due day", c.Id)));
        }
        blockers.AddRange(holdsInForce.Select(h =>
            new RenewalBlocker(RenewalBlockerKind.HoldInForce, $"Hold {h.Reference} is in force.", "Payment or accord, confirmed by the agency; or a supervisor", h.Id)));
        blockers.AddRange(suspendedHolds.Where(h => today <= h.Until || today <= DueOn).Select(h => new RenewalBlocker(RenewalBlockerKind.HoldSuspended,
            $"Hold {h.Reference} is in doubt; the renewal waits until {(h.Until > DueOn ? h.Until : DueOn):yyyy-MM-dd} and no longer.", "The agency, by ending the doubt; or the day", h.Id)));
        blockers.AddRange(ownershipChanges.Select(c => new RenewalBlocker(RenewalBlockerKind.OwnershipChange,
            $"Change of ownership {c.Reference} is not granted yet.", "An inspector, by granting it", c.Id)));
        return blockers;
    }

    /// <summary>Issues the permit for the new term. Refused while anything blocks it.</summary>
    /// <returns>The closed record of the old term.</returns>
    public PermitTerm Issue(Permit permit, IReadOnlyList<RenewalBlocker> blockers, Guid termRecordId, DateTimeOffset now)
    {
        MustBeOpen("issued");
        RuleViolation.Unless(permit.Id == PermitId, "renewal.other-permit", "The renewal belongs to another permit.");
        RuleViolation.Unless(blockers.Count == 0, "renewal.blocked",
            $"The renewal of permit {permit.Number} cannot be issued: {string.Join(" ", blockers.Select(b => b.Text))}");
        var closed = permit.BeginTerm(termRecordId, Term, Id, now);
        End(RenewalStatus.Issued, $"Issued for {Term}.", now);
        return closed;
    }

    public void Withdraw(string reason, DateTimeOffset now)
    {
        MustBeOpen("withdrawn");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(reason), "renewal.reason", "Say why the renewal is withdrawn.");
        End(RenewalStatus.Withdrawn, reason.Trim(), now);
    }

    private void End(RenewalStatus status, string reason, DateTimeOffset now) => (Status, EndReason, EndedAt) = (status, reason, now);

    private void MustBeOpen(string what) => RuleViolation.Unless(IsOpen, "renewal.not-open",
        $"The renewal is {Status.ToString().ToLowerInvariant()}; it can no longer be {what}.");
}
