using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.Application.Matching;

/// <summary>The model that screenings use: the one that was adopted last, or the one that ships where none was. Asked of the database each time, so that all instances agree.</summary>
public sealed class ModelInUse
{
    private MatchModel _kept = MatchModel.Current;

    public async Task<MatchModel> GetAsync(PermitsDbContext db, CancellationToken ct)
    {
        var version = await VersionAsync(db, ct);
        var kept = _kept;
        if (kept.Version == version)
            return kept;
        return _kept = MatchModel.Parse(await db.ModelTrials.Where(t => t.Version == version).Select(t => t.Model).SingleAsync(ct));
    }

    public static async Task<string> VersionAsync(PermitsDbContext db, CancellationToken ct) =>
        await db.ModelTrials.Where(t => t.AdoptedAt != null).OrderByDescending(t => t.AdoptedAt).Select(t => t.Version).FirstOrDefaultAsync(ct) ?? MatchModel.Current.Version;
}
