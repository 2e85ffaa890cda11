using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Judgments;
using WageTheftPermits.Application.Notices;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.Web.Pages.PermitteePage;

/// <summary>A case as its permittee may see it: what is claimed and what was sent to them. Nothing of other cases, of how the match was found, or of who works on it.</summary>
public sealed record PermitteeView
{
    public required OpenedLetter Opened { get; init; }
    public required Case Case { get; init; }
    public required Policy Policy { get; init; }
    public required Permit Permit { get; init; }
    public required Judgment Judgment { get; init; }
    public required string Debtor { get; init; }
    public required string AgencyName { get; init; }
    public required JudgmentState State { get; init; }
    public required IReadOnlyList<Notice> Notices { get; init; }
    public required IReadOnlyList<(Letter Letter, DateOnly ServedOn)> Letters { get; init; }
    public required IReadOnlyList<Answer> Answers { get; init; }

    /// <summary>The last charges; null where there are none.</summary>
    public required Hearing? Hearing { get; init; }

    public required PermitOrder? Order { get; init; }

    public required DateOnly Today { get; init; }

    public bool IsClosed => Case.Status is CaseStatus.Closed or CaseStatus.Releasing;

    /// <summary>Whether a hearing can be asked for, in time or late.</summary>
    public bool CanAskForHearing => Hearing is { RequestedOn: null, Status: HearingStatus.Charged or HearingStatus.Waived };

    /// <summary>The notice whose answering time runs; null where none does.</summary>
    public Notice? Answerable => IsClosed ? null : Notices.Where(n => n.Kind is LetterKinds.FirstNotice or LetterKinds.Warning && n.RespondBy >= Today).OrderByDescending(n => n.RespondBy).FirstOrDefault();

    public string PayTo => Judgment.AssignedTo ?? AgencyName;

    /// <summary>Null where the letter does not count any more.</summary>
    public static async Task<PermitteeView?> ReadAsync(PermitsDbContext db, CurrentPolicy policies, DateTimeOffset now, Guid letterId, CancellationToken ct)
    {
        if (await OpenedLetter.AgainAsync(db, letterId, now, ct) is not { } opened)
            return null;
        var one = await db.Cases.AsNoTracking().SingleAsync(c => c.Id == opened.CaseId, ct);
        var policy = await policies.GetAsync(db, one.PolicyVersion, ct);
        var judgment = await db.Judgments.AsNoTracking().SingleAsync(j => j.Id == one.JudgmentId, ct);
        var hearing = await db.Hearings.AsNoTracking().Where(h => h.CaseId == one.Id).OrderByDescending(h => h.ChargedAt).FirstOrDefaultAsync(ct);
        var letters = await (from letter in db.Letters.AsNoTracking()
                             join notice in db.Notices on letter.NoticeId equals notice.Id
                             where letter.CaseId == one.Id && letter.Status == LetterStatus.Served
                             orderby notice.ServedOn, letter.Number
                             select new { letter, notice.ServedOn }).ToListAsync(ct);
        return new PermitteeView
        {
            Opened = opened,
            Case = one,
            Policy = policy,
            Permit = await db.Permits.AsNoTracking().SingleAsync(p => p.Id == one.PermitId, ct),
            Judgment = judgment,
            Debtor = await db.JudgmentParties.Where(p => p.Id == one.JudgmentPartyId).Select(p => p.Name).SingleAsync(ct),
            AgencyName = await db.Agencies.Where(a => a.Key == judgment.Agency).Select(a => a.Name).SingleAsync(ct),
            State = await JudgmentHistory.FoldAsync(db, judgment, policy.DayOf(now), ct),
            Notices = await db.Notices.AsNoTracking().Where(n => n.CaseId == one.Id).OrderBy(n => n.ServedOn).ToListAsync(ct),
            Letters = [.. letters.Select(row => (row.letter, row.ServedOn))],
            Answers = await db.Answers.AsNoTracking().Where(a => a.CaseId == one.Id).OrderByDescending(a => a.ReceivedAt).ToListAsync(ct),
            Hearing = hearing,
            Order = hearing is null ? null : await db.PermitOrders.AsNoTracking().SingleOrDefaultAsync(o => o.HearingId == hearing.Id && o.ServedOn != null, ct),
            Today = policy.DayOf(now),
        };
    }
}
