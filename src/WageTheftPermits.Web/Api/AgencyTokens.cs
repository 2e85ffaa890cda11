using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WageTheftPermits.Application.Data;

namespace WageTheftPermits.Web.Api;

/// <summary>Tokens of agencies' systems, for the agencies' paths.</summary>
internal sealed class AgencyTokens(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder, PermitsDbContext db, TimeProvider clock)
    : BearerTokens(options, log, encoder, clock)
{
    public const string SchemeName = "agency-token";

    /// <summary>The claim that holds the agency's key.</summary>
    public const string AgencyClaim = "agency";

    public static AuthorizationPolicy Policy { get; } = new AuthorizationPolicyBuilder(SchemeName).RequireClaim(AgencyClaim).Build();

    protected override string Ask => "Send the agency's token: Authorization: Bearer …";

    protected override async Task<IReadOnlyList<Claim>?> ClaimsOfAsync(byte[] hash)
    {
        var known = await db.AgencyTokens.AsNoTracking().Where(t => t.Hash == hash && t.RevokedAt == null).Select(t => new { t.Agency, t.LastUsedAt }).SingleOrDefaultAsync(Context.RequestAborted);
        if (known is null)
            return null;
        var hour = Hour;
        if (known.LastUsedAt is null || known.LastUsedAt < hour)
            await db.AgencyTokens.Where(t => t.Hash == hash && (t.LastUsedAt == null || t.LastUsedAt < hour)).ExecuteUpdateAsync(set => set.SetProperty(t => t.LastUsedAt, hour), Context.RequestAborted);
        return [new Claim(AgencyClaim, known.Agency)];
    }
}
