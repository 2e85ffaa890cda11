using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Notices;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Web.Pages.Cases;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Letters;

/// <summary>An inspector has a letter of a case drafted from the program's templates.</summary>
[Authorize(Policy = Access.ProposeHolds)]
public sealed class PrepareModel(PermitsDbContext db, Units units, CurrentPolicy policies, LetterTemplates templates, DepartmentTime time) : PageModel
{
    public sealed class Form
    {
        public Guid FormId { get; set; } = Guid.CreateVersion7();

        [Required(ErrorMessage = "Choose what the letter is for.")]
        public string Kind { get; set; } = LetterKinds.FirstNotice;

        [Required(ErrorMessage = "Choose the language.")]
        public string? Language { get; set; }

        [Required(ErrorMessage = "Enter the day on which the letter is to be served.")]
        public DateOnly? ServeOn { get; set; }

        [Required(ErrorMessage = "Choose how the letter is to be served.")]
        public ServiceMethod? Method { get; set; } = ServiceMethod.Mail;
    }

    public Case Case { get; private set; } = null!;

    [BindProperty]
    public Form Input { get; set; } = new();

    /// <summary>The kinds that the program has templates for.</summary>
    public IReadOnlyList<SelectListItem> Kinds { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Languages { get; private set; } = [];

    /// <summary>The language that the permittee reads, where the record says.</summary>
    public string? Reads { get; private set; }

    public IEnumerable<SelectListItem> Methods { get; } = Enum.GetValues<ServiceMethod>().Select(m => new SelectListItem(CaseWords.Method(m), m.ToString()));

    public async Task<IActionResult> OnGetAsync(Guid caseId, string? kind)
    {
        if (!await LoadAsync(caseId))
            return NotFound();
        Input = new() { Kind = kind ?? LetterKinds.FirstNotice, ServeOn = time.Today, Language = Languages.Select(l => l.Value).FirstOrDefault() };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid caseId)
    {
        if (!await LoadAsync(caseId))
            return NotFound();
        if (!ModelState.IsValid)
            return Page();
        var made = Guid.Empty;
        var posted = await this.ActAsync(units, Input.FormId, async unit =>
            made = (await PrepareLetter.HandleAsync(unit, templates, new(caseId, Input.Kind, Input.Language!, Input.ServeOn!.Value, Input.Method!.Value))).Id);
        if (posted == Posted.Refused)
            return Page();
        if (posted == Posted.Already)
            return LocalRedirect($"~/cases/{caseId}#letters");
        this.Flash("The letter is drafted. Read it before you make it final.");
        return LocalRedirect($"~/letters/{made}");
    }

    private async Task<bool> LoadAsync(Guid caseId)
    {
        var ct = HttpContext.RequestAborted;
        if (await db.Cases.AsNoTracking().SingleOrDefaultAsync(c => c.Id == caseId, ct) is not { } one)
            return false;
        Case = one;
        Reads = await db.Permittees.Where(p => p.Id == one.PermitteeId).Select(p => p.Language).SingleAsync(ct);
        var letters = templates.Of((await policies.GetAsync(db, one.PolicyVersion, ct)).Program);
        Kinds = [.. LetterKinds.All.Where(letters.Has).Select(kind => new SelectListItem(LetterWords.Kind(kind), kind))];
        Languages = [.. LetterKinds.All.SelectMany(letters.LanguagesOf).Distinct()
            .Select(language => new SelectListItem(language == letters.FirstLanguage ? LetterWords.Language(language) : $"{LetterWords.Language(language)} (translation)", language))];
        return true;
    }
}
