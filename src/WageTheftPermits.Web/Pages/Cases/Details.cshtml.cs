using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Documents;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Hearings;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Application.Notices;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Documents;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.Web.Pages.Documents;
using WageTheftPermits.Web.Pages.Workflows;
using WageTheftPermits.Web.Pages.Workflows.Drawing;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Cases;

/// <summary>One case: where it stands, what stands in its way, its whole history, and what the visitor may do next.</summary>
public sealed class DetailsModel(PermitsDbContext db, Units units, Screening screening, WorkflowRunner workflows, WorkflowMaps maps, CurrentPolicy policies, LetterTemplates templates, DepartmentTime time) : PageModel
{
    public CaseView Shown { get; private set; } = null!;

    /// <summary>The workflow that carries the case on.</summary>
    internal StoryView? Workflow { get; private set; }

    public CaseForms.Serve Serve { get; private set; } = new();

    public CaseForms.Charge Charge { get; private set; } = new();

    public CaseForms.Propose Propose { get; private set; } = new();

    public CaseForms.Reason Mistake { get; private set; } = new();

    public CaseForms.TakeUp TakeUp { get; private set; } = new();

    public CaseForms.Resume Resume { get; private set; } = new();

    public CaseForms.Successor Successor { get; private set; } = new();

    public CaseForms.Condition Condition { get; private set; } = new();

    public CaseForms.Document Document { get; private set; } = new();

    public CaseForms.Reading Reading { get; private set; } = new();

    /// <summary>The letters that the case's program writes itself.</summary>
    public ProgramLetters Templates => templates.Of(Shown.Policy.Program);

    public bool CanAct => User.May(Access.ProposeHolds);

    public bool CanCloseInError => User.May(CaseAccess.ToCloseInError(Shown.Case.Status)) && Case.Next(Shown.Case.Status, CaseAct.CloseInError) is not null;

    public IEnumerable<SelectListItem> Methods { get; } =
        Enum.GetValues<ServiceMethod>().Select(m => new SelectListItem(CaseWords.Method(m), m.ToString()));

    public IEnumerable<SelectListItem> Sources { get; } =
        Enum.GetValues<DocumentSource>().Select(s => new SelectListItem(DocumentWords.Source(s), s.ToString()));

    public IEnumerable<SelectListItem> SuccessorAnswers { get; } = [new("Yes: it is liable for the judgment", "true"), new("No", "false")];

    public IEnumerable<SelectListItem> Severities { get; } =
        Enum.GetValues<HoldSeverity>().Reverse().Select(s => new SelectListItem(CaseWords.Severity(s), s.ToString()));

    public async Task<IActionResult> OnGetAsync(Guid id) => await LoadAsync(id) ? Page() : NotFound();

    public Task<IActionResult> OnPostServeAsync(Guid id, [Bind(Prefix = nameof(Serve))] CaseForms.Serve form) => RecordAsync(id, Access.ProposeHolds, form.FormId, () => Serve = form,
        unit => ServeNotice.HandleAsync(unit, new(form.TaskId, id, form.ServedOn!.Value, form.Method!.Value, form.Proof, WithLetter(form), form.Copies)), "The service of the notice is recorded; the time to answer runs.");

    public Task<IActionResult> OnPostWarnAsync(Guid id, [Bind(Prefix = nameof(Serve))] CaseForms.Serve form) => RecordAsync(id, Access.ProposeHolds, form.FormId, () => Serve = form,
        unit => ServeWarning.HandleAsync(unit, new(form.TaskId, id, form.ServedOn!.Value, form.Method!.Value, form.Proof)), "The service of the warning is recorded; the time to answer runs.");

    public Task<IActionResult> OnPostChargeAsync(Guid id, [Bind(Prefix = nameof(Charge))] CaseForms.Charge form) => RecordAsync(id, Access.ProposeHolds, form.FormId, () => Charge = form,
        unit => ServeCharges.HandleAsync(unit, new(form.TaskId, id, form.Charges, form.ServedOn!.Value, form.Method!.Value, form.Proof)), "The charges are recorded; the permittee may ask for a hearing.");

    public Task<IActionResult> OnPostProposeAsync(Guid id, [Bind(Prefix = nameof(Propose))] CaseForms.Propose form) => RecordAsync(id, Access.ProposeHolds, form.FormId, () => Propose = form,
        unit => ProposeHold.HandleAsync(unit, new(form.TaskId, id, form.Severity!.Value, form.InternalReason, form.PublicReason, form.Required())), "The hold is proposed. Another person decides on it.");

    /// <summary>Once a hold was proposed, ending it as a mistake is a supervisor's.</summary>
    public async Task<IActionResult> OnPostMistakeAsync(Guid id, [Bind(Prefix = nameof(Mistake))] CaseForms.Reason form) => await LoadAsync(id) && !CanCloseInError
        ? Forbid()
        : await RecordAsync(id, Access.ReviewMatches, form.FormId, () => Mistake = form,
        unit => CloseCaseInError.HandleAsync(unit, new(id, form.Text)), "The case is closed as a mistake. The match can be given another verdict.");

    public Task<IActionResult> OnPostTakeUpAsync(Guid id, [Bind(Prefix = nameof(TakeUp))] CaseForms.TakeUp form) => RecordAsync(id, Access.ApproveHolds, form.FormId, () => TakeUp = form,
        unit => TakeUpCase.HandleAsync(unit, new(id, form.Reason)), "The case is taken up again. An inspector may propose a hold; another person decides on it.");

    public Task<IActionResult> OnPostResumeAsync(Guid id, [Bind(Prefix = nameof(Resume))] CaseForms.Resume form) => RecordAsync(id, Access.LiftLegalBars, form.FormId, () => Resume = form,
        unit => LetCaseGoOn.HandleAsync(unit, new(form.TaskId, id, form.Bars, form.Reason)), "The case goes on; it begins again with a notice.");

    public Task<IActionResult> OnPostSuccessorAsync(Guid id, [Bind(Prefix = nameof(Successor))] CaseForms.Successor form) => RecordAsync(id, Access.LiftLegalBars, form.FormId, () => Successor = form,
        unit => DecideSuccessor.HandleAsync(unit, screening, new(form.TaskId, id, form.IsSuccessor!.Value, form.Tests, form.Reason)), "The finding is recorded; this case is closed.");

    public Task<IActionResult> OnPostMeetAsync(Guid id, [Bind(Prefix = nameof(Condition))] CaseForms.Condition form) => RecordAsync(id, Access.ProposeHolds, form.FormId, () => Condition = form,
        unit => MeetCondition.HandleAsync(unit, new(form.ConditionId, form.Finding)), "The condition is met.");

    public Task<IActionResult> OnPostBreachAsync(Guid id, [Bind(Prefix = nameof(Condition))] CaseForms.Condition form) => RecordAsync(id, Access.ProposeHolds, form.FormId, () => Condition = form,
        unit => BreachCondition.HandleAsync(unit, new(form.ConditionId, form.Finding)), "It is recorded that the condition was not kept. A hold can be proposed.");

    public Task<IActionResult> OnPostAnswerAsync(Guid id, [Bind(Prefix = nameof(Reading))] CaseForms.Reading form) => RecordAsync(id, Access.ProposeHolds, form.FormId, () => Reading = form,
        unit => ReadAnswer.HandleAsync(unit, new(form.AnswerId, form.Finding)), "It is noted that you have read the answer.");

    public async Task<IActionResult> OnPostDocumentAsync(Guid id, [Bind(Prefix = nameof(Document))] CaseForms.Document form)
    {
        var bytes = await UploadedFile.ReadAsync(form.File, HttpContext.RequestAborted);
        return await RecordAsync(id, Access.ProposeHolds, form.FormId, () => Document = form,
            unit => AddDocument.HandleAsync(unit, new(id, form.File!.FileName, bytes, form.About, form.Source!.Value)), "The document is added. It can be neither changed nor removed.");
    }

    /// <summary>Where the program writes the notice itself, its service is that of a letter.</summary>
    private Guid? WithLetter(CaseForms.Serve form)
    {
        ServeNotice.MustNameItsLetter(Templates, form.LetterId);
        return form.LetterId;
    }

    private Task<IActionResult> RecordAsync(Guid id, string policy, Guid form, Action keepTyped, Func<UnitOfWork, Task> act, string done) =>
        this.RecordAsync(units, new(policy, form, () => LoadAsync(id), keepTyped, act, done) { Afterwards = () => AdvanceAsync(id) }, RedirectToPage(new { id }));

    private async Task AdvanceAsync(Guid id)
    {
        var ct = HttpContext.RequestAborted;
        await workflows.AdvanceNowAsync($"case:{id}", ct);
        foreach (var renewal in await db.Renewals.Where(r => r.PermitId == Shown.Permit.Id && r.Status == RenewalStatus.Open).Select(r => r.Id).ToListAsync(ct))
            await workflows.AdvanceNowAsync($"renewal:{renewal}", ct);
    }

    private async Task<bool> LoadAsync(Guid id)
    {
        if (await CaseView.ReadAsync(db, policies, time.Now, id, HttpContext.RequestAborted) is not { } shown)
            return false;
        Shown = shown;
        Workflow = await InstanceStory.AboutAsync(db, maps, $"case:{id}", time.Now, HttpContext.RequestAborted) is { } story ? StoryView.Of(story, time) : null;
        Serve = new() { FormId = Guid.CreateVersion7(), TaskId = (shown.Task(ServeNotice.Task) ?? shown.Task(ServeWarning.Task))?.Id ?? Guid.Empty };
        Charge = new() { FormId = Guid.CreateVersion7(), TaskId = shown.Task(ServeCharges.Task)?.Id ?? Guid.Empty };
        Propose = new() { FormId = Guid.CreateVersion7(), TaskId = shown.Task(ProposeHold.Task)?.Id ?? Guid.Empty };
        Mistake = new() { FormId = Guid.CreateVersion7() };
        TakeUp = new() { FormId = Guid.CreateVersion7() };
        Resume = new() { FormId = Guid.CreateVersion7(), TaskId = shown.Task(LetCaseGoOn.Task)?.Id ?? Guid.Empty };
        Successor = new() { FormId = Guid.CreateVersion7(), TaskId = shown.Task(DecideSuccessor.Task)?.Id ?? Guid.Empty };
        Condition = new() { FormId = Guid.CreateVersion7() };
        Document = new() { FormId = Guid.CreateVersion7() };
        Reading = new() { FormId = Guid.CreateVersion7() };
        return true;
    }
}
