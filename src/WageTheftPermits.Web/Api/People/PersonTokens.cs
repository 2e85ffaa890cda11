using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WageTheftPermits.Application.Accounts;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.Web.Api.People;

/// <summary>Tokens of accounts, for the paths of the department's people and systems. Whoever it is, is asked of the database at each request.</summary>
internal sealed class PersonTokens(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder, PermitsDbContext db, TimeProvider clock)
    : BearerTokens(options, log, encoder, clock)
{
    public const string SchemeName = "person-token";

    public const string TokenClaim = "token";
    public const string ExpiresClaim = "expires";

    protected override string Ask => "Send a token of your account: Authorization: Bearer …";

    /// <summary>As the pages' policy of that name, for who comes with a token.</summary>
    /// <param name="access">A policy of <see cref="Access"/>; null: anybody who holds a role.</param>
    public static AuthorizationPolicy Policy(string? access) =>
        new AuthorizationPolicyBuilder(SchemeName).RequireAuthenticatedUser().RequireRole(access is null ? Roles.All : Access.RolesByPolicy[access]).Build();

    protected override async Task<IReadOnlyList<Claim>?> ClaimsOfAsync(byte[] hash)
    {
        if (await TokenHolder.OfAsync(db, hash, Now, Context.RequestAborted) is not { } holder)
            return null;
        var hour = Hour;
        if (holder.LastUsedAt is null || holder.LastUsedAt < hour)
        {
            await db.PersonTokens.Where(t => t.Id == holder.TokenId && (t.LastUsedAt == null || t.LastUsedAt < hour))
                .ExecuteUpdateAsync(set => set.SetProperty(t => t.LastUsedAt, hour), Context.RequestAborted);
        }
        return
        [
            new(ClaimTypes.Name, holder.UserName), new(SignedInPerson.DisplayNameClaim, holder.DisplayName), new(TokenClaim, holder.TokenId),
            new(ExpiresClaim, holder.ExpiresAt.ToString("O", CultureInfo.InvariantCulture)), .. holder.Roles.Select(role => new Claim(ClaimTypes.Role, role)),
        ];
    }
}
