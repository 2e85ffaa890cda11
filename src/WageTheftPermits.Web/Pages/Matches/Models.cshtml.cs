using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.Web.Pages.Matches;

/// <summary>The matching model in use, and those that were tried beside it.</summary>
[Authorize(Policy = Access.ReadMatches)]
public sealed class ModelsModel(PermitsDbContext db, ModelInUse models) : PageModel
{
    public MatchModel InUse { get; private set; } = null!;

    /// <summary>Newest first, without their changes.</summary>
    public IReadOnlyList<TrialRow> Trials { get; private set; } = [];

    public async Task OnGetAsync()
    {
        var ct = HttpContext.RequestAborted;
        InUse = await models.GetAsync(db, ct);
        Trials = await db.ModelTrials.OrderByDescending(t => t.TriedAt).Select(t => new TrialRow(t.Version, t.Against, t.TriedAt, t.Pairs, t.Changed, t.AdoptedAt)).ToListAsync(ct);
    }
}

/// <summary>One trial as the list shows it.</summary>
public sealed record TrialRow(string Version, string Against, DateTimeOffset TriedAt, int Pairs, int Changed, DateTimeOffset? AdoptedAt);
