using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using WageTheftPermits.Application.Accounts;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Account;

/// <summary>
/// Where a person sets up the second factor, or replaces it: on the way from the password to the session where one is required, else from their account,
/// with the password asked once more. The recovery codes are shown in the answer, and nowhere else.
/// </summary>
[AllowAnonymous]
public sealed class SetUpModel(SecondFactors factors, SignInAttempts attempts, SignInFlow flow, Units units, IOptions<Department> department) : PageModel
{
    public sealed class Typed
    {
        /// <summary>Where the person is signed in already, and the account has one.</summary>
        [StringLength(Passwords.Most)]
        public string? Password { get; set; }

        [Required(ErrorMessage = "Enter the code that the app shows."), StringLength(20)]
        public string Code { get; set; } = "";
    }

    [BindProperty]
    public Typed Input { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>The key that is offered.</summary>
    public SecondFactors.Offer Offer { get; private set; } = null!;

    public bool AsksPassword { get; private set; }

    public bool Replaces { get; private set; }

    public bool SigningIn { get; private set; }

    public string KeyInLetters => AuthenticatorCodes.InLetters(Offer.Key);

    public string Address => AuthenticatorCodes.Address($"Wage Theft Permits, {department.Value.Name}", Account.UserName!, Offer.Key);

    /// <summary>Empty before the second factor is set up.</summary>
    public IReadOnlyList<string> RecoveryCodes { get; private set; } = [];

    /// <summary>Where the page leads when the codes are kept.</summary>
    public string Onward { get; private set; } = "/account";

    private User Account { get; set; } = null!;

    private SignInMeans Means { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (!await FindAsync())
            return Redirect(SignInFlow.With(SignInFlow.SignIn, this.LocalOrNull(ReturnUrl)));
        Offer = factors.OfferTo(Account);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string? offer, CancellationToken ct)
    {
        if (!await FindAsync())
            return Redirect(SignInFlow.With(SignInFlow.SignIn, this.LocalOrNull(ReturnUrl)));
        if (factors.Open(Account, offer ?? "") is not { } brought)
        {
            Offer = factors.OfferTo(Account);
            ModelState.AddModelError("", "This page was open for too long. Here is a new key: remove the old one from the app, and add this.");
            return Page();
        }
        Offer = brought;
        if (!ModelState.IsValid || (AsksPassword && !await IsPasswordAsync(ct)))
            return Page();
        try
        {
            RecoveryCodes = await units.RunAsync(Actor.Person(Account.UserName!), unit => factors.SetUpAsync(unit, Account.Id, Offer, Input.Code, User.SessionId()), ct);
        }
        catch (RuleViolation refused)
        {
            ModelState.AddRefusal(refused, "Input.Code");
            return Page();
        }
        if (SigningIn && await units.ReadAsync(async db => await db.Users.FindAsync([Account.Id], ct)) is { } now)
            Onward = await flow.GoOnAsync(HttpContext, now, Means == SignInMeans.Password ? SignInMeans.PasswordAndCode : Means, this.LocalOrNull(ReturnUrl));
        return Page();
    }

    private async Task<bool> FindAsync()
    {
        if (User.AccountId() is { } signedIn)
        {
            if (await units.ReadAsync(async db => await db.Users.FindAsync([signedIn], HttpContext.RequestAborted)) is not { } user)
                return false;
            (Account, AsksPassword, Replaces) = (user, user.PasswordHash is not null, user.TwoFactorEnabled);
            return true;
        }
        if (await flow.AtAsync(HttpContext, SignInFlow.SetUp) is not { } person)
            return false;
        (Account, Means, SigningIn) = (person.User, person.Means, true);
        return true;
    }

    private async Task<bool> IsPasswordAsync(CancellationToken ct)
    {
        var attempt = await attempts.ConfirmAsync(Account.Id, Input.Password ?? "", ct);
        if (attempt == Attempt.Right)
            return true;
        ModelState.AddModelError("Input.Password", attempt.Why("This is not your password."));
        return false;
    }
}
