using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using WageTheftPermits.Application.Accounts;
using WageTheftPermits.Application.Data;

namespace WageTheftPermits.Web.Security;

/// <summary>Somebody who has typed the right password, perhaps the code as well, and is not signed in.</summary>
public sealed record PendingPerson(User User, SignInMeans Means);

/// <summary>
/// The way from the password to the session: the code, another password where somebody else has set this one, a second factor where one is required. Whoever is
/// on it has no session, and so is nobody to every other page; a cookie of these pages alone says how far they are. It ends by itself, and when the account changes.
/// </summary>
public sealed class SignInFlow(Units units, IDataProtectionProvider protection, SignInSettings settings, PersonSessions sessions, IHostEnvironment environment)
{
    public const string Code = "/account/second-factor";
    public const string NewPassword = "/account/password";
    public const string SetUp = "/account/second-factor/set-up";
    public const string SignIn = "/account/sign-in";

    private const string Cookie = "wtp.sign-in";

    private static readonly TimeSpan s_open = TimeSpan.FromMinutes(15);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("sign-in").ToTimeLimitedDataProtector();

    /// <summary>Leads on to what is still needed, or opens the session.</summary>
    /// <param name="user">As it is now.</param>
    /// <param name="returnUrl">An address of this service, where the person wanted to go; null for their queue.</param>
    /// <returns>The address of the next page.</returns>
    public async Task<string> GoOnAsync(HttpContext http, User user, SignInMeans means, string? returnUrl)
    {
        if (StepOf(user, means) is { } step)
        {
            http.Response.Cookies.Append(Cookie, _protector.Protect(string.Create(CultureInfo.InvariantCulture, $"{user.Id:N}|{user.SecurityStamp}|{means}"), s_open), Options(http));
            return With(step, returnUrl);
        }
        http.Response.Cookies.Delete(Cookie, Options(http));
        return await sessions.OpenAsync(http, user, means) ? returnUrl ?? "/" : With(SignIn, returnUrl);
    }

    /// <summary>Who is on the way to this page; null where nobody is, or their next page is another one.</summary>
    public async Task<PendingPerson?> AtAsync(HttpContext http, string step)
    {
        if (http.Request.Cookies[Cookie] is not { } sealedPerson)
            return null;
        try
        {
            if (_protector.Unprotect(sealedPerson).Split('|') is not [var id, var stamp, var means])
                return null;
            var user = await units.ReadAsync(async db => await db.Users.FindAsync([Guid.ParseExact(id, "N")], http.RequestAborted));
            return user is { RetiredAt: null } && user.SecurityStamp == stamp && Enum.Parse<SignInMeans>(means) is var by && StepOf(user, by) == step ? new(user, by) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>A page of this way, with where it leads in the end.</summary>
    public static string With(string step, string? returnUrl) => returnUrl is null ? step : step + QueryString.Create("returnUrl", returnUrl);

    private string? StepOf(User user, SignInMeans means) =>
        user.TwoFactorEnabled && means == SignInMeans.Password ? Code
        : user.MustChangePassword ? NewPassword
        : !user.TwoFactorEnabled && settings.SecondFactorRequired ? SetUp
        : null;

    private CookieOptions Options(HttpContext http) =>
        new() { HttpOnly = true, IsEssential = true, SameSite = SameSiteMode.Strict, Secure = environment.IsProduction() || http.Request.IsHttps, Path = "/account" };
}
