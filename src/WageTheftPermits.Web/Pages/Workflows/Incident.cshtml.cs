using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Workflows;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Workflows;

/// <summary>An event that nothing waited for in its time. What stopped an instance is mended on the instance's page.</summary>
[Authorize(Policy = Access.ReadWorkflows)]
public sealed class IncidentModel(PermitsDbContext db, Units units) : PageModel
{
    public WorkflowIncident Incident { get; private set; } = null!;

    public WorkflowStimulus Event { get; private set; } = null!;

    public string RaisedBy { get; private set; } = "";

    public InstanceForms.Reasoned Dismiss { get; private set; } = new();

    public InstanceForms.Reasoned Again { get; private set; } = new();

    public async Task<IActionResult> OnGetAsync(Guid id) => await LoadAsync(id) ? Page() : NotFound();

    public Task<IActionResult> OnPostDismissAsync(Guid id, [Bind(Prefix = nameof(Dismiss))] InstanceForms.Reasoned form) => RecordAsync(id, form, () => Dismiss = form,
        unit => DismissIncident.HandleAsync(unit, new(id, form.Reason)), "The event is dismissed.");

    public Task<IActionResult> OnPostAgainAsync(Guid id, [Bind(Prefix = nameof(Again))] InstanceForms.Reasoned form) => RecordAsync(id, form, () => Again = form,
        unit => RaiseAgain.HandleAsync(unit, new(id, form.Reason)), "The event is raised again.");

    private Task<IActionResult> RecordAsync(Guid id, InstanceForms.Reasoned form, Action keepTyped, Func<UnitOfWork, Task> act, string done) =>
        this.RecordAsync(units, new(Access.Administer, form.FormId, () => LoadAsync(id), keepTyped, act, done), RedirectToPage("/Workflows/Incidents"));

    private async Task<bool> LoadAsync(Guid id)
    {
        var ct = HttpContext.RequestAborted;
        var found = await (from incident in db.WorkflowIncidents
                           join stimulus in db.WorkflowStimuli on incident.StimulusId equals stimulus.Id
                           where incident.Id == id
                           select new { incident, stimulus }).AsNoTracking().SingleOrDefaultAsync(ct);
        if (found is null)
            return false;
        (Incident, Event) = (found.incident, found.stimulus);
        RaisedBy = (await ActorNames.OfAsync(db, [Event.Actor], ct))[Event.Actor];
        return true;
    }
}
