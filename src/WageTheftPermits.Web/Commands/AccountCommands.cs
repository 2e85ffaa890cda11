using System.CommandLine;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Accounts;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.Web.Commands;

/// <summary>Accounts by who has the shell: for the first administrator, and for the day when none can sign in.</summary>
internal static class AccountCommands
{
    private static readonly Actor s_actor = Actor.System("user-command");

    public static Command User() => new("user", "Accounts of people.") { Add(), List(), Retire(), Password(), SecondFactor() };

    private static Command Add()
    {
        var name = Name();
        var role = new Option<string[]>("--role") { Required = true, AllowMultipleArgumentsPerToken = true, Description = string.Join(", ", Roles.All) };
        var display = new Option<string?>("--display-name");
        var json = new Option<bool>("--json");
        var add = new Command("add", "Adds an account. Its password is shown once, and must be changed at the first sign-in.") { name, role, display, json };
        add.SetAction(async (parsed, ct) =>
        {
            var (account, roles) = (parsed.GetValue(name)!, parsed.GetValue(role)!);
            if (roles.Except(Roles.All).FirstOrDefault() is { } unknown)
                throw CommandFailed.WrongUse($"there is no role '{unknown}'; the roles are {string.Join(", ", Roles.All)}.");
            await using var host = await ServiceHost.StartAsync(serve: false, ct: ct);
            var password = Passwords.Temporary();
            await Accounts.AddAsync(host.Services, account, parsed.GetValue(display) ?? account, password, roles);
            Console.WriteLine(parsed.GetValue(json)
                ? JsonSerializer.Serialize(new { account, roles, password }, Json.Web)
                : $"Account {account} ({string.Join(", ", roles)}). Password, shown once: {password}");
            return 0;
        });
        return add;
    }

    private static Command List()
    {
        var json = new Option<bool>("--json");
        var list = new Command("list", "Lists accounts with their roles.") { json };
        list.SetAction(async (parsed, ct) =>
        {
            await using var host = await ServiceHost.StartAsync(serve: false, ct: ct);
            var now = host.Services.GetRequiredService<WallClock>().Now;
            var accounts = await host.Units.ReadAsync(async db =>
            {
                var held = (await (from has in db.UserRoles join role in db.Roles on has.RoleId equals role.Id select new { has.UserId, role.Name }).ToListAsync(ct)).ToLookup(has => has.UserId, has => has.Name!);
                return (await db.Users.OrderBy(u => u.UserName).ToListAsync(ct)).ConvertAll(u => new
                {
                    account = u.UserName!,
                    displayName = u.DisplayName,
                    roles = Roles.All.Where(held[u.Id].Contains).ToArray(),
                    secondFactor = u.TwoFactorEnabled,
                    locked = u.IsLocked(now),
                    mustChangePassword = u.MustChangePassword,
                    retiredAt = u.RetiredAt,
                });
            });
            Console.WriteLine(parsed.GetValue(json)
                ? JsonSerializer.Serialize(accounts, Json.Web)
                : string.Join(Environment.NewLine, accounts.Select(a => $"{a.account}  {a.displayName}  {(a.retiredAt is not null ? "retired" : string.Join(", ", a.roles))}{(a.secondFactor ? ", second factor" : "")}{(a.locked ? ", locked" : "")}")));
            return 0;
        });
        return list;
    }

    private static Command Retire()
    {
        var (name, reason) = (Name(), Reason());
        var retire = new Command("retire", "Retires an account: nobody can sign in to it any more, and its sessions end. The record goes on naming it.") { name, reason };
        retire.SetAction((parsed, ct) => ActAsync(parsed.GetValue(name)!, (unit, account) => AccountActs.RetireAsync(unit, account, parsed.GetValue(reason)!), "is retired.", ct));
        return retire;
    }

    private static Command Password()
    {
        var (name, json) = (Name(), new Option<bool>("--json"));
        var command = new Command("password", "Sets a temporary password, which is shown once and must be changed at the next sign-in. The account's sessions end, and it is unlocked.") { name, json };
        command.SetAction((parsed, ct) =>
        {
            var (account, password) = (parsed.GetValue(name)!, Passwords.Temporary());
            return ActAsync(account, (unit, id) => AccountActs.SetPasswordAsync(unit, id, password), $"has a temporary password, shown once: {password}", ct,
                parsed.GetValue(json) ? new { account, password } : null);
        });
        return command;
    }

    private static Command SecondFactor()
    {
        var (name, reason) = (Name(), Reason());
        var reset = new Command("reset", "Removes the second factor of somebody who has neither the phone nor the recovery codes. The account's sessions end.") { name, reason };
        reset.SetAction((parsed, ct) => ActAsync(parsed.GetValue(name)!, (unit, account) => AccountActs.RemoveSecondFactorAsync(unit, account, parsed.GetValue(reason)!), "has no second factor any more.", ct));
        return new Command("second-factor", "The second factor of an account.") { reset };
    }

    private static async Task<int> ActAsync(string name, Func<UnitOfWork, Guid, Task> act, string done, CancellationToken ct, object? json = null)
    {
        await using var host = await ServiceHost.StartAsync(serve: false, ct: ct);
        var user = await host.Units.ReadAsync(db => db.AccountAsync(name, ct)) ?? throw CommandFailed.WrongUse($"there is no account {name}.");
        await host.Units.RunAsync(s_actor, unit => act(unit, user.Id), ct);
        Console.WriteLine(json is null ? $"Account {user.UserName} {done}" : JsonSerializer.Serialize(json, Json.Web));
        return 0;
    }

    private static Argument<string> Name() => new("NAME") { Description = "The account's name." };

    private static Option<string> Reason() => new("--reason") { Required = true, Description = "Why, for the audit log." };
}

/// <summary>Accounts for the command line and for the demonstration.</summary>
public static class Accounts
{
    /// <param name="password">A temporary one; null for an account that nobody can sign in to by password.</param>
    /// <exception cref="RuleViolation">There is already an account of that name, or the name will not do.</exception>
    public static Task AddAsync(IServiceProvider services, string name, string displayName, string? password, IEnumerable<string> roles) =>
        services.GetRequiredService<Units>().RunAsync(Actor.System("user-command"), unit => AccountActs.AddAsync(unit, new(Guid.CreateVersion7(), name, displayName, [.. roles], password)));

    /// <summary>The person of an account, as every record names them.</summary>
    /// <param name="role">The role that they must hold, where one is needed.</param>
    /// <exception cref="CommandFailed">There is no such account, it is retired, or it has not the role.</exception>
    public static Task<Actor> PersonAsync(ServiceHost host, string account, string? role = null) => host.Units.ReadAsync(async db =>
    {
        var user = await db.AccountAsync(account, CancellationToken.None) is { RetiredAt: null } known ? known : throw CommandFailed.WrongUse($"there is no account {account}.");
        return role is null || (await db.RolesOfAsync(user.Id, CancellationToken.None)).Contains(role)
            ? Actor.Person(user.UserName!)
            : throw CommandFailed.WrongUse($"account {account} does not hold the role {role}, which this needs.");
    });
}
