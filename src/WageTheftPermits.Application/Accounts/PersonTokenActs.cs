using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Application.Accounts;

/// <summary>Makes and revokes tokens of accounts. Both take effect with the next request.</summary>
public static class PersonTokenActs
{
    public const int UsualDays = 90;
    public const int MostDays = 365;
    public const int LongestNote = 200;

    /// <param name="Account">The account's name.</param>
    /// <param name="Roles">What it is narrowed to; empty: all that the account may.</param>
    /// <param name="ExpiresAt">Null: after <see cref="UsualDays"/>.</param>
    public sealed record Command(string Account, IReadOnlyCollection<string> Roles, DateTimeOffset? ExpiresAt, string? Note);

    /// <param name="Secret">The bearer token, which is given this once; only its SHA-256 is kept.</param>
    public sealed record Issued(string Secret, PersonToken Token);

    /// <exception cref="RuleViolation">There is no such account, it has not the roles, or the token would last too long.</exception>
    public static async Task<Issued> IssueAsync(UnitOfWork unit, Command command)
    {
        var name = command.Account.ToUpperInvariant();
        var account = await unit.Db.Users.SingleOrDefaultAsync(u => u.NormalizedUserName == name, unit.Cancellation)
            ?? throw new RuleViolation("account.none", $"There is no account '{command.Account}'.");
        RuleViolation.Unless(unit.Actor.Kind == ActorKind.System || unit.Actor.Id == account.UserName, "token.another", "A token is made by the person whose account it is, or at the command line.");
        var held = await RolesOf(unit.Db, account.Id).ToListAsync(unit.Cancellation);
        RuleViolation.Unless(held.Count > 0, "token.no-role", $"The account '{account.UserName}' holds no role; a token of it could do nothing.");
        var beyond = command.Roles.Except(held).ToList();
        RuleViolation.Unless(beyond.Count == 0, "token.role", $"The account '{account.UserName}' does not hold the role {string.Join(", ", beyond)}; a token cannot do more than its account.");
        var expires = command.ExpiresAt?.ToUniversalTime() ?? unit.Now.AddDays(UsualDays);
        RuleViolation.Unless(expires > unit.Now && expires <= unit.Now.AddDays(MostDays), "token.expires", $"A token lasts until a later day, and {MostDays} days at most.");
        var note = string.IsNullOrWhiteSpace(command.Note) ? null : command.Note.Trim();
        RuleViolation.Unless(note is null || note.Length <= LongestNote, "token.note", $"The note has at most {LongestNote} characters.");

        var secret = SecretToken.Make(PersonToken.Prefix);
        var hash = SecretToken.HashOf(secret);
        var token = new PersonToken
        {
            Id = SecretToken.MarkOf(hash),
            Hash = hash,
            AccountId = account.Id,
            Roles = [.. command.Roles.Distinct()],
            Note = note,
            MadeBy = unit.Actor.ToString(),
            MadeAt = unit.Now,
            ExpiresAt = expires,
        };
        unit.Db.PersonTokens.Add(token);
        unit.Audit("token made", $"A token of the account {account.UserName} was made ({token.Id}), until {expires:yyyy-MM-dd}.", [], note, new { token.Id, token.Roles, token.ExpiresAt });
        return new(secret, token);
    }

    /// <summary>Revokes a token: from the next request on it is not known.</summary>
    /// <param name="id">Its <see cref="PersonToken.Id"/>.</param>
    /// <param name="account">Whose it must be; null at the command line, where it may be anybody's.</param>
    /// <exception cref="RuleViolation">There is no such token, or it is revoked.</exception>
    public static async Task RevokeAsync(UnitOfWork unit, string id, string? account)
    {
        var found = await (from one in unit.Db.PersonTokens
                           join user in unit.Db.Users on one.AccountId equals user.Id
                           where one.Id == id && (account == null || user.UserName == account)
                           select new { Token = one, user.UserName }).SingleOrDefaultAsync(unit.Cancellation) ?? throw new RuleViolation("token.none", $"There is no token '{id}'.");
        RuleViolation.Unless(found.Token.RevokedAt is null, "token.revoked", $"The token '{id}' is revoked already.");
        found.Token.RevokedAt = unit.Now;
        unit.Audit("token revoked", $"The token {id} of the account {found.UserName} was revoked.", []);
    }

    /// <summary>The roles that an account holds now.</summary>
    public static IQueryable<string> RolesOf(PermitsDbContext db, Guid account) =>
        from held in db.UserRoles
        join role in db.Roles on held.RoleId equals role.Id
        where held.UserId == account
        select role.Name!;
}
