using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Contracts.Outgoing;

namespace WageTheftPermits.Application.Enforcement;

/// <summary>Asks the agency for a fresh balance where that alone is missing before an adverse step; once a day at most.</summary>
internal static class BalanceRequest
{
    public static async Task AskAsync(UnitOfWork unit, CaseFile file, CancellationToken ct)
    {
        if (!file.Eligibility.Failing.Select(c => c.Name).SequenceEqual(["balance-fresh"]))
            return;
        var since = unit.Now.AddDays(-1);
        if (await unit.Db.Outbox.AnyAsync(m => m.Agency == file.Judgment.Agency && m.Subject == file.Judgment.Subject && m.Type == MessageTypes.BalanceRequested && m.CreatedAt > since, ct))
            return;
        file.TellAgency(unit, MessageTypes.BalanceRequested, "Please confirm the balance: nothing is done to the permit on an old one.");
        unit.Audit("balance requested", $"The agency was asked to confirm the balance of {file.Judgment.Subject}.", file.Subjects);
    }
}
