using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Judgments;

namespace WageTheftPermits.Application.Judgments;

/// <summary>Notices that a judgment may be one debt with another, in the unit that learns of it.</summary>
internal static class OneDebt
{
    private const string Noticed = "possible same debt found";

    /// <summary>Notes judgments that may be the same debt. What becomes of their cases is for whoever follows them.</summary>
    public static async Task HandleAsync(UnitOfWork unit, Judgment judgment)
    {
        foreach (var other in await LinkedDebts.UndecidedAsync(unit.Db, judgment.Id, unit.Cancellation))
            await NoticeAsync(unit, judgment, other);
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
