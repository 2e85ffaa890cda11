using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Cases;

/// <summary>One case: where it stands, what stands in its way, its whole history, and what the visitor may do next.</summary>
public sealed class DetailsModel(PermitsDbContext db, Units units, WorkflowRunner workflows, CurrentPolicy policies, DepartmentTime time) : PageModel
{
    public sealed class ServeForm
    {
        public Guid FormId { get; set; }

        public Guid TaskId { get; set; }

        [Required(ErrorMessage = "Enter the day of service.")]
        public DateOnly? ServedOn { get; set; }

        [Required(ErrorMessage = "Choose how the notice was served.")]
        public ServiceMethod? Method { get; set; }

        [Required(ErrorMessage = "Say what proves service."), StringLength(2000)]
        public string Proof { get; set; } = "";
    }

    public sealed class ProposeForm
    {
        public Guid FormId { get; set; }

        public Guid TaskId { get; set; }

        [Required(ErrorMessage = "Give the department's reason."), StringLength(4000)]
        public string InternalReason { get; set; } = "";

        [Required(ErrorMessage = "Give the reason in words that the permittee may read."), StringLength(1000)]
        public string PublicReason { get; set; } = "";
    }

    public sealed class CloseForm
    {
        public Guid FormId { get; set; }

        [Required(ErrorMessage = "Say why the case was a mistake."), StringLength(4000)]
        public string Reason { get; set; } = "";
    }

    public CaseView Shown { get; private set; } = null!;

    public ServeForm Serve { get; private set; } = new();

    public ProposeForm Propose { get; private set; } = new();

    public CloseForm Mistake { get; private set; } = new();

    public bool CanAct => User.May(Access.ProposeHolds);

    public bool CanCloseInError => User.May(Access.ReviewMatches) && Case.Next(Shown.Case.Status, CaseAct.CloseInError) is not null;

    public IEnumerable<SelectListItem> Methods { get; } =
        Enum.GetValues<ServiceMethod>().Select(m => new SelectListItem(CaseWords.Method(m), m.ToString()));

    public async Task<IActionResult> OnGetAsync(Guid id) => await LoadAsync(id) ? Page() : NotFound();

    public Task<IActionResult> OnPostServeAsync(Guid id, [Bind(Prefix = nameof(Serve))] ServeForm form) => RecordAsync(id, Access.ProposeHolds, form.FormId, () => Serve = form,
        unit => ServeNotice.HandleAsync(unit, new(form.TaskId, id, form.ServedOn!.Value, form.Method!.Value, form.Proof)), "The service of the notice is recorded; the time to answer runs.");

    public Task<IActionResult> OnPostProposeAsync(Guid id, [Bind(Prefix = nameof(Propose))] ProposeForm form) => RecordAsync(id, Access.ProposeHolds, form.FormId, () => Propose = form,
        unit => ProposeHold.HandleAsync(unit, new(form.TaskId, id, form.InternalReason, form.PublicReason)), "The hold is proposed. Another person decides on it.");

    public Task<IActionResult> OnPostMistakeAsync(Guid id, [Bind(Prefix = nameof(Mistake))] CloseForm form) => RecordAsync(id, Access.ReviewMatches, form.FormId, () => Mistake = form,
        unit => CloseCaseInError.HandleAsync(unit, new(id, form.Reason)), "The case is closed as a mistake. The match can be given another verdict.");

    private async Task<IActionResult> RecordAsync(Guid id, string policy, Guid form, Action keepTyped, Func<UnitOfWork, Task> act, string done)
    {
        if (!User.May(policy))
            return Forbid();
        if (!await LoadAsync(id))
            return NotFound();
        keepTyped();
        if (!ModelState.IsValid)
            return Page();
        var posted = await this.ActAsync(units, form, act);
        if (posted == Posted.Refused)
            return Page();
        if (posted == Posted.Done)
        {
            await AdvanceAsync(id);
            this.Flash(done);
        }
        return RedirectToPage(new { id });
    }

    private async Task AdvanceAsync(Guid id)
    {
        var ct = HttpContext.RequestAborted;
        await workflows.AdvanceNowAsync($"case:{id}", ct);
        foreach (var renewal in await db.Renewals.Where(r => r.PermitId == Shown.Permit.Id && r.Status == RenewalStatus.Open).Select(r => r.Id).ToListAsync(ct))
            await workflows.AdvanceNowAsync($"renewal:{renewal}", ct);
    }

    private async Task<bool> LoadAsync(Guid id)
    {
        if (await CaseView.ReadAsync(db, policies, time.Now, id, HttpContext.RequestAborted) is not { } shown)
            return false;
        Shown = shown;
        Serve = new() { FormId = Guid.CreateVersion7(), TaskId = shown.Task(ServeNotice.Task)?.Id ?? Guid.Empty };
        Propose = new() { FormId = Guid.CreateVersion7(), TaskId = shown.Task(ProposeHold.Task)?.Id ?? Guid.Empty };
        Mistake = new() { FormId = Guid.CreateVersion7() };
        return true;
    }
}
