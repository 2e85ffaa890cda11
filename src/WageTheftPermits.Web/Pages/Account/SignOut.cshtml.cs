using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.Web.Pages.Account;

/// <summary>Ends the session. Only a posted form does: a link in a letter must not.</summary>
[AllowAnonymous]
public sealed class SignOutModel(PersonSessions sessions) : PageModel
{
    public async Task<IActionResult> OnPostAsync()
    {
        await sessions.CloseAsync(HttpContext);
        return RedirectToPage();
    }
}
