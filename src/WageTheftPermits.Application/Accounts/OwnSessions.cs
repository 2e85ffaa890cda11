using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;

namespace WageTheftPermits.Application.Accounts;

/// <summary>A person ends sessions of their own: from their next request on nobody is signed in by them.</summary>
public static class OwnSessions
{
    /// <summary>Ends one; nothing happens where it has ended already, or is somebody else's.</summary>
    public static async Task EndAsync(UnitOfWork unit, Guid account, Guid session)
    {
        if (await unit.Db.Sessions.Where(s => s.UserId == account && s.Id == session).ExecuteDeleteAsync(unit.Cancellation) > 0)
            unit.Audit("session ended", $"{unit.Actor} ended one of their sessions.", [("account", account)]);
    }

    /// <param name="keep">The one in which this is asked.</param>
    public static async Task EndOthersAsync(UnitOfWork unit, Guid account, Guid? keep)
    {
        var user = await unit.LockAccountAsync(account);
        var ended = await unit.EndSessionsAsync(user, keep);
        if (ended > 0)
            unit.Audit("sessions ended", $"{unit.Actor} ended their other sessions ({ended}).", [("account", account)]);
    }
}
