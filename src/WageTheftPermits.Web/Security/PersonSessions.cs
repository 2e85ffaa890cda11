using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Accounts;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Web.Security;

/// <summary>
/// Opens, finds and ends the sessions of people. The cookie holds a random key and nothing else; a session that begins always has a new one, so that nobody
/// can be made to use a key that somebody else knows.
/// </summary>
public sealed class PersonSessions(Units units, IDataProtectionProvider protection, SignInSettings settings, WallClock clock, IHostEnvironment environment)
{
    internal const string Scheme = "session";

    private const string Cookie = "wtp.session";
    private const int KeyBytes = 32;
    private const int LongestKey = 64;

    private readonly IDataProtector _tickets = protection.CreateProtector("session-ticket");

    /// <summary>Signs the person in, in this browser.</summary>
    /// <param name="user">The account as it was when its owner proved to be who they are.</param>
    /// <returns>False where it has changed since: it was retired, or has another password, or rests.</returns>
    public async Task<bool> OpenAsync(HttpContext http, User user, SignInMeans means)
    {
        var key = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(KeyBytes));
        var former = KeyIn(http);
        var opened = await units.RunAsync(Actor.Person(user.UserName!), async unit =>
        {
            var now = clock.Now;
            var account = await unit.LockAccountAsync(user.Id);
            if (account.RetiredAt is not null || account.SecurityStamp != user.SecurityStamp || (means.IsTyped() && account.IsLocked(now)))
                return false;
            if (means.IsTyped())
                account.AccessFailedCount = 0;
            if (former is not null)
                await unit.Db.Sessions.Where(s => s.Key == Session.DigestOf(former)).ExecuteDeleteAsync(unit.Cancellation);
            var id = Guid.CreateVersion7();
            unit.Db.Sessions.Add(new Session
            {
                Key = Session.DigestOf(key),
                Id = id,
                UserId = account.Id,
                Ticket = Seal(SignedInPerson.Of(account, await unit.Db.RolesOfAsync(account.Id, unit.Cancellation), id)),
                Browser = BrowserWords.Of(http.Request.Headers.UserAgent),
                Address = http.Connection.RemoteIpAddress?.ToString() ?? "unknown",
                BegunAt = now,
                SeenAt = now,
                EndsAt = now + settings.Longest,
            });
            unit.Audit("signed in", $"{account.UserName} signed in by {means.InWords()}.", [("account", account.Id)]);
            return true;
        }, http.RequestAborted);
        if (opened)
            http.Response.Cookies.Append(Cookie, key, Options(http));
        return opened;
    }

    /// <summary>Signs out: the row goes, so that a copy of the cookie opens nothing any more.</summary>
    public async Task CloseAsync(HttpContext http)
    {
        http.Response.Cookies.Delete(Cookie, Options(http));
        if (KeyIn(http) is { } key && http.User.AccountId() is { } account)
        {
            await units.RunAsync(http.User.AsActor(), async unit =>
            {
                if (await unit.Db.Sessions.Where(s => s.Key == Session.DigestOf(key)).ExecuteDeleteAsync(unit.Cancellation) > 0)
                    unit.Audit("signed out", $"{unit.Actor} signed out.", [("account", account)]);
            }, http.RequestAborted);
        }
    }

    /// <summary>Who brought the key of a session; null where nobody did, or it has ended. One row is read, and written once in a quarter of an hour.</summary>
    internal async Task<ClaimsPrincipal?> FindAsync(HttpContext http, PermitsDbContext db)
    {
        if (KeyIn(http) is not { } key)
            return null;
        var (digest, now) = (Session.DigestOf(key), clock.Now);
        var session = await db.Sessions.AsNoTracking().Where(s => s.Key == digest).Select(s => new { s.Ticket, s.SeenAt, s.EndsAt }).SingleOrDefaultAsync(http.RequestAborted);
        if (session is null || session.EndsAt <= now || session.SeenAt + settings.Idle <= now)
            return null;
        var quarter = Session.QuarterOf(now);
        if (session.SeenAt < quarter)
            await db.Sessions.Where(s => s.Key == digest && s.SeenAt < quarter).ExecuteUpdateAsync(set => set.SetProperty(s => s.SeenAt, quarter), http.RequestAborted);
        return Open(session.Ticket);
    }

    private static string? KeyIn(HttpContext http) => http.Request.Cookies[Cookie] is { Length: > 0 and <= LongestKey } key ? key : null;

    private byte[] Seal(ClaimsPrincipal person) => _tickets.Protect(TicketSerializer.Default.Serialize(new AuthenticationTicket(person, Scheme)));

    private ClaimsPrincipal? Open(byte[] ticket)
    {
        try
        {
            return TicketSerializer.Default.Deserialize(_tickets.Unprotect(ticket))?.Principal;
        }
        catch (CryptographicException)
        {
            // Sealed with keys that are no more.
            return null;
        }
    }

    private CookieOptions Options(HttpContext http) =>
        new() { HttpOnly = true, IsEssential = true, SameSite = SameSiteMode.Lax, Secure = environment.IsProduction() || http.Request.IsHttps, Path = "/" };
}
