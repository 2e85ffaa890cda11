using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using WageTheftPermits.Application.Accounts;
using WageTheftPermits.Web.Commands;

namespace WageTheftPermits.Web.Security;

/// <summary>Sign-in of people: passwords, second factors, single sign-on, and sessions. Programs sign in with tokens, elsewhere.</summary>
internal static class SignInServices
{
    public static IServiceCollection AddSignIn(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.AddAuthentication(PersonSessions.Scheme).AddScheme<AuthenticationSchemeOptions, SessionHandler>(PersonSessions.Scheme, null);
        // One name for all instances, so that those that share their keys can read each other's sessions and forms.
        services.AddDataProtection().SetApplicationName("wage-theft-permits");
        services.AddAuthorization(Access.AddPolicies);
        try
        {
            if (ProxySettings.Read(configuration) is { } proxy)
                services.TryAddSingleton(proxy);
            services.TryAddSingleton(SettingsOf(configuration, environment));
        }
        catch (FormatException e)
        {
            throw CommandFailed.WrongUse(e.Message);
        }
        services.TryAddSingleton(new WallClock(TimeProvider.System));
        services.AddSingleton<SecondFactors>();
        services.AddSingleton<SignInAttempts>();
        services.AddSingleton<PersonSessions>();
        services.AddSingleton<SignInFlow>();
        services.AddSingleton<ProxySignIn>();
        services.AddSingleton<DemonstrationSignIn>();
        return services;
    }

    /// <exception cref="FormatException">A setting cannot be read.</exception>
    private static SignInSettings SettingsOf(IConfiguration configuration, IHostEnvironment environment)
    {
        var hours = configuration["SignIn:LongestHours"] is { Length: > 0 } text
            ? int.TryParse(text, out var number) && number is >= 1 and <= 24 ? number : throw new FormatException($"SignIn__LongestHours: '{text}' is no number from 1 to 24.")
            : new SignInSettings().Longest.TotalHours;
        return new()
        {
            SecondFactorRequired = configuration["SignIn:SecondFactor"] switch
            {
                null or "" => environment.IsProduction(),
                "required" => true,
                "optional" => false,
                var other => throw new FormatException($"SignIn__SecondFactor: '{other}' is neither 'required' nor 'optional'."),
            },
            Passwords = configuration["SignIn:Passwords"] switch
            {
                null or "" => configuration["SignIn:Proxy:Header"] is not { Length: > 0 },
                var said => bool.TryParse(said, out var passwords) ? passwords : throw new FormatException($"SignIn__Passwords: '{said}' is neither 'true' nor 'false'."),
            },
            Longest = TimeSpan.FromHours(hours),
        };
    }
}
