using Microsoft.AspNetCore.Identity;
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
        foreach (var (role, userName, displayName) in s_people)
        {
            if (!await IsHeldAsync(services, role))
                await Accounts.AddAsync(services, userName, displayName, null, [role]);
        }
    }

    private static async Task<bool> IsHeldAsync(IServiceProvider services, string role)
    {
        await using var scope = services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<UserManager<User>>().GetUsersInRoleAsync(role)).Count > 0;
    }
}
