using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using WageTheftPermits.Application.Data;

namespace WageTheftPermits.Web.Security;

/// <summary>Sign-in of people: accounts, passwords and the session cookie. Programs sign in with tokens, elsewhere.</summary>
internal static class SignInServices
{
    public static IServiceCollection AddSignIn(this IServiceCollection services, IHostEnvironment environment)
    {
        services.AddIdentityCore<User>(Accounts)
            .AddRoles<IdentityRole<Guid>>()
            .AddEntityFrameworkStores<PermitsDbContext>()
            .AddClaimsPrincipalFactory<DisplayNameClaims>()
            .AddSignInManager()
            .AddDefaultTokenProviders();

        // Sessions end by the wall clock, also where a demonstration moves the service's clock by months.
        services.Configure<SecurityStampValidatorOptions>(options => options.TimeProvider = TimeProvider.System);

        services.AddAuthentication(IdentityConstants.ApplicationScheme)
            .AddCookie(IdentityConstants.ApplicationScheme, options => Session(options, environment));
        // One name for all instances, so that those that share their keys can read each other's sessions and forms.
        services.AddDataProtection().SetApplicationName("wage-theft-permits");
        services.AddAuthorization(Access.AddPolicies);
        services.AddSingleton<DemonstrationSignIn>();
        return services;
    }

    private static void Accounts(IdentityOptions options)
    {
        // Length counts; rules about kinds of characters only make people write passwords down (NIST SP 800-63B, 3.1.1.2).
        options.Password.RequiredLength = 12;
        options.Password.RequiredUniqueChars = 5;
        options.Password.RequireDigit = false;
        options.Password.RequireLowercase = false;
        options.Password.RequireUppercase = false;
        options.Password.RequireNonAlphanumeric = false;
        options.Lockout.MaxFailedAccessAttempts = 5;
        options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);
        options.Lockout.AllowedForNewUsers = true;
    }

    private static void Session(CookieAuthenticationOptions options, IHostEnvironment environment)
    {
        options.TimeProvider = TimeProvider.System;
        options.Cookie.Name = "wtp.session";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = environment.IsProduction() ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = TimeSpan.FromHours(8);
        options.SlidingExpiration = true;
        options.LoginPath = "/account/sign-in";
        options.LogoutPath = "/account/sign-out";
        options.AccessDeniedPath = "/account/forbidden";
        options.ReturnUrlParameter = "returnUrl";
        options.Events.OnValidatePrincipal = SecurityStampValidator.ValidatePrincipalAsync;
        options.Events.OnRedirectToLogin = context => Answer(context, StatusCodes.Status401Unauthorized);
        options.Events.OnRedirectToAccessDenied = context => Answer(context, StatusCodes.Status403Forbidden);
    }

    /// <summary>
    /// People are led to the sign-in page; programs get the status code. A part of a page that htmx asked for would show the sign-in form
    /// in the middle of a table, so the whole page is reloaded instead. Who is signed in but not allowed gets 403, at the address asked for.
    /// </summary>
    private static Task Answer(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (status == StatusCodes.Status403Forbidden || WebShell.IsForPrograms(context.Request.Path))
            context.Response.StatusCode = status;
        else if (context.Request.Headers.ContainsKey("HX-Request"))
        {
            context.Response.StatusCode = status;
            context.Response.Headers["HX-Refresh"] = "true"; // the reload leads to the sign-in page, and from there back
        }
        else
            context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }
}
