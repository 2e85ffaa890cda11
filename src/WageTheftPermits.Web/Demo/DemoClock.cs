using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;

namespace WageTheftPermits.Web.Demo;

/// <summary>
/// The demonstration's clock: the real one, moved. How far it is moved is kept in the database, so that a demonstration that was
/// killed goes on at its own time.
/// </summary>
internal sealed class DemoClock : TimeProvider
{
    /// <summary>Monday 2 February 2026, nine o'clock in the department.</summary>
    private static readonly DateTimeOffset s_seasonBegins = new(2026, 2, 2, 17, 0, 0, TimeSpan.Zero);

    private long _ahead = (s_seasonBegins - System.GetUtcNow()).Ticks;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _ahead));

    /// <summary>Takes up the time where an earlier run left it, or begins the season.</summary>
    public async Task TakeUpAsync(PermitsDbContext db, CancellationToken ct)
    {
        var begins = new TimeSpan(_ahead);
        await db.Database.ExecuteSqlAsync($"INSERT INTO demo_clock (ahead) VALUES ({begins}) ON CONFLICT DO NOTHING", ct);
        var ahead = await db.Database.SqlQuery<TimeSpan>($"SELECT ahead AS \"Value\" FROM demo_clock").SingleAsync(ct);
        Interlocked.Exchange(ref _ahead, ahead.Ticks);
    }

    /// <summary>Moves the clock to a moment; never back.</summary>
    public async Task AdvanceToAsync(PermitsDbContext db, DateTimeOffset moment, CancellationToken ct)
    {
        var by = moment - GetUtcNow();
        if (by <= TimeSpan.Zero)
            return;
        var ahead = new TimeSpan(_ahead) + by;
        await db.Database.ExecuteSqlAsync($"UPDATE demo_clock SET ahead = {ahead}", ct);
        Interlocked.Exchange(ref _ahead, ahead.Ticks);
    }
}
