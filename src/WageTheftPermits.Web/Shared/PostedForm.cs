using Microsoft.AspNetCore.Mvc;
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

/// <summary>What a posted form asks for, on a page that shows one thing.</summary>
/// <param name="Policy">Who may do it, of <see cref="Access"/>.</param>
/// <param name="FormId">The form's hidden id, made when the page was shown.</param>
/// <param name="Load">Reads what the page shows; false where there is no such thing.</param>
/// <param name="KeepTyped">Puts what was typed back into the page, for the case that it is shown again.</param>
/// <param name="Done">What the next page says.</param>
public sealed record PostedAct(string Policy, Guid FormId, Func<Task<bool>> Load, Action KeepTyped, Func<UnitOfWork, Task> Act, string Done)
{
    /// <summary>What is to be seen on the next page already, such as the workflow's next step.</summary>
    public Func<Task> Afterwards { get; init; } = () => Task.CompletedTask;
}

/// <summary>Acts that a form asks for, each carried out once however often the form is sent.</summary>
public static class PostedForm
{
    /// <summary>The whole way of a posted form: may this person, is it there, is it filled in; then the act, and on to the next page.</summary>
    public static async Task<IActionResult> RecordAsync(this PageModel page, Units units, PostedAct asked, IActionResult next)
    {
        if (!page.User.May(asked.Policy))
            return page.Forbid();
        if (!await asked.Load())
            return page.NotFound();
        asked.KeepTyped();
        if (!page.ModelState.IsValid)
            return page.Page();
        var posted = await page.ActAsync(units, asked.FormId, asked.Act);
        if (posted == Posted.Refused)
            return page.Page();
        if (posted == Posted.Done)
        {
            await asked.Afterwards();
            page.Flash(asked.Done);
        }
        return next;
    }

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
