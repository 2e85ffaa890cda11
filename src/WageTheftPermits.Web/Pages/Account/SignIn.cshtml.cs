using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Accounts;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.Web.Pages.Account;

/// <summary>Where a person begins to sign in: by user name and password, by what a trusted proxy says, or, in a demonstration, by role.</summary>
[AllowAnonymous]
public sealed class SignInModel(
    SignInAttempts attempts,
    SignInFlow flow,
    PersonSessions sessions,
    SignInSettings settings,
    ProxySignIn proxy,
    Units units,
    DemonstrationSignIn demonstration,
    ILogger<SignInModel> log) : PageModel
{
    public sealed class Credentials
    {
        [Required(ErrorMessage = "Enter your user name."), StringLength(256)]
        public string UserName { get; set; } = "";

        [Required(ErrorMessage = "Enter your password."), StringLength(Passwords.Most)]
        public string Password { get; set; } = "";
    }

    public sealed record DemonstrationPerson(string Role, string UserName, string DisplayName);

    [BindProperty]
    public Credentials Input { get; set; } = new();

    /// <summary>Where to go afterwards: an address of this service. Anything else is ignored.</summary>
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public bool TakesPasswords => settings.Passwords;

    /// <summary>Whom the single sign-on names, where that is nobody here.</summary>
    public string? Unknown { get; private set; }

    public IReadOnlyList<DemonstrationPerson> DemonstrationPeople { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (proxy.NameIn(HttpContext) is { } named)
            return await ByProxyAsync(named, ct);
        DemonstrationPeople = await DemonstrationPeopleAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!settings.Passwords)
            return NotFound();
        if (ModelState.IsValid)
        {
            if (await attempts.PasswordAsync(Input.UserName, Input.Password, ct) is { } user)
                return Redirect(await flow.GoOnAsync(HttpContext, user, SignInMeans.Password, this.LocalOrNull(ReturnUrl)));
            // One sentence for every cause: which part was wrong, or whether the account is locked, is nobody else's business.
            ModelState.AddModelError("", "This user name and password do not match, or the account is locked for now.");
        }
        DemonstrationPeople = await DemonstrationPeopleAsync(ct);
        return Page();
    }

    /// <summary>One account of the role, without a secret. Refused here, not only hidden, unless this is a demonstration.</summary>
    public async Task<IActionResult> OnPostDemonstrationAsync(string role, CancellationToken ct)
    {
        if (!demonstration.IsOffered(HttpContext))
        {
            log.LogWarning("Sign-in without a password was asked for and refused: this is no demonstration on this machine.");
            return NotFound();
        }
        if ((await DemonstrationPeopleAsync(ct)).FirstOrDefault(person => person.Role == role) is not { } chosen
            || await units.ReadAsync(db => db.AccountAsync(chosen.UserName, ct)) is not { } user
            || !await sessions.OpenAsync(HttpContext, user, SignInMeans.Demonstration))
            return NotFound();
        return Redirect(this.LocalOrNull(ReturnUrl) ?? "/");
    }

    private async Task<IActionResult> ByProxyAsync(string named, CancellationToken ct)
    {
        if (await units.ReadAsync(db => db.AccountAsync(named, ct)) is { } user && await sessions.OpenAsync(HttpContext, user, SignInMeans.Proxy))
            return Redirect(this.LocalOrNull(ReturnUrl) ?? "/");
        await attempts.RefuseAsync("The single sign-on named somebody who has no account here, or a retired one.", null, ct);
        Unknown = named;
        Response.StatusCode = StatusCodes.Status403Forbidden;
        return Page();
    }

    private async Task<IReadOnlyList<DemonstrationPerson>> DemonstrationPeopleAsync(CancellationToken ct)
    {
        if (!demonstration.IsOffered(HttpContext))
            return [];
        var held = await units.ReadAsync(db =>
            (from user in db.Users
             join has in db.UserRoles on user.Id equals has.UserId
             join role in db.Roles on has.RoleId equals role.Id
             select new DemonstrationPerson(role.Name!, user.UserName!, user.DisplayName)).ToListAsync(ct));
        return [.. Roles.All.Select(role => held.Where(person => person.Role == role).MinBy(person => person.UserName, StringComparer.Ordinal)).OfType<DemonstrationPerson>()];
    }
}

internal static class LocalAddress
{
    /// <summary>The address where it is one of this service, so that no link leads through the sign-in page to somewhere else.</summary>
    public static string? LocalOrNull(this PageModel page, string? address) => page.Url.IsLocalUrl(address) ? address : null;
}
