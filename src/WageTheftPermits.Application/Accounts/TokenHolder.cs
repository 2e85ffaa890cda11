using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;

namespace WageTheftPermits.Application.Accounts;

/// <summary>Whose a token is at this moment, and what may be done with it.</summary>
/// <param name="Roles">The account's roles now, narrowed to the token's; never empty.</param>
public sealed record TokenHolder(string TokenId, string UserName, string DisplayName, IReadOnlyList<string> Roles, DateTimeOffset ExpiresAt, DateTimeOffset? LastUsedAt)
{
    /// <summary>Null where the token is not known, not in force, or its account is locked out or holds none of its roles any more.</summary>
    public static async Task<TokenHolder?> OfAsync(PermitsDbContext db, byte[] hash, DateTimeOffset now, CancellationToken ct)
    {
        var found = await (from token in db.PersonTokens.AsNoTracking()
                           join user in db.Users on token.AccountId equals user.Id
                           where token.Hash == hash && token.RevokedAt == null && token.ExpiresAt > now
                           select new { Token = token, user.UserName, user.DisplayName, user.LockoutEnd }).SingleOrDefaultAsync(ct);
        // Accounts are locked out by the wall clock, also where a demonstration moves the service's.
        if (found is null || found.LockoutEnd > TimeProvider.System.GetUtcNow())
            return null;
        var held = await PersonTokenActs.RolesOf(db, found.Token.AccountId).ToListAsync(ct);
        var roles = found.Token.Roles.Count == 0 ? held : [.. held.Intersect(found.Token.Roles)];
        return roles.Count == 0 ? null : new(found.Token.Id, found.UserName!, found.DisplayName, roles, found.Token.ExpiresAt, found.Token.LastUsedAt);
    }
}
