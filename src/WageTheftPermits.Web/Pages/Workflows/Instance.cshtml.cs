using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Workflows;
using WageTheftPermits.Web.Pages.Workflows.Drawing;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Web.Pages.Workflows;

/// <summary>One instance: the path it took, what it waits for, its journal, and what stopped it, with the acts that mend it.</summary>
[Authorize(Policy = Access.ReadWorkflows)]
public sealed class InstanceModel(PermitsDbContext db, WorkflowMaps maps, ActivityCatalog catalog, DepartmentTime time) : PageModel
{
    private const int LinesShown = 50;

    /// <summary>Another instance that this one was started by, or that it started.</summary>
    public sealed record Relative(Guid Id, string Definition, string Status);

    /// <param name="Became">The event, with its outcome and how late it was.</param>
    /// <param name="Took">From its start to its end; null where the line does not end it.</param>
    public sealed record Line(long Id, DateTimeOffset At, string Activity, string Became, string By, TimeSpan? Took, string? Detail);

    internal StoryView Story { get; private set; } = null!;

    public WorkflowInstance Instance { get; private set; } = null!;

    public string StartedBy { get; private set; } = "";

    public (string Text, string? Href) About { get; private set; }

    public Relative? Parent { get; private set; }

    public IReadOnlyList<Relative> Children { get; private set; } = [];

    internal IReadOnlyList<ShownValue> Values { get; private set; } = [];

    public IReadOnlyList<WorkflowIncident> Incidents { get; private set; } = [];

    public IReadOnlyList<Line> Journal { get; private set; } = [];

    public Paging Paging { get; private set; } = new(1, LinesShown, 0);

    public async Task<IActionResult> OnGetAsync(Guid id, int p = 1) => await LoadAsync(id, p) ? Page() : NotFound();

    private async Task<bool> LoadAsync(Guid id, int page)
    {
        var ct = HttpContext.RequestAborted;
        if (await db.WorkflowInstances.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, ct) is not { } instance)
            return false;
        Instance = instance;
        var story = await InstanceStory.OfAsync(db, maps, instance, time.Now, ct);
        Story = StoryView.Of(story, time);
        About = InstanceWords.About(instance.CorrelationId);
        Values = ShownValue.Of(instance, story.Map.Definition, catalog);
        Incidents = await db.WorkflowIncidents.AsNoTracking().Where(i => i.InstanceId == id).OrderBy(i => i.ResolvedAt != null).ThenByDescending(i => i.OpenedAt).ToListAsync(ct);
        Parent = await Relatives(i => i.Id == instance.ParentInstanceId).SingleOrDefaultAsync(ct);
        Children = await Relatives(i => i.ParentInstanceId == id).Take(LinesShown).ToListAsync(ct);
        await ReadJournalAsync(story.Map, page, ct);
        return true;
    }

    private IQueryable<Relative> Relatives(System.Linq.Expressions.Expression<Func<WorkflowInstance, bool>> which) =>
        db.WorkflowInstances.Where(which).OrderBy(i => i.StartedAt).Select(i => new Relative(i.Id, i.DefinitionId, i.Status));

    /// <summary>Newest first.</summary>
    private async Task ReadJournalAsync(WorkflowMap map, int page, CancellationToken ct)
    {
        var lines = db.WorkflowJournal.AsNoTracking().Where(l => l.InstanceId == Instance.Id);
        Paging = new(page, LinesShown, await lines.LongCountAsync(ct));
        var rows = await (from line in lines
                          join execution in db.WorkflowExecutions on line.ExecutionId equals execution.Id into executions
                          from execution in executions.DefaultIfEmpty()
                          orderby line.Id descending
                          select new { Line = line, Started = (DateTimeOffset?)execution.StartedAt }).Skip(Paging.Skip).Take(Paging.Size).ToListAsync(ct);
        var actors = await ActorNames.OfAsync(db, rows.Select(r => r.Line.Actor).Append(Instance.StartedBy), ct);
        StartedBy = actors[Instance.StartedBy];
        Journal = [.. rows.Select(r => new Line(r.Line.Id, r.Line.At, r.Line.ActivityId is { } activity ? map.NameOf(activity) : "The instance", Became(r.Line), actors[r.Line.Actor],
            r.Line.Event is "completed" or "cancelled" or "faulted" && r.Started is { } started ? r.Line.At - started : null, r.Line.Detail))];
    }

    private static string Became(WorkflowJournalLine line)
    {
        var late = line.Detail is not null && JsonDocument.Parse(line.Detail).RootElement is { ValueKind: JsonValueKind.Object } detail
            && detail.TryGetProperty("late", out var span) && span.ValueKind == JsonValueKind.String && TimeSpan.TryParse(span.GetString(), out var by) ? $", {InstanceWords.HowLong(by)} late" : "";
        return InstanceWords.Event(line.Event) + (line.Outcome is null ? "" : $": {line.Outcome}") + late;
    }
}
