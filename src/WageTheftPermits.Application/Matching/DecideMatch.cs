using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Judgments;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Contracts.Outgoing;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Renewals;
using News = WageTheftPermits.Application.Messaging.News;

namespace WageTheftPermits.Application.Matching;

/// <summary>
/// An inspector's verdict on a possible match. <see cref="Verdict.Same"/> opens the case of this party and this permit; where the judgment
/// follows another that reports the same debt, it opens or joins that one's.
/// </summary>
public static class DecideMatch
{
    public const string CaseWorkflow = "enforcement-case";

    public sealed record Command(Guid ReviewId, Verdict Verdict, string Reason, string? Evidence);

    /// <summary>One verdict for several reviews that a person looked at together: for all of them, or for none where the rules refuse one.</summary>
    /// <returns>The cases that were opened or joined.</returns>
    public static async Task<IReadOnlyList<Case>> SeveralAsync(UnitOfWork unit, IReadOnlyCollection<Guid> reviews, Verdict verdict, string reason, string? evidence)
    {
        // All at once and in the order of the locks, so that two people who decide on overlapping reviews never wait for each other in a ring.
        await unit.LockJudgmentsAsync(await unit.Db.MatchReviews.Where(r => reviews.Contains(r.Id))
            .Join(unit.Db.JudgmentParties, r => r.JudgmentPartyId, p => p.Id, (_, p) => p.JudgmentId).Distinct().ToArrayAsync(unit.Cancellation));
        var opened = new List<Case>();
        foreach (var review in reviews.Distinct())
        {
            if (await HandleAsync(unit, new(review, verdict, reason, evidence)) is { } one)
                opened.Add(one);
        }
        return [.. opened.DistinctBy(c => c.Id)];
    }

    public static async Task<Case?> HandleAsync(UnitOfWork unit, Command command)
    {
        var review = await unit.Db.MatchReviews.Include(r => r.Verdicts).SingleOrDefaultAsync(r => r.Id == command.ReviewId, unit.Cancellation)
            ?? throw new RuleViolation("match.none", "There is no such match review.");
        var permit = await unit.Db.Permits.SingleAsync(p => p.Id == review.PermitId, unit.Cancellation);
        var party = await unit.Db.JudgmentParties.SingleAsync(p => p.Id == review.JudgmentPartyId, unit.Cancellation);
        var judgment = await unit.Db.Judgments.SingleAsync(j => j.Id == party.JudgmentId, unit.Cancellation);
        // What links the judgment to another must not change while its case opens.
        await unit.LockJudgmentsAsync(judgment.Id);
        var begun = await unit.Db.Cases.AnyAsync(c => c.MatchReviewId == review.Id && c.Status != CaseStatus.Closed, unit.Cancellation);

        RuleViolation.Unless(command.Verdict != Verdict.Same || permit.PermitteeId == review.PermitteeId, "match.holder-changed",
            $"Permit {permit.Number} has another holder than when it was screened; screen it again.");
        RuleViolation.Unless(command.Verdict != Verdict.Same || !judgment.IsLead, "match.lead",
            "This is a lead, not a judgment: no case can rest on it. Clear it, or leave it under review.");
        var verdict = review.Decide(Guid.CreateVersion7(), command.Verdict, command.Reason, command.Evidence, unit.Actor, begun, unit.Now);
        unit.Db.MatchVerdicts.Add(verdict);
        unit.Audit(
            command.Verdict switch { Verdict.Same => "match confirmed", Verdict.NotSame => "match cleared", _ => "match left under review" },
            $"{party.Name} and permit {permit.Number} ({permit.TradeName}): {command.Verdict switch { Verdict.Same => "the same", Verdict.NotSame => "not the same", _ => "unsure" }}.",
            [("match", review.Id), ("permit", permit.Id), ("judgment", judgment.Id)], command.Reason,
            new { command.Evidence, review.Probability, review.Kind, review.ModelVersion });

        var opened = command.Verdict == Verdict.Same ? await OpenAsync(unit, review, judgment, party, permit.Number, command.Reason) : null;
        await TellRenewalsAsync(unit, permit.Id);
        return opened;
    }

    /// <summary>Undoes the last verdict on a review, where it was the actor's own and nothing rests on it yet.</summary>
    public static async Task TakeBackAsync(UnitOfWork unit, Guid reviewId)
    {
        var review = await unit.Db.MatchReviews.Include(r => r.Verdicts.OrderBy(v => v.At)).SingleOrDefaultAsync(r => r.Id == reviewId, unit.Cancellation)
            ?? throw new RuleViolation("match.none", "There is no such match review.");
        await unit.LockPermitAsync(review.PermitId);
        var since = review.Verdicts.Count > 0 ? review.Verdicts[^1].At : unit.Now;
        var issued = await unit.Db.Renewals.AnyAsync(r => r.PermitId == review.PermitId && r.Status == RenewalStatus.Issued && r.EndedAt >= since, unit.Cancellation);
        var entry = review.TakeBack(Guid.CreateVersion7(), unit.Actor, issued ? "The permit was renewed since." : null, unit.Now);
        unit.Db.MatchVerdicts.Add(entry);
        unit.Audit("match verdict undone", "The verdict is undone by whoever gave it; the match waits for one again.", [("match", review.Id), ("permit", review.PermitId)]);
        await TellRenewalsAsync(unit, review.PermitId);
    }

    private static async Task TellRenewalsAsync(UnitOfWork unit, Guid permit)
    {
        foreach (var renewal in await unit.Db.Renewals.Where(r => r.PermitId == permit && r.Status == RenewalStatus.Open).Select(r => r.Id).ToListAsync(unit.Cancellation))
            await unit.ChangedAsync("renewal", renewal);
    }

    private static async Task<Case> OpenAsync(UnitOfWork unit, MatchReview review, Judgment judgment, PartyOfRecord party, string permitNumber, string reason)
    {
        var leading = (await LinkedDebts.OfAsync(unit.Db, judgment.Id, unit.Cancellation)).FirstOrDefault(linked => linked.OtherLeads);
        if (leading is null)
            return await OpenCaseAsync(unit, review, judgment, party.PartyId, permitNumber);
        var counterpart = leading.Other.Parties.SingleOrDefault(p => p.Id == leading.CounterpartOf(party.Id)) ?? throw new RuleViolation("link.no-counterpart",
            $"This judgment follows {leading.Other.Name}, which reports the same debt; nobody has said which party of that one {party.Name} is. An inspector says so on the page of the link, then give the verdict.");
        return await LeadingCase.OpenAsync(unit, review, leading.Other, counterpart, reason);
    }

    internal static async Task<Case> OpenCaseAsync(UnitOfWork unit, MatchReview review, Judgment judgment, string partyId, string permitNumber)
    {
        var policy = await unit.PolicyAsync();
        var opened = new Case(Guid.CreateVersion7(), await unit.NextReferenceAsync("EC"), review, judgment.Id, policy.Version, unit.Actor, unit.Now);
        unit.Db.Cases.Add(opened);
        unit.Audit("case opened", $"Case {opened.Reference} opened on judgment {judgment.Subject} and permit {permitNumber}.",
            [("case", opened.Id), ("permit", opened.PermitId), ("judgment", judgment.Id), ("match", review.Id)], policyVersion: policy.Version);
        News.TellAgency(unit, MessageTypes.CaseOpened, judgment, partyId, permitNumber, "A person confirmed that the permittee is the party.");
        await StartWorkflowAsync(unit, opened);
        // On a party that owes nothing today the case is released at once; it opens again by itself where the party owes again.
        await FollowGround.CaseAsync(unit, opened.Id);
        return opened;
    }

    /// <summary>Starts the workflow that carries a case on: when it is opened, and when it is opened again.</summary>
    internal static async Task StartWorkflowAsync(UnitOfWork unit, Case opened)
    {
        await unit.Db.SaveChangesAsync(unit.Cancellation);
        await unit.Workflows.StartAsync(unit.ForWorkflow(), CaseWorkflow, $"case:{opened.Id}",
            new Dictionary<string, object?> { ["CaseId"] = opened.Id.ToString() }, unit.Actor.ToString(), unit.Cancellation);
    }
}
