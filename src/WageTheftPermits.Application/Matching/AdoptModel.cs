using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Application.Matching;

/// <summary>A person makes a model that was tried the one in use. Everything is screened with it; no verdict changes.</summary>
public static class AdoptModel
{
    /// <returns>How many judgments are screened again.</returns>
    public static async Task<int> HandleAsync(UnitOfWork unit, string version, string reason)
    {
        // Two at once: the second sees what the first adopted.
        await unit.Db.Database.ExecuteSqlAsync($"LOCK TABLE model_trials IN SHARE ROW EXCLUSIVE MODE", unit.Cancellation);
        var trial = await unit.Db.ModelTrials.SingleOrDefaultAsync(t => t.Version == version, unit.Cancellation)
            ?? throw new RuleViolation("match-model.none", $"No model {version} was tried here.");
        var inUse = await ModelInUse.VersionAsync(unit.Db, unit.Cancellation);
        trial.Adopt(inUse, reason, unit.Actor, unit.Now);
        unit.Audit("match model adopted", $"Model {version} is in use instead of {inUse}; everything is screened with it.", [], reason, new { version, inUse, trial.Pairs, trial.Changed });
        return await unit.Db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO screening_requests (judgment_id, reason, requested_at, attempts)
             SELECT id, {$"Model {version} adopted"}, {unit.Now}, 0 FROM judgments WHERE status <> 'unknown' ORDER BY id
             """, unit.Cancellation);
    }
}
