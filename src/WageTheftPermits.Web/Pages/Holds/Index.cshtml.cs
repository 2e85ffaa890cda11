using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Web.Pages.Cases;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Holds;

/// <summary>Holds: those that wait for a decision first, then those in force.</summary>
public sealed class IndexModel(PermitsDbContext db) : PageModel
{
    public sealed record Row
    {
        public required Guid Id { get; init; }
        public required string Reference { get; init; }
        public required HoldStatus Status { get; init; }
        public required string ProposedBy { get; init; }
        public required DateTimeOffset ProposedAt { get; init; }
        public required string? DecidedBy { get; init; }
        public required DateTimeOffset? DecidedAt { get; init; }
        public required Guid CaseId { get; init; }
        public required string Case { get; init; }
        public required string PermitNumber { get; init; }
        public required string TradeName { get; init; }
        public required decimal? Balance { get; init; }
    }

    /// <summary>A status word, <c>live</c> (proposed or in force; also where nothing is chosen) or <c>all</c>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Status { get; set; }

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public Paging Paging { get; private set; } = new(1, 50, 0);

    public bool IsFiltered => Status is not (null or "live");

    public IEnumerable<SelectListItem> Statuses =>
    [
        new("Proposed or in force", "live"), .. Enum.GetValues<HoldStatus>().Select(s => new SelectListItem(CaseWords.Status(s), Naming.Word(s))), new("All", "all"),
    ];

    public async Task OnGetAsync(int p = 1)
    {
        var ct = HttpContext.RequestAborted;
        var holds = Filtered(db.Holds.AsNoTracking());
        Paging = new(p, 50, await holds.LongCountAsync(ct));
        Rows = await (from hold in holds
                      join one in db.Cases on hold.CaseId equals one.Id
                      join judgment in db.Judgments on one.JudgmentId equals judgment.Id
                      join permit in db.Permits on hold.PermitId equals permit.Id
                      orderby hold.Status == HoldStatus.Proposed descending, hold.Status == HoldStatus.InForce descending, hold.ProposedAt, hold.Id
                      select new Row
                      {
                          Id = hold.Id,
                          Reference = hold.Reference,
                          Status = hold.Status,
                          ProposedBy = hold.ProposedBy,
                          ProposedAt = hold.ProposedAt,
                          DecidedBy = hold.DecidedBy,
                          DecidedAt = hold.DecidedAt,
                          CaseId = one.Id,
                          Case = one.Reference,
                          PermitNumber = permit.Number,
                          TradeName = permit.TradeName,
                          Balance = judgment.Balance,
                      }).Skip(Paging.Skip).Take(Paging.Size).ToListAsync(ct);
    }

    private IQueryable<Hold> Filtered(IQueryable<Hold> holds)
    {
        if (!IsFiltered)
            return holds.Where(h => h.Status == HoldStatus.Proposed || h.Status == HoldStatus.InForce || h.Status == HoldStatus.Suspended);
        return Enum.GetValues<HoldStatus>().Cast<HoldStatus?>().FirstOrDefault(s => Naming.Word(s!.Value) == Status) is { } status
            ? holds.Where(h => h.Status == status)
            : holds;
    }
}
