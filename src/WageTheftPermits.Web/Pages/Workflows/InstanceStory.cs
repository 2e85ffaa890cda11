using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Workflows;
using WageTheftPermits.Web.Pages.Workflows.Drawing;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Workflows;

/// <summary>How often something became of an activity, and when and by whom last.</summary>
/// <param name="Event"><c>completed</c> or <c>cancelled</c>, as the journal says; <c>started</c> counts what has not ended, and <c>stopped</c> what cannot go on.</param>
internal sealed record StepTaken(string Activity, string Name, string Event, string? Outcome, int Times, DateTimeOffset Last, string By);

/// <summary>One thing that an instance waits for now.</summary>
/// <param name="What">In words.</param>
/// <param name="Until">When a timer fires, or a task is due.</param>
/// <param name="IsLate">That moment has passed.</param>
/// <param name="Href">Where that can be seen; null where it has no page.</param>
/// <param name="Taken">The task, where somebody has taken it.</param>
internal sealed record WaitedFor(string Activity, string Name, string Kind, string What, DateTimeOffset Since, DateTimeOffset? Until, bool IsLate, string? Href, Guid? Taken);

/// <summary>What an instance did and what it waits for: the same for its drawing and for its words.</summary>
internal sealed record InstanceStory(WorkflowInstance Instance, WorkflowMap Map, IReadOnlyList<StepTaken> Steps, IReadOnlyList<WaitedFor> Waits, IReadOnlySet<string> Stopped)
{
    public bool HasEnded => Instance.Status is "finished" or "cancelled";

    /// <summary>The instance that carries on a case or a renewal, the newest where there were several; null where there is none.</summary>
    /// <param name="about">Such as <c>case:…</c>.</param>
    public static async Task<InstanceStory?> AboutAsync(PermitsDbContext db, WorkflowMaps maps, string about, DateTimeOffset now, CancellationToken ct)
    {
        var instance = await db.WorkflowInstances.Where(i => i.CorrelationId == about && i.ParentInstanceId == null).OrderByDescending(i => i.StartedAt).ThenByDescending(i => i.Id).FirstOrDefaultAsync(ct);
        return instance is null ? null : await OfAsync(db, maps, instance, now, ct);
    }

    public static async Task<InstanceStory> OfAsync(PermitsDbContext db, WorkflowMaps maps, WorkflowInstance instance, DateTimeOffset now, CancellationToken ct)
    {
        var map = await maps.GetAsync(db, instance.DefinitionId, instance.DefinitionVersion, ct);
        var stopped = await db.WorkflowIncidents.Where(i => i.InstanceId == instance.Id && i.ResolvedAt == null && i.ActivityId != null).Select(i => i.ActivityId!).ToListAsync(ct);
        return new(instance, map, await StepsAsync(db, map, instance.Id, stopped, ct), await WaitsAsync(db, map, instance, now, ct), stopped.ToHashSet());
    }

    // By the journal, which is found by its instance; ended executions are not.
    private static async Task<IReadOnlyList<StepTaken>> StepsAsync(PermitsDbContext db, WorkflowMap map, Guid instance, List<string> stopped, CancellationToken ct)
    {
        var root = map.Definition.Root.Children.Count > 0 ? map.Definition.Root.Id : "";
        var rows = await db.Database.SqlQuery<Step>(
            $"""
             SELECT activity_id AS "Activity", event AS "Event", outcome AS "Outcome", count(*)::integer AS "Times", min(id) AS "First", max(at) AS "Last",
                    (array_agg(actor ORDER BY id DESC))[1] AS "By"
             FROM workflow.journal
             WHERE instance_id = {instance} AND activity_id IS NOT NULL AND activity_id <> {root} AND event IN ('started', 'completed', 'cancelled')
             GROUP BY activity_id, event, outcome
             """).ToListAsync(ct);
        var actors = await ActorNames.OfAsync(db, rows.Select(row => row.By), ct);
        var ended = rows.Where(row => row.Event != "started").GroupBy(row => row.Activity).ToDictionary(same => same.Key, same => same.Sum(row => row.Times));
        var steps = from row in rows
                    let isBegun = row.Event == "started"
                    let times = isBegun ? row.Times - ended.GetValueOrDefault(row.Activity) : row.Times
                    where times > 0
                    orderby row.First
                    select new StepTaken(row.Activity, map.NameOf(row.Activity), isBegun && stopped.Contains(row.Activity) ? "stopped" : row.Event, row.Outcome, times, row.Last, actors[row.By]);
        return [.. steps];
    }

    private static async Task<IReadOnlyList<WaitedFor>> WaitsAsync(PermitsDbContext db, WorkflowMap map, WorkflowInstance instance, DateTimeOffset now, CancellationToken ct)
    {
        var rows = await (from wait in db.WorkflowWaits
                          join execution in db.WorkflowExecutions on wait.ExecutionId equals execution.Id
                          join task in db.WorkflowTasks on wait.TaskId equals task.Id into tasks
                          from task in tasks.DefaultIfEmpty()
                          where wait.InstanceId == instance.Id
                          orderby wait.CreatedAt, wait.Id
                          select new { Wait = wait, execution.ActivityId, Task = task }).ToListAsync(ct);
        var actors = await ActorNames.OfAsync(db, rows.Select(row => row.Task?.ClaimedBy ?? row.Task?.AssignedTo).OfType<string>(), ct);
        return [.. rows.Select(row =>
        {
            var (wait, task) = (row.Wait, row.Task);
            var until = wait.DueAt ?? task?.DueAt;
            var href = wait.Kind == "child" ? $"/workflows/instances/{wait.Key}" : null;
            return new WaitedFor(row.ActivityId, map.NameOf(row.ActivityId), wait.Kind, InstanceWords.Wait(wait, task, instance, actors), wait.CreatedAt, until, until < now, href, task?.ClaimedBy is null ? null : task.Id);
        })];
    }

    private sealed record Step(string Activity, string Event, string? Outcome, int Times, long First, DateTimeOffset Last, string By);
}
