using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Audit;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.Web.Api.People;

/// <summary>One entry of the record.</summary>
/// <param name="Subjects">What it concerns, such as <c>case:…</c>, and <c>token:…</c> where it was done over this API.</param>
/// <param name="Position">Where it is in the chain; null for the seconds until it is sealed.</param>
public sealed record AuditItem(long Id, DateTimeOffset At, string Actor, string Action, string Summary, string? Reason, IReadOnlyList<string> Subjects, JsonElement? Evidence, string? Definition, string? PolicyVersion, long? Position);

/// <summary>The audit record, oldest first.</summary>
internal static class AuditApi
{
    public static void Map(PersonRoutes routes) =>
        routes.List<AuditItem>("/audit", Access.ReadAudit, "ListAudit", "Everything that was ever done, oldest first. subject: case:…, permit:…, token:…; actor and action: exactly these; from and to: days of the department, both included.", ListAsync);

    private static async Task<IResult> ListAsync(string? subject, string? actor, string? action, string? from, string? to, string? after, string? limit, Asking ask)
    {
        var entries = ask.Db.AuditEntries.AsNoTracking();
        if (subject is not null)
            entries = entries.Where(e => e.Subjects.Contains(subject));
        if (actor is not null)
            entries = entries.Where(e => e.Actor == actor);
        if (action is not null)
            entries = entries.Where(e => e.Action == action);
        var policy = await ask.Policies.GetAsync(ask.Db, null, ask.Ct);
        if (Asking.Day("from", from) is { } first)
        {
            var begin = policy.EndOf(first.AddDays(-1));
            entries = entries.Where(e => e.At >= begin);
        }
        if (Asking.Day("to", to) is { } last)
        {
            var end = policy.EndOf(last);
            entries = entries.Where(e => e.At < end);
        }
        return await ask.ListAsync(from entry in entries
                                   join seal in ask.Db.AuditSeals on entry.Id equals seal.EntryId into seals
                                   from seal in seals.DefaultIfEmpty()
                                   select new { Entry = entry, Position = (long?)seal.Position }, row => row.Entry.Id,
            row => Item(row.Entry, row.Position), item => item.Id, after, limit);
    }

    private static AuditItem Item(AuditEntry entry, long? position) => new(entry.Id, entry.At, entry.Actor, entry.Action, entry.Summary, entry.Reason, entry.Subjects,
        entry.Evidence is null ? null : JsonElement.Parse(entry.Evidence), entry.Definition, entry.PolicyVersion, position);
}
