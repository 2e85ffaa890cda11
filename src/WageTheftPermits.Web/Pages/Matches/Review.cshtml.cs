using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Matches;

/// <summary>One possible match: both records side by side, why screening proposes it, and the verdict of a person.</summary>
[Authorize(Policy = Access.ReadMatches)]
public sealed class ReviewModel(PermitsDbContext db, Units units, WorkflowRunner workflows, TimeProvider time) : PageModel
{
    public sealed class Form
    {
        public Guid FormId { get; set; }

        [Required(ErrorMessage = "Choose a verdict.")]
        public Verdict? Verdict { get; set; }

        [Required(ErrorMessage = "Give a reason: it is kept as evidence."), StringLength(4000)]
        public string Reason { get; set; } = "";

        [StringLength(4000)]
        public string? Evidence { get; set; }

        /// <summary>Similar reviews that the verdict is given on as well.</summary>
        public IList<Guid> Also { get; set; } = [];
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    public ReviewView Shown { get; private set; } = null!;

    public DateOnly? RenewalDue { get; private set; }

    /// <summary>The open case that rests on this match.</summary>
    public (Guid Id, string Reference)? OpenCase { get; private set; }

    /// <summary>Other reviews of the same permit, permittee or party.</summary>
    public IReadOnlyList<MatchRow> Related { get; private set; } = [];

    /// <summary>Other judgments whose party bears the same name.</summary>
    public IReadOnlyList<(Guid Id, string Subject, decimal? Balance, string Status)> Namesakes { get; private set; } = [];

    /// <summary>Reviews of the same party and holder.</summary>
    public SimilarReviews Similar { get; private set; } = new([], []);

    public QueuePlace Place { get; private set; } = new(0, 0, null, null);

    /// <summary>What the visitor decided last and may undo.</summary>
    public UndoableVerdict? Undoable { get; private set; }

    /// <summary>A verdict can be given: the visitor may, and no case rests on it.</summary>
    public bool CanDecide => User.May(Access.ReviewMatches) && OpenCase is null;

    public IEnumerable<SelectListItem> Verdicts => Shown.Judgment.IsLead || Shown.HolderChanged || Shown.Review.Status == MatchReviewStatus.Confirmed
        ? Choices.Where(c => c.Value != nameof(Verdict.Same)) : Choices;

    private static IEnumerable<SelectListItem> Choices =>
    [
        new("Same – the permittee is the judgment's party. Opens a case.", nameof(Verdict.Same)),
        new("Not the same – nothing follows.", nameof(Verdict.NotSame)),
        new("Unsure – leave it under review.", nameof(Verdict.Unsure)),
    ];

    /// <param name="like">An earlier verdict that the form begins with.</param>
    public async Task<IActionResult> OnGetAsync(Guid id, Guid? like)
    {
        Input.FormId = Guid.CreateVersion7();
        if (!await LoadAsync(id))
            return NotFound();
        if (Similar.Earlier.FirstOrDefault(e => e.ReviewId == like) is { } earlier)
            (Input.Verdict, Input.Reason, Input.Evidence) = (earlier.Verdict.Verdict, earlier.AsReason, earlier.Verdict.Evidence);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id)
    {
        if (!User.May(Access.ReviewMatches))
            return Forbid();
        if (!await LoadAsync(id))
            return NotFound();
        if (!ModelState.IsValid)
            return Page();
        // Only what the page offered: a similar review that was decided meanwhile is left as it is.
        List<Guid> decided = [id, .. Input.Also.Intersect(Similar.Waiting.Select(w => w.Id))];
        IReadOnlyList<Case> opened = [];
        var posted = await this.ActAsync(units, Input.FormId, async unit =>
            opened = await DecideMatch.SeveralAsync(unit, decided, Input.Verdict!.Value, Input.Reason, Input.Evidence));
        return posted switch
        {
            Posted.Refused => Page(),
            Posted.Already => RedirectToPage(new { id }),
            _ => await OnwardAsync(decided.Count, opened),
        };
    }

    public async Task<IActionResult> OnPostTakeBackAsync(Guid id)
    {
        if (!User.May(Access.ReviewMatches))
            return Forbid();
        if (!await LoadAsync(id))
            return NotFound();
        ModelState.Clear(); // The form of the verdict was not sent.
        try
        {
            await units.RunAsync(User.AsActor(), unit => DecideMatch.TakeBackAsync(unit, id), HttpContext.RequestAborted);
        }
        catch (RuleViolation refused)
        {
            ModelState.AddRefusal(refused);
            Input = new() { FormId = Guid.CreateVersion7() };
            return Page();
        }
        await AdvanceRenewalsAsync();
        this.Flash($"The verdict on {Shown.Party.Name} and permit {Shown.Permit.Number} is undone. It waits for one again.");
        return RedirectToPage(new { id });
    }

    private async Task<IActionResult> OnwardAsync(int decided, IReadOnlyList<Case> opened)
    {
        var ct = HttpContext.RequestAborted;
        await AdvanceRenewalsAsync();
        foreach (var one in opened)
            await workflows.AdvanceNowAsync($"case:{one.Id}", ct);
        if (opened.Count > 0)
        {
            this.Flash($"{(opened.Count == 1 ? "Case" : "Cases")} {string.Join(", ", opened.Select(c => c.Reference))} opened.");
            return RedirectToPage("/Cases/Details", new { id = opened[0].Id });
        }

        var verdict = MatchWords.Verdict(Input.Verdict!.Value).ToLowerInvariant();
        var next = await MatchQueue.Rows(db).Where(r => r.Id != Shown.Review.Id && r.Status == MatchReviewStatus.PossibleMatch).InOrder()
            .Select(r => (Guid?)r.Id).FirstOrDefaultAsync(ct);
        var others = decided > 1 ? $" Also on {decided - 1} similar." : "";
        this.Flash($"{Shown.Party.Name} and permit {Shown.Permit.Number}: {verdict}. Recorded.{others}{(next is null ? "" : " This is the next one.")}");
        return next is null ? RedirectToPage("/Matches/Index") : RedirectToPage(new { id = next });
    }

    /// <summary>The next step of the permit's open renewal is to be seen at once.</summary>
    private async Task AdvanceRenewalsAsync()
    {
        var ct = HttpContext.RequestAborted;
        foreach (var renewal in await db.Renewals.Where(r => r.PermitId == Shown.Permit.Id && r.Status == RenewalStatus.Open).Select(r => r.Id).ToListAsync(ct))
            await workflows.AdvanceNowAsync($"renewal:{renewal}", ct);
    }

    private async Task<bool> LoadAsync(Guid id)
    {
        var ct = HttpContext.RequestAborted;
        var review = await db.MatchReviews.AsNoTracking().Include(r => r.Verdicts).SingleOrDefaultAsync(r => r.Id == id, ct);
        if (review is null)
            return false;
        var party = await db.JudgmentParties.AsNoTracking().SingleAsync(p => p.Id == review.JudgmentPartyId, ct);
        var judgment = await db.Judgments.AsNoTracking().SingleAsync(j => j.Id == party.JudgmentId, ct);
        Shown = new ReviewView(
            review, party, judgment,
            await db.Agencies.Where(a => a.Key == judgment.Agency).Select(a => a.Name).SingleAsync(ct),
            await db.Permits.AsNoTracking().SingleAsync(p => p.Id == review.PermitId, ct),
            await db.Permittees.AsNoTracking().SingleAsync(p => p.Id == review.PermitteeId, ct));
        RenewalDue = await db.Renewals.Where(r => r.PermitId == review.PermitId && r.Status == RenewalStatus.Open).Select(r => (DateOnly?)r.DueOn).SingleOrDefaultAsync(ct);
        var open = await db.Cases.Where(c => c.MatchReviewId == id && c.Status != CaseStatus.Closed).Select(c => new { c.Id, c.Reference }).FirstOrDefaultAsync(ct);
        OpenCase = open is null ? null : (open.Id, open.Reference);
        Related = await MatchQueue.Rows(db)
            .Where(r => r.Id != id && (r.PermitId == review.PermitId || r.PermitteeId == review.PermitteeId || r.PartyRecordId == party.Id))
            .InOrder().Take(25).ToListAsync(ct);
        var namesakes = await (from other in db.JudgmentParties
                               join named in db.Judgments on other.JudgmentId equals named.Id
                               where other.Name == party.Name && named.Id != judgment.Id
                               orderby named.Subject
                               select new { named.Id, named.Subject, named.Balance, named.Status }).Take(25).ToListAsync(ct);
        Similar = await SimilarReviews.OfAsync(db, review, party.Name, ct);
        Place = await QueuePlace.OfAsync(db, id, ct);
        Undoable = await UndoableVerdict.OfAsync(db, User.AsActor().Id, time.GetUtcNow(), ct);
        Namesakes = [.. namesakes.Select(n => (n.Id, n.Subject, n.Balance, n.Status.ToString().ToLowerInvariant()))];
        return true;
    }
}
