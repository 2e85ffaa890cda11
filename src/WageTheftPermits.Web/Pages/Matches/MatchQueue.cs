using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Renewals;

namespace WageTheftPermits.Web.Pages.Matches;

/// <summary>One match review as a list shows it.</summary>
public sealed record MatchRow
{
    public required Guid Id { get; init; }
    public required MatchReviewStatus Status { get; init; }
    public required double Probability { get; init; }
    public required string Band { get; init; }
    public required string Kind { get; init; }
    public required Guid PartyRecordId { get; init; }
    public required string PartyName { get; init; }
    public required PartyStatus PartyStatus { get; init; }
    public required Guid JudgmentId { get; init; }
    public required string Agency { get; init; }
    public required string Subject { get; init; }
    public required decimal? Balance { get; init; }
    public required bool IsLead { get; init; }
    public required Guid PermitId { get; init; }
    public required Guid PermitteeId { get; init; }
    public required string PermitNumber { get; init; }
    public required string TradeName { get; init; }

    /// <summary>When the permit's open renewal is due; null where none is open.</summary>
    public required DateOnly? RenewalDue { get; init; }

    /// <summary>The greatest probability among the permit's reviews that wait for a verdict; its own where it does not wait itself.</summary>
    public required double Likeliest { get; init; }

    /// <summary>Whether a verdict is all that this review keeps a renewal from.</summary>
    public required bool BlocksRenewal { get; init; }
}

/// <summary>The reviews in the order in which they should be decided.</summary>
internal static class MatchQueue
{
    public static IQueryable<MatchRow> Rows(PermitsDbContext db) =>
        from review in db.MatchReviews.AsNoTracking()
        join party in db.JudgmentParties on review.JudgmentPartyId equals party.Id
        join judgment in db.Judgments on party.JudgmentId equals judgment.Id
        join permit in db.Permits on review.PermitId equals permit.Id
        select new MatchRow
        {
            Id = review.Id,
            Status = review.Status,
            Probability = review.Probability,
            Band = review.Band,
            Kind = review.Kind,
            PartyRecordId = party.Id,
            PartyName = party.Name,
            PartyStatus = party.Status,
            JudgmentId = judgment.Id,
            Agency = judgment.Agency,
            Subject = judgment.Subject,
            Balance = judgment.Balance,
            IsLead = judgment.IsLead,
            PermitId = permit.Id,
            PermitteeId = review.PermitteeId,
            PermitNumber = permit.Number,
            TradeName = permit.TradeName,
            RenewalDue = db.Renewals.Where(r => r.PermitId == permit.Id && r.Status == RenewalStatus.Open).Select(r => (DateOnly?)r.DueOn).FirstOrDefault(),
            Likeliest = review.Status == MatchReviewStatus.PossibleMatch || review.Status == MatchReviewStatus.UnderReview
                ? db.MatchReviews.Where(o => o.PermitId == permit.Id && (o.Status == MatchReviewStatus.PossibleMatch || o.Status == MatchReviewStatus.UnderReview)).Max(o => o.Probability)
                : review.Probability,
            BlocksRenewal = (review.Status == MatchReviewStatus.PossibleMatch || review.Status == MatchReviewStatus.UnderReview)
                && permit.PermitteeId == review.PermitteeId && !judgment.IsLead && !party.Removed && RenewalBlockers.Owing.Contains(party.Status)
                && db.Renewals.Any(r => r.PermitId == permit.Id && r.Status == RenewalStatus.Open),
        };

    /// <summary>What waits for a verdict.</summary>
    public static Expression<Func<MatchRow, bool>> Undecided { get; } = r => r.Status == MatchReviewStatus.PossibleMatch || r.Status == MatchReviewStatus.UnderReview;

    /// <summary>What blocks a renewal first, then by confidence; those of one permit stand together, where its likeliest stands.</summary>
    public static IOrderedQueryable<MatchRow> InOrder(this IQueryable<MatchRow> rows) =>
        rows.OrderByDescending(r => r.BlocksRenewal).ThenByDescending(r => r.Likeliest).ThenBy(r => r.PermitId).ThenByDescending(r => r.Probability).ThenBy(r => r.Id);
}
