using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Cases;

/// <summary>The department's cases, the newest first.</summary>
public sealed class IndexModel(PermitsDbContext db) : PageModel
{
    public sealed record Row
    {
        public required Guid Id { get; init; }
        public required string Reference { get; init; }
        public required CaseStatus Status { get; init; }
        public required string? WatchingFor { get; init; }
        public required string? CloseReason { get; init; }
        public required string OpenedBy { get; init; }
        public required DateTimeOffset OpenedAt { get; init; }
        public required string PartyName { get; init; }
        public required string Subject { get; init; }
        public required decimal? Balance { get; init; }
        public required string PermitNumber { get; init; }
        public required string TradeName { get; init; }
        public required string? Task { get; init; }
        public required DateTimeOffset? TaskDue { get; init; }
    }

    /// <summary>A status word, <c>open</c> (also where nothing is chosen) or <c>all</c>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Status { get; set; }

    /// <summary>Part of a reference, a permit's number, an establishment's or a party's name, a judgment's key.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    /// <summary>Only cases that the visitor opened.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Mine { get; set; }

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public Paging Paging { get; private set; } = new(1, 50, 0);

    public bool IsFiltered => Status is not (null or "open") || !string.IsNullOrWhiteSpace(Q) || Mine;

    public IEnumerable<SelectListItem> Statuses =>
    [
        new("Open", "open"), .. Enum.GetValues<CaseStatus>().Select(s => new SelectListItem(CaseWords.Status(s), Naming.Word(s))), new("All", "all"),
    ];

    public async Task OnGetAsync(int p = 1)
    {
        var ct = HttpContext.RequestAborted;
        var cases = Filtered();
        Paging = new(p, 50, await cases.LongCountAsync(ct));
        Rows = await cases.OrderByDescending(c => c.OpenedAt).ThenBy(c => c.Id).Skip(Paging.Skip).Take(Paging.Size).ToListAsync(ct);
    }

    private IQueryable<Row> Filtered()
    {
        var cases = db.Cases.AsNoTracking();
        if (Status is null or "open")
            cases = cases.Where(c => c.Status != CaseStatus.Closed);
        else if (Enum.GetValues<CaseStatus>().Cast<CaseStatus?>().FirstOrDefault(s => Naming.Word(s!.Value) == Status) is { } status)
            cases = cases.Where(c => c.Status == status);
        if (Mine)
        {
            var me = User.AsActor().Id;
            cases = cases.Where(c => c.OpenedBy == me);
        }
        var rows = from one in cases
                   join party in db.JudgmentParties on one.JudgmentPartyId equals party.Id
                   join judgment in db.Judgments on one.JudgmentId equals judgment.Id
                   join permit in db.Permits on one.PermitId equals permit.Id
                   let task = db.WorkflowTasks.Where(t => t.CorrelationId == "case:" + one.Id.ToString() && t.Status == "open").OrderBy(t => t.CreatedAt).FirstOrDefault()
                   select new Row
                   {
                       Id = one.Id,
                       Reference = one.Reference,
                       Status = one.Status,
                       WatchingFor = one.WatchingFor,
                       CloseReason = one.CloseReason,
                       OpenedBy = one.OpenedBy,
                       OpenedAt = one.OpenedAt,
                       PartyName = party.Name,
                       Subject = judgment.Subject,
                       Balance = judgment.Balance,
                       PermitNumber = permit.Number,
                       TradeName = permit.TradeName,
                       Task = task!.Title,
                       TaskDue = task!.DueAt,
                   };
        return ListFilter.Pattern(Q) is { } pattern
            ? rows.Where(r => EF.Functions.ILike(r.Reference, pattern) || EF.Functions.ILike(r.PermitNumber, pattern) || EF.Functions.ILike(r.TradeName, pattern)
                || EF.Functions.ILike(r.PartyName, pattern) || EF.Functions.ILike(r.Subject, pattern))
            : rows;
    }
}
