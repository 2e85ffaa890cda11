using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.Domain.Renewals;

public enum RenewalStatus
{
    /// <summary>On its way; <see cref="RenewalBlocker"/>s say what stands in it.</summary>
    Open,

    /// <summary>The permit has its new term.</summary>
    Issued,

    /// <summary>Given up by the permittee, or the establishment closed.</summary>
    Withdrawn,

    /// <summary>The applicant did not bring what they owe before the grace ended, and an inspector said so: the permit expired.</summary>
    Lapsed,
}

/// <summary>The acts that a renewal takes.</summary>
public enum RenewalAct
{
    [Act("The service; or an inspector, by hand", "The search, and what it compared")]
    Screen,

    [Act("The permit system; or an inspector", "What is owed, and why")]
    Require,

    [Act("The permit system; or an inspector, by recording a new owner", "The change of ownership")]
    ChangeHolder,

    [Act("The service", "No blocker, looked at under the permit's lock")]
    Issue,

    [Act("An inspector", "Reason")]
    Withdraw,

    [Act("An inspector", "The grace is over, and nothing but what the applicant owes blocks it")]
    Lapse,

    [Act("A supervisor", "Reason")]
    Reinstate,
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

    /// <summary>Applies for the term after the permit's present one.</summary>
    public Renewal(Guid id, Permit permit, Policy policy, DateTimeOffset now)
    {
        RuleViolation.Unless(permit.Status is not (PermitStatus.Closed or PermitStatus.Revoked), "renewal.permit-closed", $"Permit {permit.Number} is {permit.Status.ToString().ToLowerInvariant()}; it is not renewed.");
        var today = policy.DayOf(now);
        Id = id;
        PermitId = permit.Id;
        Term = permit.Term.Next();
        DueOn = policy.RenewalDueOn(permit.Term.End, today);
        GraceUntil = (DueOn > today ? DueOn : today).AddDays(policy.RenewalGraceDays);
        PolicyVersion = policy.Version;
        OpenedAt = now;
        AfterLapse = permit.Status == PermitStatus.Expired;
        Status = RenewalStatus.Open;
    }

    public Guid Id { get; private set; }

    public Guid PermitId { get; private set; }

    public Term Term { get; private set; } = null!;

    /// <summary>The last day on which the renewal is in time; after it, it is late.</summary>
    public DateOnly DueOn { get; private set; }

    /// <summary>
    /// The last day of the grace: after it, an inspector may lapse the renewal. Where the renewal was opened after its due day, the grace is
    /// counted from its opening, so that the applicant has all of it.
    /// </summary>
    public DateOnly GraceUntil { get; private set; }

    /// <summary>The permit had expired when this was opened; issuing it makes the permit active again.</summary>
    public bool AfterLapse { get; private set; }

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

    /// <summary>Where an act leads from a status; null where it is refused. The whole table of the machine.</summary>
    public static RenewalStatus? Next(RenewalStatus from, RenewalAct act) => (from, act) switch
    {
        (RenewalStatus.Open, RenewalAct.Screen or RenewalAct.Require or RenewalAct.ChangeHolder) => RenewalStatus.Open,
        (RenewalStatus.Open, RenewalAct.Issue) => RenewalStatus.Issued,
        (RenewalStatus.Open, RenewalAct.Withdraw) => RenewalStatus.Withdrawn,
        (RenewalStatus.Open, RenewalAct.Lapse) => RenewalStatus.Lapsed,
        (RenewalStatus.Lapsed, RenewalAct.Reinstate) => RenewalStatus.Open,
        _ => null,
    };

    public void Screened(DateTimeOffset at)
    {
        Move(RenewalAct.Screen);
        ScreenedAt = at;
    }

    /// <summary>The permit has another holder: what was found by screening the former one does not count.</summary>
    public void HolderChanged()
    {
        Move(RenewalAct.ChangeHolder);
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
    public IReadOnlyList<RenewalBlocker> Blockers(Permit permit, RenewalFacts facts)
    {
        var blockers = new List<RenewalBlocker>();
        if (permit.Status == PermitStatus.Closed)
            blockers.Add(new(RenewalBlockerKind.PermitClosed, "The establishment is recorded as closed.", "The permit system"));
        if (permit.Status == PermitStatus.Revoked)
            blockers.Add(new(RenewalBlockerKind.PermitRevoked, "The permit was revoked; the establishment needs a new one.", "The body that hears appeals, or a new application"));
        if (ScreenedAt is null)
            blockers.Add(new(RenewalBlockerKind.NotScreened, "Not yet screened against the judgments that stand.", "The service, by itself"));
        blockers.AddRange(facts.OpenReviews.Select(r =>
            new RenewalBlocker(RenewalBlockerKind.OpenMatchReview, $"Possible match without a verdict: {r.Name}.", "An inspector", r.Id)));
        if (facts.Today <= DueOn)
        {
            blockers.AddRange(facts.UndecidedCases.Select(c => new RenewalBlocker(RenewalBlockerKind.CaseUndecided,
                $"Case {c.Name} is undecided; the renewal waits for it until {DueOn:yyyy-MM-dd} and no longer.", "Whoever decides the case; or the due day", c.Id)));
        }
        blockers.AddRange(facts.HoldsInForce.Select(h =>
            new RenewalBlocker(RenewalBlockerKind.HoldInForce, $"Hold {h.Name} is in force.", "Payment or accord, confirmed by the agency; or a supervisor", h.Id)));
        blockers.AddRange(facts.SuspendedHolds.Where(h => facts.Today <= h.Until || facts.Today <= DueOn).Select(h => new RenewalBlocker(RenewalBlockerKind.HoldSuspended,
            $"Hold {h.Name} is in doubt; the renewal waits until {(h.Until > DueOn ? h.Until : DueOn):yyyy-MM-dd} and no longer.", "The agency, by ending the doubt; or the day", h.Id)));
        blockers.AddRange(facts.OwnershipChanges.Select(c => new RenewalBlocker(RenewalBlockerKind.OwnershipChange,
            $"Change of ownership {c.Name} is not granted yet.", "An inspector, by granting it", c.Id)));
        blockers.AddRange(facts.Requirements.Select(r => r.Kind == RequirementKind.Fee
            ? new RenewalBlocker(RenewalBlockerKind.Fee, $"{r.Words} is not paid.", "The applicant, by paying; or a supervisor", r.Id)
            : new RenewalBlocker(RenewalBlockerKind.MissingDocument, $"Document missing: {r.Words}.", "The applicant, by bringing it; or a supervisor", r.Id)));
        return blockers;
    }

    /// <summary>Issues the permit for the new term. Refused while anything blocks it.</summary>
    /// <returns>The closed record of the old term.</returns>
    public PermitTerm Issue(Permit permit, IReadOnlyList<RenewalBlocker> blockers, Guid termRecordId, DateTimeOffset now)
    {
        MustAllow(RenewalAct.Issue);
        MustBeOf(permit);
        RuleViolation.Unless(blockers.Count == 0, "renewal.blocked",
            $"The renewal of permit {permit.Number} cannot be issued: {string.Join(" ", blockers.Select(b => b.Text))}");
        var closed = permit.BeginTerm(termRecordId, Term, Id, now);
        End(RenewalAct.Issue, $"Issued for {Term}.", now);
        return closed;
    }

    public void Withdraw(string reason, DateTimeOffset now)
    {
        MustAllow(RenewalAct.Withdraw);
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(reason), "renewal.reason", "Say why the renewal is withdrawn.");
        End(RenewalAct.Withdraw, reason.Trim(), now);
    }

    /// <summary>Why an inspector may not lapse this renewal now; null where they may.</summary>
    public string? WhyNotLapse(Permit permit, RenewalFacts facts)
    {
        if (Next(Status, RenewalAct.Lapse) is null)
            return $"It is {Status.ToString().ToLowerInvariant()}.";
        if (facts.Today <= GraceUntil)
            return $"The applicant has until {GraceUntil:yyyy-MM-dd}.";
        var blockers = Blockers(permit, facts);
        if (blockers.FirstOrDefault(b => !b.IsApplicants) is { } ours)
            return $"The department has not done its part: {ours.Text} The permit keeps its standing.";
        // After the due day an undecided case no longer blocks the renewal; it still is a question that the department has open.
        if (facts.UndecidedCases.FirstOrDefault() is { } undecided)
            return $"The department has not decided case {undecided.Name}. The permit keeps its standing.";
        return blockers.Count == 0 ? "Nothing blocks it; it is issued." : null;
    }

    /// <summary>The grace is over and the applicant still owes something: the permit expires. Only a person says so.</summary>
    public void Lapse(Permit permit, RenewalFacts facts, Actor by, DateTimeOffset now)
    {
        by.MustBePerson("lapse a renewal");
        MustAllow(RenewalAct.Lapse);
        MustBeOf(permit);
        var refusal = WhyNotLapse(permit, facts);
        RuleViolation.Unless(refusal is null, "renewal.lapse", $"The renewal of permit {permit.Number} cannot be lapsed. {refusal}");
        permit.Expire();
        End(RenewalAct.Lapse, string.Join(" ", Blockers(permit, facts).Select(b => b.Text)), now);
    }

    /// <summary>A supervisor takes the lapse back: the renewal is open again, and the permit has the standing that it had before.</summary>
    /// <param name="hasNewer">Whether another renewal of the permit was opened since.</param>
    public void Reinstate(Permit permit, bool hasNewer, Actor by, string reason)
    {
        by.MustBePerson("take back a lapse");
        MustAllow(RenewalAct.Reinstate);
        MustBeOf(permit);
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(reason), "renewal.reason", "Say why the lapse is taken back.");
        RuleViolation.Unless(!hasNewer && permit.Term.Start < Term.Start, "renewal.newer",
            $"Permit {permit.Number} has a newer renewal or term; this lapse can no longer be taken back.");
        if (!AfterLapse)
            permit.Restore();
        Move(RenewalAct.Reinstate);
        (EndReason, EndedAt) = (null, null);
    }

    /// <summary>Something is required for it, which only an open renewal can still wait for.</summary>
    internal void Require() => Move(RenewalAct.Require);

    private void End(RenewalAct act, string reason, DateTimeOffset now)
    {
        Move(act);
        (EndReason, EndedAt) = (reason, now);
    }

    private void Move(RenewalAct act)
    {
        MustAllow(act);
        Status = Next(Status, act)!.Value;
    }

    private void MustAllow(RenewalAct act) => RuleViolation.Unless(Next(Status, act) is not null, act == RenewalAct.Reinstate ? "renewal.not-lapsed" : "renewal.not-open",
        $"The renewal is {Status.ToString().ToLowerInvariant()}; it can no longer be {Words(act)}.");

    private void MustBeOf(Permit permit) => RuleViolation.Unless(permit.Id == PermitId, "renewal.other-permit", "The renewal belongs to another permit.");

    private static string Words(RenewalAct act) => act switch
    {
        RenewalAct.Screen => "screened",
        RenewalAct.Require => "given a requirement",
        RenewalAct.Issue => "issued",
        RenewalAct.Withdraw => "withdrawn",
        RenewalAct.Lapse => "lapsed",
        _ => "reinstated",
    };
}
