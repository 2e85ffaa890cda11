using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;

namespace WageTheftPermits.Web.Shared;

/// <summary>The audit record of one thing, as its page shows it.</summary>
internal static class SubjectHistory
{
    /// <summary>More than this a page does not show; the audit page has all of it.</summary>
    private const int Most = 100;

    /// <param name="subject">Such as <c>permit:…</c>.</param>
    /// <returns>Newest first.</returns>
    public static async Task<Timeline> OfAsync(PermitsDbContext db, string subject, CancellationToken ct)
    {
        var entries = await db.AuditEntries.AsNoTracking().Where(e => e.Subjects.Contains(subject))
            .OrderByDescending(e => e.Id).Take(Most).Select(e => new { e.At, e.Actor, e.Action, e.Summary, e.Reason }).ToListAsync(ct);
        var actors = await ActorNames.OfAsync(db, entries.Select(e => e.Actor), ct);
        return new Timeline([.. entries.Select(e => new TimelineEntry(e.At, actors[e.Actor], e.Summary, e.Reason, Feel(e.Action)))]);
    }

    private static Tone Feel(string action) => action switch
    {
        "permit issued" or "hold lifted" or "requirement met" or "lapse taken back" or "condition met" => Tone.Good,
        "hold approved" or "renewal lapsed" or "message quarantined" or "conflict noticed" or "condition breached" => Tone.Stop,
        "renewal overdue" or "requirement raised" or "possible match found" or "possible same debt found" or "match reopened" or "hold proposed" or "hold suspended" or "permit holder changed" => Tone.Warning,
        "renewal opened" or "match confirmed" or "match cleared" or "debts linked" or "debts told apart" or "case opened" or "notice served" => Tone.Info,
        _ => Tone.Neutral,
    };
}
