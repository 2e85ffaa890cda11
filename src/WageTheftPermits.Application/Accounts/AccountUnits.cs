using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Application.Accounts;

/// <summary>What acts on accounts share.</summary>
public static class AccountUnits
{
    /// <summary>The account by its name, however it is spelt; null where there is none.</summary>
    public static Task<User?> AccountAsync(this PermitsDbContext db, string userName, CancellationToken ct)
    {
        var name = Normal(userName);
        return db.Users.SingleOrDefaultAsync(u => u.NormalizedUserName == name, ct);
    }

    /// <summary>The account's roles as they are called in <c>--role</c>.</summary>
    public static Task<List<string>> RolesOfAsync(this PermitsDbContext db, Guid account, CancellationToken ct) =>
        (from held in db.UserRoles join role in db.Roles on held.RoleId equals role.Id where held.UserId == account orderby role.Name select role.Name!).ToListAsync(ct);

    /// <summary>The account as it is now and stays until this unit ends: what opens sessions and what ends them come one after the other.</summary>
    /// <exception cref="RuleViolation">There is no such account.</exception>
    public static async Task<User> LockAccountAsync(this UnitOfWork unit, Guid account)
    {
        await unit.Db.Database.ExecuteSqlAsync($"SELECT 1 FROM identity.users WHERE id = {account} FOR UPDATE", unit.Cancellation);
        return await unit.Db.Users.SingleOrDefaultAsync(u => u.Id == account, unit.Cancellation) ?? throw new RuleViolation("account.none", "There is no such account.");
    }

    /// <summary>Ends the account's sessions, from their next request on.</summary>
    /// <param name="keep">The one that goes on; null where none does.</param>
    /// <returns>How many there were.</returns>
    public static Task<int> EndSessionsAsync(this UnitOfWork unit, User user, Guid? keep = null) =>
        unit.Db.Sessions.Where(s => s.UserId == user.Id && s.Id != keep).ExecuteDeleteAsync(unit.Cancellation);

    internal static string Normal(string userName) => userName.Trim().Normalize().ToUpperInvariant();
}
