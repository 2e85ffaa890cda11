using System.Security.Claims;

namespace WageTheftPermits.Web.Security;

/// <summary>What a page asks of <see cref="Access.RolesByPolicy"/> for one of its handlers or parts.</summary>
public static class Permission
{
    /// <summary>Whether one of the person's roles has the policy.</summary>
    public static bool May(this ClaimsPrincipal person, string policy) =>
        person.Identity?.IsAuthenticated == true && Access.RolesByPolicy[policy].Any(person.IsInRole);

    /// <summary>Who has the policy, for a sentence: "an inspector or a supervisor".</summary>
    public static string WhoMay(string policy) => string.Join(" or ", Access.RolesByPolicy[policy].Select(Roles.Title).Select(title =>
        ("AEIOU".Contains(title[0], StringComparison.Ordinal) ? "an " : "a ") + title.ToLowerInvariant()));
}
