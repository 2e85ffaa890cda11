namespace WageTheftPermits.Web.Security;

/// <summary>
/// Decides whether a request may sign in without a secret. Only in Development or in a demonstration, never in Production whatever its
/// configuration says, and only for someone who sits at this machine.
/// </summary>
public sealed class DemonstrationSignIn(IHostEnvironment environment, IConfiguration configuration)
{
    public bool IsOffered(HttpContext http) => EnvironmentAllows && SameMachine.Sent(http);

    /// <summary>Whether this is a demonstration or Development at all, wherever a request comes from.</summary>
    internal bool EnvironmentAllows =>
        !environment.IsProduction() && (environment.IsDevelopment() || configuration.GetValue<bool>("Demo"));
}
