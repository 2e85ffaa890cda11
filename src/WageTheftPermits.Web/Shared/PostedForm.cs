using Microsoft.AspNetCore.Mvc.RazorPages;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.Web.Shared;

/// <summary>What became of a form that was posted to act.</summary>
public enum Posted
{
    Done,

    /// <summary>The same form was acted on before; nothing happened now, and the next page says so.</summary>
    Already,

    /// <summary>The rules refuse it; the reason is above the form.</summary>
    Refused,
}

/// <summary>Acts that a form asks for, each carried out once however often the form is sent.</summary>
public static class PostedForm
{
    /// <summary>Carries out the act as the signed-in person, in one unit with the note that this form was acted on.</summary>
    /// <param name="form">The form's hidden id, made when the page was shown.</param>
    public static async Task<Posted> ActAsync(this PageModel page, Units units, Guid form, Func<UnitOfWork, Task> act)
    {
        if (form == Guid.Empty)
        {
            page.ModelState.AddModelError("", "The form came without its number. Reload the page and send it again.");
            return Posted.Refused;
        }
        try
        {
            await units.RunAsync(page.User.AsActor(), async unit =>
            {
                await unit.OnceAsync(form);
                await act(unit);
            }, page.HttpContext.RequestAborted);
            return Posted.Done;
        }
        catch (FormAlreadyPosted)
        {
            page.Flash("This was already recorded. Nothing was done a second time.");
            return Posted.Already;
        }
        catch (RuleViolation refused)
        {
            page.ModelState.AddRefusal(refused);
            return Posted.Refused;
        }
    }
}
