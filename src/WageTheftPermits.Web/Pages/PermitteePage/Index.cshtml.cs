using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Notices;
using WageTheftPermits.Domain;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.Web.Pages.PermitteePage;

/// <summary>The door of the permittee's page: the code that a letter names. A wrong code, one of a draft and one that has ended are answered alike.</summary>
[AllowAnonymous]
[EnableRateLimiting(PublicLimit.Name)]
public sealed class IndexModel(Units units, PermitteeAccess access, TimeProvider clock) : PageModel
{
    public PermitteeWords Words { get; private set; } = PermitteeWords.In(null);

    public string? Wrong { get; private set; }

    public void OnGet(string? lang, bool closed)
    {
        Words = PermitteeWords.In(lang);
        Wrong = closed ? Words["closed"] : null;
    }

    public async Task<IActionResult> OnPostAsync(string? code, string? lang)
    {
        var ct = HttpContext.RequestAborted;
        Words = PermitteeWords.In(lang);
        if (access.IsLockedOut(HttpContext))
        {
            Wrong = Words["locked"];
            Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return Page();
        }
        if (await units.ReadAsync(db => OpenedLetter.ByCodeAsync(db, code, clock.GetUtcNow(), ct)) is not { } opened)
        {
            access.CountWrongCode(HttpContext);
            Wrong = Words["wrong"];
            return Page();
        }
        await units.RunAsync(Actor.Permittee(opened.CaseReference), unit =>
        {
            unit.Audit("permittee's page opened", $"The permittee's page of case {opened.CaseReference} was opened with a letter's code.", [("case", opened.CaseId), ("letter", opened.LetterId)]);
            return Task.CompletedTask;
        }, ct);
        access.Open(HttpContext, opened.LetterId);
        return LocalRedirect($"~/permittee/case?lang={PermitteeWords.In(lang ?? opened.Language).Language.Tag}");
    }
}
