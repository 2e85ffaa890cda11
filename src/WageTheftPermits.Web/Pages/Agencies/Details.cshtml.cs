using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Messaging.Transport;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Agencies;

/// <summary>How it stands with one agency: what came and when, what is in the way, what it was told, and how it is connected.</summary>
[Authorize(Policy = Access.ReadMessages)]
public sealed class DetailsModel(PermitsDbContext db, DepartmentTime time, AgencyBus bus) : PageModel
{
    public sealed record Became(DeliveryState State, long Count);

    public AgencyHealth Agency { get; private set; } = null!;

    public DateTimeOffset Now { get; } = time.Now;

    /// <summary>Messages on a usual day; null where that is not known yet.</summary>
    public double? Usual { get; private set; }

    /// <summary>Its longest silence between two messages; null before the second.</summary>
    public TimeSpan? LongestSilence { get; private set; }

    /// <summary>What the messages of seven days became; each answer is a receipt.</summary>
    public IReadOnlyList<Became> Week { get; private set; } = [];

    /// <summary>When the broker last confirmed news for it.</summary>
    public DateTimeOffset? LastSent { get; private set; }

    /// <summary>Those in force first, the newest first.</summary>
    public IReadOnlyList<AgencyToken> Tokens { get; private set; } = [];

    public int ActiveTokens => Tokens.Count(t => t.RevokedAt is null);

    public DateTimeOffset? NewestToken => Tokens.Where(t => t.RevokedAt is null).Max(t => (DateTimeOffset?)t.CreatedAt);

    public bool IsReading => bus.IsReading(Agency.Key);

    public async Task<IActionResult> OnGetAsync(string key, CancellationToken ct = default)
    {
        var began = time.DayBegan;
        if (await AgencyHealth.Read(db, Now, began).SingleOrDefaultAsync(a => a.Key == key, ct) is not { } agency)
            return NotFound();
        (Agency, Usual) = (agency, agency.Usual(began));
        LongestSilence = await db.Database.SqlQuery<TimeSpan?>($"""SELECT longest AS "Value" FROM agency_silences({key})""").SingleAsync(ct);
        var week = began.AddDays(-6);
        Week = await db.Deliveries.Where(d => d.Agency == key && d.ReceivedAt >= week).GroupBy(d => d.State).Select(g => new Became(g.Key, g.LongCount())).ToListAsync(ct);
        LastSent = await db.Outbox.Where(m => m.Agency == key && m.SentAt != null).OrderByDescending(m => m.Id).Select(m => m.SentAt).FirstOrDefaultAsync(ct);
        Tokens = await db.AgencyTokens.AsNoTracking().Where(t => t.Agency == key).OrderBy(t => t.RevokedAt != null).ThenByDescending(t => t.CreatedAt).ToListAsync(ct);
        return Page();
    }
}
