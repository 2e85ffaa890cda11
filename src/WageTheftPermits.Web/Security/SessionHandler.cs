using System.Runtime.ExceptionServices;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using WageTheftPermits.Application.Data;

namespace WageTheftPermits.Web.Security;

/// <summary>Knows people by their session, and leads who has none to the sign-in page.</summary>
internal sealed class SessionHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder, PersonSessions sessions, ProxySignIn proxy, PermitsDbContext db)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    private Exception? _away;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        try
        {
            if (await sessions.FindAsync(Context, db) is not { } person)
                return AuthenticateResult.NoResult();
            return proxy.Contradicts(Context, person) ? AuthenticateResult.Fail("The single sign-on names somebody else.")
                : AuthenticateResult.Success(new AuthenticationTicket(person, Scheme.Name));
        }
        catch (Exception e) when (Database.IsAway(e))
        {
            // Whoever needs to be known is told of the mistake when they are asked who they are; the page that tells it needs nobody.
            _away = e;
            return AuthenticateResult.Fail(e);
        }
    }

    /// <summary>
    /// People are led to the sign-in page; programs get the status code. A part of a page that htmx asked for would show the sign-in form
    /// in the middle of a table, so the whole page is reloaded instead.
    /// </summary>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_away is not null)
            ExceptionDispatchInfo.Throw(_away);
        if (WebShell.IsForPrograms(Request.Path))
        {
            Response.StatusCode = StatusCodes.Status401Unauthorized;
        }
        else if (Request.Headers.ContainsKey("HX-Request"))
        {
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            Response.Headers["HX-Refresh"] = "true"; // the reload leads to the sign-in page, and from there back
        }
        else
        {
            Response.Redirect(BuildRedirectUri("/account/sign-in" + QueryString.Create("returnUrl", OriginalPathBase + OriginalPath + Request.QueryString)));
        }
        return Task.CompletedTask;
    }

    /// <summary>Who is signed in but not allowed gets 403, at the address asked for.</summary>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }
}
