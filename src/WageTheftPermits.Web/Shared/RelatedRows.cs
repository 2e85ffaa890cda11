using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.Web.Shared;

/// <summary>A match review on the page of its permit or of its judgment.</summary>
public sealed record ReviewRow
{
    public Guid Id { get; init; }

    public Guid PermitId { get; init; }

    public string PermitNumber { get; init; } = "";

    public string TradeName { get; init; } = "";

    public Guid JudgmentId { get; init; }

    public string Subject { get; init; } = "";

    public string Party { get; init; } = "";

    public MatchReviewStatus Status { get; init; }

    public double Probability { get; init; }

    public static IQueryable<ReviewRow> Of(PermitsDbContext db) =>
        from review in db.MatchReviews.AsNoTracking()
        join permit in db.Permits on review.PermitId equals permit.Id
        join party in db.JudgmentParties on review.JudgmentPartyId equals party.Id
        join judgment in db.Judgments on party.JudgmentId equals judgment.Id
        select new ReviewRow
        {
            Id = review.Id,
            PermitId = permit.Id,
            PermitNumber = permit.Number,
            TradeName = permit.TradeName,
            JudgmentId = judgment.Id,
            Subject = judgment.Subject,
            Party = party.Name,
            Status = review.Status,
            Probability = review.Probability,
        };
}

/// <summary>A case on the page of its permit or of its judgment.</summary>
public sealed record CaseRow
{
    public Guid Id { get; init; }

    public string Reference { get; init; } = "";

    public Guid PermitId { get; init; }

    public string PermitNumber { get; init; } = "";

    public string TradeName { get; init; } = "";

    public Guid JudgmentId { get; init; }

    public string Subject { get; init; } = "";

    public string Party { get; init; } = "";

    public CaseStatus Status { get; init; }

    public DateTimeOffset OpenedAt { get; init; }

    public static IQueryable<CaseRow> Of(PermitsDbContext db) =>
        from one in db.Cases.AsNoTracking()
        join permit in db.Permits on one.PermitId equals permit.Id
        join party in db.JudgmentParties on one.JudgmentPartyId equals party.Id
        join judgment in db.Judgments on one.JudgmentId equals judgment.Id
        select new CaseRow
        {
            Id = one.Id,
            Reference = one.Reference,
            PermitId = permit.Id,
            PermitNumber = permit.Number,
            TradeName = permit.TradeName,
            JudgmentId = judgment.Id,
            Subject = judgment.Subject,
            Party = party.Name,
            Status = one.Status,
            OpenedAt = one.OpenedAt,
        };
}
