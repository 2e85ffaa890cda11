using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Hearings;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.Web.Pages.Cases;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Hearings;

/// <summary>One hearing, from the charges to what became of the order: where it stands, and what the visitor may do next.</summary>
public sealed class DetailsModel(PermitsDbContext db, Units units, WorkflowRunner workflows, CurrentPolicy policies, DepartmentTime time) : PageModel
{
    public HearingView Shown { get; private set; } = null!;

    public HearingForms.Request RequestForm { get; private set; } = new();

    public HearingForms.Late Late { get; private set; } = new();

    public HearingForms.Schedule Schedule { get; private set; } = new();

    public CaseForms.Serve Serve { get; private set; } = new();

    public HearingForms.Continue Continue { get; private set; } = new();

    public HearingForms.Conduct Conduct { get; private set; } = new();

    public HearingForms.Decide Decide { get; private set; } = new();

    public HearingForms.Dated Excuse { get; private set; } = new();

    public HearingForms.Dated Posting { get; private set; } = new();

    public HearingForms.Dated Resume { get; private set; } = new();

    public HearingForms.Dated Appeal { get; private set; } = new();

    public HearingForms.Leave Leave { get; private set; } = new();

    public HearingForms.OnAppeal OnAppeal { get; private set; } = new();

    /// <summary>Whether this person may hear it: a hearing officer without an earlier role on the case.</summary>
    public bool MayHear => User.May(Access.DecideHearings) && !HadEarlierRole;

    public bool HadEarlierRole => Shown.EarlierRoles.Contains(User.AsActor().Id, StringComparer.OrdinalIgnoreCase);

    public IEnumerable<SelectListItem> Methods { get; } = Enum.GetValues<ServiceMethod>().Select(m => new SelectListItem(CaseWords.Method(m), m.ToString()));

    public IEnumerable<SelectListItem> YesNo(string yes, string no) => [new(yes, "true"), new(no, "false")];

    public IEnumerable<SelectListItem> Outcomes { get; } =
    [
        new("Dismiss – the charges are not upheld; the hold ends.", nameof(HearingOutcome.Dismiss)),
        new("Condition – the permit continues, and something is required by a day.", nameof(HearingOutcome.Condition)),
        new("Suspend – the establishment is closed from a day on.", nameof(HearingOutcome.Suspend)),
        new("Revoke – the establishment is closed until it has a new permit.", nameof(HearingOutcome.Revoke)),
    ];

    public IEnumerable<SelectListItem> AppealOutcomes { get; } =
    [
        new("Upheld – the order stands.", nameof(AppealAct.Uphold)),
        new("Modified – a suspension of fewer days.", nameof(AppealAct.Modify)),
        new("Overruled – the order is set aside, and the hold ends.", nameof(AppealAct.Overrule)),
        new("Withdrawn by the permittee – the order stands.", nameof(AppealAct.Withdraw)),
    ];

    public async Task<IActionResult> OnGetAsync(Guid id) => await LoadAsync(id) ? Page() : NotFound();

    public Task<IActionResult> OnPostRequestAsync(Guid id, [Bind(Prefix = nameof(RequestForm))] HearingForms.Request form) => RecordAsync(id, Access.ProposeHolds, form.FormId, () => RequestForm = form,
        unit => RequestHearing.HandleAsync(unit, new(id, form.ReceivedOn!.Value, form.Text)), "The request is recorded.");

    public Task<IActionResult> OnPostLateAsync(Guid id, [Bind(Prefix = nameof(Late))] HearingForms.Late form) => RecordAsync(id, Access.ApproveHolds, form.FormId, () => Late = form,
        unit => DecideLateRequest.HandleAsync(unit, new(form.TaskId, id, form.Accept!.Value, form.Reason)), "The decision on the late request is recorded.");

    public Task<IActionResult> OnPostScheduleAsync(Guid id, [Bind(Prefix = nameof(Schedule))] HearingForms.Schedule form) => RecordAsync(id, Access.ProposeHolds, form.FormId, () => Schedule = form,
        unit => ScheduleHearing.HandleAsync(unit, new(form.TaskId, id, new(form.Day!.Value, form.At!.Value, form.Place, form.Special), form.Postponed)), "The hearing has its day. Serve its notice now.");

    public Task<IActionResult> OnPostNoticeAsync(Guid id, [Bind(Prefix = nameof(Serve))] CaseForms.Serve form) => RecordAsync(id, Access.ProposeHolds, form.FormId, () => Serve = form,
        unit => ServeHearingNotice.HandleAsync(unit, new(form.TaskId, id, form.ServedOn!.Value, form.Method!.Value, form.Proof)), "The service of the notice of the hearing is recorded.");

    public Task<IActionResult> OnPostContinueAsync(Guid id, [Bind(Prefix = nameof(Continue))] HearingForms.Continue form) => RecordAsync(id, Access.ProposeHolds, form.FormId, () => Continue = form,
        unit => ContinueHearing.HandleAsync(unit, new(id, form.Reason, form.AtPermitteesRequest)), "The hearing is continued; give it another day.");

    public Task<IActionResult> OnPostConductAsync(Guid id, [Bind(Prefix = nameof(Conduct))] HearingForms.Conduct form) => RecordAsync(id, Access.DecideHearings, form.FormId, () => Conduct = form,
        unit => ConductHearing.HandleAsync(unit, new(form.TaskId, id, form.Appeared!.Value, form.Record)), "The hearing is recorded. Write the decision next.");

    public Task<IActionResult> OnPostExcuseAsync(Guid id, [Bind(Prefix = nameof(Excuse))] HearingForms.Dated form)
    {
        ModelState.Remove($"{nameof(Excuse)}.{nameof(form.On)}");
        return RecordAsync(id, Access.DecideHearings, form.FormId, () => Excuse = form,
            unit => ExcuseDefault.HandleAsync(unit, new(id, form.Text)), "The hearing gets another day.");
    }

    public Task<IActionResult> OnPostDecideAsync(Guid id, [Bind(Prefix = nameof(Decide))] HearingForms.Decide form) => RecordAsync(id, Access.DecideHearings, form.FormId, () => Decide = form,
        unit => DecideHearing.HandleAsync(unit, new(form.TaskId, id, form.ToDecision())), "The decision is recorded. An inspector serves it.");

    public Task<IActionResult> OnPostDecisionAsync(Guid id, [Bind(Prefix = nameof(Serve))] CaseForms.Serve form) => RecordAsync(id, Access.ProposeHolds, form.FormId, () => Serve = form,
        unit => ServeDecision.HandleAsync(unit, new(form.TaskId, id, form.ServedOn!.Value, form.Method!.Value, form.Proof)), "The service of the decision is recorded; the time to appeal runs.");

    public Task<IActionResult> OnPostPostingAsync(Guid id, [Bind(Prefix = nameof(Posting))] HearingForms.Dated form) => RecordAsync(id, Access.ProposeHolds, form.FormId, () => Posting = form,
        unit => PostClosure.HandleAsync(unit, new(id, form.On!.Value, form.Text)), "The posting is recorded.");

    public Task<IActionResult> OnPostResumeAsync(Guid id, [Bind(Prefix = nameof(Resume))] HearingForms.Dated form) => RecordAsync(id, Access.ApproveHolds, form.FormId, () => Resume = form,
        unit => LiftStayOfOrder.HandleAsync(unit, new(id, form.On!.Value, form.Text)), "The order takes effect again on its day.");

    public Task<IActionResult> OnPostAppealAsync(Guid id, [Bind(Prefix = nameof(Appeal))] HearingForms.Dated form) => RecordAsync(id, Access.ProposeHolds, form.FormId, () => Appeal = form,
        unit => FileAppeal.HandleAsync(unit, new(id, form.On!.Value, form.Text)), "The appeal is recorded.");

    public Task<IActionResult> OnPostLeaveAsync(Guid id, [Bind(Prefix = nameof(Leave))] HearingForms.Leave form) => RecordAsync(id, Access.ProposeHolds, form.FormId, () => Leave = form,
        unit => DecideLeaveToAppeal.HandleAsync(unit, new(id, form.Granted!.Value, form.Decision, form.DecidedOn!.Value)), "The decision on the late appeal is recorded.");

    public Task<IActionResult> OnPostOnAppealAsync(Guid id, [Bind(Prefix = nameof(OnAppeal))] HearingForms.OnAppeal form) => RecordAsync(id, Access.ProposeHolds, form.FormId, () => OnAppeal = form,
        unit => DecideAppeal.HandleAsync(unit, new(id, form.Act!.Value, form.Decision, form.DecidedOn!.Value, form.Days, form.EffectiveOn)), "The decision on the appeal is recorded.");

    private Task<IActionResult> RecordAsync(Guid id, string policy, Guid form, Action keepTyped, Func<UnitOfWork, Task> act, string done) =>
        this.RecordAsync(units, new(policy, form, () => LoadAsync(id), keepTyped, act, done) { Afterwards = AdvanceAsync }, RedirectToPage(new { id }));

    private async Task AdvanceAsync()
    {
        var ct = HttpContext.RequestAborted;
        await workflows.AdvanceNowAsync($"case:{Shown.Hearing.CaseId}", ct);
        foreach (var renewal in await db.Renewals.Where(r => r.PermitId == Shown.Hearing.PermitId && r.Status == RenewalStatus.Open).Select(r => r.Id).ToListAsync(ct))
            await workflows.AdvanceNowAsync($"renewal:{renewal}", ct);
    }

    private async Task<bool> LoadAsync(Guid id)
    {
        if (await HearingView.ReadAsync(db, policies, time.Now, id, HttpContext.RequestAborted) is not { } shown)
            return false;
        Shown = shown;
        Guid TaskOf(string name) => shown.Case.Task(name)?.Id ?? Guid.Empty;
        RequestForm = new() { FormId = Guid.CreateVersion7() };
        Late = new() { FormId = Guid.CreateVersion7(), TaskId = TaskOf(DecideLateRequest.Task) };
        var regular = shown.Case.Policy.Hearing.Regular;
        Schedule = new()
        {
            FormId = Guid.CreateVersion7(),
            TaskId = TaskOf(ScheduleHearing.Task),
            Day = shown.Days?.Regular.Where(shown.Days.IsLawful).Select(d => (DateOnly?)d).FirstOrDefault(),
            At = regular?.At,
            Place = shown.Case.Policy.Hearing.Place ?? "",
            Special = regular is not null && shown.Days?.RegularClashes == true,
        };
        Serve = new() { FormId = Guid.CreateVersion7(), TaskId = shown.Order is null ? TaskOf(ServeHearingNotice.Task) : TaskOf(ServeDecision.Task) };
        Continue = new() { FormId = Guid.CreateVersion7() };
        Conduct = new() { FormId = Guid.CreateVersion7(), TaskId = TaskOf(ConductHearing.Task) };
        Decide = new() { FormId = Guid.CreateVersion7(), TaskId = TaskOf(DecideHearing.Task), Days = shown.Most.Days };
        (Excuse, Posting, Resume, Appeal) = (New(), New(), New(), New());
        Leave = new() { FormId = Guid.CreateVersion7() };
        OnAppeal = new() { FormId = Guid.CreateVersion7() };
        return true;
    }

    private static HearingForms.Dated New() => new() { FormId = Guid.CreateVersion7() };
}
