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

    public RenewalFilter Filter { get; private set; } = RenewalFilter.Of(null, null, false, null);

    public SortOrder Sort { get; private set; } = new("due", false);

    public IReadOnlyList<RenewalRow> Rows { get; private set; } = [];

    public Paging Paging { get; private set; } = new(1, PageSize, 0);

    /// <summary>Counts of the open renewals, each with the address of the list that it counts.</summary>
    public IReadOnlyList<(string Text, int Count, string Query)> Tally { get; private set; } = [];

    public bool CanOpen { get; private set; }

    /// <summary>How many renewals the button would open now.</summary>
    public int InSeason { get; private set; }

    public int WindowDays { get; private set; }

    public async Task OnGetAsync(string? status, string? blocked, bool overdue, string? q, string? sort, int p = 1, CancellationToken ct = default)
    {
        Filter = RenewalFilter.Of(status, blocked, overdue, q);
        Sort = SortOrder.Parse(sort, "due", "due", "number", "opened");
        var all = RenewalRows.Of(db, time.Today);
        var chosen = all.Narrow(Filter, time.Today);
        Paging = new(p, PageSize, await chosen.CountAsync(ct));
        Rows = await chosen.Sort(Sort).Skip(Paging.Skip).Take(Paging.Size).ToListAsync(ct);

        var tally = new List<(string, int, string)>();
        foreach (var (text, filter, query) in new[]
        {
            ("Open", RenewalFilter.Of("open", null, false, null), "?status=open"),
            ("Overdue", RenewalFilter.Of("open", null, true, null), "?overdue=true"),
            ("Possible match", RenewalFilter.Of("open", "match", false, null), "?blocked=match"),
            ("Undecided case", RenewalFilter.Of("open", "case", false, null), "?blocked=case"),
            ("Hold in force", RenewalFilter.Of("open", "hold", false, null), "?blocked=hold"),
            ("Not screened", RenewalFilter.Of("open", "screening", false, null), "?blocked=screening"),
        })
            tally.Add((text, await all.Narrow(filter, time.Today).CountAsync(ct), query));
        Tally = tally;

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
        // Posted twice, it opens nothing twice: a permit has at most one open renewal.
        var opened = await OpenRenewals.RunAsync(units, User.AsActor(), ct: ct);
        this.Flash(opened switch
        {
            0 => "No renewal was opened: every permit in season has one.",
            1 => "1 renewal was opened. It is being screened.",
            _ => $"{opened} renewals were opened. They are being screened; what needs a person appears in the queues.",
        });
        return RedirectToPage();
    }
}
