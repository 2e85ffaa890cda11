using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Application.Accounts;

/// <summary>
/// What an administrator does with the accounts of others, or whoever has the command line. An account never goes away: the record names it.
/// One such act comes after the other, so that the last administrator stays one whatever two of them do at once.
/// </summary>
public static partial class AccountActs
{
    public const string Administrator = "administrator";

    private const int LongestName = 100;

    /// <param name="Password">A temporary one, which must be changed at the first sign-in; null for an account that nobody can sign in to by password.</param>
    public sealed record NewAccount(Guid Id, string UserName, string DisplayName, IReadOnlyList<string> Roles, string? Password);

    /// <exception cref="RuleViolation">The name is taken or will not do, or there is no role.</exception>
    public static async Task AddAsync(UnitOfWork unit, NewAccount account)
    {
        await BeginAsync(unit);
        var (name, shown) = (account.UserName.Trim(), account.DisplayName.Trim());
        RuleViolation.Unless(AllowedName().IsMatch(name), "account.name", "A user name has letters, digits and . _ @ + - only, and at most 100 of them.");
        RuleViolation.Unless(shown.Length is > 0 and <= LongestName, "account.display-name", "Give the person's name, with at most 100 characters.");
        RuleViolation.Unless(await unit.Db.AccountAsync(name, unit.Cancellation) is null, "account.exists", $"There is already an account '{name}'. Names are never used again, because the record names people by them.");
        var user = new User
        {
            Id = account.Id,
            UserName = name,
            NormalizedUserName = AccountUnits.Normal(name),
            DisplayName = shown,
            LockoutEnabled = true,
            PasswordHash = account.Password is { } password ? Passwords.Hash(password) : null,
            MustChangePassword = account.Password is not null,
        };
        user.Restamp();
        unit.Db.Users.Add(user);
        await unit.Db.SaveChangesAsync(unit.Cancellation);
        await SetRolesAsync(unit, user, account.Roles);
        unit.Audit("account added", $"The account {name} of {shown} was added ({InWords(account.Roles)}).", [("account", user.Id)], evidence: new { account.Roles });
    }

    /// <summary>Their sessions end at once, because a session remembers what its bearer may do.</summary>
    public static async Task ChangeRolesAsync(UnitOfWork unit, Guid account, IReadOnlyList<string> roles)
    {
        var user = await OfAnotherAsync(unit, account);
        RuleViolation.Unless(user.RetiredAt is null, "account.retired", "The account is retired. Reinstate it first.");
        var before = await unit.Db.RolesOfAsync(account, unit.Cancellation);
        RuleViolation.Unless(!before.ToHashSet().SetEquals(roles), "account.same-roles", "These are the roles that the account has.");
        await SetRolesAsync(unit, user, roles);
        await ExpectAdministratorAsync(unit, before);
        await unit.EndSessionsAsync(user);
        unit.Audit("account roles changed", $"{user.UserName} was {InWords(before)}, and is {InWords(roles)}.", [("account", user.Id)], evidence: new { before, after = roles });
    }

    /// <summary>Nobody can sign in to it any more, and it holds no role.</summary>
    public static async Task RetireAsync(UnitOfWork unit, Guid account, string reason)
    {
        var user = await OfAnotherAsync(unit, account);
        RuleViolation.Unless(user.RetiredAt is null, "account.retired", "The account is retired already.");
        var before = await unit.Db.RolesOfAsync(account, unit.Cancellation);
        await unit.Db.UserRoles.Where(r => r.UserId == account).ExecuteDeleteAsync(unit.Cancellation);
        await ExpectAdministratorAsync(unit, before);
        user.RetiredAt = unit.Now;
        user.Restamp();
        await unit.EndSessionsAsync(user);
        unit.Audit("account retired", $"The account {user.UserName} was retired; it was {InWords(before)}.", [("account", user.Id)], reason, new { before });
    }

    /// <summary>Takes a retirement back, with a temporary password.</summary>
    public static async Task ReinstateAsync(UnitOfWork unit, Guid account, IReadOnlyList<string> roles, string password)
    {
        var user = await OfAnotherAsync(unit, account);
        RuleViolation.Unless(user.RetiredAt is not null, "account.not-retired", "The account is not retired.");
        user.RetiredAt = null;
        SetTemporary(user, password);
        await unit.Db.SaveChangesAsync(unit.Cancellation);
        await SetRolesAsync(unit, user, roles);
        unit.Audit("account reinstated", $"The account {user.UserName} was reinstated ({InWords(roles)}), with a temporary password.", [("account", user.Id)], evidence: new { roles });
    }

    public static async Task UnlockAsync(UnitOfWork unit, Guid account)
    {
        var user = await OfAnotherAsync(unit, account);
        user.Unlock();
        unit.Audit("account unlocked", $"The account {user.UserName} was unlocked.", [("account", user.Id)]);
    }

    /// <summary>Their sessions end; whoever signs in with it must choose another.</summary>
    public static async Task SetPasswordAsync(UnitOfWork unit, Guid account, string password)
    {
        var user = await OfAnotherAsync(unit, account);
        RuleViolation.Unless(user.RetiredAt is null, "account.retired", "The account is retired. Reinstate it first.");
        SetTemporary(user, password);
        await unit.EndSessionsAsync(user);
        unit.Audit("password set", $"{user.UserName} was given a temporary password.", [("account", user.Id)]);
    }

    /// <summary>For somebody who has neither the phone nor the recovery codes. Their sessions end.</summary>
    public static async Task RemoveSecondFactorAsync(UnitOfWork unit, Guid account, string reason)
    {
        var user = await OfAnotherAsync(unit, account);
        RuleViolation.Unless(user.TwoFactorEnabled, "second-factor.none", "This account has no second factor.");
        SecondFactors.Remove(user);
        await unit.EndSessionsAsync(user);
        unit.Audit("second factor removed", $"The second factor of {user.UserName} was removed.", [("account", user.Id)], reason);
    }

    public static async Task EndSessionsAsync(UnitOfWork unit, Guid account)
    {
        await BeginAsync(unit);
        var user = await unit.LockAccountAsync(account);
        var ended = await unit.EndSessionsAsync(user);
        unit.Audit("sessions ended", $"All sessions of {user.UserName} were ended ({ended}).", [("account", user.Id)]);
    }

    private static void SetTemporary(User user, string password)
    {
        (user.PasswordHash, user.MustChangePassword) = (Passwords.Hash(password), true);
        user.Unlock();
        user.Restamp();
    }

    private static async Task<User> OfAnotherAsync(UnitOfWork unit, Guid account)
    {
        await BeginAsync(unit);
        var user = await unit.LockAccountAsync(account);
        RuleViolation.Unless(unit.Actor.Kind != ActorKind.Person || AccountUnits.Normal(unit.Actor.Id) != user.NormalizedUserName, "account.own",
            "This is your own account. Another administrator must do this.");
        return user;
    }

    /// <summary>One after the other, and only by who is an administrator now: of two who retire each other at once, the second one is none any more.</summary>
    private static async Task BeginAsync(UnitOfWork unit)
    {
        await unit.Db.Database.ExecuteSqlAsync($"SELECT 1 FROM identity.roles WHERE name = {Administrator} FOR UPDATE", unit.Cancellation);
        if (unit.Actor.Kind != ActorKind.Person)
            return;
        var actor = await unit.Db.AccountAsync(unit.Actor.Id, unit.Cancellation);
        RuleViolation.Unless(actor is not null && (await unit.Db.RolesOfAsync(actor.Id, unit.Cancellation)).Contains(Administrator), "account.not-administrator",
            "Only an administrator changes accounts, and you are none any more.");
    }

    /// <summary>Somebody must be left who can add the next one.</summary>
    private static async Task ExpectAdministratorAsync(UnitOfWork unit, List<string> before)
    {
        if (!before.Contains(Administrator))
            return;
        var left = await (from held in unit.Db.UserRoles join role in unit.Db.Roles on held.RoleId equals role.Id where role.Name == Administrator select held.UserId).AnyAsync(unit.Cancellation);
        RuleViolation.Unless(left, "account.last-administrator", "This is the last administrator. Make somebody else one first.");
    }

    private static async Task SetRolesAsync(UnitOfWork unit, User user, IReadOnlyList<string> roles)
    {
        RuleViolation.Unless(roles.Count > 0, "account.no-role", "Choose at least one role; an account without one can do nothing. Retire an account that is not needed any more.");
        await unit.Db.UserRoles.Where(r => r.UserId == user.Id).ExecuteDeleteAsync(unit.Cancellation);
        foreach (var name in roles.Distinct(StringComparer.Ordinal))
        {
            var (id, normal) = (Guid.CreateVersion7(), AccountUnits.Normal(name));
            await unit.Db.Database.ExecuteSqlAsync(
                $"INSERT INTO identity.roles (id, name, normalized_name, concurrency_stamp) VALUES ({id}, {name}, {normal}, {id.ToString()}) ON CONFLICT (normalized_name) DO NOTHING", unit.Cancellation);
            await unit.Db.Database.ExecuteSqlAsync($"INSERT INTO identity.user_roles (user_id, role_id) SELECT {user.Id}, id FROM identity.roles WHERE normalized_name = {normal}", unit.Cancellation);
        }
    }

    private static string InWords(IReadOnlyList<string> roles) => roles.Count == 0 ? "without a role" : string.Join(", ", roles);

    [GeneratedRegex(@"^[A-Za-z0-9._@+\-]{1,100}\z")]
    private static partial Regex AllowedName();
}
