using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Application.Accounts;

/// <summary>A person chooses another password for themselves. Their other sessions end.</summary>
public static class ChangePassword
{
    /// <param name="Keep">The session that goes on; null where the person is only signing in.</param>
    public sealed record Command(Guid Account, string Password, Guid? Keep);

    /// <exception cref="RuleViolation">The password will not do.</exception>
    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var user = await unit.LockAccountAsync(command.Account);
        if (Passwords.WhyNot(command.Password, user.UserName!) is { } why)
            throw new RuleViolation("password.weak", why);
        RuleViolation.Unless(!Passwords.Fits(user, command.Password), "password.same", "This is the password that you have. Choose another one.");
        (user.PasswordHash, user.MustChangePassword) = (Passwords.Hash(command.Password), false);
        user.Restamp();
        var ended = await unit.EndSessionsAsync(user, command.Keep);
        unit.Audit("password changed", $"{user.UserName} changed the password{(ended == 0 ? "" : "; other sessions ended")}.", [("account", user.Id)]);
    }
}
