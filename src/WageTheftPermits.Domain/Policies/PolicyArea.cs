namespace WageTheftPermits.Domain.Policies;

public static class PolicyArea
{
    /// <summary>Whether the program is in force at a site. Where it is not in force everywhere, a site whose postal code is unknown is outside.</summary>
    public static bool Covers(this Policy policy, string? postalCode) =>
        policy.Area.Count == 0 || (postalCode is { Length: >= 5 } && policy.Area.Contains(postalCode[..5]));
}
