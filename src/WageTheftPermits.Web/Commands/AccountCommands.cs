using System.CommandLine;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.Web.Commands;

internal static class AccountCommands
{
    public static Command User()
    {
        var name = new Argument<string>("NAME") { Description = "The account's name." };
        var role = new Option<string[]>("--role") { Required = true, AllowMultipleArgumentsPerToken = true, Description = string.Join(", ", Roles.All) };
        var display = new Option<string?>("--display-name");
        var add = new Command("add", "Adds an account. Its password is shown once.") { name, role, display };
        add.SetAction(async (parsed, ct) =>
        {
            var roles = parsed.GetValue(role)!;
            if (roles.Except(Roles.All).FirstOrDefault() is { } unknown)
                throw CommandFailed.WrongUse($"there is no role '{unknown}'; the roles are {string.Join(", ", Roles.All)}.");
            await using var host = await ServiceHost.StartAsync(serve: false, ct: ct);
            var password = NewPassword();
            await Accounts.AddAsync(host.Services, parsed.GetValue(name)!, parsed.GetValue(display) ?? parsed.GetValue(name)!, password, roles);
            Console.WriteLine($"Account {parsed.GetValue(name)} ({string.Join(", ", roles)}). Password, shown once: {password}");
            return 0;
        });
        return new Command("user", "Accounts of people.") { add };
    }

    private static string NewPassword() => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", 20);
}

/// <summary>Makes accounts, from the command line and for the demonstration.</summary>
public static class Accounts
{
    /// <param name="password">Null for an account that nobody can sign in to by password.</param>
    public static async Task AddAsync(IServiceProvider services, string name, string displayName, string? password, IEnumerable<string> roles)
    {
        await using var scope = services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var known = scope.ServiceProvider.GetRequiredService<RoleManager<IdentityRole<Guid>>>();
        foreach (var role in roles)
        {
            if (!await known.RoleExistsAsync(role))
                Expect(await known.CreateAsync(new IdentityRole<Guid>(role) { Id = Guid.CreateVersion7() }));
        }
        if (await users.FindByNameAsync(name) is not null)
            throw CommandFailed.WrongUse($"there is already an account '{name}'.");
        var user = new User { Id = Guid.CreateVersion7(), UserName = name, DisplayName = displayName };
        Expect(password is null ? await users.CreateAsync(user) : await users.CreateAsync(user, password));
        Expect(await users.AddToRolesAsync(user, roles));
    }

    /// <summary>The person of an account, as every record names them.</summary>
    /// <param name="role">The role that they must hold, where one is needed.</param>
    /// <exception cref="CommandFailed">There is no such account, or it has not the role.</exception>
    public static async Task<Actor> PersonAsync(ServiceHost host, string account, string? role = null)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var user = await users.FindByNameAsync(account) ?? throw CommandFailed.WrongUse($"there is no account {account}.");
        return role is null || await users.IsInRoleAsync(user, role)
            ? Actor.Person(user.UserName!)
            : throw CommandFailed.WrongUse($"account {account} does not hold the role {role}, which this needs.");
    }

    private static void Expect(IdentityResult result)
    {
        if (!result.Succeeded)
            throw CommandFailed.WrongUse(string.Join(" ", result.Errors.Select(e => e.Description)));
    }
}
