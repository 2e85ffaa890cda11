using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Contracts.Incoming;
using WageTheftPermits.Domain.Judgments;

namespace WageTheftPermits.Application.Judgments;

/// <summary>A judgment's events and what they come to today; every decision reads this, not the columns kept for pages.</summary>
public static class JudgmentHistory
{
    public static async Task<JudgmentState> FoldAsync(PermitsDbContext db, Judgment judgment, DateOnly today, CancellationToken ct)
    {
        var rows = await db.JudgmentEvents.AsNoTracking().Where(e => e.JudgmentId == judgment.Id)
            .Select(e => new { e.Sequence, e.SetAside, e.Body }).ToListAsync(ct);
        return Fold(rows.Select(e => (e.Sequence, e.SetAside, e.Body)), judgment.Agency, today);
    }

    public static JudgmentState Fold(IEnumerable<(long Sequence, bool SetAside, byte[] Body)> events, string agency, DateOnly today) =>
        JudgmentFold.Fold(events.Select(e => e.SetAside ? new JudgmentEvent.SetAside(e.Sequence) : Read(e.Body, agency)), today);

    private static JudgmentEvent Read(byte[] body, string agency) =>
        AgencyEventReader.Read(body, agency).Event?.ToDomain() ?? throw new InvalidOperationException("A stored event can no longer be read by the contract it was accepted under.");
}
