using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Messaging.Transport;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Agencies;

/// <summary>How it stands with each agency: when it was heard last, how much it sends, and what is in the way.</summary>
[Authorize(Policy = Access.ReadMessages)]
public sealed class IndexModel(PermitsDbContext db, DepartmentTime time, AgencyBus bus) : PageModel
{
    public IReadOnlyList<AgencyHealth> Rows { get; private set; } = [];

    public Paging Paging { get; private set; } = new(1, 50, 0);

    public DateTimeOffset Now { get; } = time.Now;

    public bool IsReading(AgencyHealth agency) => bus.IsReading(agency.Key);

    public async Task OnGetAsync(int p = 1, CancellationToken ct = default)
    {
        Paging = new(p, 50, await db.Agencies.CountAsync(ct));
        Rows = await AgencyHealth.Read(db, Now, time.DayBegan).Skip(Paging.Skip).Take(Paging.Size).ToListAsync(ct);
    }
}
