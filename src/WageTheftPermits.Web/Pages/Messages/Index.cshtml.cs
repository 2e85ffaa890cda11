using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Messages;

/// <summary>Every delivery of every agency: what is in quarantine first, then the newest.</summary>
[Authorize(Policy = Access.ReadMessages)]
public sealed class IndexModel(PermitsDbContext db) : PageModel
{
    public sealed record Row
    {
        public required Guid Receipt { get; init; }
        public required string Agency { get; init; }
        public required string Door { get; init; }
        public required DateTimeOffset ReceivedAt { get; init; }
        public required DeliveryState State { get; init; }
        public required string? EventType { get; init; }
        public required string? Subject { get; init; }
        public required long? Sequence { get; init; }
        public required string? Reason { get; init; }
    }

    /// <summary>A state's word; all where nothing is chosen.</summary>
    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Agency { get; set; }

    /// <summary>Part of a judgment's key.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Subject { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Door { get; set; }

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public Paging Paging { get; private set; } = new(1, 50, 0);

    public long InQuarantine { get; private set; }

    public IReadOnlyList<SelectListItem> Agencies { get; private set; } = [];

    public bool IsFiltered => !string.IsNullOrEmpty(State) || !string.IsNullOrEmpty(Agency) || !string.IsNullOrWhiteSpace(Subject) || !string.IsNullOrEmpty(Door);

    public IEnumerable<SelectListItem> States =>
        [new("Any", ""), .. Enum.GetValues<DeliveryState>().Select(s => new SelectListItem(MessageWords.State(s), Naming.Word(s), Naming.Word(s) == State))];

    public IEnumerable<SelectListItem> Doors =>
        [new("Any", ""), .. new[] { "amqp", "http", "csv" }.Select(d => new SelectListItem(MessageWords.Door(d), d, d == Door))];

    public async Task OnGetAsync(int p = 1)
    {
        var ct = HttpContext.RequestAborted;
        var agencies = await db.Agencies.OrderBy(a => a.Name).Select(a => new { a.Key, a.Name }).ToListAsync(ct);
        Agencies = [new("Any", ""), .. agencies.Select(a => new SelectListItem(a.Name, a.Key, a.Key == Agency))];
        InQuarantine = await db.Deliveries.LongCountAsync(d => d.State == DeliveryState.Quarantined, ct);
        var deliveries = Filtered();
        Paging = new(p, 50, await deliveries.LongCountAsync(ct));
        Rows = await deliveries.OrderByDescending(d => d.State == DeliveryState.Quarantined).ThenByDescending(d => d.Arrival)
            .Skip(Paging.Skip).Take(Paging.Size)
            .Select(d => new Row
            {
                Receipt = d.Receipt,
                Agency = d.Agency,
                Door = d.Door,
                ReceivedAt = d.ReceivedAt,
                State = d.State,
                EventType = d.EventType,
                Subject = d.Subject,
                Sequence = d.Sequence,
                Reason = d.Reason,
            }).ToListAsync(ct);
    }

    private IQueryable<Delivery> Filtered()
    {
        var deliveries = db.Deliveries.AsNoTracking();
        if (Enum.GetValues<DeliveryState>().Cast<DeliveryState?>().FirstOrDefault(s => Naming.Word(s!.Value) == State) is { } state)
            deliveries = deliveries.Where(d => d.State == state);
        if (!string.IsNullOrEmpty(Agency))
            deliveries = deliveries.Where(d => d.Agency == Agency);
        if (!string.IsNullOrEmpty(Door))
            deliveries = deliveries.Where(d => d.Door == Door);
        if (ListFilter.Pattern(Subject) is { } pattern)
            deliveries = deliveries.Where(d => d.Subject != null && EF.Functions.ILike(d.Subject, pattern));
        return deliveries;
    }
}
