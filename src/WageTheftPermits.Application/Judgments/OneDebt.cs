using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Judgments;

namespace WageTheftPermits.Application.Judgments;

/// <summary>What a change of a judgment means for those that are, or may be, one debt with it; in the unit that learns of the change.</summary>
internal static class OneDebt
{
    private const string Noticed = "possible same debt found";

    /// <summary>Notes judgments that may be the same debt, and releases cases on the judgment that leads where the debt has ended.</summary>
    public static async Task HandleAsync(UnitOfWork unit, Judgment judgment)
    {
        foreach (var other in await LinkedDebts.UndecidedAsync(unit.Db, judgment.Id, unit.Cancellation))
            await NoticeAsync(unit, judgment, other);
        foreach (var linked in (await LinkedDebts.OfAsync(unit.Db, judgment.Id, unit.Cancellation)).Where(linked => linked.OtherLeads))
            await ReleaseLeadingAsync(unit, judgment, linked);
    }

    /// <summary>A report of the same debt says that its creditor of record was paid, or that it was vacated: the leader's case has nothing left to rest on.</summary>
    private static async Task ReleaseLeadingAsync(UnitOfWork unit, Judgment report, LinkedDebt linked)
    {
        var leader = linked.Other;
        var counterparts = linked.Counterparts.ToDictionary(c => c.Value, c => c.Key);
        var cases = await unit.Db.Cases.Where(c => c.JudgmentId == leader.Id && c.Status != CaseStatus.Closed && c.Status != CaseStatus.Releasing)
            .OrderBy(c => c.PermitId).ToListAsync(unit.Cancellation);
        foreach (var one in cases)
        {
            if (LinkedReport.Of(report, counterparts.TryGetValue(one.JudgmentPartyId, out var counterpart) ? counterpart : null).End is not { } reason)
                continue;
            await ReleaseUnsupported.ReleaseAsync(unit, leader, leader.Parties.Single(p => p.Id == one.JudgmentPartyId), one, reason);
            await unit.ChangedAsync("case", one.Id);
            await RenewalsOf.TellAsync(unit, one.PermitId);
        }
    }

    /// <summary>Recorded once for each pair: the queue and eligibility read the records themselves.</summary>
    private static async Task NoticeAsync(UnitOfWork unit, Judgment judgment, Judgment other)
    {
        var (one, two) = ($"judgment:{judgment.Id}", $"judgment:{other.Id}");
        if (await unit.Db.AuditEntries.AnyAsync(e => e.Action == Noticed && e.Subjects.Contains(one) && e.Subjects.Contains(two), unit.Cancellation))
            return;
        unit.Audit(Noticed, $"{judgment.Name} and {other.Name} may be one debt; a person must say whether they are.", [("judgment", judgment.Id), ("judgment", other.Id)],
            evidence: new { judgment.Docket, Assigned = judgment.IsAssignedTo(other) || other.IsAssignedTo(judgment) });
        await unit.Db.SaveChangesAsync(unit.Cancellation);
    }
}
