using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Accounts;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Domain;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.Web.Commands;

/// <summary><c>wtp token create|list|revoke</c>: tokens with which an account's programs use the HTTP API.</summary>
internal static class TokenCommands
{
    private static readonly JsonSerializerOptions Printed = new(Json.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Actor s_actor = Actor.System("token");

    public static Command Create() => new("token", "Tokens of accounts for the HTTP API.") { Make(), List(), Revoke() };

    private static Command Make()
    {
        var name = new Argument<string>("NAME") { Description = "The account, as user add made it." };
        var role = new Option<string[]>("--role") { AllowMultipleArgumentsPerToken = true, Description = "What the token is narrowed to; without it, all that the account may." };
        var expires = new Option<string?>("--expires") { Description = $"A last day (yyyy-MM-dd) or a number of days, {PersonTokenActs.MostDays} at most; without it, {PersonTokenActs.UsualDays} days." };
        var note = new Option<string?>("--note") { Description = "What it is for." };
        var json = new Option<bool>("--json");
        var create = new Command("create", "Makes a token, which is shown once.") { name, role, expires, note, json };
        create.SetAction(async (parsed, ct) =>
        {
            var roles = parsed.GetValue(role) ?? [];
            if (roles.Except(Roles.All).FirstOrDefault() is { } unknown)
                throw CommandFailed.WrongUse($"there is no role '{unknown}'; the roles are {string.Join(", ", Roles.All)}.");
            await using var host = await ServiceHost.StartAsync(serve: false, ct: ct);
            var policies = host.Services.GetRequiredService<CurrentPolicy>();
            PersonTokenActs.Issued made;
            try
            {
                made = await host.Units.RunAsync(s_actor, async unit =>
                    await PersonTokenActs.IssueAsync(unit, new(parsed.GetValue(name)!, roles, EndOf(parsed.GetValue(expires), unit.Now, await policies.GetAsync(unit.Db, null, ct)), parsed.GetValue(note))), ct);
            }
            catch (RuleViolation refused)
            {
                throw CommandFailed.WrongUse(refused.Message);
            }
            var may = await host.Units.ReadAsync(async db => made.Token.Roles.Count > 0 ? made.Token.Roles : await PersonTokenActs.RolesOf(db, made.Token.AccountId).ToListAsync(ct));
            Console.WriteLine(parsed.GetValue(json)
                ? JsonSerializer.Serialize(new { account = parsed.GetValue(name), token = made.Secret, id = made.Token.Id, roles = may, expiresAt = made.Token.ExpiresAt }, Printed)
                : string.Create(CultureInfo.InvariantCulture, $"A token of {parsed.GetValue(name)} ({string.Join(", ", may)}) until {made.Token.ExpiresAt:yyyy-MM-dd}, shown once: {made.Secret}"));
            return 0;
        });
        return create;
    }

    private static Command List()
    {
        var name = new Argument<string?>("NAME") { Arity = ArgumentArity.ZeroOrOne, Description = "Only this account's." };
        var json = new Option<bool>("--json");
        var list = new Command("list", "Lists the tokens, those that ended too; never the tokens themselves.") { name, json };
        list.SetAction(async (parsed, ct) =>
        {
            await using var host = await ServiceHost.StartAsync(serve: false, ct: ct);
            var account = parsed.GetValue(name)?.ToUpperInvariant();
            var now = host.Services.GetRequiredService<TimeProvider>().GetUtcNow();
            var tokens = await host.Units.ReadAsync(db => (from token in db.PersonTokens
                                                           join user in db.Users on token.AccountId equals user.Id
                                                           where account == null || user.NormalizedUserName == account
                                                           orderby user.UserName, token.MadeAt
                                                           select new { user.UserName, Token = token }).ToListAsync(ct));
            Console.WriteLine(parsed.GetValue(json)
                ? JsonSerializer.Serialize(tokens.Select(t => new { account = t.UserName, t.Token.Id, t.Token.Roles, t.Token.Note, t.Token.MadeAt, t.Token.ExpiresAt, t.Token.RevokedAt, t.Token.LastUsedAt }), Printed)
                : tokens.Count == 0 ? "There is no token."
                : string.Join(Environment.NewLine, tokens.Select(t => string.Create(CultureInfo.InvariantCulture,
                    $"{t.Token.Id}  {t.UserName}  {(t.Token.Roles.Count == 0 ? "all its roles" : string.Join(", ", t.Token.Roles))}  {(t.Token.RevokedAt is { } revoked ? $"revoked {revoked:yyyy-MM-dd}" : t.Token.IsInForce(now) ? $"until {t.Token.ExpiresAt:yyyy-MM-dd}" : $"ended {t.Token.ExpiresAt:yyyy-MM-dd}")}  {(t.Token.LastUsedAt is { } used ? $"last used {used:yyyy-MM-dd HH}h UTC" : "never used")}{(t.Token.Note is { } note ? $"  {note}" : "")}"))));
            return 0;
        });
        return list;
    }

    private static Command Revoke()
    {
        var id = new Argument<string>("ID") { Description = "As ./wtp token list shows it." };
        var revoke = new Command("revoke", "Revokes a token: from the next request on it is not known.") { id };
        revoke.SetAction(async (parsed, ct) =>
        {
            await using var host = await ServiceHost.StartAsync(serve: false, ct: ct);
            await host.Units.RunAsync(s_actor, unit => PersonTokenActs.RevokeAsync(unit, parsed.GetValue(id)!, null), ct);
            Console.WriteLine($"The token {parsed.GetValue(id)} is revoked.");
            return 0;
        });
        return revoke;
    }

    /// <summary>A last day of the department, to its end; or so many days from now.</summary>
    private static DateTimeOffset? EndOf(string? given, DateTimeOffset now, Domain.Policies.Policy policy) =>
        given is null ? null
        : int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days <= PersonTokenActs.MostDays ? now.AddDays(days)
        : DateOnly.TryParseExact(given, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year < 9999 ? policy.EndOf(day)
        : throw CommandFailed.WrongUse($"--expires is a day such as 2027-01-31, or a number of days, {PersonTokenActs.MostDays} at most; not '{given}'.");
}
