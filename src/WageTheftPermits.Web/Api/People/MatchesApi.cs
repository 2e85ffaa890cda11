using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Web.Pages.Matches;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Api.People;

/// <param name="Permit">The permit's number.</param>
/// <param name="Judgment">The agency's own key.</param>
public sealed record MatchItem(
    Guid Id, MatchReviewStatus Status, double Probability, string Band, string Kind, string Permit, string TradeName, string Party, string Agency, string Judgment, decimal? Balance, DateOnly? RenewalDueOn, bool BlocksRenewal);

/// <summary>One field of both records.</summary>
public sealed record ComparedField(string Field, string? Judgment, string? Permit, Agreement Agreement, string? Level);

/// <summary>One bar of the waterfall: log2 odds for (above 0) or against.</summary>
public sealed record WaterfallBarAnswer(string Comparison, string Label, string Level, string? Judgment, string? Permit, double Weight, double Commonness);

/// <param name="Bars">They add up to the weight, whose probability is the match's. The first is what is assumed before anything is compared.</param>
public sealed record WaterfallAnswer(double Weight, IReadOnlyList<WaterfallBarAnswer> Bars, IReadOnlyList<string> Differences, string Sentence);

public sealed record VerdictAnswer(Verdict Verdict, string Reason, string? Evidence, string By, DateTimeOffset At);

public sealed record MatchAnswer(
    Guid Id, MatchReviewStatus Status, double Probability, string Band, string Kind, string ModelVersion, DateTimeOffset ScoredAt, DateOnly? DueOn, string Permit, string TradeName, bool HolderChanged,
    string Party, string Agency, string Judgment, decimal? Balance, bool IsLead, IReadOnlyList<ComparedField> Compared, WaterfallAnswer Waterfall, IReadOnlyList<VerdictAnswer> Verdicts,
    string? ReopenedBecause, Guid? OpenCase, IReadOnlyList<Guid> Similar);

public sealed record CaseOpened(Guid Id, string Reference);

/// <param name="Cases">The cases that the verdict opened or joined.</param>
public sealed record MatchDecided(Guid Match, MatchReviewStatus Status, IReadOnlyList<CaseOpened> Cases);

public sealed record VerdictBody
{
    [Required(ErrorMessage = "Choose a verdict: same, not-same or unsure.")]
    public Verdict? Verdict { get; init; }

    [Required(ErrorMessage = "Give a reason: it is kept as evidence."), StringLength(4000)]
    public string? Reason { get; init; }

    [StringLength(4000)]
    public string? Evidence { get; init; }

    /// <summary>Similar matches, of those that the match lists, on which the verdict is given as well.</summary>
    public IReadOnlyList<Guid> Also { get; init; } = [];
}

/// <summary>Possible matches: both records, why screening proposes them, and the verdicts of people.</summary>
internal static class MatchesApi
{
    public static void Map(PersonRoutes routes)
    {
        routes.List<MatchItem>("/matches", Access.ReadMatches, "ListMatches", "Match reviews. status: undecided (also where none is given), a status, all; kind: a kind of link; q: part of the permit's number or name.", ListAsync);
        routes.One<MatchAnswer>("/matches/{id:guid}", Access.ReadMatches, "ReadMatch", "One match: both records, the waterfall of its score, the verdicts.", async (Guid id, Asking ask) => ask.One(await ReadAsync(ask, ask.Db, id)));
        routes.Make<VerdictBody, MatchDecided>("/matches/{id:guid}/verdicts", Access.ReviewMatches, "GiveVerdict", "Gives a verdict; “same” opens a case.", VerdictAsync);
        routes.Move<Nothing, MatchDecided>("/matches/{id:guid}/verdicts/undo", Access.ReviewMatches, "UndoVerdict", "Undoes one's own last verdict, where nothing rests on it.", UndoAsync);
    }

    private static Task<IResult> ListAsync(string? status, string? kind, string? q, string? after, string? limit, Asking ask)
    {
        var rows = MatchQueue.Rows(ask.Db);
        if (Asking.Word<MatchReviewStatus>("status", status, "undecided", "all") is { } one)
            rows = rows.Where(r => r.Status == one);
        else if (status != "all")
            rows = rows.Where(MatchQueue.Undecided);
        if (kind is not null)
        {
            if (MatchWords.Kinds.All(k => k.Kind != kind))
                throw ApiRefusal.Invalid("kind", $"It is one of {string.Join(", ", MatchWords.Kinds.Select(k => k.Kind))}.");
            rows = rows.Where(r => r.Kind == kind);
        }
        if (ListFilter.Pattern(q) is { } pattern)
            rows = rows.Where(r => EF.Functions.ILike(r.PermitNumber, pattern, SearchText.Escape) || EF.Functions.ILike(r.TradeName, pattern, SearchText.Escape));
        return ask.ListAsync(rows, r => r.Id,
            r => new MatchItem(r.Id, r.Status, r.Probability, r.Band, r.Kind, r.PermitNumber, r.TradeName, r.PartyName, r.Agency, r.Subject, r.Balance, r.RenewalDue, r.BlocksRenewal), item => item.Id, after, limit);
    }

    private static async Task<MatchAnswer?> ReadAsync(Asking ask, PermitsDbContext db, Guid id)
    {
        if (await db.MatchReviews.AsNoTracking().Include(r => r.Verdicts).SingleOrDefaultAsync(r => r.Id == id, ask.Ct) is not { } review)
            return null;
        var party = await db.JudgmentParties.AsNoTracking().SingleAsync(p => p.Id == review.JudgmentPartyId, ask.Ct);
        var judgment = await db.Judgments.AsNoTracking().SingleAsync(j => j.Id == party.JudgmentId, ask.Ct);
        var shown = new ReviewView(review, party, judgment, judgment.Agency, await db.Permits.AsNoTracking().SingleAsync(p => p.Id == review.PermitId, ask.Ct),
            await db.Permittees.AsNoTracking().SingleAsync(p => p.Id == review.PermitteeId, ask.Ct));
        var score = shown.Score;
        return new(review.Id, review.Status, review.Probability, review.Band, review.Kind, review.ModelVersion, review.ScoredAt, review.DueOn, shown.Permit.Number, shown.Permit.TradeName, shown.HolderChanged,
            party.Name, judgment.Agency, judgment.Subject, judgment.Balance, judgment.IsLead,
            [.. shown.Comparison.Rows.Select(r => new ComparedField(r.Label, r.Left, r.Right, r.Agreement, r.Note))],
            new(score.Weight, [.. score.Contributions.Select(c => new WaterfallBarAnswer(c.Comparison, c.Label, c.Level, c.Left, c.Right, c.Weight, c.Commonness))], score.Differences, score.Sentence),
            [.. review.Verdicts.OrderBy(v => v.At).Select(v => new VerdictAnswer(v.Verdict, v.Reason, v.Evidence, v.By, v.At))],
            review.ReopenedBecause,
            await db.Cases.Where(c => c.MatchReviewId == id && c.Status != CaseStatus.Closed).Select(c => (Guid?)c.Id).FirstOrDefaultAsync(ask.Ct),
            [.. (await SimilarReviews.OfAsync(db, review, party.Name, ask.Ct)).Waiting.Select(w => w.Id)]);
    }

    private static Task<IResult> VerdictAsync(Guid id, Acts acts, Asking ask) => acts.RunAsync<VerdictBody>(On(id, ask), async (unit, body) =>
    {
        var review = await unit.Db.MatchReviews.AsNoTracking().SingleAsync(r => r.Id == id, unit.Cancellation);
        var party = await unit.Db.JudgmentParties.Where(p => p.Id == review.JudgmentPartyId).Select(p => p.Name).SingleAsync(unit.Cancellation);
        // Only what the match lists; otherwise nothing is decided, so that nobody believes that it was.
        var similar = body.Also.Count == 0 ? [] : (await SimilarReviews.OfAsync(unit.Db, review, party, unit.Cancellation)).Waiting.Select(w => w.Id).ToHashSet();
        if (!body.Also.All(similar.Contains))
            throw ApiRefusal.Invalid("also", "One of these is not, or no longer, a similar match that waits for a verdict.");
        var opened = await DecideMatch.SeveralAsync(unit, [id, .. body.Also], body.Verdict!.Value, body.Reason!, body.Evidence);
        var cases = opened.Select(c => new CaseOpened(c.Id, c.Reference)).ToList();
        return await MovedAsync(unit, id, cases) with { Location = cases.Count == 0 ? $"/api/v1/matches/{id}" : $"/api/v1/cases/{cases[0].Id}", Cases = [.. cases.Select(c => c.Id)] };
    });

    private static Task<IResult> UndoAsync(Guid id, Acts acts, Asking ask) => acts.RunAsync<Nothing>(On(id, ask), async (unit, _) =>
    {
        await DecideMatch.TakeBackAsync(unit, id);
        return await MovedAsync(unit, id, []);
    });

    private static Target On(Guid id, Asking ask) => new(async unit =>
    {
        var judgments = await (from review in unit.Db.MatchReviews join party in unit.Db.JudgmentParties on review.JudgmentPartyId equals party.Id where review.Id == id select party.JudgmentId).ToArrayAsync(unit.Cancellation);
        await unit.LockJudgmentsAsync(judgments);
        return judgments.Length > 0;
    }, async db => await ReadAsync(ask, db, id));

    private static async Task<Acted> MovedAsync(UnitOfWork unit, Guid id, IReadOnlyList<CaseOpened> cases)
    {
        var review = await unit.Db.MatchReviews.SingleAsync(r => r.Id == id, unit.Cancellation);
        return new(new MatchDecided(id, review.Status, cases)) { Permit = review.PermitId };
    }
}
