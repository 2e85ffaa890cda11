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
        var bars = await db.JudgmentDecisions.AsNoTracking().Where(d => d.JudgmentId == judgment.Id && d.Kind == JudgmentDecisionKind.BarLifted).Select(d => d.About).ToListAsync(ct);
        var events = rows.Select(e => e.SetAside ? new JudgmentEvent.SetAside(e.Sequence) : Read(e.Body, judgment.Agency));
        return JudgmentFold.Fold(events, today, JudgmentDecisions.None with { LiftedBars = [.. bars] });
    }

    private static JudgmentEvent Read(byte[] body, string agency) =>
        AgencyEventReader.Read(body, agency).Event?.ToDomain() ?? throw new InvalidOperationException("A stored event can no longer be read by the contract it was accepted under.");
}
