using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Application.Workflows;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages;

/// <summary>My queue: what waits for whoever is signed in, what is due first.</summary>
public sealed class IndexModel(PermitsDbContext db, Units units, DepartmentTime time) : PageModel
{
    private const int PageSize = 50;

    /// <summary>Only this kind of work, as <see cref="Naming.Word"/> writes it.</summary>
    [BindProperty(SupportsGet = true, Name = "kind")]
    public string? Kind { get; set; }

    [BindProperty(SupportsGet = true, Name = "overdue")]
    public bool OverdueOnly { get; set; }

    public Work? Only { get; private set; }

    public MyQueue Queue { get; } = new(db, time);

    public IReadOnlyList<QueueRow> Rows { get; private set; } = [];

    public IReadOnlyList<OwnProposal> OwnProposals { get; private set; } = [];

    public Paging Paging { get; private set; } = new(1, PageSize, 0);

    public Task OnGetAsync(int p = 1, CancellationToken ct = default) => LoadAsync(p, ct);

    public Task<IActionResult> OnPostTakeAsync(Guid formId, Guid taskId, int p = 1, CancellationToken ct = default) =>
        RecordAsync(formId, unit => ClaimTask.HandleAsync(unit, new(taskId)), "The task is yours until you complete or release it.", p, ct);

    public Task<IActionResult> OnPostReleaseAsync(Guid formId, Guid taskId, int p = 1, CancellationToken ct = default) =>
        RecordAsync(formId, unit => ReleaseTask.HandleAsync(unit, new(taskId, null)), "The task is open to all who may do it.", p, ct);

    /// <summary>Whom the task is offered to is the use case's to know; who has no tasks at all is refused here.</summary>
    private async Task<IActionResult> RecordAsync(Guid formId, Func<UnitOfWork, Task> act, string done, int p, CancellationToken ct)
    {
        if (!MyQueue.HasTasks(User))
            return Forbid();
        var posted = await this.ActAsync(units, formId, act);
        if (posted == Posted.Refused)
        {
            await LoadAsync(p, ct);
            return Page();
        }
        if (posted == Posted.Done)
            this.Flash(done);
        return RedirectToPage(new { kind = Kind, overdue = OverdueOnly ? "true" : null, p = p > 1 ? (int?)p : null });
    }

    private async Task LoadAsync(int p, CancellationToken ct)
    {
        await Queue.ReadAsync(User, ct);
        foreach (var work in Queue.Counts.Keys.Where(w => Naming.Word(w) == Kind))
            Only = work;
        Paging = new(p, PageSize, Queue.Count(Only, OverdueOnly));
        Rows = await Queue.PageAsync(Only, OverdueOnly, Paging, ct);
        if (User.IsInRole(Roles.Inspector) || User.IsInRole(Roles.Supervisor))
            OwnProposals = await Queue.OwnProposalsAsync(User.AsActor().Id, ct);
    }

    /// <summary>What waits for nobody in this person's roles, and what they can do here instead.</summary>
    public EmptyState NothingWaits() =>
        Only is not null || OverdueOnly ? new("Nothing of this kind waits for you", null, "All of my queue", "/")
        : Queue.Counts.Count > 0 ? new("Nothing waits for you", "New work appears here by itself, with the day on which it is due.", "All renewals", "/renewals")
        : User.IsInRole(Roles.Auditor) ? new("Auditors have no queue", "You can read everything and change nothing: every act here is in the audit record with who, when and why.", "Audit record", "/audit")
        : User.IsInRole(Roles.HearingOfficer) ? new("No hearing waits for you", "You can read every case, its evidence and its history.", "Cases", "/cases")
        : new("Nothing waits for you", "You can read every case, its evidence and its history.", "Cases", "/cases");
}
