using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Renewals;

namespace WageTheftPermits.Application.Renewals;

/// <summary>What blocks a renewal now, read from the records themselves.</summary>
public static class RenewalBlockers
{
    public static async Task<IReadOnlyList<RenewalBlocker>> OfAsync(PermitsDbContext db, Renewal renewal, Permit permit, DateOnly today, CancellationToken ct)
    {
        var reviews = await (from review in OpenReviews(db)
                             join party in db.JudgmentParties on review.JudgmentPartyId equals party.Id
                             join judgment in db.Judgments on party.JudgmentId equals judgment.Id
                             where review.PermitId == permit.Id && review.PermitteeId == permit.PermitteeId
                             orderby review.Probability descending
                             select new { review.Id, judgment.Subject, party.Name }).ToListAsync(ct);
        // A hold is on the permittee of its case: a later holder of the permit does not inherit it.
        var holds = await (from hold in db.Holds
                           join one in db.Cases on hold.CaseId equals one.Id
                           where hold.PermitId == permit.Id && (hold.Severity == HoldSeverity.Hold || hold.Severity == HoldSeverity.Lock)
                               && (hold.Status == HoldStatus.InForce || hold.Status == HoldStatus.Suspended) && one.PermitteeId == permit.PermitteeId
                           select new { hold.Id, hold.Reference, hold.SuspendedUntil }).ToListAsync(ct);
        var changes = await db.OwnershipChanges.Where(c => c.PermitId == permit.Id && (c.Status == OwnershipChangeStatus.Recorded || c.Status == OwnershipChangeStatus.Temporary))
            .Select(c => new { c.Id, c.Reference }).ToListAsync(ct);
        var cases = await UndecidedCases(db).Where(c => c.PermitId == permit.Id && c.PermitteeId == permit.PermitteeId)
            .OrderBy(c => c.Reference).Select(c => new { c.Id, c.Reference }).ToListAsync(ct);
        return renewal.Blockers(permit, [.. reviews.Select(r => (r.Id, $"{r.Name}, judgment {r.Subject}"))], [.. cases.Select(c => (c.Id, c.Reference))],
            [.. holds.Where(h => h.SuspendedUntil is null).Select(h => (h.Id, h.Reference))],
            [.. holds.Where(h => h.SuspendedUntil is not null).Select(h => (h.Id, h.Reference, h.SuspendedUntil!.Value))],
            [.. changes.Select(c => (c.Id, c.Reference))], today);
    }

    /// <summary>
    /// Match reviews without a verdict that block their permit's renewal while the same permittee holds it.
    /// A possible match with a lead, or with a party that owes nothing any more, has nothing to block for.
    /// </summary>
    public static IQueryable<MatchReview> OpenReviews(PermitsDbContext db) =>
        from review in db.MatchReviews
        join party in db.JudgmentParties on review.JudgmentPartyId equals party.Id
        join judgment in db.Judgments on party.JudgmentId equals judgment.Id
        where (review.Status == MatchReviewStatus.PossibleMatch || review.Status == MatchReviewStatus.UnderReview)
            && !party.Removed && !judgment.IsLead && Owing.Contains(party.Status)
        select review;

    /// <summary>Open cases without a hold in force: the renewal of their permit waits for them until its due day, while the same permittee holds it.</summary>
    public static IQueryable<Case> UndecidedCases(PermitsDbContext db) => db.Cases.Where(c => Undecided.Contains(c.Status));

    private static readonly CaseStatus[] Undecided = [CaseStatus.Confirmed, CaseStatus.Watching, CaseStatus.Noticed, CaseStatus.HoldProposed];

    /// <summary>The statuses in which a party still owes.</summary>
    public static readonly PartyStatus[] Owing = [PartyStatus.Issued, PartyStatus.Final, PartyStatus.Appealed, PartyStatus.Stayed];
}
