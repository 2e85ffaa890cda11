using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Matches;

/// <summary>What a model that was tried sees otherwise than the one in use, and its adoption.</summary>
[Authorize(Policy = Access.ReadMatches)]
public sealed class TrialModel(PermitsDbContext db, Units units) : PageModel
{
    public sealed class Form
    {
        public Guid FormId { get; set; }

        [Required(ErrorMessage = "Say why: the reason is kept."), StringLength(4000)]
        public string Reason { get; set; } = "";
    }

    /// <summary>The model's version; a version may hold signs that an address cannot.</summary>
    [BindProperty(SupportsGet = true)]
    public string Version { get; set; } = "";

    [BindProperty]
    public Form Input { get; set; } = new();

    public ModelTrial Trial { get; private set; } = null!;

    public MatchModel Weights { get; private set; } = null!;

    public string InUse { get; private set; } = "";

    public IReadOnlyList<TrialChangeRow> Changes { get; private set; } = [];

    public Paging Paging { get; private set; } = new(1, 50, 0);

    /// <summary>Counts of the changes that are kept, the gravest first.</summary>
    public IReadOnlyList<(int Count, string Words)> Tally { get; private set; } = [];

    public bool CanAdopt => User.May(Access.Administer) && InUse != Version;

    public async Task<IActionResult> OnGetAsync(int p = 1)
    {
        Input.FormId = Guid.CreateVersion7();
        return await LoadAsync(p) ? Page() : NotFound();
    }

    public Task<IActionResult> OnPostAsync()
    {
        var typed = Input;
        return this.RecordAsync(units, new PostedAct(Access.Administer, typed.FormId, () => LoadAsync(1), () => Input = typed,
            unit => AdoptModel.HandleAsync(unit, Version, typed.Reason), $"Model {Version} is in use. Everything is screened with it now; verdicts stay."),
            RedirectToPage("/Matches/Models"));
    }

    private async Task<bool> LoadAsync(int p)
    {
        var ct = HttpContext.RequestAborted;
        if (await db.ModelTrials.AsNoTracking().Include(t => t.Changes).SingleOrDefaultAsync(t => t.Version == Version, ct) is not { } trial)
            return false;
        (Trial, Weights, InUse) = (trial, MatchModel.Parse(trial.Model), await ModelInUse.VersionAsync(db, ct));
        Tally = [.. trial.Changes.GroupBy(c => c.Gravity).OrderBy(g => g.Key).Select(g => (g.Count(), Gravity(g.Key)))];
        Paging = new(p, 50, trial.Changes.Count);
        var shown = trial.Changes.OrderBy(c => c.Gravity).ThenByDescending(c => Math.Abs(c.Probability - c.WasProbability)).ThenBy(c => c.PermitId).ThenBy(c => c.JudgmentPartyId)
            .Skip(Paging.Skip).Take(Paging.Size).ToList();
        var (permits, parties) = (shown.ConvertAll(c => c.PermitId), shown.ConvertAll(c => c.JudgmentPartyId));
        var permitNames = await db.Permits.Where(x => permits.Contains(x.Id)).ToDictionaryAsync(x => x.Id, x => (x.Number, x.TradeName), ct);
        var partyNames = await db.JudgmentParties.Where(x => parties.Contains(x.Id)).Join(db.Judgments, x => x.JudgmentId, j => j.Id, (x, j) => new { x.Id, x.Name, j.Subject }).ToDictionaryAsync(x => x.Id, ct);
        var reviews = await db.MatchReviews.Where(r => permits.Contains(r.PermitId) && parties.Contains(r.JudgmentPartyId)).OrderByDescending(r => r.OpenedAt)
            .Select(r => new { r.Id, r.PermitId, r.JudgmentPartyId }).ToListAsync(ct);
        Changes = shown.ConvertAll(c => new TrialChangeRow(c, partyNames[c.JudgmentPartyId].Name, partyNames[c.JudgmentPartyId].Subject, permitNames[c.PermitId].Number,
            permitNames[c.PermitId].TradeName, reviews.Find(r => r.PermitId == c.PermitId && r.JudgmentPartyId == c.JudgmentPartyId)?.Id));
        return true;
    }

    internal static string Gravity(int gravity) => gravity switch
    {
        0 => "against a person's verdict",
        1 => "proposed no longer",
        2 => "proposed newly",
        3 => "in another band",
        _ => "of another kind",
    };
}

/// <summary>One pair as the page of a trial shows it.</summary>
/// <param name="ReviewId">The pair's latest review; null where it has none.</param>
public sealed record TrialChangeRow(ModelTrialChange Change, string Party, string Subject, string Permit, string TradeName, Guid? ReviewId);
