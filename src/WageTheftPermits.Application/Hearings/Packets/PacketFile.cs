using System.Data;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Audit;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Judgments;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Documents;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.Application.Hearings.Packets;

/// <summary>One event of an agency, as it was accepted.</summary>
/// <param name="Said">Null where it was set aside and counts for nothing.</param>
internal sealed record ToldEvent(long Sequence, string Type, DateTimeOffset AcceptedAt, JudgmentEvent? Said);

/// <summary>A served letter with its frozen PDF and the day of service.</summary>
internal sealed record ServedLetter(Letter Letter, Notice Notice, byte[] Pdf);

/// <summary>Everything that a packet states, as the record had it at one moment: read together, so that no part of it is newer than another.</summary>
internal sealed record PacketFile
{
    public required Hearing Hearing { get; init; }
    public required int Version { get; init; }
    public required DateTimeOffset AsOf { get; init; }
    public required Case Case { get; init; }
    public required Policy Policy { get; init; }
    public required Permit Permit { get; init; }
    public required Permittee Permittee { get; init; }
    public required Judgment Judgment { get; init; }
    public required string AgencyName { get; init; }
    public required PartyOfRecord Party { get; init; }
    public required JudgmentState State { get; init; }
    public required IReadOnlyList<ToldEvent> Events { get; init; }
    public required MatchReview Review { get; init; }
    public required MatchScore Score { get; init; }
    public required IReadOnlyList<Hold> Holds { get; init; }
    public required IReadOnlyList<Notice> Notices { get; init; }
    public required IReadOnlyList<ServedLetter> Letters { get; init; }
    public required IReadOnlyList<(Document Document, byte[] Bytes)> Documents { get; init; }
    public required IReadOnlyList<Answer> Answers { get; init; }
    public required PermitOrder? Order { get; init; }
    public required Eligibility Eligibility { get; init; }
    public required IReadOnlyList<AuditEntry> History { get; init; }

    /// <summary>The hold that the charges follow.</summary>
    public Hold Hold => Holds.Single(h => h.Id == Hearing.HoldId);

    public DateOnly Day(DateTimeOffset moment) => Policy.DayOf(moment);

    /// <exception cref="RuleViolation">There is no such hearing.</exception>
    public static async Task<PacketFile> ReadAsync(PermitsDbContext db, CurrentPolicy policies, Guid hearingId, DateTimeOffset now, CancellationToken ct)
    {
        await using var one = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var hearing = await db.Hearings.SingleOrDefaultAsync(h => h.Id == hearingId, ct) ?? throw new RuleViolation("hearing.none", "There is no such hearing.");
        var onCase = await db.Cases.SingleAsync(c => c.Id == hearing.CaseId, ct);
        var policy = await policies.GetAsync(db, onCase.PolicyVersion, ct);
        var judgment = await db.Judgments.SingleAsync(j => j.Id == onCase.JudgmentId, ct);
        var review = await db.MatchReviews.Include(r => r.Verdicts).SingleAsync(r => r.Id == onCase.MatchReviewId, ct);
        var (today, key) = (policy.DayOf(now), $"case:{onCase.Id}");
        return new PacketFile
        {
            Hearing = hearing,
            Version = 1 + await db.HearingPackets.CountAsync(p => p.HearingId == hearingId, ct),
            AsOf = now,
            Case = onCase,
            Policy = policy,
            Permit = await db.Permits.SingleAsync(p => p.Id == onCase.PermitId, ct),
            Permittee = await db.Permittees.SingleAsync(p => p.Id == onCase.PermitteeId, ct),
            Judgment = judgment,
            AgencyName = await db.Agencies.Where(a => a.Key == judgment.Agency).Select(a => a.Name).SingleAsync(ct),
            Party = await db.JudgmentParties.SingleAsync(p => p.Id == onCase.JudgmentPartyId, ct),
            State = await JudgmentHistory.FoldAsync(db, judgment, today, ct),
            Events = [.. (await db.JudgmentEvents.Where(e => e.JudgmentId == judgment.Id).OrderBy(e => e.Sequence).ThenBy(e => e.AcceptedAt).ToListAsync(ct))
                .Select(e => new ToldEvent(e.Sequence, e.Type, e.AcceptedAt, e.SetAside ? null : JudgmentHistory.Read(e.Body, judgment.Agency)))],
            Review = review,
            Score = JsonSerializer.Deserialize<MatchScore>(review.Explanation, Json.Web)!,
            Holds = await db.Holds.Where(h => h.CaseId == onCase.Id).OrderBy(h => h.ProposedAt).ToListAsync(ct),
            Notices = await db.Notices.Where(n => n.CaseId == onCase.Id).OrderBy(n => n.ServedOn).ThenBy(n => n.RecordedAt).ToListAsync(ct),
            Letters = await LettersAsync(db, onCase.Id, ct),
            Documents = await DocumentsAsync(db, onCase.Id, ct),
            Answers = await db.Answers.Where(a => a.CaseId == onCase.Id).OrderBy(a => a.ReceivedAt).ToListAsync(ct),
            Order = await db.PermitOrders.SingleOrDefaultAsync(o => o.HearingId == hearingId, ct),
            Eligibility = await EligibilityOf.CaseAsync(db, onCase, policy, today, ct),
            History = await db.AuditEntries.Where(e => e.Subjects.Contains(key) && e.Action != "document read" && e.Action != "packet read" && e.Action != "packet made").OrderBy(e => e.Id).ToListAsync(ct),
        };
    }

    /// <summary>Those that the mail brought back too: they were served, and the packet says what became of them.</summary>
    private static async Task<IReadOnlyList<ServedLetter>> LettersAsync(PermitsDbContext db, Guid caseId, CancellationToken ct) =>
        [.. (await (from letter in db.Letters
                    join notice in db.Notices on letter.NoticeId equals notice.Id
                    join document in db.LetterDocuments on letter.Id equals document.LetterId
                    where letter.CaseId == caseId
                    orderby notice.ServedOn, letter.Number
                    select new { letter, notice, document.Pdf }).ToListAsync(ct)).Select(row => new ServedLetter(row.letter, row.notice, row.Pdf))];

    private static async Task<IReadOnlyList<(Document, byte[])>> DocumentsAsync(PermitsDbContext db, Guid caseId, CancellationToken ct) =>
        [.. (await (from document in db.Documents
                    join content in db.DocumentContents on document.Id equals content.DocumentId
                    where document.CaseId == caseId
                    orderby document.EnteredAt, document.Number
                    select new { document, content.Bytes }).ToListAsync(ct)).Select(row => (row.document, row.Bytes))];
}
