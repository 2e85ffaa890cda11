using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WageTheftPermits.Application.Accounts;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.Web.Pages.Account;

/// <summary>After the password: the code of the authenticator app, or a recovery code.</summary>
[AllowAnonymous]
public sealed class SecondFactorModel(SignInAttempts attempts, SignInFlow flow) : PageModel
{
    public sealed class Typed
    {
        [Required(ErrorMessage = "Enter the code."), StringLength(50)]
        public string Code { get; set; } = "";
    }

    [BindProperty]
    public Typed Input { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>Whether a recovery code is asked for, at an address of its own.</summary>
    [FromRoute]
    public string? Recovery { get; set; }

    public bool ByRecoveryCode => Recovery is not null;

    public async Task<IActionResult> OnGetAsync() => await flow.AtAsync(HttpContext, SignInFlow.Code) is null ? Redirect(SignInFlow.With(SignInFlow.SignIn, this.LocalOrNull(ReturnUrl))) : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await flow.AtAsync(HttpContext, SignInFlow.Code) is not { } person)
            return Redirect(SignInFlow.With(SignInFlow.SignIn, this.LocalOrNull(ReturnUrl)));
        if (!ModelState.IsValid)
            return Page();
        var attempt = ByRecoveryCode ? await attempts.RecoveryCodeAsync(person.User, Input.Code, ct) : await attempts.CodeAsync(person.User, Input.Code, ct);
        if (attempt == Attempt.Right)
            return Redirect(await flow.GoOnAsync(HttpContext, person.User, ByRecoveryCode ? SignInMeans.PasswordAndRecoveryCode : SignInMeans.PasswordAndCode, this.LocalOrNull(ReturnUrl)));
        ModelState.AddModelError("Input.Code", attempt.Why(ByRecoveryCode ? "This is not one of the recovery codes that you have left." : "This is not the code that the app shows now, or it was used already. Wait for the next one."));
        return Page();
    }
}

internal static class AttemptWords
{
    public static string Why(this Attempt attempt, string wrong) =>
        attempt == Attempt.Locked ? "Too many passwords or codes were wrong. The account rests for 15 minutes; an administrator can unlock it." : wrong;
}
