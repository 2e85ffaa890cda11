using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Matches;

/// <summary>The review queue: possible matches, those with the gravest consequence first.</summary>
[Authorize(Policy = Access.ReadMatches)]
public sealed class IndexModel(PermitsDbContext db, TimeProvider time) : PageModel
{
    private const string Undecided = "undecided", All = "all";

    /// <summary>A status word, <c>undecided</c> (what waits for a verdict; also where nothing is chosen) or <c>all</c>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Status { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Kind { get; set; }

    /// <summary>Part of a permit's number or of the establishment's name.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Permit { get; set; }

    public IReadOnlyList<MatchRow> Rows { get; private set; } = [];

    public Paging Paging { get; private set; } = new(1, 50, 0);

    /// <summary>What the visitor decided last and may undo.</summary>
    public UndoableVerdict? Undoable { get; private set; }

    public bool IsFiltered => Status is not (null or Undecided) || !string.IsNullOrEmpty(Kind) || !string.IsNullOrWhiteSpace(Permit);

    public IEnumerable<SelectListItem> Statuses { get; } =
    [
        new("Waiting for a verdict", Undecided), new("Open", "possible-match"), new("Under review", "under-review"),
        new("Confirmed", "confirmed"), new("Not the same", "cleared"), new("All", All),
    ];

    public IEnumerable<SelectListItem> Kinds { get; } = [new("Any kind", ""), .. MatchWords.Kinds.Select(k => new SelectListItem(k.Words, k.Kind))];

    public async Task OnGetAsync(int p = 1)
    {
        var ct = HttpContext.RequestAborted;
        var rows = Filtered(MatchQueue.Rows(db));
        Paging = new(p, 50, await rows.LongCountAsync(ct));
        Undoable = await UndoableVerdict.OfAsync(db, User.AsActor().Id, time.GetUtcNow(), ct);
        Rows = await rows.InOrder().Skip(Paging.Skip).Take(Paging.Size).ToListAsync(ct);
    }

    private IQueryable<MatchRow> Filtered(IQueryable<MatchRow> rows)
    {
        rows = Status switch
        {
            All => rows,
            "possible-match" => rows.Where(r => r.Status == MatchReviewStatus.PossibleMatch),
            "under-review" => rows.Where(r => r.Status == MatchReviewStatus.UnderReview),
            "confirmed" => rows.Where(r => r.Status == MatchReviewStatus.Confirmed),
            "cleared" => rows.Where(r => r.Status == MatchReviewStatus.Cleared),
            _ => rows.Where(MatchQueue.Undecided),
        };
        if (!string.IsNullOrEmpty(Kind))
            rows = rows.Where(r => r.Kind == Kind);
        if (ListFilter.Pattern(Permit) is { } pattern)
            rows = rows.Where(r => EF.Functions.ILike(r.PermitNumber, pattern) || EF.Functions.ILike(r.TradeName, pattern));
        return rows;
    }
}
