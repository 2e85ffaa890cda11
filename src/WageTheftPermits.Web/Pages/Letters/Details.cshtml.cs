using System.ComponentModel.DataAnnotations;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Notices;
using WageTheftPermits.Application.Notices.Printing;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Letters;

/// <summary>One letter: where it stands, its text and PDF, and what the visitor may do with it next.</summary>
public sealed class DetailsModel(PermitsDbContext db, Units units, LetterPress press, LetterTemplates templates, WorkflowRunner workflows, MailSettings mail, DepartmentTime time) : PageModel
{
    public sealed class ReasonForm
    {
        public Guid FormId { get; set; } = Guid.CreateVersion7();

        [Required(ErrorMessage = "Say why."), StringLength(2000)]
        public string Text { get; set; } = "";
    }

    public sealed class StatementForm
    {
        public Guid FormId { get; set; } = Guid.CreateVersion7();

        [Required(ErrorMessage = "Say who translated or compared it, and how."), StringLength(400)]
        public string Statement { get; set; } = "";
    }

    public sealed class MailForm
    {
        public Guid FormId { get; set; } = Guid.CreateVersion7();

        [Required(ErrorMessage = "Enter the address."), StringLength(320)]
        public string Address { get; set; } = "";

        [Required(ErrorMessage = "Say how and when the permittee consented."), StringLength(2000)]
        public string Consent { get; set; } = "";
    }

    public sealed class ReturnedForm
    {
        public Guid FormId { get; set; } = Guid.CreateVersion7();

        [Required(ErrorMessage = "Enter the day on which it came back.")]
        public DateOnly? On { get; set; }

        [Required(ErrorMessage = "Say what the envelope says."), StringLength(2000)]
        public string Reason { get; set; } = "";
    }

    public Letter Letter { get; private set; } = null!;

    public Case Case { get; private set; } = null!;

    public Notice? Notice { get; private set; }

    /// <summary>The last sending by e-mail.</summary>
    public LetterMail? Mail { get; private set; }

    public Timeline History { get; private set; } = new([]);

    public Guid FinalFormId { get; } = Guid.CreateVersion7();

    public StatementForm Certifying { get; private set; } = new();

    public ReasonForm Discarding { get; private set; } = new();

    public MailForm Mailing { get; private set; } = new();

    public ReturnedForm Returning { get; private set; } = new();

    public bool CanMail => CanAct && mail.IsSet && Letter.Status == LetterStatus.Final && Mail is not { WasGivenUp: false };

    public bool CanAct => User.May(Access.ProposeHolds);

    public bool May(LetterAct act) => CanAct && Letter.Next(Letter.Status, act) is not null;

    public async Task<IActionResult> OnGetAsync(Guid id) => await LoadAsync(id) ? Page() : NotFound();

    /// <summary>The very page of which the PDF is made, under its own content policy: it can load and run nothing.</summary>
    public async Task<IActionResult> OnGetReadAsync(Guid id)
    {
        if (!await LoadAsync(id))
            return NotFound();
        var html = await db.LetterDocuments.Where(d => d.LetterId == id).Select(d => d.Html).SingleOrDefaultAsync(HttpContext.RequestAborted) ?? LetterPage.Of(Letter);
        Response.Headers.ContentSecurityPolicy = $"{LetterPage.PolicyOf(html)}; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        return Content(html, "text/html", Encoding.UTF8);
    }

    public async Task<IActionResult> OnGetPdfAsync(Guid id)
    {
        if (!await LoadAsync(id) || await db.LetterDocuments.Where(d => d.LetterId == id).Select(d => d.Pdf).SingleOrDefaultAsync(HttpContext.RequestAborted) is not { } pdf)
            return NotFound();
        return File(pdf, "application/pdf", $"{Letter.Number}.pdf");
    }

    public async Task<IActionResult> OnPostFinalAsync(Guid id, Guid formId)
    {
        if (!CanAct)
            return Forbid();
        if (!await LoadAsync(id))
            return NotFound();
        PrintedLetter printed;
        try
        {
            printed = await press.PrintAsync(id, HttpContext.RequestAborted);
        }
        catch (PrintingFailed failed)
        {
            ModelState.AddModelError("", failed.Message);
            return Page();
        }
        return await RecordAsync(id, formId, () => { }, unit => MakeLetterFinal.HandleAsync(unit, templates, new(id, printed)), "The letter is final. Serve it, and record its service on the case's page.");
    }

    public Task<IActionResult> OnPostCertifyAsync(Guid id, [Bind(Prefix = nameof(Certifying))] StatementForm form) =>
        RecordAsync(id, form.FormId, () => Certifying = form, unit => CertifyTranslation.HandleAsync(unit, new(id, form.Statement)), "The translation is certified; your statement stands on the letter.");

    public Task<IActionResult> OnPostDiscardAsync(Guid id, [Bind(Prefix = nameof(Discarding))] ReasonForm form) =>
        RecordAsync(id, form.FormId, () => Discarding = form, unit => DiscardLetter.HandleAsync(unit, new(id, form.Text)), "The letter is not to be used.");

    public Task<IActionResult> OnPostMailAsync(Guid id, [Bind(Prefix = nameof(Mailing))] MailForm form) =>
        RecordAsync(id, form.FormId, () => Mailing = form, unit => MailLetter.HandleAsync(unit, mail, new(id, form.Address, form.Consent)), "The letter goes by e-mail. Record its service once the mail server has taken it.");

    public Task<IActionResult> OnPostReturnedAsync(Guid id, [Bind(Prefix = nameof(Returning))] ReturnedForm form) =>
        RecordAsync(id, form.FormId, () => Returning = form, unit => RecordReturnedLetter.HandleAsync(unit, new(id, form.On!.Value, form.Reason)), "It is recorded that the letter came back.");

    private Task<IActionResult> RecordAsync(Guid id, Guid form, Action keepTyped, Func<UnitOfWork, Task> act, string done) =>
        this.RecordAsync(units, new(Access.ProposeHolds, form, () => LoadAsync(id), keepTyped, act, done) { Afterwards = () => workflows.AdvanceNowAsync($"case:{Case.Id}", HttpContext.RequestAborted) },
            RedirectToPage(new { id }));

    private async Task<bool> LoadAsync(Guid id)
    {
        var ct = HttpContext.RequestAborted;
        if (await db.Letters.AsNoTracking().SingleOrDefaultAsync(l => l.Id == id, ct) is not { } letter)
            return false;
        Letter = letter;
        Case = await db.Cases.AsNoTracking().SingleAsync(c => c.Id == letter.CaseId, ct);
        Notice = await db.Notices.AsNoTracking().SingleOrDefaultAsync(n => n.Id == letter.NoticeId, ct);
        Mail = await db.LetterMails.AsNoTracking().Where(m => m.LetterId == id).OrderByDescending(m => m.RequestedAt).FirstOrDefaultAsync(ct);
        History = await SubjectHistory.OfAsync(db, $"letter:{id}", ct);
        Returning.On = time.Today;
        return true;
    }
}
