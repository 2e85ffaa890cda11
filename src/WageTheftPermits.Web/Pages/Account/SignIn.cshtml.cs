using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.Web.Pages.Account;

/// <summary>Signs a person in by user name and password or, in a demonstration, by role.</summary>
[AllowAnonymous]
public sealed class SignInModel(
    SignInManager<User> signIn,
    UserManager<User> users,
    DemonstrationSignIn demonstration,
    ILogger<SignInModel> log) : PageModel
{
    public sealed class Credentials
    {
        [Required(ErrorMessage = "Enter your user name."), StringLength(256)]
        public string UserName { get; set; } = "";

        // Longer than any real one; a limit, because hashing is slow on purpose.
        [Required(ErrorMessage = "Enter your password."), StringLength(256)]
        public string Password { get; set; } = "";
    }

    public sealed record DemonstrationPerson(string Role, string UserName, string DisplayName);

    [BindProperty]
    public Credentials Input { get; set; } = new();

    /// <summary>Where to go afterwards: an address of this service. Anything else is ignored.</summary>
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public IReadOnlyList<DemonstrationPerson> DemonstrationPeople { get; private set; } = [];

    public async Task OnGetAsync() => await FindDemonstrationPeople();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid || !await PasswordIsRight())
        {
            await FindDemonstrationPeople();
            return Page();
        }

        return Onward();
    }

    /// <summary>One account of the role, without a secret. Refused here, not only hidden, unless this is a demonstration.</summary>
    public async Task<IActionResult> OnPostDemonstrationAsync(string role)
    {
        if (!demonstration.IsOffered(HttpContext))
        {
            log.LogWarning("Sign-in without a password was asked for and refused: this is no demonstration on this machine.");
            return NotFound();
        }

        await FindDemonstrationPeople();
        if (DemonstrationPeople.FirstOrDefault(person => person.Role == role) is not { } chosen
            || await users.FindByNameAsync(chosen.UserName) is not { } user)
            return NotFound();
        await signIn.SignInAsync(user, isPersistent: false);
        log.LogInformation("{User} signed in for a demonstration.", user.UserName);
        return Onward();
    }

    private async Task<bool> PasswordIsRight()
    {
        var userName = Input.UserName.Trim();
        var user = await users.FindByNameAsync(userName);
        if (user is null)
            // As slow as a wrong password, so that the time taken does not tell which user names exist.
            users.PasswordHasher.HashPassword(new User(), Input.Password);
        else
        {
            var result = await signIn.PasswordSignInAsync(user, Input.Password, isPersistent: false, lockoutOnFailure: true);
            if (result.Succeeded)
            {
                log.LogInformation("{User} signed in.", user.UserName);
                return true;
            }

            log.LogWarning("Sign-in of {User} failed: {Result}.", user.UserName, result);
        }

        // One sentence for every cause: which part was wrong, or whether the account is locked, is nobody else's business.
        ModelState.AddModelError("", "This user name and password do not match, or the account is locked for now.");
        return false;
    }

    private RedirectResult Onward() => Redirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl! : Url.Content("~/"));

    private async Task FindDemonstrationPeople()
    {
        if (!demonstration.IsOffered(HttpContext))
            return;
        var people = new List<DemonstrationPerson>();
        foreach (var role in Roles.All)
            if ((await users.GetUsersInRoleAsync(role)).MinBy(user => user.UserName, StringComparer.Ordinal) is { UserName: { } name } user)
                people.Add(new(role, name, user.DisplayName));
        DemonstrationPeople = people;
    }
}
