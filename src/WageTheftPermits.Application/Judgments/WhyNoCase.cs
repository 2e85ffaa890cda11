using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.Application.Judgments;

/// <summary>
/// For every party against whom a judgment is final and unpaid and who has no open case: why not. No judgment is dropped in silence;
/// where no reason is found, something is wrong.
/// </summary>
public static class WhyNoCase
{
    /// <summary>Parties against whom a judgment is final and unpaid and on whom no case is open.</summary>
    public static IQueryable<PartyOfRecord> Parties(PermitsDbContext db) =>
        from party in db.JudgmentParties
        join judgment in db.Judgments on party.JudgmentId equals judgment.Id
        where party.Status == PartyStatus.Final && !party.Removed && judgment.Balance != 0
            && !db.Cases.Any(c => c.JudgmentPartyId == party.Id && c.Status != CaseStatus.Closed)
        select party;

    /// <param name="today">The day in the department's time zone.</param>
    /// <param name="only">The judgments to look at; null for all.</param>
    /// <returns>One entry for each party, by the records' ids, with the agency's key of the judgment; a null reason is an error to be shown.</returns>
    public static async Task<IReadOnlyList<(Guid Judgment, Guid Party, string Subject, string? Reason)>> OfAsync(
        PermitsDbContext db, DateOnly today, CancellationToken ct, IReadOnlyCollection<Guid>? only = null)
    {
        var policy = await PolicyAsync(db, today, ct);
        var parties = await Standings(db, only is null ? Parties(db) : Parties(db).Where(p => only.Contains(p.JudgmentId))).ToListAsync(ct);
        var matches = await MatchesAsync(db, parties, ct);
        return [.. parties.Select(party => (party.JudgmentId, party.PartyId, party.Subject, Reason(party, matches[party.PartyId].ToList(), policy, today)))];
    }

    /// <summary>The first that holds, from what rules a case out to what has not been done yet.</summary>
    private static string? Reason(Standing party, List<Match> matches, Policy policy, DateOnly today)
    {
        if (party.IsLead)
            return "It is a lead: money agreed to, never adjudged.";
        if (party.Leader is not null)
            return $"It follows {party.Leader}, which reports the same debt; the case is there.";
        if (party.Balance <= policy.DeMinimis)
            return $"The balance is not above what policy disregards ({Money(policy.DeMinimis)}).";
        if (matches.Count > 0)
            return matches.Select(match => Of(match, policy, today)).MinBy(said => said.Rank).Text;
        if (party.Disputed)
            return "Events of the agency contradict each other; no permit matches what is known.";
        if (party.HasGaps)
            return "An event of the agency is missing; no permit matches what is known.";
        return party switch
        {
            { Waiting: true } or { SearchedAt: null } => "It has not been screened yet.",
            { Outcome: "unknown" } => $"Its screening on {Day(policy, party.SearchedAt.Value)} could not be done in full; a person must look.",
            _ => $"No permit matches (searched on {Day(policy, party.SearchedAt.Value)}).",
        };
    }

    /// <summary>What a match says; of several, the least is what keeps the case from being opened.</summary>
    private static (int Rank, string? Text) Of(Match match, Policy policy, DateOnly today)
    {
        var name = $"permit {match.PermitNumber}";
        var (closed, moved) = (match.PermitStatus == PermitStatus.Closed, match.PermitteeId != match.Holder);
        return match switch
        {
            // A person confirmed it, nothing speaks against a case, and there never was one.
            { Status: MatchReviewStatus.Confirmed, CloseReason: null } when !closed && !moved => (0, null),
            { Status: MatchReviewStatus.PossibleMatch or MatchReviewStatus.UnderReview } when !closed && !moved && policy.InArea(match.PostalCode, match.City, today) => (1, $"A possible match with {name} waits for a verdict ({Days(today, policy.DayOf(match.OpenedAt))})."),
            { CloseReason: { } reason } => (2, $"Its case on {name}, {match.CaseReference}, was closed: {reason}"),
            { Status: not MatchReviewStatus.Cleared } when closed => (4, $"The {name}, which may match, is closed."),
            { Status: not MatchReviewStatus.Cleared } when moved => (4, $"The {name} has another holder than the one that may match."),
            { Status: not MatchReviewStatus.Cleared } => (3, $"The {name}, which may match, is outside the area where the program is in force."),
            _ => (5, $"A person found that the holder of {name} is not the party."),
        };
    }

    private static IQueryable<Standing> Standings(PermitsDbContext db, IQueryable<PartyOfRecord> parties) =>
        from party in parties
        join judgment in db.Judgments on party.JudgmentId equals judgment.Id
        orderby judgment.Agency, judgment.Subject, party.PartyId
        let search = db.JudgmentSearches.Where(s => s.JudgmentId == judgment.Id).OrderByDescending(s => s.At).FirstOrDefault()
        select new Standing(judgment.Id, party.Id, judgment.Subject, judgment.Balance, judgment.IsLead, judgment.Disputed, judgment.HasGaps,
            (from link in db.StandingDebtLinks
             join leader in db.Judgments on link.LeaderId equals leader.Id
             where link.JudgmentId == judgment.Id && link.LeaderId == link.OtherId
             select leader.Agency + " " + leader.Subject).FirstOrDefault(),
            db.ScreeningRequests.Any(r => r.JudgmentId == judgment.Id), search == null ? null : search.At, search == null ? null : search.Outcome);

    private static async Task<ILookup<Guid, Match>> MatchesAsync(PermitsDbContext db, List<Standing> parties, CancellationToken ct)
    {
        var ids = parties.ConvertAll(p => p.PartyId);
        var matches = from review in db.MatchReviews
                      join permit in db.Permits on review.PermitId equals permit.Id
                      where ids.Contains(review.JudgmentPartyId)
                      orderby permit.Number
                      let last = db.Cases.Where(c => c.MatchReviewId == review.Id).OrderByDescending(c => c.OpenedAt).FirstOrDefault()
                      select new Match(review.JudgmentPartyId, review.Status, review.OpenedAt, review.PermitteeId, permit.Number, permit.Status, permit.PermitteeId, permit.Site.PostalCode, permit.Site.City,
                          last == null ? null : last.Reference, last == null ? null : last.CloseReason);
        return (await matches.ToListAsync(ct)).ToLookup(match => match.PartyId);
    }

    /// <summary>
    /// The policy in force when the day ends, wherever the department is: its zone is in the policy, so the latest moment is taken at which the day still
    /// is somewhere. Reasons rest on it, and no act.
    /// </summary>
    private static async Task<Policy> PolicyAsync(PermitsDbContext db, DateOnly today, CancellationToken ct)
    {
        var last = new DateTimeOffset(today.AddDays(1), TimeOnly.MinValue, TimeSpan.FromHours(-12)).ToUniversalTime();
        var newest = await CurrentPolicy.InForce(db, last).Select(p => new { p.Version, p.Content }).FirstAsync(ct);
        return CurrentPolicy.Read(newest.Content, newest.Version);
    }

    private static string Day(Policy policy, DateTimeOffset at) => policy.DayOf(at).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Days(DateOnly today, DateOnly since) => (today.DayNumber - since.DayNumber) switch
    {
        <= 0 => "since today",
        1 => "since yesterday",
        var days => $"for {days} days",
    };

    private static string Money(decimal amount) => amount.ToString("$#,##0.00", CultureInfo.InvariantCulture);

    private sealed record Standing(
        Guid JudgmentId, Guid PartyId, string Subject, decimal? Balance, bool IsLead, bool Disputed, bool HasGaps, string? Leader, bool Waiting, DateTimeOffset? SearchedAt, string? Outcome);

    /// <param name="PermitteeId">Who held the permit when it was screened; <paramref name="Holder"/> holds it now.</param>
    /// <param name="CaseReference">The last case on this match, closed; null where there never was one.</param>
    private sealed record Match(
        Guid PartyId, MatchReviewStatus Status, DateTimeOffset OpenedAt, Guid PermitteeId, string PermitNumber, PermitStatus PermitStatus, Guid Holder, string? PostalCode, string City,
        string? CaseReference, string? CloseReason);
}
