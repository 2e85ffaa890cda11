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
            .Select(e => new { e.Receipt, e.Sequence, e.SetAside, e.Body }).ToListAsync(ct);
        var decisions = await db.JudgmentDecisions.AsNoTracking().Where(d => d.JudgmentId == judgment.Id).ToListAsync(ct);
        var bySequence = rows.ToLookup(e => e.Sequence);
        // Only as far as nothing else has come to the same place since it was looked at.
        var settled = decisions.Where(d => d.Kind == JudgmentDecisionKind.DisputeSettled && d.Sequences.SelectMany(s => bySequence[s]).All(e => d.Events.Contains(e.Receipt))).ToList();
        var chosen = settled.SelectMany(d => d.Sequences).ToHashSet();
        var events = bySequence.Select(place => place.FirstOrDefault(e => !e.SetAside) is { } counts && (chosen.Contains(place.Key) || !place.Any(e => e.SetAside))
            ? Read(counts.Body, judgment.Agency)
            : new JudgmentEvent.SetAside(place.Key));
        return JudgmentFold.Fold(events, today, new JudgmentDecisions(
            [.. settled.Select(d => ValueList.Of<long>(d.Sequences))],
            [.. decisions.Where(d => d.Kind == JudgmentDecisionKind.BarLifted).Select(d => d.About)]));
    }

    internal static JudgmentEvent Read(byte[] body, string agency) =>
        AgencyEventReader.Read(body, agency).Event?.ToDomain() ?? throw new InvalidOperationException("A stored event can no longer be read by the contract it was accepted under.");
}
