using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Notices;

namespace WageTheftPermits.Application.Hearings;

/// <summary>What an act on charges reads: the hearing, the order that came of it, and the file of the case, under the permit's lock.</summary>
internal sealed record HearingFile(CaseFile File, Hearing Hearing, PermitOrder? Order)
{
    public static async Task<HearingFile> OpenAsync(UnitOfWork unit, Guid hearingId)
    {
        var caseId = await unit.Db.Hearings.Where(h => h.Id == hearingId).Select(h => (Guid?)h.CaseId).SingleOrDefaultAsync(unit.Cancellation)
            ?? throw new RuleViolation("hearing.none", "There is no such hearing.");
        var file = await CaseFile.OpenAsync(unit, caseId);
        return new(file, await unit.Db.Hearings.SingleAsync(h => h.Id == hearingId, unit.Cancellation),
            await unit.Db.PermitOrders.SingleOrDefaultAsync(o => o.HearingId == hearingId, unit.Cancellation));
    }

    public PermitOrder OrderMade => Order ?? throw new RuleViolation("order.none", $"No order came of hearing {Hearing.Reference}.");

    public (string, Guid)[] Subjects => Order is null ? [.. File.Subjects, ("hearing", Hearing.Id)] : [.. File.Subjects, ("hearing", Hearing.Id), ("order", Order.Id)];

    public void Audit(UnitOfWork unit, string action, string summary, string? reason = null, object? evidence = null) =>
        unit.Audit(action, summary, Subjects, reason, evidence, File.Policy.Version);
}

/// <summary>What the records say about a case that its charges rest on.</summary>
public static class HearingFacts
{
    /// <summary>The notices served since the case last began.</summary>
    public static async Task<ServedBefore> ServedAsync(PermitsDbContext db, Guid caseId, CancellationToken ct)
    {
        var notices = await db.Notices.Where(n => n.CaseId == caseId && (n.Kind == LetterKinds.FirstNotice || n.Kind == LetterKinds.Warning)).OrderBy(n => n.RecordedAt)
            .Select(n => new { n.Kind, n.RespondBy }).ToListAsync(ct);
        var since = notices.Skip(Math.Max(0, notices.FindLastIndex(n => n.Kind == LetterKinds.FirstNotice))).ToList();
        return new(since.Count(n => n.Kind == LetterKinds.Warning), since.Count == 0 ? null : since.Max(n => n.RespondBy));
    }

    /// <summary>The hold that stops the renewal; null where none is in force.</summary>
    public static Task<Hold?> HoldAsync(PermitsDbContext db, Guid caseId, CancellationToken ct) => db.Holds.SingleOrDefaultAsync(
        h => h.CaseId == caseId && h.Status == HoldStatus.InForce && (h.Severity == HoldSeverity.Hold || h.Severity == HoldSeverity.Lock), ct);

    /// <summary>Everybody who had a role on the case before its charges are heard: who matched, opened, noticed, proposed, decided, charged.</summary>
    public static async Task<IReadOnlyCollection<string>> EarlierRolesAsync(PermitsDbContext db, Case onCase, CancellationToken ct)
    {
        var holds = await db.Holds.Where(h => h.CaseId == onCase.Id).Select(h => new { h.ProposedBy, h.DecidedBy }).ToListAsync(ct);
        var hearings = await db.Hearings.Where(h => h.CaseId == onCase.Id).Select(h => new { h.ChargedBy, h.LateDecidedBy }).ToListAsync(ct);
        return
        [
            onCase.OpenedBy,
            .. await db.MatchReviews.Where(r => r.Id == onCase.MatchReviewId).SelectMany(r => r.Verdicts).Select(v => v.By).ToListAsync(ct),
            .. await db.Notices.Where(n => n.CaseId == onCase.Id).Select(n => n.RecordedBy).ToListAsync(ct),
            .. holds.SelectMany(h => new[] { h.ProposedBy, h.DecidedBy }).OfType<string>(),
            .. hearings.SelectMany(h => new[] { h.ChargedBy, h.LateDecidedBy }).OfType<string>(),
        ];
    }

    /// <summary>Orders that were made against this holder of the permit and stand: the next one is a step further on the ladder.</summary>
    public static Task<int> EarlierOrdersAsync(PermitsDbContext db, Case onCase, CancellationToken ct) =>
        (from order in db.PermitOrders
         join one in db.Cases on order.CaseId equals one.Id
         where order.PermitId == onCase.PermitId && one.PermitteeId == onCase.PermitteeId && order.Status != OrderStatus.SetAside && order.ServedOn != null
         select order).CountAsync(ct);

    /// <summary>Whether another order keeps the permit's establishment closed.</summary>
    public static Task<bool> ClosedByAnotherAsync(PermitsDbContext db, PermitOrder order, CancellationToken ct) =>
        db.PermitOrders.AnyAsync(o => o.PermitId == order.PermitId && o.Id != order.Id && o.Status == OrderStatus.InEffect, ct);
}
