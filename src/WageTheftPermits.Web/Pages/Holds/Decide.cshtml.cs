using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.Web.Pages.Cases;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Holds;

/// <summary>One hold: on what evidence it is proposed, what would follow, and the decision of a person who did not propose it.</summary>
public sealed class DecideModel(PermitsDbContext db, Units units, WorkflowRunner workflows, CurrentPolicy policies, DepartmentTime time) : PageModel
{
    public sealed class DecisionForm
    {
        public Guid FormId { get; set; }

        public Guid TaskId { get; set; }

        [Required(ErrorMessage = "Choose a decision.")]
        public HoldDecision? Decision { get; set; }

        [StringLength(4000)]
        public string? Reason { get; set; }
    }

    public sealed class WithdrawForm
    {
        public Guid FormId { get; set; }

        public Guid TaskId { get; set; }

        [Required(ErrorMessage = "Say why."), StringLength(4000)]
        public string Reason { get; set; } = "";
    }

    public Hold Hold { get; private set; } = null!;

    public CaseView Shown { get; private set; } = null!;

    /// <summary>The conditions as they stood when the hold was approved; null where it was not.</summary>
    public Eligibility? AtApproval => Hold.EligibilityAtApproval is { } record ? JsonSerializer.Deserialize<Eligibility>(record, Json.Web) : null;

    public DecisionForm Input { get; private set; } = new();

    public WithdrawForm Withdrawal { get; private set; } = new();

    public WithdrawForm Lifting { get; private set; } = new();

    public bool CanBeLifted => Hold.Status is HoldStatus.InForce or HoldStatus.Suspended;

    public bool IsOwn => string.Equals(Hold.ProposedBy, User.AsActor().Id, StringComparison.OrdinalIgnoreCase);

    public bool IsProposed => Hold.Status == HoldStatus.Proposed;

    public IEnumerable<SelectListItem> Decisions { get; } =
    [
        new("Approve – the hold is in force from now.", nameof(HoldDecision.Approve)),
        new("Return – the proposer can mend it and propose again.", nameof(HoldDecision.Return)),
        new("Decline – no hold; the case goes on without one.", nameof(HoldDecision.Decline)),
    ];

    public async Task<IActionResult> OnGetAsync(Guid id) => await LoadAsync(id) ? Page() : NotFound();

    /// <summary>Open to whoever may approve; that it is another person than the proposer is the domain's rule, and the database's.</summary>
    public async Task<IActionResult> OnPostDecideAsync(Guid id, [Bind(Prefix = nameof(Input))] DecisionForm form)
    {
        if (!User.May(Access.ApproveHolds))
            return Forbid();
        if (!await LoadAsync(id))
            return NotFound();
        Input = form;
        if (!ModelState.IsValid)
            return Page();
        var word = form.Decision switch { HoldDecision.Approve => "approved", HoldDecision.Return => "returned to its proposer", _ => "declined" };
        return await RecordAsync(form.FormId, unit => DecideHold.HandleAsync(unit, new(form.TaskId, id, form.Decision!.Value, form.Reason)), word);
    }

    /// <summary>Whoever proposed it takes it back; nobody else can, by the domain's rule.</summary>
    public async Task<IActionResult> OnPostWithdrawAsync(Guid id, [Bind(Prefix = nameof(Withdrawal))] WithdrawForm form)
    {
        if (!User.May(Access.ProposeHolds))
            return Forbid();
        if (!await LoadAsync(id))
            return NotFound();
        Withdrawal = form;
        return ModelState.IsValid
            ? await RecordAsync(form.FormId, unit => WithdrawHold.HandleAsync(unit, new(form.TaskId, id, form.Reason)), "withdrawn")
            : Page();
    }

    /// <summary>A supervisor ends a hold though the judgment is still owed.</summary>
    public async Task<IActionResult> OnPostLiftAsync(Guid id, [Bind(Prefix = nameof(Lifting))] WithdrawForm form)
    {
        if (!User.May(Access.ApproveHolds))
            return Forbid();
        if (!await LoadAsync(id))
            return NotFound();
        Lifting = form;
        return ModelState.IsValid
            ? await RecordAsync(form.FormId, unit => LiftHold.HandleAsync(unit, new(id, form.Reason)), "lifted")
            : Page();
    }

    private async Task<IActionResult> RecordAsync(Guid form, Func<UnitOfWork, Task> act, string word)
    {
        var posted = await this.ActAsync(units, form, act);
        if (posted == Posted.Refused)
        {
            // Somebody may have decided meanwhile: what is shown is what stands now, with what was typed.
            var (input, withdrawal, lifting) = (Input, Withdrawal, Lifting);
            await LoadAsync(Hold.Id);
            (Input, Withdrawal, Lifting) = (input, withdrawal, lifting);
            return Page();
        }
        if (posted == Posted.Already)
            return RedirectToPage(new { id = Hold.Id });
        var ct = HttpContext.RequestAborted;
        await workflows.AdvanceNowAsync($"case:{Shown.Case.Id}", ct);
        foreach (var renewal in await db.Renewals.Where(r => r.PermitId == Hold.PermitId && r.Status == RenewalStatus.Open).Select(r => r.Id).ToListAsync(ct))
            await workflows.AdvanceNowAsync($"renewal:{renewal}", ct);
        this.Flash($"Hold {Hold.Reference} on permit {Shown.Permit.Number} {word}.");
        return Redirect(Url.Content("~/"));
    }

    private async Task<bool> LoadAsync(Guid id)
    {
        var ct = HttpContext.RequestAborted;
        if (await db.Holds.AsNoTracking().SingleOrDefaultAsync(h => h.Id == id, ct) is not { } hold
            || await CaseView.ReadAsync(db, policies, time.Now, hold.CaseId, ct) is not { } shown)
            return false;
        (Hold, Shown) = (hold, shown);
        var task = shown.Task(DecideHold.Task)?.Id ?? Guid.Empty;
        Input = new() { FormId = Guid.CreateVersion7(), TaskId = task };
        Withdrawal = new() { FormId = Guid.CreateVersion7(), TaskId = task };
        Lifting = new() { FormId = Guid.CreateVersion7() };
        return true;
    }
}
