using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Renewals;

namespace WageTheftPermits.Web.Pages.Matches;

/// <summary>Where a review stands among those that wait for a verdict, in the order of the queue.</summary>
/// <param name="Place">From 1; 0 where this one does not wait.</param>
/// <param name="Waiting">How many wait; counted no further than <see cref="Longest"/>.</param>
public sealed record QueuePlace(int Place, int Waiting, Guid? Previous, Guid? Next)
{
    /// <summary>More than anybody works through in a day.</summary>
    public const int Longest = 500;

    public static async Task<QueuePlace> OfAsync(PermitsDbContext db, Guid review, CancellationToken ct)
    {
        var ids = await MatchQueue.Rows(db).Where(MatchQueue.Undecided).InOrder().Select(r => r.Id).Take(Longest).ToListAsync(ct);
        var at = ids.IndexOf(review);
        return new(at + 1, ids.Count, at > 0 ? ids[at - 1] : null, at + 1 < ids.Count ? ids[at + 1] : null);
    }

    public string Words => Waiting == 0 ? "No match waits for a verdict." : Place == 0 ? $"{Count} waiting for a verdict." : $"{Place} of {Count} waiting for a verdict.";

    private string Count => Waiting == Longest ? $"{Longest} and more" : $"{Waiting}";
}

/// <summary>A verdict that a person gave on another judgment that names the same party, of the same holder. It is offered, and counts for nothing until it is given again.</summary>
public sealed record EarlierVerdict(Guid ReviewId, string Subject, string PermitNumber, MatchVerdict Verdict)
{
    public string Words => $"{MatchWords.Verdict(Verdict.Verdict)}: {Subject} and permit {PermitNumber}";

    /// <summary>The reason as the form begins with it, naming where it comes from.</summary>
    public string AsReason => $"As {Verdict.By} found on {Verdict.At:yyyy-MM-dd} under {Subject} and permit {PermitNumber}: {Verdict.Reason}";
}

/// <summary>What of other reviews bears on one: those that could be decided with it, and what was found of the same party and holder before.</summary>
public sealed record SimilarReviews(IReadOnlyList<MatchRow> Waiting, IReadOnlyList<EarlierVerdict> Earlier)
{
    /// <param name="shown">The review at hand.</param>
    public static async Task<SimilarReviews> OfAsync(PermitsDbContext db, MatchReview shown, string party, CancellationToken ct)
    {
        var others = (await MatchQueue.Rows(db).Where(r => r.Id != shown.Id && r.PermitteeId == shown.PermitteeId).InOrder().Take(200).ToListAsync(ct))
            .Where(r => ComparedFields.SaySame(r.PartyName, party)).ToList();
        var decided = others.Where(r => r.Status is MatchReviewStatus.Confirmed or MatchReviewStatus.Cleared).ToDictionary(r => r.Id);
        var verdicts = await db.MatchVerdicts.AsNoTracking().Where(v => decided.Keys.Contains(v.MatchReviewId)).OrderByDescending(v => v.At).ToListAsync(ct);
        return new(
            [.. others.Where(r => r.PermitId == shown.PermitId && r.Status is MatchReviewStatus.PossibleMatch or MatchReviewStatus.UnderReview)],
            [.. verdicts.DistinctBy(v => v.MatchReviewId).Select(v => new EarlierVerdict(v.MatchReviewId, decided[v.MatchReviewId].Subject, decided[v.MatchReviewId].PermitNumber, v))]);
    }
}

/// <summary>The last verdict that somebody gave, while they can still undo it.</summary>
public sealed record UndoableVerdict(Guid ReviewId, string Words)
{
    public static async Task<UndoableVerdict?> OfAsync(PermitsDbContext db, string person, DateTimeOffset now, CancellationToken ct)
    {
        var since = now.AddHours(-1);
        var last = await (from verdict in db.MatchVerdicts.AsNoTracking()
                          join review in db.MatchReviews on verdict.MatchReviewId equals review.Id
                          join party in db.JudgmentParties on review.JudgmentPartyId equals party.Id
                          join permit in db.Permits on review.PermitId equals permit.Id
                          where verdict.By == person && verdict.At >= since
                          orderby verdict.At descending, verdict.Id descending
                          select new
                          {
                              verdict.Verdict,
                              verdict.StatusBefore,
                              review.Id,
                              party.Name,
                              permit.Number,
                              Acted = db.Renewals.Any(r => r.PermitId == permit.Id && r.Status == RenewalStatus.Issued && r.EndedAt >= verdict.At),
                          }).FirstOrDefaultAsync(ct);
        return last is { Verdict: Verdict.NotSame or Verdict.Unsure, Acted: false, StatusBefore: MatchReviewStatus.PossibleMatch or MatchReviewStatus.UnderReview }
            ? new(last.Id, $"{last.Name} and permit {last.Number}: {MatchWords.Verdict(last.Verdict).ToLowerInvariant()}.")
            : null;
    }
}
