using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Workflows;
using WageTheftPermits.Web.Pages.Workflows.Drawing;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Workflows;

/// <summary>What waits for a person to mend it, the oldest first; or what was mended, the newest first.</summary>
[Authorize(Policy = Access.ReadWorkflows)]
public sealed class IncidentsModel(PermitsDbContext db, WorkflowMaps maps) : PageModel
{
    /// <param name="What">The activity, or the event.</param>
    /// <param name="Href">Where it is mended.</param>
    public sealed record Row(WorkflowIncident Incident, string What, string Href, (string Text, string? Href)? About);

    /// <summary><c>open</c>, also where nothing is chosen, or <c>closed</c>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    /// <summary>A kind of incident; all where nothing is chosen.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Kind { get; set; }

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public Paging Paging { get; private set; } = new(1, 50, 0);

    public bool ShowsClosed => State == "closed";

    public bool IsFiltered => ShowsClosed || !string.IsNullOrEmpty(Kind);

    public IEnumerable<SelectListItem> States => [new("Open", "open", !ShowsClosed), new("Closed", "closed", ShowsClosed)];

    public IEnumerable<SelectListItem> Kinds => [new("Any", ""), .. new[] { "fault", "failure", "unanswered" }.Select(k => new SelectListItem(InstanceWords.Incident(k), k, k == Kind))];

    public async Task OnGetAsync(int p = 1, CancellationToken ct = default)
    {
        var incidents = db.WorkflowIncidents.AsNoTracking().Where(i => i.ResolvedAt != null == ShowsClosed);
        if (!string.IsNullOrEmpty(Kind))
            incidents = incidents.Where(i => i.Kind == Kind);
        Paging = new(p, 50, await incidents.LongCountAsync(ct));
        incidents = ShowsClosed ? incidents.OrderByDescending(i => i.ResolvedAt).ThenBy(i => i.Id) : incidents.OrderBy(i => i.OpenedAt).ThenBy(i => i.Id);
        var found = await (from incident in incidents.Skip(Paging.Skip).Take(Paging.Size)
                           join instance in db.WorkflowInstances on incident.InstanceId equals instance.Id into instances
                           from instance in instances.DefaultIfEmpty()
                           select new { incident, instance }).ToListAsync(ct);
        var about = await AboutNames.OfAsync(db, found.Select(f => f.instance?.CorrelationId).OfType<string>(), ct);
        var rows = new List<Row>();
        foreach (var (incident, instance) in found.Select(f => (f.incident, (WorkflowInstance?)f.instance)))
        {
            var map = instance is null ? null : await maps.GetAsync(db, instance.DefinitionId, instance.DefinitionVersion, ct);
            var what = incident.ActivityId is { } activity ? map?.NameOf(activity) ?? activity : InstanceWords.Incident(incident.Kind);
            rows.Add(new(incident, map is null ? what : $"{map.Definition.Name}: {what}",
                incident.Kind == "unanswered" ? $"/workflows/incidents/{incident.Id}" : $"/workflows/instances/{incident.InstanceId}", instance is null ? null : about[instance.CorrelationId]));
        }
        Rows = rows;
    }
}
