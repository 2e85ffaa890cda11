using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Permits;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Ownership;

/// <summary>One change of ownership: who held the permit, who holds it now, what must be settled, and what an inspector can grant.</summary>
public sealed class DetailsModel(PermitsDbContext db, Units units) : PageModel
{
    public sealed class FileForm
    {
        public Guid FormId { get; set; } = Guid.CreateVersion7();

        [Required(ErrorMessage = "Enter the day of the application.")]
        public DateOnly? FiledOn { get; set; }
    }

    public sealed class CancelForm
    {
        public Guid FormId { get; set; } = Guid.CreateVersion7();

        [Required(ErrorMessage = "Say why the change was recorded by mistake."), StringLength(4000)]
        public string Reason { get; set; } = "";
    }

    public OwnershipChange Change { get; private set; } = null!;

    public Permit Permit { get; private set; } = null!;

    public Permittee Former { get; private set; } = null!;

    public Permittee Holder { get; private set; } = null!;

    public NewHolderStanding Standing { get; private set; } = null!;

    public Timeline History { get; private set; } = new([]);

    public FileForm Filing { get; private set; } = new();

    public CancelForm Cancelling { get; private set; } = new();

    public Guid GrantFormId { get; } = Guid.CreateVersion7();

    public bool CanAct => Change.IsOpen && User.May(Access.ProcessRenewals);

    public async Task<IActionResult> OnGetAsync(Guid id) => await LoadAsync(id) ? Page() : NotFound();

    public Task<IActionResult> OnPostFileAsync(Guid id, [Bind(Prefix = nameof(Filing))] FileForm form) =>
        RecordAsync(id, form.FormId, () => Filing = form, unit => DecideOwnership.HandleAsync(unit, new DecideOwnership.File(id, form.FiledOn!.Value)), "The day of the application is recorded.");

    public Task<IActionResult> OnPostTemporaryAsync(Guid id, Guid formId) =>
        RecordAsync(id, formId, () => { }, unit => DecideOwnership.HandleAsync(unit, new DecideOwnership.Grant(id, Temporary: true)), "The temporary permit is granted.");

    public Task<IActionResult> OnPostGrantAsync(Guid id, Guid formId) =>
        RecordAsync(id, formId, () => { }, unit => DecideOwnership.HandleAsync(unit, new DecideOwnership.Grant(id, Temporary: false)), "The permit is the new holder's.");

    public Task<IActionResult> OnPostCancelAsync(Guid id, [Bind(Prefix = nameof(Cancelling))] CancelForm form) =>
        RecordAsync(id, form.FormId, () => Cancelling = form, unit => DecideOwnership.HandleAsync(unit, new DecideOwnership.Cancel(id, form.Reason)), "The change is cancelled; the former holder has the permit.");

    private Task<IActionResult> RecordAsync(Guid id, Guid form, Action keepTyped, Func<UnitOfWork, Task> act, string done) =>
        this.RecordAsync(units, new(Access.ProcessRenewals, form, () => LoadAsync(id), keepTyped, act, done), RedirectToPage(new { id }));

    private async Task<bool> LoadAsync(Guid id)
    {
        var ct = HttpContext.RequestAborted;
        if (await db.OwnershipChanges.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct) is not { } change)
            return false;
        Change = change;
        Permit = await db.Permits.AsNoTracking().SingleAsync(p => p.Id == change.PermitId, ct);
        Former = await db.Permittees.AsNoTracking().SingleAsync(p => p.Id == change.FormerPermitteeId, ct);
        Holder = await db.Permittees.AsNoTracking().SingleAsync(p => p.Id == change.NewPermitteeId, ct);
        Standing = await DecideOwnership.StandingAsync(db, change, ct);
        History = await SubjectHistory.OfAsync(db, $"ownership-change:{id}", ct);
        return true;
    }
}
