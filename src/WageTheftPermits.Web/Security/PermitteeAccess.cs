using System.Security.Cryptography;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.DataProtection;

namespace WageTheftPermits.Web.Security;

/// <summary>
/// Who has typed a letter's code may see its case for a while: a cookie of that page alone, which says which letter and ends by itself. Who types wrong codes again
/// and again is locked out by address.
/// </summary>
public sealed class PermitteeAccess(IDataProtectionProvider protection, IHostEnvironment environment) : IDisposable
{
    /// <summary>Twelve characters are tried no sooner than in the age of the universe; a person who mistypes needs no more than these.</summary>
    public const int WrongCodes = 10;

    private const string Cookie = "wtp.permittee";

    private static readonly TimeSpan s_open = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan s_locked = TimeSpan.FromMinutes(15);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("permittee-page").ToTimeLimitedDataProtector();

    private readonly PartitionedRateLimiter<string> _wrong = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetFixedWindowLimiter(address, _ => new FixedWindowRateLimiterOptions { PermitLimit = WrongCodes, Window = s_locked }));

    /// <summary>Whether this address has typed too many wrong codes.</summary>
    public bool IsLockedOut(HttpContext http)
    {
        using var lease = _wrong.AttemptAcquire(AddressOf(http), 0);
        return !lease.IsAcquired;
    }

    public void CountWrongCode(HttpContext http) => _wrong.AttemptAcquire(AddressOf(http)).Dispose();

    public void Open(HttpContext http, Guid letterId) => http.Response.Cookies.Append(Cookie, _protector.Protect(letterId.ToString(), s_open), Options());

    public void Close(HttpContext http) => http.Response.Cookies.Delete(Cookie, Options());

    /// <summary>The letter that was opened; null where none was, or its time is over.</summary>
    public Guid? OpenedLetter(HttpContext http)
    {
        if (http.Request.Cookies[Cookie] is not { } sealedLetter)
            return null;
        try
        {
            return Guid.Parse(_protector.Unprotect(sealedLetter));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public void Dispose() => _wrong.Dispose();

    private CookieOptions Options() => new() { HttpOnly = true, IsEssential = true, SameSite = SameSiteMode.Strict, Secure = environment.IsProduction(), Path = "/permittee" };

    private static string AddressOf(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "unknown";
}
