using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Hearings;
using WageTheftPermits.Application.Notices;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Web.Pages.Cases;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Api.People;

/// <param name="Task">What somebody has to do next; null where nobody has.</param>
public sealed record CaseItem(
    Guid Id, string Reference, CaseStatus Status, string? WatchingFor, string Permit, string TradeName, string Party, string Agency, string Judgment, decimal? Balance, string OpenedBy, DateTimeOffset OpenedAt, string? Task, DateTimeOffset? TaskDueAt);

/// <summary>A day on which something ends.</summary>
public sealed record ClockAnswer(DeadlineKind Kind, DateOnly Day, string Whose, string About);

/// <param name="Conditions">Each condition of an adverse step: all must hold.</param>
public sealed record EligibilityAnswer(bool IsEligible, DateOnly On, IReadOnlyList<EligibilityCondition> Conditions);

public sealed record NoticeAnswer(Guid Id, string Number, string Kind, DateOnly ServedOn, ServiceMethod Method, string Proof, DateOnly RespondBy, string RecordedBy);

public sealed record LetterItem(Guid Id, string Number, string Kind, string Language, LetterStatus Status, DateOnly ServeOn, ServiceMethod ServeBy);

/// <summary>What the permittee said.</summary>
/// <param name="ReadBy">Null while nobody has read it: nothing adverse is done meanwhile.</param>
public sealed record PermitteesAnswer(Guid Id, string Number, AnswerKind Kind, string Text, DateTimeOffset ReceivedAt, string? ReadBy, string? Finding);

public sealed record CaseHearing(Guid Id, string Reference, HearingStatus Status, HearingOutcome? Outcome);

/// <summary>An act that can come next.</summary>
/// <param name="Path">Where it is posted.</param>
/// <param name="Task">The task that it answers, to be named with it; null where it answers none.</param>
/// <param name="MayYou">Whether this token's roles allow it and nothing stands in its way now.</param>
/// <param name="WhyNot">What stands in its way; null where nothing does.</param>
public sealed record NextAct(string Act, string Path, Guid? Task, IReadOnlyList<string> Roles, bool MayYou, string? WhyNot);

public sealed record CaseAnswer(
    Guid Id, string Reference, CaseStatus Status, string? WatchingFor, string? WaitsFor, CloseCause? CloseCause, string? CloseReason, string PolicyVersion, string OpenedBy, DateTimeOffset OpenedAt,
    string Permit, string TradeName, string? Permittee, string Party, string Agency, string Judgment, decimal? Balance, DateOnly? BalanceConfirmedOn, Guid Match, EligibilityAnswer Eligibility,
    IReadOnlyList<ClockAnswer> Clocks, IReadOnlyList<HoldAnswer> Holds, IReadOnlyList<NoticeAnswer> Notices, IReadOnlyList<LetterItem> Letters, IReadOnlyList<PermitteesAnswer> Answers,
    IReadOnlyList<CaseHearing> Hearings, IReadOnlyList<ConditionAnswer> Conditions, IReadOnlyList<TaskAnswer> Tasks, IReadOnlyList<NextAct> Next);

public sealed record NoticeServed(Guid Id, string Number, DateOnly RespondBy);

public sealed record CaseMoved(Guid Id, string Reference, CaseStatus Status);

public sealed record ServiceBody
{
    [Required(ErrorMessage = "Name the task that this answers.")]
    public Guid? Task { get; init; }

    [Required(ErrorMessage = "Give the day of service.")]
    public DateOnly? ServedOn { get; init; }

    [Required(ErrorMessage = "Say how the notice was served.")]
    public ServiceMethod? Method { get; init; }

    [Required(ErrorMessage = "Say what proves service."), StringLength(2000)]
    public string? Proof { get; init; }

    /// <summary>The letter that was served, where the program writes the notice itself.</summary>
    public Guid? Letter { get; init; }

    /// <summary>Letters in other languages that went along.</summary>
    public IReadOnlyList<Guid> Copies { get; init; } = [];
}

/// <summary>What is required, for the severity of that name and no other.</summary>
public sealed record ConditionBody
{
    [Required(ErrorMessage = "Say what is required."), StringLength(1000)]
    public string? Text { get; init; }

    [Required(ErrorMessage = "Give its last day.")]
    public DateOnly? DueOn { get; init; }

    [Required(ErrorMessage = "Say what will prove it."), StringLength(1000)]
    public string? Evidence { get; init; }
}

public sealed record HoldBody
{
    [Required(ErrorMessage = "Name the task that this answers.")]
    public Guid? Task { get; init; }

    [Required(ErrorMessage = "Say how much is to be stopped.")]
    public HoldSeverity? Severity { get; init; }

    [Required(ErrorMessage = "Give the department's reason."), StringLength(4000)]
    public string? InternalReason { get; init; }

    [Required(ErrorMessage = "Give the reason in words that the permittee may read."), StringLength(1000)]
    public string? PublicReason { get; init; }

    public ConditionBody? Condition { get; init; }
}

public sealed record FindingBody
{
    [Required(ErrorMessage = "Say what you make of the answer, and what is done about it."), StringLength(4000)]
    public string? Finding { get; init; }
}

/// <summary>The department's cases: where each stands, what stands in its way, and what can be done next and by whom.</summary>
internal static class CasesApi
{
    public static void Map(PersonRoutes routes)
    {
        routes.List<CaseItem>("/cases", null, "ListCases", "Cases. status: open (also where none is given), a status, all; mine: true for those that the account opened; q: part of a reference, number, name or key.", ListAsync);
        routes.One<CaseAnswer>("/cases/{id:guid}", null, "ReadCase", "One case: its standing, clocks, balance, eligibility, and who may do what next and why not.", async (Guid id, Asking ask) => ask.One(await ReadAsync(ask, ask.Db, id)));
        routes.Make<ServiceBody, NoticeServed>("/cases/{id:guid}/notices", Access.ProposeHolds, "ServeNotice", "Records that the notice was served; answers the task ServeNotice.", ServeAsync);
        routes.Make<HoldBody, HoldMoved>("/cases/{id:guid}/holds", Access.ProposeHolds, "ProposeHold", "Proposes a hold, on which another person decides; answers the task ProposeHold.", ProposeAsync);
        routes.Move<ReasonBody, CaseMoved>("/cases/{id:guid}/mistake", Access.ReviewMatches, "CloseCaseInError", "Closes a case that was a mistake; once a hold was proposed, only a supervisor does.", MistakeAsync);
        routes.Move<ReasonBody, CaseMoved>("/cases/{id:guid}/taking-up", Access.ApproveHolds, "TakeUpCase", "Takes up a case that rests.", (Guid id, Acts acts, Asking ask) =>
            acts.RunAsync<ReasonBody>(On(id, ask), (unit, body) => MovedAsync(unit, id, TakeUpCase.HandleAsync(unit, new(id, body.Reason!)))));
        routes.Move<FindingBody, CaseMoved>("/cases/{id:guid}/answers/{answer:guid}/reading", Access.ProposeHolds, "ReadAnswer", "Notes that the permittee's answer was read, and what is made of it.", ReadAnswerAsync);
    }

    private static Task<IResult> ListAsync(string? status, string? mine, string? q, string? after, string? limit, Asking ask)
    {
        var db = ask.Db;
        var cases = db.Cases.AsNoTracking();
        if (Asking.Word<CaseStatus>("status", status, "open", "all") is { } one)
            cases = cases.Where(c => c.Status == one);
        else if (status != "all")
            cases = cases.Where(c => c.Status != CaseStatus.Closed);
        if (Asking.Flag("mine", mine))
        {
            var me = ask.User.AsActor().Id;
            cases = cases.Where(c => c.OpenedBy == me);
        }
        var found = from c in cases
                    join party in db.JudgmentParties on c.JudgmentPartyId equals party.Id
                    join judgment in db.Judgments on c.JudgmentId equals judgment.Id
                    join permit in db.Permits on c.PermitId equals permit.Id
                    select new { Case = c, Party = party, Judgment = judgment, Permit = permit };
        if (ListFilter.Pattern(q) is { } pattern)
        {
            found = found.Where(r => EF.Functions.ILike(r.Case.Reference, pattern, SearchText.Escape) || EF.Functions.ILike(r.Permit.Number, pattern, SearchText.Escape)
                || EF.Functions.ILike(r.Permit.TradeName, pattern, SearchText.Escape) || EF.Functions.ILike(r.Party.Name, pattern, SearchText.Escape) || EF.Functions.ILike(r.Judgment.Subject, pattern, SearchText.Escape));
        }
        var rows = from r in found
                   let task = db.WorkflowTasks.Where(t => t.CorrelationId == "case:" + r.Case.Id.ToString() && t.Status == "open").OrderBy(t => t.CreatedAt).FirstOrDefault()
                   select new { r.Case, r.Party, r.Judgment, r.Permit, Task = task };
        return ask.ListAsync(rows, r => r.Case.Id,
            r => new CaseItem(r.Case.Id, r.Case.Reference, r.Case.Status, r.Case.WatchingFor, r.Permit.Number, r.Permit.TradeName, r.Party.Name, r.Judgment.Agency, r.Judgment.Subject, r.Judgment.Balance,
                r.Case.OpenedBy, r.Case.OpenedAt, r.Task!.Title, r.Task!.DueAt), item => item.Id, after, limit);
    }

    private static async Task<CaseAnswer?> ReadAsync(Asking ask, PermitsDbContext db, Guid id)
    {
        if (await CaseView.ReadAsync(db, ask.Policies, ask.Time.Now, id, ask.Ct) is not { } view)
            return null;
        var (one, judgment) = (view.Case, view.Judgment);
        return new(one.Id, one.Reference, one.Status, one.WatchingFor, view.WaitsFor, one.CloseCause, one.CloseReason, one.PolicyVersion, one.OpenedBy, one.OpenedAt,
            view.Permit.Number, view.Permit.TradeName, view.Permittee.LegalName ?? view.Permittee.OwnerName, view.Party.Name, judgment.Agency, judgment.Subject, judgment.Balance, judgment.BalanceConfirmedOn, one.MatchReviewId,
            new(view.Eligibility.IsEligible, view.Eligibility.On, view.Eligibility.Conditions),
            await db.Deadlines.AsNoTracking().Where(d => d.CaseId == id).OrderBy(d => d.Day).ThenBy(d => d.Kind).ThenBy(d => d.Id).Select(d => new ClockAnswer(d.Kind, d.Day, d.Whose, d.About)).ToListAsync(ask.Ct),
            [.. view.Holds.Select(h => HoldAnswer.Of(h, view.Permit.Number, one.Reference))],
            [.. view.Notices.Select(n => new NoticeAnswer(n.Id, n.Number, n.Kind, n.ServedOn, n.Method, n.Proof, n.RespondBy, n.RecordedBy))],
            [.. view.Letters.Select(l => new LetterItem(l.Id, l.Number, l.Kind, l.Language, l.Status, l.ServeOn, l.ServeBy))],
            [.. view.Answers.Select(a => new PermitteesAnswer(a.Id, a.Number, a.Kind, a.Text, a.ReceivedAt, a.ReadBy, a.Finding))],
            [.. view.Hearings.Select(h => new CaseHearing(h.Id, h.Reference, h.Status, h.Outcome))],
            [.. view.Conditions.Select(c => new ConditionAnswer(c.Id, c.CaseId, c.Kind, c.Text, c.DueOn, c.EvidenceRequired, c.Status))],
            [.. view.OpenTasks.Select(TaskAnswer.Of)],
            [.. NextOf(ask, view)]);
    }

    /// <summary>What can come next, with who may and why not. It tells no more than what would be refused: each act looks again.</summary>
    private static IEnumerable<NextAct> NextOf(Asking ask, CaseView view)
    {
        var me = ask.User.AsActor();
        NextAct Act(string act, string path, WorkflowTask? task, string policy, string? whyNot)
        {
            whyNot ??= task?.ClaimedBy is { } other && other != me.ToString() ? $"{other} has taken this task." : null;
            return new(act, path, task?.Id, Access.RolesByPolicy[policy], whyNot is null && ask.User.May(policy), whyNot);
        }
        var at = $"/api/v1/cases/{view.Case.Id}";
        var ineligible = view.Eligibility.IsEligible ? null : view.Eligibility.WhyNot;
        if (view.Task(ServeNotice.Task) is { } serve)
            yield return Act("serve-notice", $"{at}/notices", serve, Access.ProposeHolds, ineligible);
        if (view.Task(ProposeHold.Task) is { } propose)
            yield return Act("propose-hold", $"{at}/holds", propose, Access.ProposeHolds, ineligible);
        if (view.Task(DecideHold.Task) is { } decide && view.Holds.FirstOrDefault(h => h.Status == HoldStatus.Proposed) is { } hold)
        {
            var isOwn = string.Equals(hold.ProposedBy, me.Id, StringComparison.OrdinalIgnoreCase);
            yield return Act("decide-hold", $"/api/v1/holds/{hold.Id}/decision", decide, Access.ApproveHolds, isOwn ? "You proposed it; another person decides." : null);
            yield return Act("withdraw-hold", $"/api/v1/holds/{hold.Id}/withdrawal", decide, Access.ProposeHolds, isOwn ? null : $"{hold.ProposedBy} proposed it, and takes it back.");
        }
        foreach (var standing in view.Holds.Where(h => h.Status is HoldStatus.InForce or HoldStatus.Suspended))
            yield return Act("lift-hold", $"/api/v1/holds/{standing.Id}/lifting", null, Access.ApproveHolds, null);
        if (view.Case.Rests)
            yield return Act("take-up", $"{at}/taking-up", null, Access.ApproveHolds, null);
        foreach (var answer in view.Answers.Where(a => a.ReadAt is null))
            yield return Act("read-answer", $"{at}/answers/{answer.Id}/reading", null, Access.ProposeHolds, null);
        if (Case.Next(view.Case.Status, CaseAct.CloseInError) is not null)
            yield return Act("close-in-error", $"{at}/mistake", null, CaseAccess.ToCloseInError(view.Case.Status), null);
    }

    private static Task<IResult> ServeAsync(Guid id, Acts acts, Asking ask, LetterTemplates templates) => acts.RunAsync<ServiceBody>(On(id, ask), async (unit, body) =>
    {
        var version = await unit.Db.Cases.Where(c => c.Id == id).Select(c => c.PolicyVersion).SingleAsync(unit.Cancellation);
        ServeNotice.MustNameItsLetter(templates.Of((await unit.PolicyAsync(version)).Program), body.Letter);
        var notice = await ServeNotice.HandleAsync(unit, new(body.Task!.Value, id, body.ServedOn!.Value, body.Method!.Value, body.Proof!, body.Letter, body.Copies));
        return await FollowedAsync(unit, id, new(new NoticeServed(notice.Id, notice.Number, notice.RespondBy), $"/api/v1/cases/{id}"));
    });

    private static Task<IResult> ProposeAsync(Guid id, Acts acts, Asking ask) => acts.RunAsync<HoldBody>(On(id, ask), async (unit, body) =>
    {
        var required = body.Condition is { } condition ? new ConditionTerms(condition.Text!, condition.DueOn!.Value, condition.Evidence!) : null;
        var hold = await ProposeHold.HandleAsync(unit, new(body.Task!.Value, id, body.Severity!.Value, body.InternalReason!, body.PublicReason!, required));
        return await FollowedAsync(unit, id, new(HoldMoved.Of(hold), $"/api/v1/holds/{hold.Id}"));
    });

    private static Task<IResult> MistakeAsync(Guid id, Acts acts, Asking ask) => acts.RunAsync<ReasonBody>(On(id, ask), async (unit, body) =>
    {
        var status = await unit.Db.Cases.Where(c => c.Id == id).Select(c => c.Status).SingleAsync(unit.Cancellation);
        if (!ask.User.May(CaseAccess.ToCloseInError(status)))
            throw ApiRefusal.Of(StatusCodes.Status403Forbidden, "Once a hold was proposed, only a supervisor closes the case as a mistake.");
        return await MovedAsync(unit, id, CloseCaseInError.HandleAsync(unit, new(id, body.Reason!)));
    });

    private static Task<IResult> ReadAnswerAsync(Guid id, Guid answer, Acts acts, Asking ask) => acts.RunAsync<FindingBody>(On(id, ask), async (unit, body) =>
    {
        if (!await unit.Db.Answers.AnyAsync(a => a.Id == answer && a.CaseId == id, unit.Cancellation))
            throw ApiRefusal.NotThere();
        return await MovedAsync(unit, id, ReadAnswer.HandleAsync(unit, new(answer, body.Finding!)));
    });

    internal static Target On(Guid id, Asking ask) =>
        Target.OfPermit(db => db.Cases.Where(c => c.Id == id).Select(c => c.PermitId), async db => await ReadAsync(ask, db, id));

    private static async Task<Acted> MovedAsync(UnitOfWork unit, Guid id, Task act)
    {
        await act;
        var one = await unit.Db.Cases.SingleAsync(c => c.Id == id, unit.Cancellation);
        return await FollowedAsync(unit, id, new(new CaseMoved(one.Id, one.Reference, one.Status)));
    }

    /// <summary>What follows from an act on a case: its workflow goes on, and the permit's open renewal looks again.</summary>
    internal static async Task<Acted> FollowedAsync(UnitOfWork unit, Guid caseId, Acted acted) =>
        acted with { Cases = [caseId], Permit = await unit.Db.Cases.Where(c => c.Id == caseId).Select(c => c.PermitId).SingleAsync(unit.Cancellation) };
}
