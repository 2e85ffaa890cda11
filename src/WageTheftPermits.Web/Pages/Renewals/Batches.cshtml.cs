using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Renewals;

/// <summary>The batches in which renewals were opened.</summary>
public sealed class BatchesModel(PermitsDbContext db) : PageModel
{
    public IReadOnlyList<RenewalBatch> Rows { get; private set; } = [];

    public Paging Paging { get; private set; } = new(1, 50, 0);

    public async Task OnGetAsync(int p = 1, CancellationToken ct = default)
    {
        Paging = new(p, 50, await db.RenewalBatches.CountAsync(ct));
        Rows = await db.RenewalBatches.AsNoTracking().OrderByDescending(b => b.StartedAt).Skip(Paging.Skip).Take(Paging.Size).ToListAsync(ct);
    }
}
