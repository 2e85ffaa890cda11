using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Messages;

/// <summary>Replays all that a list of quarantine shows, after a look at how many and why they are there.</summary>
[Authorize(Policy = Access.MendMessages)]
public sealed class ReplayModel(PermitsDbContext db, Units units) : PageModel
{
    public sealed class Form
    {
        public Guid FormId { get; set; }

        public long UpTo { get; set; }

        public int Seen { get; set; }

        [Required(ErrorMessage = "Give a reason."), StringLength(2000)]
        public string Reason { get; set; } = "";
    }

    public sealed record Why(string? Reason, int Count);

    [BindProperty(SupportsGet = true)]
    public MessageFilter Filter { get; set; } = new();

    public Form Input { get; private set; } = new();

    /// <summary>Why those are in quarantine that would be replayed, what is most frequent first.</summary>
    public IReadOnlyList<Why> Reasons { get; private set; } = [];

    /// <summary>All that match.</summary>
    public int Matching { get; private set; }

    /// <summary>Those among what is shown that contradict others, and stay.</summary>
    public int Conflicts { get; private set; }

    public Task OnGetAsync() => LoadAsync();

    public Task<IActionResult> OnPostAsync([Bind(Prefix = nameof(Input))] Form form) =>
        this.RecordAsync(units, new(Access.MendMessages, form.FormId, LoadAsync, () => Input = form,
            unit => ReplayDeliveries.HandleAsync(unit, new(Filter.Chosen, form.UpTo, form.Seen, form.Reason)),
            $"{(form.Seen == 1 ? "1 message" : $"{form.Seen:N0} messages")} will be read again, in the order in which they came. What is not mended comes back here."),
            RedirectToPage("/Messages/Index", Filter.Route));

    private async Task<bool> LoadAsync()
    {
        var ct = HttpContext.RequestAborted;
        var matching = ReplayDeliveries.Matching(db, Filter.Chosen);
        var batch = await matching.Take(ReplayDeliveries.Most).Select(d => new { d.Arrival, d.Reason }).ToListAsync(ct);
        Matching = batch.Count < ReplayDeliveries.Most ? batch.Count : await matching.CountAsync(ct);
        Reasons = [.. batch.GroupBy(d => d.Reason).Select(g => new Why(g.Key, g.Count())).OrderByDescending(w => w.Count).ThenBy(w => w.Reason, StringComparer.Ordinal)];
        Conflicts = await Filter.Chosen.Of(db).CountAsync(d => d.State == DeliveryState.Quarantined && db.JudgmentEvents.Any(e => e.Receipt == d.Receipt), ct);
        Input = new() { FormId = Guid.CreateVersion7(), UpTo = batch.Count > 0 ? batch[^1].Arrival : 0, Seen = batch.Count };
        return true;
    }
}
