using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Renewals;

namespace WageTheftPermits.Application.Renewals;

/// <summary>What blocks renewals now, read from the records themselves.</summary>
public static class RenewalBlockers
{
    public static async Task<IReadOnlyList<RenewalBlocker>> OfAsync(PermitsDbContext db, Renewal renewal, Permit permit, DateOnly today, CancellationToken ct) =>
        renewal.Blockers(permit, (await FactsAsync(db, [renewal], _ => today, ct))[renewal.Id]);

    /// <summary>The facts of each renewal, by its id; as many queries for a thousand renewals as for one.</summary>
    /// <param name="today">The day in the department's time zone, by the renewal's policy.</param>
    public static async Task<IReadOnlyDictionary<Guid, RenewalFacts>> FactsAsync(
        PermitsDbContext db, IReadOnlyCollection<Renewal> renewals, Func<Renewal, DateOnly> today, CancellationToken ct)
    {
        var (ids, permits) = (renewals.Select(r => r.Id).ToList(), renewals.Select(r => r.PermitId).ToList());
        var reviews = (await (from review in OpenReviews(db)
                              join party in db.JudgmentParties on review.JudgmentPartyId equals party.Id
                              join judgment in db.Judgments on party.JudgmentId equals judgment.Id
                              join permit in db.Permits on new { Id = review.PermitId, review.PermitteeId } equals new { permit.Id, permit.PermitteeId }
                              where permits.Contains(review.PermitId)
                              orderby review.Probability descending
                              select new { review.PermitId, review.Id, judgment.Subject, party.Name }).ToListAsync(ct)).ToLookup(r => r.PermitId);
        // A hold is on the permittee of its case: a later holder of the permit does not inherit it.
        var holds = (await (from hold in db.Holds
                            join one in db.Cases on hold.CaseId equals one.Id
                            join permit in db.Permits on new { Id = hold.PermitId, one.PermitteeId } equals new { permit.Id, permit.PermitteeId }
                            where permits.Contains(hold.PermitId) && (hold.Severity == HoldSeverity.Hold || hold.Severity == HoldSeverity.Lock)
                                && (hold.Status == HoldStatus.InForce || hold.Status == HoldStatus.Suspended)
                            orderby hold.Reference
                            select new { hold.PermitId, hold.Id, hold.Reference, hold.SuspendedUntil }).ToListAsync(ct)).ToLookup(h => h.PermitId);
        var cases = (await (from one in UndecidedCases(db)
                            join permit in db.Permits on new { Id = one.PermitId, one.PermitteeId } equals new { permit.Id, permit.PermitteeId }
                            where permits.Contains(one.PermitId)
                            orderby one.Reference
                            select new { one.PermitId, one.Id, one.Reference }).ToListAsync(ct)).ToLookup(c => c.PermitId);
        var changes = (await db.OwnershipChanges.Where(c => permits.Contains(c.PermitId) && (c.Status == OwnershipChangeStatus.Recorded || c.Status == OwnershipChangeStatus.Temporary))
            .Select(c => new { c.PermitId, c.Id, c.Reference }).ToListAsync(ct)).ToLookup(c => c.PermitId);
        var requirements = (await db.Requirements.Where(r => ids.Contains(r.RenewalId) && r.Status == RequirementStatus.Open).OrderBy(r => r.RaisedAt).ThenBy(r => r.Name)
            .ToListAsync(ct)).ToLookup(r => r.RenewalId);
        return renewals.ToDictionary(r => r.Id, r => new RenewalFacts
        {
            Today = today(r),
            OpenReviews = [.. reviews[r.PermitId].Select(review => new OnRecord(review.Id, $"{review.Name}, judgment {review.Subject}"))],
            HoldsInForce = [.. holds[r.PermitId].Where(hold => hold.SuspendedUntil is null).Select(hold => new OnRecord(hold.Id, hold.Reference))],
            SuspendedHolds = [.. holds[r.PermitId].Where(hold => hold.SuspendedUntil is not null).Select(hold => new SuspendedHold(hold.Id, hold.Reference, hold.SuspendedUntil!.Value))],
            OwnershipChanges = [.. changes[r.PermitId].Select(change => new OnRecord(change.Id, change.Reference))],
            UndecidedCases = [.. cases[r.PermitId].Select(one => new OnRecord(one.Id, one.Reference))],
            Requirements = [.. requirements[r.Id]],
        });
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
