using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.Application.Matching;

/// <summary>
/// How common names are among this department's permits. Read once and kept for a while: it shifts weights by fractions of a bit,
/// so that each instance of the service may hold a slightly older count than another without harm.
/// </summary>
public sealed class PermitFrequencies : IDisposable
{
    private static readonly TimeSpan s_kept = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim _one = new(1);
    private (TermFrequencies Frequencies, int Permits, DateTimeOffset ReadAt)? _kept;

    public async Task<TermFrequencies> GetAsync(UnitOfWork unit)
    {
        var count = await unit.Db.Permits.CountAsync(unit.Cancellation);
        if (_kept is { } kept && kept.Permits == count && unit.Now - kept.ReadAt < s_kept)
            return kept.Frequencies;
        await _one.WaitAsync(unit.Cancellation);
        try
        {
            if (_kept is { } meanwhile && meanwhile.Permits == count && unit.Now - meanwhile.ReadAt < s_kept)
                return meanwhile.Frequencies;
            var permits = await unit.Db.Permits.AsNoTracking().Include(p => p.Permittee).ToListAsync(unit.Cancellation);
            var frequencies = TermFrequencies.Of(permits.Select(Records.Of));
            _kept = (frequencies, count, unit.Now);
            return frequencies;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
