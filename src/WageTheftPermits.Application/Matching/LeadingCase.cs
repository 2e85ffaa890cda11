using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.Application.Matching;

/// <summary>
/// The case of one debt on a permit, which is the leading judgment's. What a person found of the same party under a report that follows counts for it:
/// their verdict is entered on the leader's match as well, naming where it comes from.
/// </summary>
internal static class LeadingCase
{
    /// <summary>Carries on a case of the judgment that follows.</summary>
    /// <returns>The leader's open case on the permit, opened now where there was none; null where nothing is left to enforce on it.</returns>
    public static async Task<Case?> CarryOnAsync(UnitOfWork unit, Case followers, Judgment leader, PartyOfRecord party, string reason)
    {
        var found = await unit.Db.MatchReviews.Include(r => r.Verdicts).SingleAsync(r => r.Id == followers.MatchReviewId, unit.Cancellation);
        return party.Removed || !party.Status.Owes() || !await HoldsStillAsync(unit, found) ? null : await OpenAsync(unit, found, leader, party, reason);
    }

    /// <summary>The verdict that a match under the following judgment is real opens, or joins, the leader's case.</summary>
    /// <param name="found">The match under the judgment that follows, confirmed.</param>
    public static async Task<Case> OpenAsync(UnitOfWork unit, MatchReview found, Judgment leader, PartyOfRecord party, string reason)
    {
        RuleViolation.Unless(!party.Removed && party.Status.Owes(), "link.nothing-owed",
            $"{leader.Name}, which leads this debt, says that {party.Name} owes nothing: no case can rest on it.");
        var open = await unit.Db.Cases.SingleOrDefaultAsync(
            c => c.PermitId == found.PermitId && c.PermitteeId == found.PermitteeId && c.JudgmentPartyId == party.Id && c.Status != CaseStatus.Closed && c.Status != CaseStatus.Releasing,
            unit.Cancellation);
        if (open is not null)
            return open;
        var permit = await unit.Db.Permits.SingleAsync(p => p.Id == found.PermitId, unit.Cancellation);
        var review = await ReviewOfAsync(unit, found, party);
        RuleViolation.Unless(review.Status != MatchReviewStatus.Cleared, "link.verdicts-differ",
            $"A person found that {party.Name} of {leader.Name} is not the holder of permit {permit.Number}; under the other report it is. Settle that match first: both cannot be true.");
        if (review.Status != MatchReviewStatus.Confirmed)
            Confirm(unit, review, found, leader, permit.Number, reason);
        return await DecideMatch.OpenCaseAsync(unit, review, leader, party.PartyId, permit.Number);
    }

    private static Task<bool> HoldsStillAsync(UnitOfWork unit, MatchReview found) =>
        unit.Db.Permits.AnyAsync(p => p.Id == found.PermitId && p.PermitteeId == found.PermitteeId, unit.Cancellation);

    /// <summary>The leader's own match with the permit; where screening had not found one, it begins with what was found under the other report.</summary>
    private static async Task<MatchReview> ReviewOfAsync(UnitOfWork unit, MatchReview found, PartyOfRecord party)
    {
        var known = await unit.Db.MatchReviews.Include(r => r.Verdicts).SingleOrDefaultAsync(
            r => r.PermitId == found.PermitId && r.PermitteeId == found.PermitteeId && r.JudgmentPartyId == party.Id, unit.Cancellation);
        if (known is not null)
            return known;
        var review = new MatchReview(Guid.CreateVersion7(), found.PermitId, found.PermitteeId, party.Id,
            new Finding(found.Probability, found.Band, found.Kind, found.Explanation, found.Evidence, found.Compared, found.ModelVersion), await Screening.DueOnAsync(unit), unit.Now);
        unit.Db.MatchReviews.Add(review);
        return review;
    }

    private static void Confirm(UnitOfWork unit, MatchReview review, MatchReview found, Judgment leader, string permitNumber, string reason)
    {
        var first = found.Verdicts.Where(v => v.Verdict == Verdict.Same).MaxBy(v => v.At)!;
        var evidence = $"One debt under two reports. {first.By} found on {first.At:yyyy-MM-dd}, under the other: {first.Reason}";
        unit.Db.MatchVerdicts.Add(review.Decide(Guid.CreateVersion7(), Verdict.Same, reason, evidence, unit.Actor, caseHasBegun: false, unit.Now));
        unit.Audit("match confirmed", $"{leader.Name} and permit {permitNumber}: the same, as was found under another report of the same debt.",
            [("match", review.Id), ("match", found.Id), ("permit", review.PermitId), ("judgment", leader.Id)], reason, new { evidence });
    }
}
