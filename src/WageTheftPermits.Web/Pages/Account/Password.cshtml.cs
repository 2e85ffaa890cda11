using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WageTheftPermits.Application.Accounts;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Account;

/// <summary>Where a person chooses another password: because they want to, with the old one, or on the way from a password that somebody else has set to the session.</summary>
[AllowAnonymous]
public sealed class PasswordModel(SignInAttempts attempts, SignInFlow flow, Units units) : PageModel
{
    public sealed class Typed
    {
        /// <summary>Asked of who is signed in; who is signing in has just typed it.</summary>
        [StringLength(Passwords.Most)]
        public string? Old { get; set; }

        [Required(ErrorMessage = "Enter the new password.")]
        public string New { get; set; } = "";

        [Required(ErrorMessage = "Enter the new password a second time.")]
        public string Again { get; set; } = "";
    }

    [BindProperty]
    public Typed Input { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public bool SigningIn { get; private set; }

    public string UserName => Account.UserName!;

    private User Account { get; set; } = null!;

    private SignInMeans Means { get; set; }

    public async Task<IActionResult> OnGetAsync() => await FindAsync() ? Page() : Redirect(SignInFlow.With(SignInFlow.SignIn, this.LocalOrNull(ReturnUrl)));

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!await FindAsync())
            return Redirect(SignInFlow.With(SignInFlow.SignIn, this.LocalOrNull(ReturnUrl)));
        if (ModelState.IsValid && Input.New != Input.Again)
            ModelState.AddModelError("Input.Again", "The two are not the same. Type the new password once more.");
        // Before the old one is compared, so that a weak new one counts as no attempt.
        if (ModelState.IsValid && Passwords.WhyNot(Input.New, UserName) is { } why)
            ModelState.AddModelError("Input.New", why);
        if (!ModelState.IsValid || (!SigningIn && !await IsOldAsync(ct)))
            return Page();
        try
        {
            await units.RunAsync(Actor.Person(UserName), unit => ChangePassword.HandleAsync(unit, new(Account.Id, Input.New, User.SessionId())), ct);
        }
        catch (RuleViolation refused)
        {
            ModelState.AddRefusal(refused, "Input.New");
            return Page();
        }
        if (SigningIn && await units.ReadAsync(async db => await db.Users.FindAsync([Account.Id], ct)) is { } now)
            return Redirect(await flow.GoOnAsync(HttpContext, now, Means, this.LocalOrNull(ReturnUrl)));
        this.Flash("The password is changed. Your other sessions have ended.");
        return Redirect("/account");
    }

    private async Task<bool> FindAsync()
    {
        if (User.AccountId() is { } signedIn)
        {
            if (await units.ReadAsync(async db => await db.Users.FindAsync([signedIn], HttpContext.RequestAborted)) is not { PasswordHash: not null } user)
                return false;
            Account = user;
            return true;
        }
        if (await flow.AtAsync(HttpContext, SignInFlow.NewPassword) is not { } person)
            return false;
        (Account, Means, SigningIn) = (person.User, person.Means, true);
        return true;
    }

    private async Task<bool> IsOldAsync(CancellationToken ct)
    {
        var attempt = await attempts.ConfirmAsync(Account.Id, Input.Old ?? "", ct);
        if (attempt == Attempt.Right)
            return true;
        ModelState.AddModelError("Input.Old", attempt.Why("This is not your password."));
        return false;
    }
}
