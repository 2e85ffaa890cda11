using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages;

/// <summary>My queue: what waits for whoever is signed in, what is due first.</summary>
public sealed class IndexModel(PermitsDbContext db, CurrentPolicy policies, DepartmentTime time) : PageModel
{
    private const int PageSize = 50;

    /// <summary>Only this kind of work, as <see cref="Naming.Word"/> writes it.</summary>
    [BindProperty(SupportsGet = true, Name = "kind")]
    public string? Kind { get; set; }

    [BindProperty(SupportsGet = true, Name = "overdue")]
    public bool OverdueOnly { get; set; }

    public Work? Only { get; private set; }

    public MyQueue Queue { get; } = new(db, policies, time);

    public IReadOnlyList<QueueRow> Rows { get; private set; } = [];

    public IReadOnlyList<OwnProposal> OwnProposals { get; private set; } = [];

    public Paging Paging { get; private set; } = new(1, PageSize, 0);

    public async Task OnGetAsync(int p = 1, CancellationToken ct = default)
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
