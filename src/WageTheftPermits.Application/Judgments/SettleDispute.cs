using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Judgments;

namespace WageTheftPermits.Application.Judgments;

/// <summary>A dispute that is open, or that a person has settled before.</summary>
/// <param name="Events">What is in question, by sequence and arrival.</param>
/// <param name="Settled">The last decision about it; null while it is open.</param>
public sealed record DisputeFile(Judgment Judgment, IReadOnlyList<Dispute> Disputes, IReadOnlyList<JudgmentEventRow> Events, JudgmentDecision? Settled)
{
    /// <summary>Reads a dispute by the name that its sequences give it; null where nothing of that name is or was disputed.</summary>
    public static async Task<DisputeFile?> FindAsync(PermitsDbContext db, Guid judgmentId, string name, DateOnly today, CancellationToken ct)
    {
        if (await db.Judgments.Include(j => j.Parties).SingleOrDefaultAsync(j => j.Id == judgmentId, ct) is not { } judgment)
            return null;
        var disputes = (await JudgmentHistory.FoldAsync(db, judgment, today, ct)).Disputes.Where(d => d.Name == name).ToList();
        var last = await db.JudgmentDecisions.Where(d => d.JudgmentId == judgmentId && d.Kind == JudgmentDecisionKind.DisputeSettled && d.About == name)
            .OrderByDescending(d => d.At).FirstOrDefaultAsync(ct);
        if (disputes.Count == 0 && last is null)
            return null;
        var sequences = name.Split('-').Select(s => long.Parse(s, CultureInfo.InvariantCulture)).ToList();
        var events = await db.JudgmentEvents.Where(e => e.JudgmentId == judgmentId && sequences.Contains(e.Sequence)).OrderBy(e => e.Sequence).ThenBy(e => e.AcceptedAt).ThenBy(e => e.Receipt).ToListAsync(ct);
        return new DisputeFile(judgment, disputes, events, disputes.Count == 0 ? last : null);
    }
}

/// <summary>
/// A person says which of the events in a dispute counts, or that none does, after asking the agency. The others are kept and their content counts
/// for nothing. Every sender is told; whatever waited because of the dispute looks again. Another decision about the same events replaces it.
/// </summary>
public static class SettleDispute
{
    /// <param name="Dispute">Its name, such as <c>3-7</c>.</param>
    /// <param name="Seen">Receipts of the events that the person looked at.</param>
    /// <param name="Counts">The receipt of the one that counts; null: none does.</param>
    public sealed record Command(Guid JudgmentId, string Dispute, IReadOnlyList<Guid> Seen, Guid? Counts, string Reason);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        unit.Actor.MustBePerson("settle a dispute");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(command.Reason), "dispute.reason", "Say what it rests on: the reason is kept as evidence and sent to the agency.");
        var known = await unit.Db.Judgments.AsNoTracking().SingleOrDefaultAsync(j => j.Id == command.JudgmentId, unit.Cancellation)
            ?? throw new RuleViolation("judgment.none", "There is no such judgment.");
        await TakeInEvent.LockSubjectAsync(unit, known.Agency, known.Subject);
        var today = unit.TodayIn(await unit.PolicyAsync());
        var file = await DisputeFile.FindAsync(unit.Db, command.JudgmentId, command.Dispute, today, unit.Cancellation)
            ?? throw new RuleViolation("dispute.none", "These events are not disputed any more: an amendment has settled it. Reload the page.");
        RuleViolation.Unless(file.Events.Select(e => e.Receipt).ToHashSet().SetEquals(command.Seen), "dispute.changed",
            "Another event has come to the same place meanwhile. Reload the page and look at all of them.");
        RuleViolation.Unless(command.Counts is null || command.Seen.Contains(command.Counts.Value), "dispute.not-in-it", "The event that counts must be one of those in dispute.");

        var reason = command.Reason.Trim();
        var before = TakeInEvent.Before.Of(file.Judgment);
        foreach (var one in file.Events)
            one.SetAside = one.Receipt != command.Counts;
        unit.Db.JudgmentDecisions.Add(new JudgmentDecision
        {
            Id = Guid.CreateVersion7(),
            JudgmentId = file.Judgment.Id,
            Kind = JudgmentDecisionKind.DisputeSettled,
            About = command.Dispute,
            Sequences = [.. file.Events.Select(e => e.Sequence).Distinct()],
            Events = [.. command.Seen],
            Counts = command.Counts,
            Reason = reason,
            By = unit.Actor.Id,
            At = unit.Now,
        });
        await TellAsync(unit, file, command.Counts, reason);
        unit.Audit("dispute settled", $"The dispute about {(file.Events.Count == 1 ? "event" : "events")} {string.Join(", ", file.Events.Select(e => e.Sequence).Distinct())} of {file.Judgment.Subject} was settled: "
            + (command.Counts is null ? "none counts." : "one counts."), [("judgment", file.Judgment.Id), .. file.Events.Select(e => ("delivery", e.Receipt))], reason,
            new { command.Counts, events = command.Seen, replaced = file.Settled?.Id });
        await unit.Db.SaveChangesAsync(unit.Cancellation);
        await TakeInEvent.FoldAsync(unit, file.Judgment, before, null);
    }

    private static async Task TellAsync(UnitOfWork unit, DisputeFile file, Guid? counts, string reason)
    {
        foreach (var one in file.Events)
        {
            var delivery = await unit.Db.Deliveries.SingleAsync(d => d.Receipt == one.Receipt, unit.Cancellation);
            var how = one.Receipt == counts ? "this event counts" : counts is null ? "its content counts for nothing" : "another event counts, and this one's content for nothing";
            delivery.Settle($"Settled by the department: {how}. {reason}", unit.Now);
            Receipts.Tell(unit, delivery);
        }
    }
}
