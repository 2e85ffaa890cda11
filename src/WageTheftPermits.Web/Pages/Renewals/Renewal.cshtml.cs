using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.Web.Pages.Workflows;
using WageTheftPermits.Web.Pages.Workflows.Drawing;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Renewals;

/// <summary>One renewal: where it stands, what blocks it and who can lift that, and what a person can do about it here.</summary>
public sealed class RenewalModel(PermitsDbContext db, Units units, WorkflowRunner workflows, WorkflowMaps maps, DepartmentTime time, IAuthorizationService authorization) : PageModel
{
    public sealed class FindingsForm
    {
        [Required(ErrorMessage = "Say what you searched and what you found."), StringLength(4000)]
        public string Text { get; set; } = "";
    }

    public sealed class WithdrawalForm
    {
        [Required(ErrorMessage = "Say why the renewal is withdrawn."), StringLength(2000)]
        public string Reason { get; set; } = "";
    }

    public sealed class OwedForm
    {
        [Required(ErrorMessage = "Choose what is owed.")]
        public RequirementKind? Kind { get; set; }

        [StringLength(200)]
        public string? Name { get; set; }

        public decimal? Amount { get; set; }

        [Required(ErrorMessage = "Say why it is required."), StringLength(2000)]
        public string Reason { get; set; } = "";
    }

    public sealed class ReinstatementForm
    {
        [Required(ErrorMessage = "Say why the lapse is taken back."), StringLength(2000)]
        public string Reason { get; set; } = "";
    }

    public static IReadOnlyList<SelectListItem> Kinds { get; } =
        [new("A fee", nameof(RequirementKind.Fee)), new("A document", nameof(RequirementKind.Document))];

    /// <summary>A blocker with the page where it can be lifted; null where a person has nothing to do.</summary>
    public sealed record BlockerRow(string Text, string WhoCanLift, string? LinkText, string? LinkHref);

    public Renewal Renewal { get; private set; } = null!;

    public Permit Permit { get; private set; } = null!;

    public IReadOnlyList<BlockerRow> Blockers { get; private set; } = [];

    public JudgmentSearch? LastScreening { get; private set; }

    public Timeline History { get; private set; } = new([]);

    /// <summary>The open task to screen by hand, where there is one.</summary>
    public WorkflowTask? ScreeningTask { get; private set; }

    /// <summary>The workflow that carries the renewal on.</summary>
    internal StoryView? Workflow { get; private set; }

    public bool CanWithdraw { get; private set; }

    /// <summary>Everything that was required for it, the oldest first.</summary>
    public IReadOnlyList<Requirement> Requirements { get; private set; } = [];

    /// <summary>Why it cannot be lapsed now; null where it can.</summary>
    public string? WhyNotLapse { get; private set; }

    /// <summary>It lapsed and nothing newer of its permit was opened.</summary>
    public bool IsLastWord { get; private set; }

    public DateOnly Today => time.Today;

    public FindingsForm Findings { get; private set; } = new();

    public WithdrawalForm Withdrawal { get; private set; } = new();

    public OwedForm Owed { get; private set; } = new();

    public ReinstatementForm Reinstatement { get; private set; } = new();

    /// <summary>Makes a posted form act once.</summary>
    public Guid FormId { get; private set; } = Guid.NewGuid();

    public Guid RequireFormId { get; } = Guid.NewGuid();

    public Guid LateFormId { get; } = Guid.NewGuid();

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    public Task<IActionResult> OnPostScreenedAsync(Guid id, Guid formId, Guid taskId, [Bind(Prefix = nameof(Findings))] FindingsForm findings, CancellationToken ct)
    {
        Findings = findings;
        return ActAsync(id, formId, Access.ReviewMatches, unit => ScreenByHand.HandleAsync(unit, new(taskId, id, findings.Text)), "Your screening is recorded.", ct);
    }

    public Task<IActionResult> OnPostWithdrawAsync(Guid id, Guid formId, [Bind(Prefix = nameof(Withdrawal))] WithdrawalForm withdrawal, CancellationToken ct)
    {
        Withdrawal = withdrawal;
        return ActAsync(id, formId, Access.ProcessRenewals, unit => WithdrawRenewal.HandleAsync(unit, new(id, withdrawal.Reason)), "The renewal is withdrawn.", ct);
    }

    public Task<IActionResult> OnPostRequireAsync(Guid id, Guid formId, [Bind(Prefix = nameof(Owed))] OwedForm owed, CancellationToken ct)
    {
        Owed = owed;
        return ActAsync(id, formId, Access.ProcessRenewals,
            unit => RaiseRequirement.HandleAsync(unit, new(id, owed.Kind!.Value, owed.Name, owed.Amount, owed.Reason)), "The renewal waits for it.", ct);
    }

    public Task<IActionResult> OnPostReinstateAsync(Guid id, Guid formId, [Bind(Prefix = nameof(Reinstatement))] ReinstatementForm reinstatement, CancellationToken ct)
    {
        Reinstatement = reinstatement;
        return ActAsync(id, formId, Access.ReinstateRenewals, unit => ReinstateRenewal.HandleAsync(unit, new(id, reinstatement.Reason)), "The lapse is taken back; the renewal is open.", ct);
    }

    public async Task<IActionResult> OnPostLateAsync(Guid id, Guid formId, CancellationToken ct)
    {
        if (!User.May(Access.ProcessRenewals))
            return Forbid();
        if (!await LoadAsync(id, ct))
            return NotFound();
        Renewal? late = null;
        var posted = await this.ActAsync(units, formId, async unit => late = await OpenLateRenewal.HandleAsync(unit, new(Permit.Id)));
        if (posted == Posted.Refused)
            return Page();
        if (late is null)
            return RedirectToPage(new { id });
        await workflows.AdvanceNowAsync($"renewal:{late.Id}", ct);
        this.Flash("A late renewal is open.");
        return RedirectToPage(new { id = late.Id });
    }

    private async Task<IActionResult> ActAsync(Guid id, Guid formId, string policy, Func<UnitOfWork, Task> act, string done, CancellationToken ct)
    {
        if (!(await authorization.AuthorizeAsync(User, policy)).Succeeded)
            return Forbid();
        if (!await LoadAsync(id, ct))
            return NotFound();
        FormId = formId;
        if (!ModelState.IsValid)
            return Page();
        try
        {
            await units.RunAsync(User.AsActor(), async unit =>
            {
                await unit.OnceAsync(formId);
                await act(unit);
            }, ct);
            await workflows.AdvanceNowAsync($"renewal:{id}", ct);
            this.Flash(done);
        }
        catch (RuleViolation refused)
        {
            ModelState.AddRefusal(refused);
            return Page();
        }
        catch (FormAlreadyPosted before)
        {
            this.Flash($"This was already recorded on {time.InWords(before.At)}.");
        }
        return RedirectToPage(new { id });
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.Renewals.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is not { } renewal)
            return false;
        Renewal = renewal;
        Permit = await db.Permits.AsNoTracking().Include(p => p.Permittee).SingleAsync(p => p.Id == renewal.PermitId, ct);
        var facts = (await RenewalBlockers.FactsAsync(db, [renewal], _ => time.Today, ct))[id];
        if (renewal.IsOpen)
            Blockers = await BlockersAsync(renewal.Blockers(Permit, facts), ct);
        WhyNotLapse = renewal.WhyNotLapse(Permit, facts);
        Requirements = await db.Requirements.AsNoTracking().Where(r => r.RenewalId == id).OrderBy(r => r.RaisedAt).ThenBy(r => r.Name).ToListAsync(ct);
        IsLastWord = renewal.Status == RenewalStatus.Lapsed && Permit.Status == PermitStatus.Expired
            && !await db.Renewals.AnyAsync(r => r.PermitId == Permit.Id && r.OpenedAt > renewal.OpenedAt, ct);
        LastScreening = await db.JudgmentSearches.AsNoTracking().Where(s => s.PermitId == Permit.Id).OrderByDescending(s => s.At).FirstOrDefaultAsync(ct);
        Workflow = await InstanceStory.AboutAsync(db, maps, $"renewal:{id}", time.Now, ct) is { } story ? StoryView.Of(story, time) : null;
        History = await SubjectHistory.OfAsync(db, $"renewal:{id}", ct);
        CanWithdraw = renewal.IsOpen && (await authorization.AuthorizeAsync(User, Access.ProcessRenewals)).Succeeded;
        var about = $"renewal:{id}";
        ScreeningTask = await db.WorkflowTasks.AsNoTracking().FirstOrDefaultAsync(t => t.CorrelationId == about && t.Name == ScreenByHand.Task && t.Status == "open", ct);
        return true;
    }

    private async Task<IReadOnlyList<BlockerRow>> BlockersAsync(IReadOnlyList<RenewalBlocker> blockers, CancellationToken ct)
    {
        var holds = blockers.Where(b => b.Kind == RenewalBlockerKind.HoldInForce).Select(b => b.SubjectId).ToList();
        var cases = await db.Holds.Where(h => holds.Contains(h.Id)).Select(h => new { h.Id, h.CaseId }).ToDictionaryAsync(h => h.Id, h => h.CaseId, ct);
        return [.. blockers.Select(b => b.Kind switch
        {
            RenewalBlockerKind.OpenMatchReview => new BlockerRow(b.Text, b.WhoCanLift, "Review the match", $"/matches/{b.SubjectId}"),
            RenewalBlockerKind.CaseUndecided => new BlockerRow(b.Text, b.WhoCanLift, "See the case", $"/cases/{b.SubjectId}"),
            RenewalBlockerKind.OwnershipChange => new BlockerRow(b.Text, b.WhoCanLift, "See the change", $"/ownership/{b.SubjectId}"),
            RenewalBlockerKind.Fee or RenewalBlockerKind.MissingDocument => new BlockerRow(b.Text, b.WhoCanLift, "Record or waive it", $"/renewals/requirements/{b.SubjectId}"),
            RenewalBlockerKind.HoldInForce => new BlockerRow(b.Text, b.WhoCanLift, "See the case", $"/cases/{cases[b.SubjectId!.Value]}"),
            _ => new BlockerRow(b.Text, b.WhoCanLift, null, null),
        })];
    }
}
