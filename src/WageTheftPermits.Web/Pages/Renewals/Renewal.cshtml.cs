using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Renewals;

/// <summary>One renewal: where it stands, what blocks it and who can lift that, and what a person can do about it here.</summary>
public sealed class RenewalModel(PermitsDbContext db, Units units, WorkflowRunner workflows, DepartmentTime time, IAuthorizationService authorization) : PageModel
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

    /// <summary>A blocker with the page where it can be lifted; null where a person has nothing to do.</summary>
    public sealed record BlockerRow(string Text, string WhoCanLift, string? LinkText, string? LinkHref);

    public Renewal Renewal { get; private set; } = null!;

    public Permit Permit { get; private set; } = null!;

    public IReadOnlyList<BlockerRow> Blockers { get; private set; } = [];

    public JudgmentSearch? LastScreening { get; private set; }

    public Timeline History { get; private set; } = new([]);

    /// <summary>The open task to screen by hand, where there is one and the visitor may do it.</summary>
    public Guid? ScreeningTask { get; private set; }

    public bool CanWithdraw { get; private set; }

    public FindingsForm Findings { get; private set; } = new();

    public WithdrawalForm Withdrawal { get; private set; } = new();

    /// <summary>Makes a posted form act once.</summary>
    public Guid FormId { get; private set; } = Guid.NewGuid();

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
        if (renewal.IsOpen)
            Blockers = await BlockersAsync(await RenewalBlockers.OfAsync(db, renewal, Permit, time.Today, ct), ct);
        LastScreening = await db.JudgmentSearches.AsNoTracking().Where(s => s.PermitId == Permit.Id).OrderByDescending(s => s.At).FirstOrDefaultAsync(ct);
        History = await SubjectHistory.OfAsync(db, $"renewal:{id}", ct);
        CanWithdraw = renewal.IsOpen && (await authorization.AuthorizeAsync(User, Access.ProcessRenewals)).Succeeded;
        if (renewal.IsOpen && (await authorization.AuthorizeAsync(User, Access.ReviewMatches)).Succeeded)
        {
            var about = $"renewal:{id}";
            ScreeningTask = await db.WorkflowTasks.Where(t => t.CorrelationId == about && t.Name == ScreenByHand.Task && t.Status == "open")
                .Select(t => (Guid?)t.Id).FirstOrDefaultAsync(ct);
        }
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
            RenewalBlockerKind.HoldInForce => new BlockerRow(b.Text, b.WhoCanLift, "See the case", $"/cases/{cases[b.SubjectId!.Value]}"),
            _ => new BlockerRow(b.Text, b.WhoCanLift, null, null),
        })];
    }
}
