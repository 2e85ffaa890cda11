using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages;

/// <summary>
/// The public look-up: what the permit on the wall says. Nothing of candidates, cases or judgments, which accuse people before anything is
/// decided; that a renewal is held only where the program's policy makes it public.
/// </summary>
[AllowAnonymous]
[EnableRateLimiting(PublicLimit.Name)]
public sealed class LookupModel(PermitsDbContext db, CurrentPolicy policies) : PageModel
{
    public sealed record Found(string Number, string TradeName, Site Site, PermitStatus Status, Term Term, bool Held);

    /// <summary>Fewer letters would list the department.</summary>
    public const int FewestLetters = 3;

    private const int Most = 20;

    public string? Search { get; private set; }

    public bool TooShort { get; private set; }

    /// <summary>Null until something was searched.</summary>
    public IReadOnlyList<Found>? Results { get; private set; }

    /// <summary>Whether more permits match than are shown.</summary>
    public bool ThereAreMore { get; private set; }

    public async Task OnGetAsync(string? q, CancellationToken ct)
    {
        Search = SearchText.OrNull(q);
        if (Search is null)
            return;
        var exact = await FindAsync(db.Permits.Where(p => p.Number == Search), ct);
        if (exact.Count == 0 && Search.Length < FewestLetters)
        {
            TooShort = true;
            return;
        }
        var pattern = SearchText.Containing(Search);
        var found = exact.Count > 0 ? exact : await FindAsync(
            db.Permits.Where(p => EF.Functions.ILike(p.TradeName, pattern, SearchText.Escape) || EF.Functions.ILike(p.Site.Line1, pattern, SearchText.Escape)), ct);
        ThereAreMore = found.Count > Most;
        Results = [.. found.Take(Most)];
    }

    private async Task<List<Found>> FindAsync(IQueryable<Permit> permits, CancellationToken ct)
    {
        var shown = (await policies.GetAsync(db, null, ct)).PublicDisplay;
        return await permits.OrderBy(p => p.TradeName).ThenBy(p => p.Number).Take(Most + 1)
            .Select(p => new Found(p.Number, p.TradeName, p.Site, p.Status, p.Term,
                shown && db.Renewals.Any(r => r.PermitId == p.Id && r.Status == RenewalStatus.Open)
                    && db.Holds.Any(h => h.PermitId == p.Id && h.Status == HoldStatus.InForce && (h.Severity == HoldSeverity.Hold || h.Severity == HoldSeverity.Lock))))
            .ToListAsync(ct);
    }
}
