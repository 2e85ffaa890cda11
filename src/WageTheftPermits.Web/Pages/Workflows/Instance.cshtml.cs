using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Workflows;
using WageTheftPermits.Domain;
using WageTheftPermits.Web.Pages.Workflows.Drawing;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Web.Pages.Workflows;

/// <summary>One instance: the path it took, what it waits for, its journal, and what stopped it, with the acts that mend it.</summary>
[Authorize(Policy = Access.ReadWorkflows)]
public sealed class InstanceModel(PermitsDbContext db, Units units, WorkflowRunner workflows, WorkflowMaps maps, ActivityCatalog catalog, SkipForesight foresight, DepartmentTime time) : PageModel
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

    public InstanceForms.Reasoned Retry { get; private set; } = new();

    public InstanceForms.Skipped Skip { get; private set; } = new();

    public InstanceForms.Amended Amend { get; private set; } = new();

    public InstanceForms.Reasoned Cancel { get; private set; } = new();

    public InstanceForms.Released Release { get; private set; } = new();

    public InstanceForms.Reasoned Anew { get; private set; } = new();

    /// <summary>The open case or renewal that this instance carried on and that no workflow carries on now, in words; null where there is none.</summary>
    public string? LeftAlone { get; private set; }

    /// <summary>Tasks that somebody has taken.</summary>
    public IEnumerable<SelectListItem> Taken => Story.Story.Waits.Where(wait => wait.Taken is not null).Select(wait => new SelectListItem(wait.What, $"{wait.Taken}"));

    /// <summary>The ways past what stopped it.</summary>
    public IReadOnlyList<SelectListItem> SkipChoices { get; private set; } = [];

    public IEnumerable<SelectListItem> Variables => Story.Story.Map.Definition.Variables.Select(variable => new SelectListItem($"{variable.Name} ({variable.TypeName})", variable.Name));

    public async Task<IActionResult> OnGetAsync(Guid id, int p = 1) => await LoadAsync(id, p) ? Page() : NotFound();

    public Task<IActionResult> OnPostRetryAsync(Guid id, [Bind(Prefix = nameof(Retry))] InstanceForms.Reasoned form) => RecordAsync(id, form, () => Retry = form,
        unit => RetryInstance.HandleAsync(unit, new(id, form.Reason)), "It was tried again.");

    public Task<IActionResult> OnPostSkipAsync(Guid id, [Bind(Prefix = nameof(Skip))] InstanceForms.Skipped form) => RecordAsync(id, form, () => Skip = form,
        unit => SkipChoice.Parse(form.Choice) is { } choice
            ? SkipActivity.HandleAsync(unit, new(choice.Incident, choice.Outcome, form.Reason))
            : throw new RuleViolation("workflow.choice", "Choose one of the ways to go on."), "It went on without what stopped it.");

    public Task<IActionResult> OnPostAmendAsync(Guid id, [Bind(Prefix = nameof(Amend))] InstanceForms.Amended form) => RecordAsync(id, form, () => Amend = form,
        unit => AmendVariable.HandleAsync(unit, new(id, form.Variable!, form.Value ?? "", form.Reason)), "The variable has its new value.");

    public Task<IActionResult> OnPostCancelAsync(Guid id, [Bind(Prefix = nameof(Cancel))] InstanceForms.Reasoned form) => RecordAsync(id, form, () => Cancel = form,
        unit => CancelInstance.HandleAsync(unit, new(id, form.Reason)), "The instance is cancelled.");

    public Task<IActionResult> OnPostReleaseAsync(Guid id, [Bind(Prefix = nameof(Release))] InstanceForms.Released form) => RecordAsync(id, form, () => Release = form,
        unit => ReleaseTask.HandleAsync(unit, new(form.TaskId!.Value, form.Reason)), "The task is open to all who may do it.", Access.ReleaseTasks);

    public Task<IActionResult> OnPostAnewAsync(Guid id, [Bind(Prefix = nameof(Anew))] InstanceForms.Reasoned form) => RecordAsync(id, form, () => Anew = form,
        unit => StartAnew.HandleAsync(unit, new(id, form.Reason)), "A workflow carries it on again.");

    private Task<IActionResult> RecordAsync(Guid id, InstanceForms.Reasoned form, Action keepTyped, Func<UnitOfWork, Task> act, string done, string policy = Access.Administer) =>
        this.RecordAsync(units, new(policy, form.FormId, () => LoadAsync(id, 1), keepTyped, act, done) { Afterwards = () => workflows.AdvanceNowAsync(Instance.CorrelationId, HttpContext.RequestAborted) },
            RedirectToPage(new { id }));

    private async Task<bool> LoadAsync(Guid id, int page)
    {
        var ct = HttpContext.RequestAborted;
        if (await db.WorkflowInstances.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, ct) is not { } instance)
            return false;
        Instance = instance;
        var story = await InstanceStory.OfAsync(db, maps, instance, time.Now, ct);
        Story = StoryView.Of(story, time);
        About = (await AboutNames.OfAsync(db, [instance.CorrelationId], ct))[instance.CorrelationId];
        Values = ShownValue.Of(instance, story.Map.Definition, catalog);
        Incidents = await db.WorkflowIncidents.AsNoTracking().Where(i => i.InstanceId == id).OrderBy(i => i.ResolvedAt != null).ThenByDescending(i => i.OpenedAt).ToListAsync(ct);
        if (User.May(Access.Administer))
            SkipChoices = await SkipChoicesAsync(story.Map, ct);
        LeftAlone = instance.EndedAt is null ? null : await StartAnew.LeftAloneAsync(db, instance.CorrelationId, ct);
        Parent = await Relatives(i => i.Id == instance.ParentInstanceId).SingleOrDefaultAsync(ct);
        Children = await Relatives(i => i.ParentInstanceId == id).Take(LinesShown).ToListAsync(ct);
        await ReadJournalAsync(story.Map, page, ct);
        return true;
    }

    private async Task<IReadOnlyList<SelectListItem>> SkipChoicesAsync(WorkflowMap map, CancellationToken ct)
    {
        var shown = new List<SelectListItem>();
        foreach (var incident in Incidents.Where(i => i.ResolvedAt is null && i.Kind != "unanswered"))
        {
            foreach (var outcome in await units.RunAsync(User.AsActor(), unit => SkipActivity.ChoicesAsync(unit, incident.Id), ct))
            {
                var left = await foresight.LeftAloneAsync(User.AsActor(), incident.Id, outcome, ct);
                shown.Add(new($"{map.NameOf(incident.ActivityId!)}: {outcome}{(left is null ? "" : $" (ends the workflow: {left} would be left without one)")}", new SkipChoice(incident.Id, outcome).ToString()));
            }
        }

        return shown;
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
