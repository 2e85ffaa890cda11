using System.Security.Claims;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Web.Security;

/// <summary>What a page asks about the person who is signed in.</summary>
public static class SignedInPerson
{
    internal const string DisplayNameClaim = "display_name";
    private const string SessionClaim = "session";

    /// <summary>The person as the domain knows them.</summary>
    /// <exception cref="InvalidOperationException">Nobody is signed in: the page lacks its authorization.</exception>
    public static Actor AsActor(this ClaimsPrincipal person) =>
        Actor.Person(person.Identity?.Name ?? throw new InvalidOperationException("Nobody is signed in."));

    /// <summary>The name to show: the display name, else the account's name, else empty.</summary>
    public static string DisplayName(this ClaimsPrincipal person) =>
        person.FindFirstValue(DisplayNameClaim) is { Length: > 0 } name ? name : person.Identity?.Name ?? "";

    /// <summary>The titles of the person's roles, in the order of <see cref="Roles.All"/>, joined by commas.</summary>
    public static string RoleTitles(this ClaimsPrincipal person) => string.Join(", ", Roles.All.Where(person.IsInRole).Select(Roles.Title));

    /// <summary>The person's account; null where nobody is signed in.</summary>
    public static Guid? AccountId(this ClaimsPrincipal person) => Guid.TryParse(person.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

    /// <summary>The session that this request is of; null where nobody is signed in.</summary>
    internal static Guid? SessionId(this ClaimsPrincipal person) => Guid.TryParse(person.FindFirstValue(SessionClaim), out var id) ? id : null;

    /// <summary>What a session remembers, so that no page reads the account to greet its owner or to know what they may do.</summary>
    internal static ClaimsPrincipal Of(User user, IEnumerable<string> roles, Guid session) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, user.Id.ToString()), new Claim(ClaimTypes.Name, user.UserName!), new Claim(DisplayNameClaim, user.DisplayName),
            new Claim(SessionClaim, session.ToString()), .. roles.Select(role => new Claim(ClaimTypes.Role, role)),
        ], PersonSessions.Scheme));
}
