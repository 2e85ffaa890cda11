using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Audit;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Judgments;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Domain.Documents;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Cases;

/// <summary>One case with all that it rests on, as it stands at this moment.</summary>
public sealed record CaseView
{
    /// <summary>Longer histories are read on the audit page.</summary>
    public const int HistoryShown = 100;

    public required Case Case { get; init; }
    public required Judgment Judgment { get; init; }
    public required string AgencyName { get; init; }
    public required PartyOfRecord Party { get; init; }
    public required Permit Permit { get; init; }
    public required Permittee Permittee { get; init; }
    public required MatchReview Review { get; init; }
    public required Policy Policy { get; init; }
    public required Eligibility Eligibility { get; init; }
    public required JudgmentState State { get; init; }

    /// <summary>The last served first.</summary>
    public required IReadOnlyList<Notice> Notices { get; init; }

    /// <summary>The last prepared first.</summary>
    public required IReadOnlyList<Letter> Letters { get; init; }

    /// <summary>The last added first.</summary>
    public required IReadOnlyList<Document> Documents { get; init; }

    /// <summary>The last received first.</summary>
    public required IReadOnlyList<Answer> Answers { get; init; }

    /// <summary>Final letters of a kind, which can be served; those that count alone first.</summary>
    public IEnumerable<Letter> Servable(string kind) => Letters.Where(l => l.Kind == kind && l.Status == LetterStatus.Final).OrderByDescending(l => l.IsAuthoritative);

    /// <summary>The last proposed first.</summary>
    public required IReadOnlyList<Hold> Holds { get; init; }

    /// <summary>The last charged first.</summary>
    public required IReadOnlyList<Hearing> Hearings { get; init; }

    /// <summary>The last imposed first.</summary>
    public required IReadOnlyList<PermitCondition> Conditions { get; init; }

    /// <summary>Who holds the permit now, where it is another than the case is about.</summary>
    public required Permittee? NewHolder { get; init; }

    public required IReadOnlyList<WorkflowTask> OpenTasks { get; init; }

    public required IReadOnlyList<AuditEntry> History { get; init; }

    public WorkflowTask? Task(string name) => OpenTasks.FirstOrDefault(t => t.Name == name);

    /// <summary>What the case waits for, where nobody has a task.</summary>
    public string? WaitsFor => Case.Status switch
    {
        _ when OpenTasks.Count > 0 => null,
        CaseStatus.Watching => Case.WatchingFor,
        CaseStatus.Confirmed => Eligibility.IsEligible ? "The service goes on by itself." : Eligibility.WhyNot,
        CaseStatus.Noticed when Case.Rests => $"{Case.WatchingFor} No other is asked for until something changes.",
        CaseStatus.Noticed when Notices.Count > 0 && Notices[0].RespondBy >= Eligibility.On => $"The permittee may answer the notice until {DepartmentTime.InWords(Notices[0].RespondBy)}.",
        CaseStatus.Noticed => Eligibility.IsEligible ? "The service goes on by itself." : Eligibility.WhyNot,
        CaseStatus.HoldActive when Holds.Count > 0 && Holds[0].Status == HoldStatus.Suspended =>
            $"The hold is suspended: {Holds[0].SuspendedBecause} The renewal waits until {DepartmentTime.InWords(Holds[0].SuspendedUntil!.Value)} for the doubt to end, and no longer.",
        CaseStatus.HoldActive => "The hold is in force. It is lifted by itself when the agency says that the judgment is satisfied, vacated or withdrawn, or an accord is signed.",
        CaseStatus.Charged or CaseStatus.Suspended or CaseStatus.Revoked or CaseStatus.Appealed => "What follows from the charges is on the page of the hearing.",
        CaseStatus.Conditioned => "The permit is issued on a condition. A hold can be proposed again where it is not kept.",
        CaseStatus.Releasing => "Nothing supports the case any more; the agency is being told.",
        _ => null,
    };

    /// <summary>Null where there is no such case.</summary>
    public static async Task<CaseView?> ReadAsync(PermitsDbContext db, CurrentPolicy policies, DateTimeOffset now, Guid id, CancellationToken ct)
    {
        var one = await db.Cases.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct);
        if (one is null)
            return null;
        var policy = await policies.GetAsync(db, one.PolicyVersion, ct);
        var today = policy.DayOf(now);
        var judgment = await db.Judgments.AsNoTracking().SingleAsync(j => j.Id == one.JudgmentId, ct);
        var key = $"case:{id}";
        return new CaseView
        {
            Case = one,
            Judgment = judgment,
            AgencyName = await db.Agencies.Where(a => a.Key == judgment.Agency).Select(a => a.Name).SingleAsync(ct),
            Party = await db.JudgmentParties.AsNoTracking().SingleAsync(p => p.Id == one.JudgmentPartyId, ct),
            Permit = await db.Permits.AsNoTracking().SingleAsync(p => p.Id == one.PermitId, ct),
            Permittee = await db.Permittees.AsNoTracking().SingleAsync(p => p.Id == one.PermitteeId, ct),
            Review = await db.MatchReviews.AsNoTracking().Include(r => r.Verdicts).SingleAsync(r => r.Id == one.MatchReviewId, ct),
            Policy = policy,
            Eligibility = await EligibilityOf.CaseAsync(db, one, policy, today, ct),
            State = await JudgmentHistory.FoldAsync(db, judgment, today, ct),
            Notices = await db.Notices.AsNoTracking().Where(n => n.CaseId == id).OrderByDescending(n => n.RecordedAt).ToListAsync(ct),
            Letters = await db.Letters.AsNoTracking().Where(l => l.CaseId == id).OrderByDescending(l => l.PreparedAt).ToListAsync(ct),
            Documents = await db.Documents.AsNoTracking().Where(d => d.CaseId == id).OrderByDescending(d => d.EnteredAt).ToListAsync(ct),
            Answers = await db.Answers.AsNoTracking().Where(a => a.CaseId == id).OrderByDescending(a => a.ReceivedAt).ToListAsync(ct),
            Holds = await db.Holds.AsNoTracking().Where(h => h.CaseId == id).OrderByDescending(h => h.ProposedAt).ToListAsync(ct),
            Hearings = await db.Hearings.AsNoTracking().Where(h => h.CaseId == id).OrderByDescending(h => h.ChargedAt).ToListAsync(ct),
            Conditions = await db.PermitConditions.AsNoTracking().Where(c => c.CaseId == id).OrderByDescending(c => c.ImposedAt).ToListAsync(ct),
            NewHolder = await db.Permits.Where(p => p.Id == one.PermitId && p.PermitteeId != one.PermitteeId).Select(p => p.Permittee).AsNoTracking().SingleOrDefaultAsync(ct),
            OpenTasks = await db.WorkflowTasks.AsNoTracking().Where(t => t.CorrelationId == key && t.Status == "open").OrderBy(t => t.CreatedAt).ToListAsync(ct),
            History = await db.AuditEntries.AsNoTracking().Where(e => e.Subjects.Contains(key)).OrderByDescending(e => e.Id).Take(HistoryShown).ToListAsync(ct),
        };
    }
}
