using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Workflows;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Workflows;

/// <summary>
/// Which instances a list shows, one row for each, by how long it has been as it is. Each state is read by an index of its own, in the order that is shown, from the row on
/// after which the page before ended: the millionth instance costs what the first does.
/// </summary>
/// <param name="State">One of <see cref="States"/>.</param>
/// <param name="Waiting"><c>kind</c> or <c>kind:name</c> of what is waited for; null for whatever.</param>
/// <param name="Days">Only what has been so for this many days and more; null for any time.</param>
internal sealed record InstanceFilter(string? Definition, int? Version, string State, string? Waiting, int? Days)
{
    public static IReadOnlyList<(string Word, string Text)> States { get; } =
    [
        ("waiting", "Running: waits"), ("ready", "Running: has something to do"), ("blocked", "Blocked"), ("finished", "Finished"), ("cancelled", "Cancelled"),
    ];

    /// <summary>Kinds of waits; a name of what is waited for may follow after a colon.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["task", "timer", "fact", "event", "child"];

    /// <summary>What has ended is shown newest first; everything else by who has been so for longest.</summary>
    public bool NewestFirst => State is "finished" or "cancelled";

    /// <summary>The chosen rows in their order.</summary>
    public async Task<IQueryable<ListedInstance>> RowsAsync(PermitsDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        var rows = State switch
        {
            "ready" => Ready(db),
            "blocked" => Instances(db).Where(i => i.Status == "blocked").Select(i => new ListedInstance { Since = i.UpdatedAt, Place = i.Id, Instance = i }),
            "finished" or "cancelled" => Instances(db).Where(i => i.Status == State && i.EndedAt != null).Select(i => new ListedInstance { Since = i.EndedAt!.Value, Place = i.Id, Instance = i }),
            _ => Waits(db, await EarliestAsync(db, ct)),
        };
        if (Days is { } days)
        {
            var until = now.AddDays(-days);
            rows = rows.Where(r => r.Since <= until);
        }
        return NewestFirst ? rows.OrderByDescending(r => r.Since).ThenByDescending(r => r.Place) : rows.OrderBy(r => r.Since).ThenBy(r => r.Place);
    }

    /// <summary>The rows that follow a place.</summary>
    public IQueryable<ListedInstance> After(IQueryable<ListedInstance> rows, ListPlace place) => NewestFirst
        ? rows.Where(r => EF.Functions.LessThan(ValueTuple.Create(r.Since, r.Place), ValueTuple.Create(place.Since, place.Id)))
        : rows.Where(r => EF.Functions.GreaterThan(ValueTuple.Create(r.Since, r.Place), ValueTuple.Create(place.Since, place.Id)));

    /// <summary>
    /// Nothing chosen can have waited since before this: a day before the first of its instances was started. Without it the waits of a new version, all of them young,
    /// would be looked for behind a million older ones. Null where no definition and no version is chosen.
    /// </summary>
    private async Task<DateTimeOffset?> EarliestAsync(PermitsDbContext db, CancellationToken ct)
    {
        if (Definition is null && Version is null)
            return null;
        var first = await db.Database.SqlQuery<DateTimeOffset?>(
            $"""
             SELECT min(i.started_at) AS "Value" FROM workflow.definitions d
             CROSS JOIN LATERAL (SELECT started_at FROM workflow.instances i
                                 WHERE i.definition_id = d.definition_id AND i.definition_version = d.version AND i.status = 'running' ORDER BY i.id LIMIT 1) i
             WHERE ({Definition}::text IS NULL OR d.definition_id = {Definition}) AND ({Version}::integer IS NULL OR d.version = {Version})
             """).SingleAsync(ct);
        return first?.AddDays(-1);
    }

    private IQueryable<WorkflowInstance> Instances(PermitsDbContext db)
    {
        var instances = db.WorkflowInstances.AsNoTracking();
        if (Definition is not null)
            instances = instances.Where(i => i.DefinitionId == Definition);
        if (Version is not null)
            instances = instances.Where(i => i.DefinitionVersion == Version);
        return instances;
    }

    /// <summary>By its oldest wait, of those that are asked for.</summary>
    private IQueryable<ListedInstance> Waits(PermitsDbContext db, DateTimeOffset? earliest)
    {
        var waits = db.WorkflowWaits.AsNoTracking();
        if (Waiting?.Split(':', 2) is [var kind, .. var name])
        {
            waits = waits.Where(w => w.Kind == kind);
            if (name is [var one])
                waits = waits.Where(w => w.Name == one);
        }
        var young = earliest is { } since ? waits.Where(w => w.CreatedAt >= since) : waits;
        return from wait in young
               join instance in Instances(db) on wait.InstanceId equals instance.Id
               where instance.Status == "running"
                   && !waits.Any(o => o.InstanceId == wait.InstanceId && EF.Functions.LessThan(ValueTuple.Create(o.CreatedAt, o.Id), ValueTuple.Create(wait.CreatedAt, wait.Id)))
               select new ListedInstance { Since = wait.CreatedAt, Place = wait.Id, Instance = instance };
    }

    /// <summary>Those with a stimulus that lies before them, by the oldest.</summary>
    private IQueryable<ListedInstance> Ready(PermitsDbContext db) =>
        from lying in db.WorkflowStimuli.Where(s => s.ConsumedAt == null && !s.Parked).GroupBy(s => s.InstanceId).Select(g => new { Instance = g.Key, Since = g.Min(s => s.RaisedAt) })
        join instance in Instances(db) on lying.Instance equals instance.Id
        where instance.Status == "running"
        select new ListedInstance { Since = lying.Since, Place = instance.Id, Instance = instance };
}

/// <summary>One row: since when the instance has been so, and its place among those of the same moment.</summary>
internal sealed class ListedInstance
{
    public required DateTimeOffset Since { get; init; }

    public required Guid Place { get; init; }

    public required WorkflowInstance Instance { get; init; }
}
