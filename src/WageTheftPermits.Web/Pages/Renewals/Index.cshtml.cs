using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Renewals;

/// <summary>The renewals: what is open, what is late, what blocks what; and opening those in season.</summary>
public sealed class IndexModel(PermitsDbContext db, Units units, CurrentPolicy policies, DepartmentTime time, IAuthorizationService authorization) : PageModel
{
    private const int PageSize = 50;

    public RenewalFilter Filter { get; private set; } = RenewalFilter.Of();

    public SortOrder Sort { get; private set; } = new("due", false);

    public IReadOnlyList<RenewalRow> Rows { get; private set; } = [];

    public Paging Paging { get; private set; } = new(1, PageSize, 0);

    /// <summary>Counts of the open renewals, each with the address of the list that it counts.</summary>
    public IReadOnlyList<(string Text, int Count, string Query)> Tally { get; private set; } = [];

    public bool CanOpen { get; private set; }

    /// <summary>Rows are listed to be lapsed: each can be chosen.</summary>
    public bool CanLapse => CanOpen && Filter.Due == "lapse";

    public DateOnly Today => time.Today;

    /// <summary>Batches that are on their way, by their reference.</summary>
    public IReadOnlyList<string> Batches { get; private set; } = [];

    /// <summary>How many renewals the button would open now.</summary>
    public int InSeason { get; private set; }

    public int WindowDays { get; private set; }

    public async Task OnGetAsync(string? status, string? blocked, string? due, string? q, string? sort, int p = 1, CancellationToken ct = default)
    {
        Filter = RenewalFilter.Of(status, blocked, due, q);
        Sort = SortOrder.Parse(sort, "due", "due", "number", "opened");
        var all = RenewalRows.Of(db);
        var chosen = all.Narrow(Filter, time.Today);
        Paging = new(p, PageSize, await chosen.CountAsync(ct));
        Rows = await chosen.Sort(Sort).Skip(Paging.Skip).Take(Paging.Size).ToListAsync(ct);

        var tally = new List<(string, int, string)>();
        foreach (var (text, filter, query) in new[]
        {
            ("Open", RenewalFilter.Of(), "?status=open"),
            ("Overdue", RenewalFilter.Of(due: "overdue"), "?due=overdue"),
            ("Grace over", RenewalFilter.Of(due: "lapse"), "?due=lapse"),
            ("Possible match", RenewalFilter.Of(blocked: "match"), "?blocked=match"),
            ("Undecided case", RenewalFilter.Of(blocked: "case"), "?blocked=case"),
            ("Hold in force", RenewalFilter.Of(blocked: "hold"), "?blocked=hold"),
            ("Fee", RenewalFilter.Of(blocked: "fee"), "?blocked=fee"),
            ("Missing document", RenewalFilter.Of(blocked: "document"), "?blocked=document"),
            ("Not screened", RenewalFilter.Of(blocked: "screening"), "?blocked=screening"),
        })
            tally.Add((text, await all.Narrow(filter, time.Today).CountAsync(ct), query));
        Tally = tally;
        Batches = await db.RenewalBatches.Where(b => b.FinishedAt == null).OrderBy(b => b.StartedAt).Select(b => b.Reference).ToListAsync(ct);

        CanOpen = (await authorization.AuthorizeAsync(User, Access.ProcessRenewals)).Succeeded;
        if (CanOpen)
        {
            var policy = await policies.GetAsync(db, null, ct);
            WindowDays = policy.RenewalWindowDays;
            InSeason = await OpenRenewals.InSeason(db, policy, policy.DayOf(time.Now)).CountAsync(ct);
        }
    }

    public async Task<IActionResult> OnPostOpenAsync(CancellationToken ct)
    {
        if (!(await authorization.AuthorizeAsync(User, Access.ProcessRenewals)).Succeeded)
            return Forbid();
        // Posted twice, it opens nothing twice: a permit waits in one batch at most and has at most one open renewal.
        if (await units.RunAsync(User.AsActor(), StartRenewalBatch.HandleAsync, ct) is { } batch)
            return Redirect($"/renewals/batches/{batch.Reference}");
        this.Flash("No renewal was opened: every permit in season has one.");
        return RedirectToPage();
    }
}
