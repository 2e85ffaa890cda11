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

    /// <summary>The chosen rows after a place, in their order.</summary>
    public IQueryable<ListedInstance> Rows(PermitsDbContext db, DateTimeOffset now, ListPlace? after)
    {
        var rows = State switch
        {
            "ready" => Ready(db),
            "blocked" => Instances(db).Where(i => i.Status == "blocked").Select(i => new ListedInstance { Since = i.UpdatedAt, Place = i.Id, Instance = i }),
            "finished" or "cancelled" => Instances(db).Where(i => i.Status == State && i.EndedAt != null).Select(i => new ListedInstance { Since = i.EndedAt!.Value, Place = i.Id, Instance = i }),
            _ => Waits(db),
        };
        if (Days is { } days)
        {
            var until = now.AddDays(-days);
            rows = rows.Where(r => r.Since <= until);
        }
        if (after is not null && NewestFirst)
            rows = rows.Where(r => EF.Functions.LessThan(ValueTuple.Create(r.Since, r.Place), ValueTuple.Create(after.Since, after.Id)));
        else if (after is not null)
            rows = rows.Where(r => EF.Functions.GreaterThan(ValueTuple.Create(r.Since, r.Place), ValueTuple.Create(after.Since, after.Id)));
        return NewestFirst ? rows.OrderByDescending(r => r.Since).ThenByDescending(r => r.Place) : rows.OrderBy(r => r.Since).ThenBy(r => r.Place);
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
    private IQueryable<ListedInstance> Waits(PermitsDbContext db)
    {
        var waits = db.WorkflowWaits.AsNoTracking();
        if (Waiting?.Split(':', 2) is [var kind, .. var name])
        {
            waits = waits.Where(w => w.Kind == kind);
            if (name is [var one])
                waits = waits.Where(w => w.Name == one);
        }
        return from wait in waits
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
