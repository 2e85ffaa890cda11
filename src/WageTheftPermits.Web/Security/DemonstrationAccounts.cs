using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Web.Commands;

namespace WageTheftPermits.Web.Security;

/// <summary>
/// One invented person a role, for Development and the demonstration. The accounts have no password, so that the only way in is
/// <see cref="DemonstrationSignIn"/>, which lets nobody in from elsewhere than this machine.
/// </summary>
public static class DemonstrationAccounts
{
    private static readonly (string Role, string UserName, string DisplayName)[] s_people =
    [
        (Roles.Inspector, "imara.castell", "Imara Castell"),
        (Roles.Supervisor, "bram.ostrander", "Bram Ostrander"),
        (Roles.HearingOfficer, "junia.falk", "Junia Falk"),
        (Roles.Counsel, "corin.abbasi", "Corin Abbasi"),
        (Roles.Administrator, "odell.vance", "Odell Vance"),
        (Roles.Auditor, "perpetua.lindh", "Perpetua Lindh"),
    ];

    /// <summary>Adds the people of roles that nobody holds; what is there stays as it is.</summary>
    /// <exception cref="InvalidOperationException">This is neither Development nor a demonstration.</exception>
    public static async Task EnsureAsync(IServiceProvider services)
    {
        if (!services.GetRequiredService<DemonstrationSignIn>().EnvironmentAllows)
            throw new InvalidOperationException("Accounts without a password are for Development and the demonstration only.");
        var units = services.GetRequiredService<Units>();
        foreach (var (role, userName, displayName) in s_people)
        {
            if (!await units.ReadAsync(db => IsHeldOrKnownAsync(db, role, userName)))
                await Accounts.AddAsync(services, userName, displayName, null, [role]);
        }
    }

    /// <summary>A name is never used again: who was retired in a demonstration stays so.</summary>
    private static Task<bool> IsHeldOrKnownAsync(PermitsDbContext db, string role, string userName) => db.Users.AnyAsync(user => user.UserName == userName
        || db.UserRoles.Any(held => held.UserId == user.Id && db.Roles.Any(known => known.Id == held.RoleId && known.Name == role)));
}
