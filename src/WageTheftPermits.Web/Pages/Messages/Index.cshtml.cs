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

    [BindProperty(SupportsGet = true)]
    public MessageFilter Filter { get; set; } = new();

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public Paging Paging { get; private set; } = new(1, 50, 0);

    public long InQuarantine { get; private set; }

    public IReadOnlyList<SelectListItem> Agencies { get; private set; } = [];

    /// <summary>Of the rows that are in quarantine, those that the department can mend.</summary>
    public IReadOnlySet<Guid> ToMendHere { get; private set; } = new HashSet<Guid>();

    /// <summary>Of what is shown in quarantine, how many can be replayed.</summary>
    public int Replayable { get; private set; }

    /// <summary>Who mends what a row shows; null where it is not in quarantine.</summary>
    public Mender? MenderOf(Row row) =>
        row.State != DeliveryState.Quarantined ? null : ToMendHere.Contains(row.Receipt) ? Mender.Department : Mender.Agency;

    public async Task OnGetAsync(int p = 1)
    {
        var ct = HttpContext.RequestAborted;
        var agencies = await db.Agencies.OrderBy(a => a.Name).Select(a => new { a.Key, a.Name }).ToListAsync(ct);
        Agencies = [new("Any", ""), .. agencies.Select(a => new SelectListItem(a.Name, a.Key, a.Key == Filter.Agency))];
        InQuarantine = await db.Deliveries.LongCountAsync(d => d.State == DeliveryState.Quarantined, ct);
        var deliveries = Filter.Chosen.Of(db).AsNoTracking();
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
        var shown = Rows.Where(r => r.State == DeliveryState.Quarantined).Select(r => r.Receipt).ToList();
        ToMendHere = await Quarantine.ToMendHere(db).Where(d => shown.Contains(d.Receipt)).Select(d => d.Receipt).ToHashSetAsync(ct);
        if (Filter.IsQuarantine && User.May(Access.MendMessages))
            Replayable = await ReplayDeliveries.Matching(db, Filter.Chosen).CountAsync(ct);
    }
}
