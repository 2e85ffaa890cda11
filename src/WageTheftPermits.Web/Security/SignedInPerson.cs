using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Web.Security;

/// <summary>What a page asks about the person who is signed in.</summary>
public static class SignedInPerson
{
    internal const string DisplayNameClaim = "display_name";

    /// <summary>The person as the domain knows them.</summary>
    /// <exception cref="InvalidOperationException">Nobody is signed in: the page lacks its authorization.</exception>
    public static Actor AsActor(this ClaimsPrincipal person) =>
        Actor.Person(person.Identity?.Name ?? throw new InvalidOperationException("Nobody is signed in."));

    /// <summary>The name to show: the display name, else the account's name, else empty.</summary>
    public static string DisplayName(this ClaimsPrincipal person) =>
        person.FindFirstValue(DisplayNameClaim) is { Length: > 0 } name ? name : person.Identity?.Name ?? "";

    /// <summary>The titles of the person's roles, in the order of <see cref="Roles.All"/>, joined by commas.</summary>
    public static string RoleTitles(this ClaimsPrincipal person) => string.Join(", ", Roles.All.Where(person.IsInRole).Select(Roles.Title));
}

/// <summary>Puts the display name into the session, so that no page reads the account to greet its owner.</summary>
internal sealed class DisplayNameClaims(UserManager<User> users, RoleManager<IdentityRole<Guid>> roles, IOptions<IdentityOptions> options)
    : UserClaimsPrincipalFactory<User, IdentityRole<Guid>>(users, roles, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(User user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(SignedInPerson.DisplayNameClaim, user.DisplayName));
        return identity;
    }
}
