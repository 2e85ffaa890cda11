using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Renewals;

namespace WageTheftPermits.Application.Matching;

/// <summary>A person asks for a permit to be screened now, outside of any renewal.</summary>
public static class ScreenPermit
{
    public static async Task<JudgmentSearch> HandleAsync(UnitOfWork unit, Screening screening, Guid permitId)
    {
        var permit = await unit.Db.Permits.Include(p => p.Permittee).SingleOrDefaultAsync(p => p.Id == permitId, unit.Cancellation)
            ?? throw new RuleViolation("permit.none", "There is no such permit.");
        var search = await screening.ScreenPermitAsync(unit, permit);
        unit.Audit("permit screened", $"Permit {permit.Number} was compared with {search.Compared} parties of judgments; possible matches: {search.Proposed}.",
            [("permit", permit.Id)], evidence: new { search.Compared, search.Proposed, search.Outcome, search.ModelVersion });
        foreach (var renewal in await unit.Db.Renewals.Where(r => r.PermitId == permit.Id && r.Status == RenewalStatus.Open).Select(r => r.Id).ToListAsync(unit.Cancellation))
            await unit.ChangedAsync("renewal", renewal);
        return search;
    }

    /// <summary>Screens a permit whose record or holder changed. An open renewal that counted as screened before counts so again. A closed permit is not compared.</summary>
    internal static async Task AgainAsync(UnitOfWork unit, Screening screening, Guid permitId)
    {
        var permit = await unit.Db.Permits.Include(p => p.Permittee).SingleAsync(p => p.Id == permitId, unit.Cancellation);
        if (permit.Status == PermitStatus.Closed)
        {
            // Nobody reviews a closed permit, but its names are counted.
            await PermitKeys.KeepAsync(unit, new Dictionary<Guid, MatchRecord> { [permit.Id] = Records.Of(permit) });
            return;
        }
        var search = await screening.ScreenPermitAsync(unit, permit);
        if (search.Outcome == "unknown")
            return;
        foreach (var renewal in await unit.Db.Renewals.Where(r => r.PermitId == permitId && r.Status == RenewalStatus.Open && r.ScreenedAt == null).ToListAsync(unit.Cancellation))
        {
            renewal.Screened(unit.Now);
            await unit.ChangedAsync("renewal", renewal.Id);
        }
    }
}
