using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using WageTheftPermits.Application.Data;

namespace WageTheftPermits.Web.Api;

/// <summary>
/// Who a program is: its bearer token (RFC 6750) and nothing else; a person's cookie counts for nothing here. Tokens are looked up by their SHA-256, so that the time
/// it takes says nothing about a token that is nearly right.
/// </summary>
internal abstract class BearerTokens(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder, TimeProvider clock)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    private const int LongestToken = 500;

    /// <summary>What a caller without a token is told.</summary>
    protected abstract string Ask { get; }

    protected DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Use is noted to the hour, so that of all requests of an hour one writes.</summary>
    protected DateTimeOffset Hour => Now.AddTicks(-(Now.Ticks % TimeSpan.TicksPerHour));

    /// <summary>Whose the token is; null where it is not known.</summary>
    protected abstract Task<IReadOnlyList<Claim>?> ClaimsOfAsync(byte[] hash);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization.Count != 1
            || !AuthenticationHeaderValue.TryParse(Request.Headers.Authorization, out var header)
            || !header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
            || header.Parameter is not { Length: > 0 and <= LongestToken } token)
            return AuthenticateResult.NoResult();

        return await ClaimsOfAsync(SecretToken.HashOf(token)) is { } claims
            ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(claims, Scheme.Name)), Scheme.Name))
            : AuthenticateResult.Fail("The token is not known.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return ApiProblems.Of(StatusCodes.Status401Unauthorized, Ask).ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        ApiProblems.Of(StatusCodes.Status403Forbidden, "The token's roles do not allow this.").ExecuteAsync(Context);
}
