using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;

namespace WageTheftPermits.Web.Pages.Workflows;

/// <summary>A kind of thing that is waited for, and its name; empty for timers.</summary>
internal sealed record WaitName(string Kind, string Name);

internal static class WaitNames
{
    /// <summary>What is waited for now. Leaps from name to name in the index: as many steps as there are names, however many waits.</summary>
    public static Task<List<WaitName>> OfAsync(PermitsDbContext db, CancellationToken ct) => db.Database.SqlQuery<WaitName>(
        $"""
         WITH RECURSIVE names AS (
             (SELECT kind, name FROM workflow.waits ORDER BY kind, name LIMIT 1)
             UNION ALL
             SELECT next.kind, next.name FROM names
             CROSS JOIN LATERAL (SELECT kind, name FROM workflow.waits w WHERE (w.kind, w.name) > (names.kind, names.name) ORDER BY kind, name LIMIT 1) AS next)
         SELECT kind AS "Kind", name AS "Name" FROM names LIMIT 200
         """).ToListAsync(ct);
}
