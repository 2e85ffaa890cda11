using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Notices;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.PermitteePage;

/// <summary>A case as its permittee sees it, after the letter's code: what is claimed, the days that count, the letters; and the way to answer.</summary>
[AllowAnonymous]
[EnableRateLimiting(PublicLimit.Name)]
public sealed class CaseModel(PermitsDbContext db, Units units, WorkflowRunner workflows, CurrentPolicy policies, PermitteeAccess access, TimeProvider clock) : PageModel
{
    public PermitteeWords Words { get; private set; } = PermitteeWords.In(null);

    public PermitteeView Shown { get; private set; } = null!;

    public string? Problem { get; private set; }

    /// <summary>The receipt of what was sent just now.</summary>
    public Answer? Received { get; private set; }

    public Guid AnswerFormId { get; private set; } = Guid.CreateVersion7();

    public Guid HearingFormId { get; private set; } = Guid.CreateVersion7();

    /// <summary>What was typed, where it was not taken.</summary>
    public (AnswerKind? Kind, string Text, string Hearing) Typed { get; private set; } = (null, "", "");

    public async Task<IActionResult> OnGetAsync(string? lang, string? receipt)
    {
        if (!await LoadAsync(lang))
            return ToDoor(lang);
        Received = Shown.Answers.FirstOrDefault(a => a.Number == receipt);
        return Page();
    }

    /// <summary>A letter that was served on them, as it was served.</summary>
    public async Task<IActionResult> OnGetLetterAsync(string? lang, string? number)
    {
        if (!await LoadAsync(lang))
            return ToDoor(lang);
        if (Shown.Letters.Select(l => l.Letter).FirstOrDefault(l => l.Number == number) is not { } letter)
            return NotFound();
        return UploadedFile.GiveOut(Response, await db.LetterDocuments.Where(d => d.LetterId == letter.Id).Select(d => d.Pdf).SingleAsync(HttpContext.RequestAborted), "application/pdf", $"{letter.Number}.pdf");
    }

    public async Task<IActionResult> OnPostAnswerAsync(string? lang, Guid formId, AnswerKind? kind, string? text, IFormFile? file)
    {
        if (!await LoadAsync(lang))
            return ToDoor(lang);
        Typed = (kind, text ?? "", "");
        if (kind is not { } chosen || chosen == AnswerKind.HearingRequest)
            return Refuse("kind");
        var bytes = await UploadedFile.ReadAsync(file, HttpContext.RequestAborted);
        return await SendAsync(formId, unit => AnswerNotice.HandleAsync(unit, new(Shown.Opened.LetterId, chosen, text ?? "", file?.FileName ?? "", bytes)));
    }

    public async Task<IActionResult> OnPostHearingAsync(string? lang, Guid formId, string? text)
    {
        if (!await LoadAsync(lang))
            return ToDoor(lang);
        Typed = (null, "", text ?? "");
        return await SendAsync(formId, unit => AskForHearing.HandleAsync(unit, new(Shown.Opened.LetterId, text ?? "")));
    }

    public IActionResult OnPostClose(string? lang)
    {
        access.Close(HttpContext);
        return ToDoor(lang);
    }

    /// <summary>Once for each form, in one unit, by the permittee; then the receipt.</summary>
    private async Task<IActionResult> SendAsync(Guid formId, Func<UnitOfWork, Task<Answer>> act)
    {
        if (formId == Guid.Empty)
            return Refuse("form");
        try
        {
            var answer = await units.RunAsync(Actor.Permittee(Shown.Opened.CaseReference), async unit =>
            {
                await unit.OnceAsync(formId);
                return await act(unit);
            }, HttpContext.RequestAborted);
            await workflows.AdvanceNowAsync($"case:{Shown.Case.Id}", HttpContext.RequestAborted);
            return LocalRedirect($"~/permittee/case?lang={Words.Language.Tag}&receipt={answer.Number}");
        }
        catch (FormAlreadyPosted)
        {
            return Refuse("twice");
        }
        catch (RuleViolation refused)
        {
            return Refuse(refused.Rule, refused.Message);
        }
    }

    private PageResult Refuse(string rule, string message = "")
    {
        Problem = Words.Refusal(rule, message);
        return Page();
    }

    private RedirectResult ToDoor(string? lang) => Redirect($"~/permittee?closed=true&lang={PermitteeWords.In(lang).Language.Tag}");

    private async Task<bool> LoadAsync(string? lang)
    {
        Response.Headers.CacheControl = "private, no-store";
        if (access.OpenedLetter(HttpContext) is not { } letter || await PermitteeView.ReadAsync(db, policies, clock.GetUtcNow(), letter, HttpContext.RequestAborted) is not { } shown)
            return false;
        Shown = shown;
        Words = PermitteeWords.In(lang ?? shown.Opened.Language);
        return true;
    }
}
