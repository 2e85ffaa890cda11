using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Audit;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Audit;

/// <summary>Everything that was ever done here, newest first. Nobody can change or remove an entry unseen: where it is in the chain stands beside it.</summary>
[Authorize(Policy = Access.ReadAudit)]
public sealed class IndexModel(PermitsDbContext db, CurrentPolicy policies) : PageModel
{
    private static readonly JsonSerializerOptions s_indented = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What it concerns, whole: <c>case:…</c>, <c>permit:…</c>, <c>judgment:…</c>, <c>hold:…</c>, <c>match:…</c>, <c>delivery:…</c>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Subject { get; set; }

    /// <summary>Part of the name of who did it.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Actor { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    /// <summary>First day, <c>yyyy-MM-dd</c> in the department's time zone.</summary>
    [BindProperty(SupportsGet = true)]
    public string? From { get; set; }

    /// <summary>Last day, itself included.</summary>
    [BindProperty(SupportsGet = true)]
    public string? To { get; set; }

    public IReadOnlyList<AuditEntry> Entries { get; private set; } = [];

    /// <summary>Positions in the chain by entry; an entry that is not here waits to be sealed, which takes seconds.</summary>
    public IReadOnlyDictionary<long, long> Positions { get; private set; } = new Dictionary<long, long>();

    public Paging Paging { get; private set; } = new(1, 50, 0);

    public bool IsFiltered => new[] { Subject, Actor, Done, From, To }.Any(typed => !string.IsNullOrWhiteSpace(typed));

    public async Task OnGetAsync(int p = 1)
    {
        var ct = HttpContext.RequestAborted;
        var entries = await FilteredAsync(ct);
        Paging = new(p, 50, await entries.LongCountAsync(ct));
        Entries = await entries.OrderByDescending(e => e.Id).Skip(Paging.Skip).Take(Paging.Size).ToListAsync(ct);
        var shown = Entries.Select(e => e.Id).ToArray();
        Positions = await db.AuditSeals.AsNoTracking().Where(s => shown.Contains(s.EntryId)).ToDictionaryAsync(s => s.EntryId, s => s.Position, ct);
    }

    /// <summary>The page of a subject, where it has one that the reader may open.</summary>
    public string? PageOf(string subject) => subject.Split(':', 2) is [var kind, var id] && Guid.TryParse(id, out _)
        ? kind switch
        {
            "case" => $"/cases/{id}",
            "hold" => $"/holds/{id}",
            "match" => $"/matches/{id}",
            "delivery" when User.May(Access.ReadMessages) => $"/messages/{id}",
            "account" when User.May(Access.Administer) => $"/accounts/{id}",
            "hearing" => $"/hearings/{id}",
            "letter" => $"/letters/{id}",
            "document" => $"/documents/{id}",
            "ownership-change" => $"/ownership/{id}",
            "permit" => $"/permits/{id}",
            "judgment" => $"/judgments/{id}",
            "renewal" => $"/renewals/{id}",
            _ => null,
        }
        : null;

    public static string Indented(string json) => JsonSerializer.Serialize(JsonDocument.Parse(json).RootElement, s_indented);

    private async Task<IQueryable<AuditEntry>> FilteredAsync(CancellationToken ct)
    {
        var entries = db.AuditEntries.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(Subject))
        {
            var subject = Subject.Trim();
            entries = entries.Where(e => e.Subjects.Contains(subject));
        }
        if (ListFilter.Pattern(Actor) is { } actor)
            entries = entries.Where(e => EF.Functions.ILike(e.Actor, actor));
        if (ListFilter.Pattern(Done) is { } done)
            entries = entries.Where(e => EF.Functions.ILike(e.Action, done));
        var policy = await policies.GetAsync(db, null, ct);
        if (ListFilter.Day(From) is { } first)
        {
            var from = policy.EndOf(first.AddDays(-1));
            entries = entries.Where(e => e.At >= from);
        }
        if (ListFilter.Day(To) is { } last)
        {
            var until = policy.EndOf(last);
            entries = entries.Where(e => e.At < until);
        }
        return entries;
    }
}
