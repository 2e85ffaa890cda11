using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;

namespace WageTheftPermits.Web.Pages.Workflows;

/// <summary>What instances are about: a case by its reference, a renewal by its permit, with the page of each.</summary>
internal sealed class AboutNames
{
    private readonly Dictionary<string, string> _names;

    private AboutNames(Dictionary<string, string> names) => _names = names;

    /// <summary>The name, and the address of the page; what the department has no page of is called as the engine knows it.</summary>
    /// <param name="correlationId">Such as <c>case:…</c>.</param>
    public (string Text, string? Href) this[string correlationId] => _names.TryGetValue(correlationId, out var name)
        ? (name, correlationId.StartsWith("case:", StringComparison.Ordinal) ? $"/cases/{Id(correlationId)}" : $"/renewals/{Id(correlationId)}")
        : (correlationId, null);

    public static async Task<AboutNames> OfAsync(PermitsDbContext db, IEnumerable<string> correlationIds, CancellationToken ct)
    {
        var ids = correlationIds.Distinct().Where(about => Id(about) is not null).ToLookup(about => about.Split(':')[0], about => Id(about)!.Value);
        var (cases, renewals) = (ids["case"].ToList(), ids["renewal"].ToList());
        var names = new Dictionary<string, string>();
        foreach (var one in await db.Cases.Where(c => cases.Contains(c.Id)).Select(c => new { c.Id, c.Reference }).ToListAsync(ct))
            names[$"case:{one.Id}"] = $"Case {one.Reference}";
        foreach (var one in await (from renewal in db.Renewals
                                   join permit in db.Permits on renewal.PermitId equals permit.Id
                                   where renewals.Contains(renewal.Id)
                                   select new { renewal.Id, permit.Number }).ToListAsync(ct))
            names[$"renewal:{one.Id}"] = $"Renewal of {one.Number}";
        return new(names);
    }

    private static Guid? Id(string about) => about.Split(':', 2) is ["case" or "renewal", var id] && Guid.TryParse(id, out var found) ? found : null;
}
