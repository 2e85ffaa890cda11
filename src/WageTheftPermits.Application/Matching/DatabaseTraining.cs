using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.Application.Matching;

/// <summary>Learns a model's weights from the judgments and permits that the department has.</summary>
public static class DatabaseTraining
{
    /// <param name="path">The model file to write.</param>
    /// <exception cref="LinkRefused">There are no judgments or no permits, or the file cannot be written.</exception>
    public static async Task<MatchModel> RunAsync(PermitsDbContext db, string path, CancellationToken cancellationToken)
    {
        var parties = await db.JudgmentParties.AsNoTracking().Where(p => !p.Removed).OrderBy(p => p.Id).ToListAsync(cancellationToken);
        var permits = await db.Permits.AsNoTracking().Include(p => p.Permittee).OrderBy(p => p.Id).ToListAsync(cancellationToken);
        return await TrainModel.FitAsync([.. parties.Select(Records.Of)], [.. permits.Select(Records.Of)], path, cancellationToken);
    }
}
