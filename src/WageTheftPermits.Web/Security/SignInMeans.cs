namespace WageTheftPermits.Web.Security;

/// <summary>By what a person was known when they signed in.</summary>
public enum SignInMeans
{
    Password,
    PasswordAndCode,
    PasswordAndRecoveryCode,
    Demonstration,
    Proxy,
}

internal static class SignInMeansInWords
{
    /// <summary>"signed in by …".</summary>
    public static string InWords(this SignInMeans means) => means switch
    {
        SignInMeans.Password => "password",
        SignInMeans.PasswordAndCode => "password and code",
        SignInMeans.PasswordAndRecoveryCode => "password and recovery code",
        SignInMeans.Demonstration => "demonstration, without a secret",
        _ => "the department's single sign-on",
    };

    public static bool IsTyped(this SignInMeans means) => means is SignInMeans.Password or SignInMeans.PasswordAndCode or SignInMeans.PasswordAndRecoveryCode;
}
