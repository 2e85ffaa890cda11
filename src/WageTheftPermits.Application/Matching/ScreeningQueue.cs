using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Application.Matching;

/// <summary>Carries out screening requests, each in a unit of its own: the request goes with the unit that answered it.</summary>
public sealed class ScreeningQueue(Units units, Screening screening, ILogger<ScreeningQueue> logger)
{
    private static readonly Actor s_actor = Actor.System("screening");

    /// <summary>False where nothing waits to be screened.</summary>
    public async Task<bool> ScreenNextAsync(CancellationToken ct)
    {
        long? failing = null;
        try
        {
            return await units.RunAsync(s_actor, async unit =>
            {
                var request = await unit.Db.ScreeningRequests.FromSql($"SELECT * FROM screening_requests ORDER BY attempts, id LIMIT 1 FOR UPDATE SKIP LOCKED").SingleOrDefaultAsync(ct);
                if (request is null)
                    return false;
                failing = request.Id;
                if (request.JudgmentId is { } judgment)
                    await screening.ScreenJudgmentAsync(unit, await unit.Db.Judgments.Include(j => j.Parties).SingleAsync(j => j.Id == judgment, ct));
                else
                    await ScreenPermit.AgainAsync(unit, screening, request.PermitId!.Value);
                unit.Db.ScreeningRequests.Remove(request);
                return true;
            }, ct);
        }
        catch (Exception e) when (failing is not null && e is not OperationCanceledException)
        {
            logger.LogError(e, "Screening request {Request} failed; it is kept and tried again after the others.", failing);
            await units.RunAsync(s_actor, unit => unit.Db.Database.ExecuteSqlAsync(
                $"UPDATE screening_requests SET attempts = attempts + 1, last_error = {e.Message} WHERE id = {failing}", ct), ct);
            return false;
        }
    }
}
