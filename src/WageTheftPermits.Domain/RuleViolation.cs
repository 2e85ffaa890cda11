namespace WageTheftPermits.Domain;

/// <summary>
/// The law or the department's rules refuse what was asked. Nothing has changed.
/// <see cref="Rule"/> is a stable code for programs (<c>hold.same-person</c>); the message is for the person who asked:
/// what was refused, why, and who can mend it.
/// </summary>
public sealed class RuleViolation(string rule, string message) : Exception(message)
{
    public string Rule { get; } = rule;

    /// <summary>Throws where <paramref name="holds"/> is false.</summary>
    public static void Unless(bool holds, string rule, string message)
    {
        if (!holds)
            throw new RuleViolation(rule, message);
    }
}
