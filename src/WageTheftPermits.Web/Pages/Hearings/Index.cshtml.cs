using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Hearings;

/// <summary>Charges and hearings: those with a day first, in the order of their days, then what waits for one.</summary>
public sealed class IndexModel(PermitsDbContext db) : PageModel
{
    public sealed record Row
    {
        public required Guid Id { get; init; }
        public required string Reference { get; init; }
        public required HearingStatus Status { get; init; }
        public required HearingOutcome? Outcome { get; init; }
        public required DateOnly? Day { get; init; }
        public required DateOnly RequestBy { get; init; }
        public required DateOnly? DecisionDueOn { get; init; }
        public required string? OfficerId { get; init; }
        public required string PermitNumber { get; init; }
        public required string TradeName { get; init; }
        public required Guid CaseId { get; init; }
        public required string Case { get; init; }
        public required OrderStatus? Order { get; init; }
        public required DateTimeOffset ChargedAt { get; init; }
    }

    /// <summary>A status word, <c>open</c> (also where nothing is chosen), <c>orders</c> (an order stands) or <c>all</c>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Status { get; set; }

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public Paging Paging { get; private set; } = new(1, 50, 0);

    public bool IsFiltered => Status is not (null or "open");

    public IEnumerable<SelectListItem> Statuses =>
    [
        new("Not decided", "open"), new("Orders that stand", "orders"), .. Enum.GetValues<HearingStatus>().Select(s => new SelectListItem(HearingWords.Status(s), Naming.Word(s))), new("All", "all"),
    ];

    public async Task OnGetAsync(int p = 1)
    {
        var ct = HttpContext.RequestAborted;
        var rows = Filtered();
        Paging = new(p, 50, await rows.LongCountAsync(ct));
        Rows = await rows.OrderBy(r => r.Day ?? r.DecisionDueOn ?? r.RequestBy).ThenBy(r => r.Reference).Skip(Paging.Skip).Take(Paging.Size).ToListAsync(ct);
    }

    private IQueryable<Row> Filtered()
    {
        var hearings = db.Hearings.AsNoTracking();
        if (Status is null or "open")
            hearings = hearings.Where(h => h.Status != HearingStatus.Decided && h.Status != HearingStatus.Ended);
        else if (Status == "orders")
            hearings = hearings.Where(h => db.PermitOrders.Any(o => o.HearingId == h.Id && o.EndedAt == null));
        else if (Enum.GetValues<HearingStatus>().Cast<HearingStatus?>().FirstOrDefault(s => Naming.Word(s!.Value) == Status) is { } status)
            hearings = hearings.Where(h => h.Status == status);
        return from hearing in hearings
               join permit in db.Permits on hearing.PermitId equals permit.Id
               join one in db.Cases on hearing.CaseId equals one.Id
               join order in db.PermitOrders on hearing.Id equals order.HearingId into orders
               from order in orders.DefaultIfEmpty()
               select new Row
               {
                   Id = hearing.Id,
                   Reference = hearing.Reference,
                   Status = hearing.Status,
                   Outcome = hearing.Outcome,
                   Day = hearing.Slot!.Day,
                   RequestBy = hearing.RequestBy,
                   DecisionDueOn = hearing.DecisionDueOn,
                   OfficerId = hearing.OfficerId,
                   PermitNumber = permit.Number,
                   TradeName = permit.TradeName,
                   CaseId = one.Id,
                   Case = one.Reference,
                   Order = (OrderStatus?)order.Status,
                   ChargedAt = hearing.ChargedAt,
               };
    }
}
