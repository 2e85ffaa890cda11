using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Renewals;

/// <summary>One thing that is owed for a renewal: recording that it came, or waiving it.</summary>
public sealed class RequirementModel(PermitsDbContext db, Units units, WorkflowRunner workflows) : PageModel
{
    public sealed class MeetingForm
    {
        [Required(ErrorMessage = "Give the day.")]
        public DateOnly? On { get; set; }

        [Required(ErrorMessage = "Say what shows it."), StringLength(500)]
        public string Evidence { get; set; } = "";
    }

    public sealed class WaiverForm
    {
        [Required(ErrorMessage = "Say why it is waived."), StringLength(2000)]
        public string Reason { get; set; } = "";
    }

    public Requirement Requirement { get; private set; } = null!;

    public Permit Permit { get; private set; } = null!;

    public bool IsFee => Requirement.Kind == RequirementKind.Fee;

    public string RaisedBy => Requirement.ByPermitSystem ? "the permit system" : Requirement.RaisedBy;

    public MeetingForm Meeting { get; private set; } = new();

    public WaiverForm Waiver { get; private set; } = new();

    public Guid FormId { get; private set; } = Guid.NewGuid();

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    public Task<IActionResult> OnPostMeetAsync(Guid id, Guid formId, [Bind(Prefix = nameof(Meeting))] MeetingForm meeting, CancellationToken ct)
    {
        Meeting = meeting;
        return ActAsync(id, formId, Access.ProcessRenewals, unit => MeetRequirement.HandleAsync(unit, new(id, meeting.On!.Value, meeting.Evidence)), "It is recorded.", ct);
    }

    public Task<IActionResult> OnPostWaiveAsync(Guid id, Guid formId, [Bind(Prefix = nameof(Waiver))] WaiverForm waiver, CancellationToken ct)
    {
        Waiver = waiver;
        return ActAsync(id, formId, Access.WaiveRequirements, unit => WaiveRequirement.HandleAsync(unit, new(id, waiver.Reason)), "It is waived.", ct);
    }

    private async Task<IActionResult> ActAsync(Guid id, Guid formId, string policy, Func<UnitOfWork, Task> act, string done, CancellationToken ct)
    {
        if (!User.May(policy))
            return Forbid();
        if (!await LoadAsync(id, ct))
            return NotFound();
        FormId = formId;
        var posted = ModelState.IsValid ? await this.ActAsync(units, formId, act) : Posted.Refused;
        if (posted == Posted.Refused)
            return Page();
        if (posted == Posted.Done)
        {
            await workflows.AdvanceNowAsync($"renewal:{Requirement.RenewalId}", ct);
            this.Flash(done);
        }
        return Redirect($"/renewals/{Requirement.RenewalId}");
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        var found = await (from requirement in db.Requirements.AsNoTracking()
                           join renewal in db.Renewals on requirement.RenewalId equals renewal.Id
                           join permit in db.Permits on renewal.PermitId equals permit.Id
                           where requirement.Id == id
                           select new { requirement, permit }).AsNoTracking().SingleOrDefaultAsync(ct);
        if (found is null)
            return false;
        (Requirement, Permit) = (found.requirement, found.permit);
        return true;
    }
}
