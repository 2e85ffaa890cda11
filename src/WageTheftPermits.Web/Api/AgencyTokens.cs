using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging;

namespace WageTheftPermits.Web.Api;

/// <summary>
/// Who an agency's system is: its bearer token (RFC 6750) and nothing else; a person's cookie counts for nothing here. Tokens are looked up
/// by their SHA-256, so that the time it takes says nothing about a token that is nearly right.
/// </summary>
internal sealed class AgencyTokens(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder, PermitsDbContext db, TimeProvider clock)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    public const string SchemeName = "agency-token";

    /// <summary>The claim that holds the agency's key.</summary>
    public const string AgencyClaim = "agency";

    private const int LongestToken = 500;

    public static AuthorizationPolicy Policy { get; } = new AuthorizationPolicyBuilder(SchemeName).RequireClaim(AgencyClaim).Build();

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization.Count != 1
            || !AuthenticationHeaderValue.TryParse(Request.Headers.Authorization, out var header)
            || !header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
            || header.Parameter is not { Length: > 0 and <= LongestToken } token)
            return AuthenticateResult.NoResult();

        var hash = AgencyTokenActs.HashOf(token);
        var known = await db.AgencyTokens.AsNoTracking().Where(t => t.Hash == hash && t.RevokedAt == null).Select(t => new { t.Agency, t.LastUsedAt }).SingleOrDefaultAsync(Context.RequestAborted);
        if (known is null)
            return AuthenticateResult.Fail("The token is not known.");
        await NoteUseAsync(hash, known.LastUsedAt);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity([new Claim(AgencyClaim, known.Agency)], SchemeName)), SchemeName));
    }

    /// <summary>To the hour, so that of all requests of an hour one writes.</summary>
    private async Task NoteUseAsync(byte[] hash, DateTimeOffset? last)
    {
        var now = clock.GetUtcNow();
        var hour = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerHour));
        if (last is null || last < hour)
            await db.AgencyTokens.Where(t => t.Hash == hash && (t.LastUsedAt == null || t.LastUsedAt < hour)).ExecuteUpdateAsync(set => set.SetProperty(t => t.LastUsedAt, hour), Context.RequestAborted);
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return ApiProblems.Of(StatusCodes.Status401Unauthorized, "Send the agency's token: Authorization: Bearer …").ExecuteAsync(Context);
    }
}
