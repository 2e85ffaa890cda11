using System.ComponentModel.DataAnnotations;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Audit;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Messages;

/// <summary>One delivery: what came, what became of it, what the agency was told, and how it can be mended.</summary>
[Authorize(Policy = Access.ReadMessages)]
public sealed class DetailsModel(PermitsDbContext db, Units units) : PageModel
{
    public sealed class MendForm
    {
        public Guid FormId { get; set; }

        [Required(ErrorMessage = "Give a reason."), StringLength(2000)]
        public string Reason { get; set; } = "";
    }

    public sealed record Answer(DateTimeOffset At, string Type, DateTimeOffset? SentAt, string Body);

    public Delivery Delivery { get; private set; } = null!;

    public string AgencyName { get; private set; } = "";

    public Guid? JudgmentId { get; private set; }

    /// <summary>It contradicts another event of the agency: both are set aside until the agency settles it.</summary>
    public bool IsConflict { get; private set; }

    /// <summary>Who can mend it; null where it is not in quarantine.</summary>
    public Mender? Mender { get; private set; }

    /// <summary>What the agency was told about this delivery, oldest first.</summary>
    public IReadOnlyList<Answer> Answers { get; private set; } = [];

    public IReadOnlyList<AuditEntry> History { get; private set; } = [];

    public MendForm Replay { get; private set; } = new();

    public MendForm Reject { get; private set; } = new();

    public async Task<IActionResult> OnGetAsync(Guid receipt) => await LoadAsync(receipt) ? Page() : NotFound();

    public Task<IActionResult> OnPostReplayAsync(Guid receipt, [Bind(Prefix = nameof(Replay))] MendForm form) =>
        RecordAsync(receipt, form, () => Replay = form, unit => ReplayDelivery.HandleAsync(unit, new(receipt, form.Reason)),
            "The message will be read again in a moment. Reload the page to see what became of it.");

    public Task<IActionResult> OnPostRejectAsync(Guid receipt, [Bind(Prefix = nameof(Reject))] MendForm form) =>
        RecordAsync(receipt, form, () => Reject = form, unit => RejectDelivery.HandleAsync(unit, new(receipt, form.Reason)),
            "The message is rejected, and its agency is told why.");

    private Task<IActionResult> RecordAsync(Guid receipt, MendForm form, Action keepTyped, Func<UnitOfWork, Task> act, string done) =>
        this.RecordAsync(units, new(Access.MendMessages, form.FormId, () => LoadAsync(receipt), keepTyped, act, done), RedirectToPage(new { receipt }));

    private async Task<bool> LoadAsync(Guid receipt)
    {
        var ct = HttpContext.RequestAborted;
        if (await db.Deliveries.AsNoTracking().SingleOrDefaultAsync(d => d.Receipt == receipt, ct) is not { } delivery)
            return false;
        Delivery = delivery;
        AgencyName = await db.Agencies.Where(a => a.Key == delivery.Agency).Select(a => a.Name).SingleAsync(ct);
        JudgmentId = await db.Judgments.Where(j => j.Agency == delivery.Agency && j.Subject == delivery.Subject).Select(j => (Guid?)j.Id).SingleOrDefaultAsync(ct);
        IsConflict = delivery.State == DeliveryState.Quarantined && await db.JudgmentEvents.AnyAsync(e => e.Receipt == receipt, ct);
        if (delivery.State == DeliveryState.Quarantined)
            Mender = await Quarantine.ToMendHere(db).AnyAsync(d => d.Receipt == receipt, ct) ? Application.Messaging.Mender.Department : Application.Messaging.Mender.Agency;
        // A receipt names its delivery only in its body, which is ours and therefore JSON.
        var answers = await db.Outbox.FromSql(
            $"""
             SELECT * FROM outbox
             WHERE agency = {delivery.Agency} AND type LIKE 'receipt.%' AND subject IS NOT DISTINCT FROM {delivery.Subject}
               AND created_at >= {delivery.ReceivedAt} AND convert_from(body, 'UTF8')::jsonb #>> ARRAY['data', 'receipt'] = {receipt.ToString()}
             """).AsNoTracking().OrderBy(m => m.Id).ToListAsync(ct);
        Answers = [.. answers.Select(m => new Answer(m.CreatedAt, m.Type, m.SentAt, Encoding.UTF8.GetString(m.Body)))];
        var key = $"delivery:{receipt}";
        History = await db.AuditEntries.AsNoTracking().Where(e => e.Subjects.Contains(key)).OrderByDescending(e => e.Id).Take(50).ToListAsync(ct);
        Replay = new() { FormId = Guid.CreateVersion7() };
        Reject = new() { FormId = Guid.CreateVersion7() };
        return true;
    }
}
