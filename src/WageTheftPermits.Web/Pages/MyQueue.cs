using System.Globalization;
using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Hearings;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.Web.Pages.Workflows;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages;

/// <summary>A kind of work that waits for people.</summary>
public enum Work
{
    DecideHolds,
    ServeNotices,
    ProposeHolds,
    ReviewMatches,
    LetCasesGoOn,
    FindSuccessors,
    GrantOwnership,
    ScreenByHand,
    OverdueRenewals,
    MendMessages,
    LinkDebts,
    SettleDisputes,
    DecidePolicies,
    MendWorkflows,
    SilentAgencies,
    ServeWarnings,
    ServeCharges,
    DecideLateRequests,
    ScheduleHearings,
    ServeHearingNotices,
    ConductHearings,
    DecideHearings,
    ServeDecisions,
    ReadAnswers,
}

/// <summary>One thing that waits for the person: what it is, what it is about, until when, and where it is done.</summary>
/// <param name="About">The permit or case, as people call it.</param>
/// <param name="TaskId">The task that can be taken and released; null for work that is no task.</param>
/// <param name="HeldBy">Who has taken it; null where nobody has.</param>
/// <param name="IsMine">The person has taken it.</param>
public sealed record QueueRow(Work Work, string What, string About, string? Detail, DateOnly? Due, DateTimeOffset Since, string Href, Guid? TaskId, string? HeldBy, bool IsMine);

/// <summary>A hold that the person proposed: theirs to wait for, not to decide.</summary>
public sealed record OwnProposal(string Reference, string PermitNumber, string TradeName, DateTimeOffset ProposedAt, Guid CaseId);

/// <summary>Where a page of the queue ended, for a reader who goes on after it: nothing that stays is met twice or missed, whatever is done meanwhile.</summary>
public sealed record QueuePlace(bool IsMine, DateOnly Due, DateTimeOffset Since, Guid Id)
{
    public static QueuePlace? Parse(string text) =>
        text.Split('_') is [var mine, var due, var since, var id] && mine is "0" or "1" && DateOnly.TryParseExact(due, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && ListPlace.Parse($"{since}_{id}") is { } place
            ? new(mine == "1", day, place.Since, place.Id)
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(IsMine ? 1 : 0)}_{Due:yyyy-MM-dd}_{new ListPlace(Since, Id)}");

    /// <summary>As the queue is ordered: what the person has taken first, then by day, the oldest first.</summary>
    public bool IsBefore(QueuePlace other) =>
        (!IsMine, Due, Since, Id).CompareTo((!other.IsMine, other.Due, other.Since, other.Id)) < 0;
}

/// <summary>
/// What waits for one person, by what is due first. Reads the keys of everything, which is small, puts them in order, and reads the rest
/// only of the page that is shown.
/// </summary>
public sealed class MyQueue(PermitsDbContext db, DepartmentTime time)
{
    /// <summary>More incidents than this are for the page of incidents.</summary>
    private const int MostIncidents = 1000;

    private sealed record Key(Work Work, Guid Id, Guid Subject, DateOnly? Due, DateTimeOffset Since)
    {
        public string? HeldBy { get; init; }

        public bool IsMine { get; init; }

        public QueuePlace Place => new(IsMine, Due ?? DateOnly.MaxValue, Since, Id);
    }

    private List<Key> _keys = [];

    /// <summary>Agencies have no id but their key: one of this reading.</summary>
    private Dictionary<Guid, SilentAgency> _silent = [];

    /// <summary>How much waits, of each kind that this person can have.</summary>
    public IReadOnlyDictionary<Work, int> Counts { get; private set; } = new Dictionary<Work, int>();

    public int Overdue { get; private set; }

    public async Task ReadAsync(ClaimsPrincipal person, CancellationToken ct)
    {
        var kinds = KindsOf(person);
        var keys = new List<Key>();
        keys.AddRange(await TasksAsync(kinds, person.AsActor().Id, ct));
        if (kinds.Contains(Work.ReviewMatches))
            keys.AddRange(await RenewalBlockers.OpenReviews(db).Select(r => new Key(Work.ReviewMatches, r.Id, r.Id, r.DueOn, r.OpenedAt)).ToListAsync(ct));
        if (kinds.Contains(Work.OverdueRenewals))
        {
            var today = time.Today;
            keys.AddRange(await db.Renewals.Where(r => r.Status == RenewalStatus.Open && r.DueOn < today)
                .Select(r => new Key(Work.OverdueRenewals, r.Id, r.Id, r.DueOn, r.OpenedAt)).ToListAsync(ct));
        }
        if (kinds.Contains(Work.GrantOwnership))
        {
            keys.AddRange(await db.OwnershipChanges.Where(c => c.Status == OwnershipChangeStatus.Recorded || c.Status == OwnershipChangeStatus.Temporary)
                .Select(c => new Key(Work.GrantOwnership, c.Id, c.Id, c.TemporaryUntil ?? c.FilingDueOn, c.RecordedAt)).ToListAsync(ct));
        }
        if (kinds.Contains(Work.MendMessages))
        {
            // What contradicts another event is settled as a dispute.
            keys.AddRange(await db.Deliveries.Where(d => d.State == DeliveryState.Quarantined && !db.JudgmentEvents.Any(e => e.Receipt == d.Receipt))
                .Select(d => new Key(Work.MendMessages, d.Receipt, d.Receipt, null, d.ReceivedAt)).ToListAsync(ct));
        }
        if (kinds.Contains(Work.SettleDisputes))
            keys.AddRange(await db.Judgments.Where(j => j.Disputed).Select(j => new Key(Work.SettleDisputes, j.Id, j.Id, null, j.ChangedAt)).ToListAsync(ct));
        if (kinds.Contains(Work.DecidePolicies))
        {
            var name = person.AsActor().Id;
            keys.AddRange(await db.PolicyProposals.Where(p => p.Status == ProposalStatus.Proposed && p.ProposedBy != name)
                .Select(p => new Key(Work.DecidePolicies, p.Id, p.Id, null, p.ProposedAt)).ToListAsync(ct));
        }
        if (kinds.Contains(Work.LinkDebts))
        {
            keys.AddRange(await (from pair in db.UndecidedDebts
                                 join judgment in db.Judgments on pair.JudgmentId equals judgment.Id
                                 where pair.IsFirst
                                 select new Key(Work.LinkDebts, judgment.Id, judgment.Id, null, judgment.ChangedAt)).Distinct().ToListAsync(ct));
        }
        if (kinds.Contains(Work.ReadAnswers))
            keys.AddRange(await db.Answers.Where(a => a.ReadAt == null).Select(a => new Key(Work.ReadAnswers, a.Id, a.CaseId, null, a.ReceivedAt)).ToListAsync(ct));
        if (kinds.Contains(Work.MendWorkflows))
        {
            keys.AddRange(await db.WorkflowIncidents.Where(i => i.ResolvedAt == null).OrderBy(i => i.OpenedAt).Take(MostIncidents)
                .Select(i => new Key(Work.MendWorkflows, i.Id, i.Id, null, i.OpenedAt)).ToListAsync(ct));
        }
        if (kinds.Contains(Work.SilentAgencies))
        {
            _silent = (await SilentAgency.ReadAsync(db, time.Now, ct)).Select((agency, at) => (Id: new Guid(at, 0, 0, new byte[8]), agency)).ToDictionary(s => s.Id, s => s.agency);
            keys.AddRange(_silent.Select(s => new Key(Work.SilentAgencies, s.Key, s.Key, null, s.Value.Since)));
        }
        // What the person has taken comes first. What has no day of its own comes after what has, the oldest first.
        _keys = [.. keys.OrderByDescending(k => k.IsMine).ThenBy(k => k.Due ?? DateOnly.MaxValue).ThenBy(k => k.Since).ThenBy(k => k.Id)];
        Counts = kinds.ToDictionary(k => k, k => _keys.Count(key => key.Work == k));
        Overdue = _keys.Count(IsOverdue);
    }

    public int Count(Work? only, bool overdue) => Chosen(only, overdue).Count();

    public Task<IReadOnlyList<QueueRow>> PageAsync(Work? only, bool overdue, Paging paging, CancellationToken ct) =>
        RowsOfAsync([.. Chosen(only, overdue).Skip(paging.Skip).Take(paging.Size)], ct);

    /// <summary>The rows that follow a place.</summary>
    /// <returns>With the place to go on at; null where these are the last.</returns>
    public async Task<(IReadOnlyList<QueueRow> Rows, QueuePlace? Next)> AfterAsync(Work? only, bool overdue, QueuePlace? after, int limit, CancellationToken ct)
    {
        var keys = Chosen(only, overdue).Where(k => after is null || after.IsBefore(k.Place)).Take(limit + 1).ToList();
        return (await RowsOfAsync([.. keys.Take(limit)], ct), keys.Count > limit ? keys[limit - 1].Place : null);
    }

    private async Task<IReadOnlyList<QueueRow>> RowsOfAsync(List<Key> keys, CancellationToken ct)
    {
        var rows = new Dictionary<Guid, QueueRow>();
        foreach (var kind in keys.GroupBy(k => k.Work))
        {
            foreach (var row in await RowsAsync(kind.Key, [.. kind], ct))
                rows[row.Key.Id] = row.Row;
        }
        return [.. keys.Where(k => rows.ContainsKey(k.Id)).Select(k => rows[k.Id])];
    }

    /// <summary>Holds that the person proposed and that wait for somebody else.</summary>
    public Task<List<OwnProposal>> OwnProposalsAsync(string userName, CancellationToken ct) =>
        (from hold in db.Holds
         join permit in db.Permits on hold.PermitId equals permit.Id
         where hold.Status == HoldStatus.Proposed && hold.ProposedBy == userName
         orderby hold.ProposedAt
         select new OwnProposal(hold.Reference, permit.Number, permit.TradeName, hold.ProposedAt, hold.CaseId)).ToListAsync(ct);

    private static HashSet<Work> KindsOf(ClaimsPrincipal person)
    {
        var kinds = new HashSet<Work>();
        if (person.IsInRole(Roles.Supervisor))
            kinds.UnionWith([Work.DecideHolds, Work.DecideLateRequests, Work.OverdueRenewals, Work.SettleDisputes, Work.DecidePolicies]);
        if (person.IsInRole(Roles.Inspector))
            kinds.UnionWith([Work.ServeNotices, Work.ServeWarnings, Work.ServeCharges, Work.ScheduleHearings, Work.ServeHearingNotices, Work.ServeDecisions, Work.ProposeHolds, Work.ReviewMatches, Work.ScreenByHand, Work.GrantOwnership, Work.OverdueRenewals, Work.LinkDebts, Work.ReadAnswers]);
        if (person.IsInRole(Roles.Administrator))
            kinds.UnionWith([Work.MendMessages, Work.SettleDisputes, Work.DecidePolicies, Work.MendWorkflows, Work.SilentAgencies]);
        if (person.IsInRole(Roles.HearingOfficer))
            kinds.UnionWith([Work.ConductHearings, Work.DecideHearings]);
        if (person.IsInRole(Roles.Counsel))
            kinds.UnionWith([Work.LetCasesGoOn, Work.FindSuccessors, Work.DecidePolicies]);
        return kinds;
    }

    private IEnumerable<Key> Chosen(Work? only, bool overdue) => _keys.Where(k => (only is null || k.Work == only) && (!overdue || IsOverdue(k)));

    /// <summary>Whether tasks can come to this person, to be taken.</summary>
    public static bool HasTasks(ClaimsPrincipal person) => KindsOf(person).Any(kind => TaskName(kind) is not null);

    private bool IsOverdue(Key key) => key.Due < time.Today;

    private static string? TaskName(Work work) => work switch
    {
        Work.DecideHolds => DecideHold.Task,
        Work.ServeNotices => ServeNotice.Task,
        Work.ProposeHolds => ProposeHold.Task,
        Work.LetCasesGoOn => LetCaseGoOn.Task,
        Work.FindSuccessors => DecideSuccessor.Task,
        Work.ScreenByHand => ScreenByHand.Task,
        Work.ServeWarnings => ServeWarning.Task,
        Work.ServeCharges => ServeCharges.Task,
        Work.DecideLateRequests => DecideLateRequest.Task,
        Work.ScheduleHearings => ScheduleHearing.Task,
        Work.ServeHearingNotices => ServeHearingNotice.Task,
        Work.ConductHearings => ConductHearing.Task,
        Work.DecideHearings => DecideHearing.Task,
        Work.ServeDecisions => ServeDecision.Task,
        _ => null,
    };

    /// <summary>Open tasks of the person's roles, without the decisions on their own proposals: another person must take those.</summary>
    private async Task<IEnumerable<Key>> TasksAsync(HashSet<Work> kinds, string userName, CancellationToken ct)
    {
        var works = kinds.Where(k => TaskName(k) is not null).ToDictionary(k => TaskName(k)!);
        var names = works.Keys.ToList();
        var tasks = await db.WorkflowTasks.Where(t => t.Status == "open" && names.Contains(t.Name) && (t.AssignedTo == null || t.AssignedTo == userName))
            .Select(t => new { t.Id, t.Name, t.CorrelationId, t.DueAt, t.CreatedAt, t.ClaimedBy }).ToListAsync(ct);
        var own = works.ContainsKey(DecideHold.Task)
            ? (await db.Holds.Where(h => h.Status == HoldStatus.Proposed && h.ProposedBy == userName).Select(h => h.CaseId).ToListAsync(ct)).ToHashSet()
            : [];
        return tasks.Select(t => new Key(works[t.Name], t.Id, SubjectOf(t.CorrelationId), t.DueAt is { } due ? LastDayOf(due) : null, t.CreatedAt) { HeldBy = t.ClaimedBy, IsMine = t.ClaimedBy == userName })
            .Where(k => k.Work != Work.DecideHolds || !own.Contains(k.Subject));
    }

    private static Guid SubjectOf(string correlationId) => Guid.Parse(correlationId.AsSpan(correlationId.IndexOf(':', StringComparison.Ordinal) + 1));

    /// <summary>A task is due at the first moment after its last day.</summary>
    private DateOnly LastDayOf(DateTimeOffset due) => time.DateOf(due.AddTicks(-1));

    private async Task<IEnumerable<(Key Key, QueueRow Row)>> RowsAsync(Work work, List<Key> keys, CancellationToken ct)
    {
        var subjects = keys.Select(k => k.Subject).Distinct().ToList();
        var about = work switch
        {
            Work.ReviewMatches => await ReviewsOfAsync(subjects, ct),
            Work.ScreenByHand or Work.OverdueRenewals => await RenewalsOfAsync(subjects, ct),
            Work.MendMessages => await MessagesOfAsync(subjects, ct),
            Work.GrantOwnership => await ChangesOfAsync(subjects, ct),
            Work.LinkDebts => await DebtsOfAsync(subjects, ct),
            Work.SettleDisputes => await DisputesOfAsync(subjects, ct),
            Work.DecidePolicies => await ProposalsOfAsync(subjects, ct),
            Work.MendWorkflows => await IncidentsOfAsync(subjects, ct),
            Work.SilentAgencies => subjects.ToDictionary(s => s, s => (_silent[s].Name, (string?)$"Its longest silence was {InstanceWords.HowLong(_silent[s].Longest)}", $"/agencies/{_silent[s].Key}")),
            Work.DecideLateRequests or Work.ScheduleHearings or Work.ServeHearingNotices or Work.ConductHearings or Work.DecideHearings or Work.ServeDecisions => await HearingsOfAsync(subjects, ct),
            _ => await CasesOfAsync(subjects, ct),
        };
        var actors = await ActorNames.OfAsync(db, keys.Select(k => k.HeldBy).OfType<string>(), ct);
        return keys.Where(k => about.ContainsKey(k.Subject)).Select(k =>
        {
            var (name, detail, href) = about[k.Subject];
            return (k, new QueueRow(work, WorkWords.Act(work), name, detail, k.Due, k.Since, href, TaskName(work) is null ? null : k.Id, k.HeldBy is { } by ? actors[by] : null, k.IsMine));
        });
    }

    private async Task<Dictionary<Guid, (string Name, string? Detail, string Href)>> CasesOfAsync(List<Guid> ids, CancellationToken ct) =>
        (await (from one in db.Cases
                join permit in db.Permits on one.PermitId equals permit.Id
                join party in db.JudgmentParties on one.JudgmentPartyId equals party.Id
                where ids.Contains(one.Id)
                select new { one.Id, one.Reference, permit.Number, permit.TradeName, party.Name }).ToListAsync(ct))
            .ToDictionary(c => c.Id, c => ($"{c.Number} {c.TradeName}", (string?)$"Case {c.Reference}, {c.Name}", $"/cases/{c.Id}"));

    /// <summary>The last charges of each case: their page is where the step is done.</summary>
    private async Task<Dictionary<Guid, (string Name, string? Detail, string Href)>> HearingsOfAsync(List<Guid> cases, CancellationToken ct) =>
        (await (from hearing in db.Hearings
                join permit in db.Permits on hearing.PermitId equals permit.Id
                where cases.Contains(hearing.CaseId)
                orderby hearing.ChargedAt
                select new { hearing.CaseId, hearing.Id, hearing.Reference, permit.Number, permit.TradeName }).ToListAsync(ct))
            .GroupBy(h => h.CaseId).ToDictionary(h => h.Key, h => ($"{h.Last().Number} {h.Last().TradeName}", (string?)$"Hearing {h.Last().Reference}", $"/hearings/{h.Last().Id}"));

    private async Task<Dictionary<Guid, (string Name, string? Detail, string Href)>> ReviewsOfAsync(List<Guid> ids, CancellationToken ct) =>
        (await (from review in db.MatchReviews
                join permit in db.Permits on review.PermitId equals permit.Id
                join party in db.JudgmentParties on review.JudgmentPartyId equals party.Id
                join judgment in db.Judgments on party.JudgmentId equals judgment.Id
                where ids.Contains(review.Id)
                select new { review.Id, permit.Number, permit.TradeName, party.Name, judgment.Subject }).ToListAsync(ct))
            .ToDictionary(r => r.Id, r => ($"{r.Number} {r.TradeName}", (string?)$"{r.Name}, judgment {r.Subject}", $"/matches/{r.Id}"));

    private async Task<Dictionary<Guid, (string Name, string? Detail, string Href)>> ChangesOfAsync(List<Guid> ids, CancellationToken ct) =>
        (await (from change in db.OwnershipChanges
                join permit in db.Permits on change.PermitId equals permit.Id
                where ids.Contains(change.Id)
                select new { change.Id, change.Reference, permit.Number, permit.TradeName }).ToListAsync(ct))
            .ToDictionary(c => c.Id, c => ($"{c.Number} {c.TradeName}", (string?)$"Change of ownership {c.Reference}", $"/ownership/{c.Id}"));

    private async Task<Dictionary<Guid, (string Name, string? Detail, string Href)>> RenewalsOfAsync(List<Guid> ids, CancellationToken ct) =>
        (await (from renewal in db.Renewals
                join permit in db.Permits on renewal.PermitId equals permit.Id
                where ids.Contains(renewal.Id)
                select new { renewal.Id, permit.Number, permit.TradeName, renewal.Term }).ToListAsync(ct))
            .ToDictionary(r => r.Id, r => ($"{r.Number} {r.TradeName}", (string?)$"Renewal from {DepartmentTime.InWords(r.Term.Start)}", $"/renewals/{r.Id}"));

    private async Task<Dictionary<Guid, (string Name, string? Detail, string Href)>> DebtsOfAsync(List<Guid> ids, CancellationToken ct) =>
        (await (from pair in db.UndecidedDebts
                join one in db.Judgments on pair.JudgmentId equals one.Id
                join other in db.Judgments on pair.OtherId equals other.Id
                where pair.IsFirst && ids.Contains(one.Id)
                select new { one.Id, One = one.Agency + " " + one.Subject, Other = other.Agency + " " + other.Subject, OtherId = other.Id }).ToListAsync(ct))
            .GroupBy(p => p.Id)
            .ToDictionary(p => p.Key, p => ($"Judgment {p.First().One}", (string?)$"May be one debt with {string.Join(" and ", p.Select(o => o.Other))}", $"/judgments/links/{p.Key}/{p.First().OtherId}"));

    private async Task<Dictionary<Guid, (string Name, string? Detail, string Href)>> DisputesOfAsync(List<Guid> ids, CancellationToken ct) =>
        (await db.Judgments.Where(j => ids.Contains(j.Id)).Select(j => new { j.Id, j.Agency, j.Subject }).ToListAsync(ct))
            .ToDictionary(j => j.Id, j => ($"Judgment {j.Agency} {j.Subject}", (string?)"Nothing adverse is done on it until it is settled", $"/judgments/{j.Id}"));

    private async Task<Dictionary<Guid, (string Name, string? Detail, string Href)>> ProposalsOfAsync(List<Guid> ids, CancellationToken ct) =>
        (await db.PolicyProposals.Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, p.Reference, p.ProposedBy }).ToListAsync(ct))
            .ToDictionary(p => p.Id, p => ($"Policy {p.Reference}", (string?)$"Proposed by {p.ProposedBy}", $"/policies/{p.Reference}"));

    private async Task<Dictionary<Guid, (string Name, string? Detail, string Href)>> IncidentsOfAsync(List<Guid> ids, CancellationToken ct)
    {
        var incidents = await (from incident in db.WorkflowIncidents
                               join instance in db.WorkflowInstances on incident.InstanceId equals instance.Id into instances
                               from instance in instances.DefaultIfEmpty()
                               where ids.Contains(incident.Id)
                               select new { incident.Id, incident.Kind, incident.InstanceId, incident.Message, About = (string?)instance.CorrelationId }).ToListAsync(ct);
        var about = await AboutNames.OfAsync(db, incidents.Select(i => i.About).OfType<string>(), ct);
        return incidents.ToDictionary(i => i.Id, i => (i.About is null ? InstanceWords.Incident(i.Kind) : about[i.About].Text, (string?)i.Message,
            i.Kind == "unanswered" ? $"/workflows/incidents/{i.Id}" : $"/workflows/instances/{i.InstanceId}"));
    }

    private async Task<Dictionary<Guid, (string Name, string? Detail, string Href)>> MessagesOfAsync(List<Guid> ids, CancellationToken ct) =>
        (await db.Deliveries.Where(d => ids.Contains(d.Receipt)).Select(d => new { d.Receipt, d.Agency, d.Subject, d.Reason }).ToListAsync(ct))
            .ToDictionary(d => d.Receipt, d => (d.Subject is null ? $"Message of {d.Agency}" : $"{d.Agency}, judgment {d.Subject}", d.Reason, $"/messages/{d.Receipt}"));
}
