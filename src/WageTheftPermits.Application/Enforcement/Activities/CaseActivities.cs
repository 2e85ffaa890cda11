using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Hearings;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Application.Enforcement.Activities;

/// <summary>What the activities of <c>enforcement-case</c> share: which case, read with all that it rests on.</summary>
public abstract class CaseActivity(UnitOfWork unit) : Activity
{
    [Input]
    public string CaseId { get; set; } = "";

    protected UnitOfWork Unit { get; } = unit;

    protected Wait Changed => Wait.ForFact("Changed", $"case:{CaseId}");

    private protected async Task<CaseFile> OpenAsync(ActivityContext context)
    {
        Unit.ActAs(Actor.System(context.DefinitionId), $"{context.DefinitionId} {context.DefinitionVersion}");
        return await CaseFile.OpenAsync(Unit, Guid.Parse(CaseId));
    }

    /// <summary>A task about this case, due so many working days from the day it was opened.</summary>
    private protected static Wait TaskFor(CaseFile file, DateOnly since, string name, string title, string role, int businessDays) => Wait.ForTask(new HumanTask(name, title, role)
    {
        DueAt = file.Policy.EndOf(new Deadlines(file.Policy).BusinessDaysAfter(since, businessDays)),
        Subject = new Dictionary<string, string> { ["case"] = file.Case.Id.ToString(), ["permit"] = file.Permit.Id.ToString() },
    });
}

[Activity("WageTheft.CaseStanding", DisplayName = "Where the case stands", Description = "Goes the way of the case's legal status. Each step comes back here when the case has moved.")]
[Outcomes("Watch", "Notified", "Resting", "Proposed", "Held", "Charged", "LateRequest", "Requested", "Scheduled", "ToDecide", "Ordered", "Counsel", "Successor", "Released")]
public sealed class CaseStanding(UnitOfWork unit) : CaseActivity(unit)
{
    public override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct) =>
        ActivityResult.Complete(await OfAsync(Unit, await OpenAsync(context)));

    internal static async Task<string> OfAsync(UnitOfWork unit, CaseFile file) => file.Case.Status switch
    {
        CaseStatus.Releasing or CaseStatus.Closed => "Released",
        CaseStatus.Stayed or CaseStatus.BankruptcyReview => "Counsel",
        _ when await unit.Db.SuccessorReviews.AnyAsync(
            r => r.CaseId == file.Case.Id && r.NewPermitteeId == file.Permit.PermitteeId && r.Finding == SuccessorFinding.Pending, unit.Cancellation) => "Successor",
        CaseStatus.Confirmed or CaseStatus.Watching => "Watch",
        CaseStatus.Noticed => file.Case.Rests ? "Resting" : "Notified",
        CaseStatus.HoldProposed => "Proposed",
        CaseStatus.Charged => await OfHearingAsync(unit, file.Case.Id),
        CaseStatus.Suspended or CaseStatus.Revoked or CaseStatus.Appealed => "Ordered",
        _ => "Held",
    };

    private static async Task<string> OfHearingAsync(UnitOfWork unit, Guid caseId)
    {
        var hearing = await unit.Db.Hearings.SingleAsync(h => h.CaseId == caseId && h.Status != HearingStatus.Decided && h.Status != HearingStatus.Ended, unit.Cancellation);
        return hearing.Status switch
        {
            HearingStatus.Charged => "Charged",
            HearingStatus.LateRequest => "LateRequest",
            HearingStatus.Requested => "Requested",
            HearingStatus.Scheduled => "Scheduled",
            _ => "ToDecide",
        };
    }
}

/// <summary>A step that is the next while the case stands where it is called for; anywhere else its outcome is <c>Moved</c>.</summary>
public abstract class CaseStep(UnitOfWork unit) : CaseActivity(unit)
{
    /// <summary>One of the outcomes of <see cref="CaseStanding"/>.</summary>
    [Input]
    public string Standing { get; set; } = "";

    protected static ActivityResult Moved => ActivityResult.Complete("Moved");

    private protected async Task<bool> IsElsewhereAsync(CaseFile file) => await CaseStanding.OfAsync(Unit, file) != Standing;
}

[Activity("WageTheft.AwaitEligibility", DisplayName = "Wait until an adverse step is allowed",
    Description = "Looks at every condition now, and again whenever something changes or a day passes on which one may come to hold.")]
[Outcomes("Eligible", "Moved")]
public sealed class AwaitEligibility(UnitOfWork unit) : CaseStep(unit)
{
    public override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
    {
        var file = await OpenAsync(context);
        if (await IsElsewhereAsync(file))
            return Moved;
        if (file.Eligibility.IsEligible)
            return ActivityResult.Complete("Eligible");
        if (file.Case.Status is CaseStatus.Confirmed or CaseStatus.Watching && file.Case.WatchingFor != file.Eligibility.WhyNot)
        {
            file.Case.Watch(file.Eligibility.WhyNot, Unit.Now);
            Unit.Audit("case waits", $"Case {file.Case.Reference} waits. {file.Eligibility.WhyNot}", file.Subjects, evidence: file.Eligibility, policyVersion: file.Policy.Version);
        }
        await BalanceRequest.AskAsync(Unit, file, ct);
        await Unit.Db.SaveChangesAsync(ct);
        return ActivityResult.Wait(Changed, Wait.Until(file.Policy.EndOf(Unit.TodayIn(file.Policy))));
    }
}

/// <summary>A step that a person does: the task is open while the case stands where it is called for.</summary>
public abstract class CaseTask(UnitOfWork unit) : CaseStep(unit)
{
    public override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
    {
        var file = await OpenAsync(context);
        if (await IsElsewhereAsync(file))
            return Moved;
        if (!await IsOfferedAsync(file, ct))
            return ActivityResult.Wait(Changed, Wait.Until(file.Policy.EndOf(Unit.TodayIn(file.Policy))));
        var since = context.State is { } opened ? opened.Deserialize<DateOnly>() : Unit.TodayIn(file.Policy);
        context.State = JsonSerializer.SerializeToElement(since);
        return ActivityResult.Wait(TaskOf(file, since), Changed);
    }

    public override ValueTask<ActivityResult> ResumeAsync(ActivityContext context, Resumption by, CancellationToken ct) =>
        by.Kind == WaitKind.Task ? ValueTask.FromResult(ActivityResult.Complete(by.Outcome!)) : ExecuteAsync(context, ct);

    private protected abstract Wait TaskOf(CaseFile file, DateOnly since);

    /// <summary>Whether a person could do it now. Where not, nobody's queue has it until something changes or a day has passed.</summary>
    private protected virtual Task<bool> IsOfferedAsync(CaseFile file, CancellationToken ct) => Task.FromResult(true);
}

/// <summary>A task whose act goes against the permittee. Undone, the case is closed in error: its hold and conditions are void, and the agency is told.</summary>
public abstract class AdverseTask(UnitOfWork unit) : CaseTask(unit)
{
    public override ValueTask<string?> UndoAsync(ActivityContext context, string reason, CancellationToken ct) => UndoAsync(Unit, Guid.Parse(CaseId), reason);

    internal static async ValueTask<string?> UndoAsync(UnitOfWork unit, Guid caseId, string reason)
    {
        var file = await CaseFile.OpenAsync(unit, caseId);
        if (!file.Case.IsLive)
            return null;
        await CloseCaseInError.HandleAsync(unit, new(file.Case.Id, $"Its workflow was cancelled: {reason}"));
        return $"Case {file.Case.Reference} was closed in error; nothing is held by it.";
    }
}

/// <summary>An adverse task with nothing else to do in it: nobody is asked for it while the act would be refused, such as while an accord is kept.</summary>
public abstract class AdverseAct(UnitOfWork unit) : AdverseTask(unit)
{
    private protected override async Task<bool> IsOfferedAsync(CaseFile file, CancellationToken ct)
    {
        if (file.Eligibility.IsEligible)
            return true;
        await BalanceRequest.AskAsync(Unit, file, ct);
        await Unit.Db.SaveChangesAsync(ct);
        return false;
    }
}

[Activity("WageTheft.ServeNotice", DisplayName = "Serve the notice", Description = "An inspector serves the program's notice and records its proof.")]
[Outcomes("Served", "Moved")]
public sealed class ServeNoticeActivity(UnitOfWork unit) : AdverseAct(unit)
{
    private protected override Wait TaskOf(CaseFile file, DateOnly since) =>
        TaskFor(file, since, ServeNotice.Task, $"Serve notice on the holder of permit {file.Permit.Number}", "inspector", file.Policy.ReviewDays);
}

[Activity("WageTheft.AwaitResponse", DisplayName = "Wait for the answering time", Description = "Waits until the last day to answer the notice has passed.")]
[Outcomes("Done", "Moved")]
public sealed class AwaitResponse(UnitOfWork unit) : CaseStep(unit)
{
    public override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
    {
        var file = await OpenAsync(context);
        if (await IsElsewhereAsync(file))
            return Moved;
        var served = await HearingFacts.ServedAsync(Unit.Db, file.Case.Id, ct);
        var ends = file.Policy.EndOf(served.AnswerBy!.Value);
        return ends <= context.Now ? ActivityResult.Complete() : ActivityResult.Wait(Wait.Until(ends), Changed);
    }
}

[Activity("WageTheft.ProposeHold", DisplayName = "Propose a hold", Description = "An inspector proposes a hold on the renewal, with the reasons.")]
[Outcomes("Proposed", "Moved")]
public sealed class ProposeHoldActivity(UnitOfWork unit) : AdverseAct(unit)
{
    private protected override Wait TaskOf(CaseFile file, DateOnly since) =>
        TaskFor(file, since, ProposeHold.Task, $"Propose a hold on permit {file.Permit.Number}", "inspector", file.Policy.ReviewDays);
}

[Activity("WageTheft.DecideHold", DisplayName = "Decide on the hold", Description = "A supervisor who did not propose it approves, returns or declines the hold; or its proposer withdraws it.")]
[Outcomes("Decided", "Moved")]
public sealed class DecideHoldActivity(UnitOfWork unit) : AdverseTask(unit)
{
    private protected override Wait TaskOf(CaseFile file, DateOnly since) =>
        TaskFor(file, since, DecideHold.Task, $"Decide on the hold proposed for permit {file.Permit.Number}", "supervisor", file.Policy.ApprovalDays);
}

[Activity("WageTheft.CounselReview", DisplayName = "Let a stayed case go on", Description = "Counsel lets the case go on, once neither a stay nor a bankruptcy stands in the way.")]
[Outcomes("Resumed", "Moved")]
public sealed class CounselReview(UnitOfWork unit) : CaseTask(unit)
{
    private protected override Wait TaskOf(CaseFile file, DateOnly since) =>
        TaskFor(file, since, LetCaseGoOn.Task, $"May the case on permit {file.Permit.Number} go on?", "counsel", file.Policy.ReviewDays);
}

[Activity("WageTheft.SuccessorReview", DisplayName = "Find whether the new holder is liable", Description = "Counsel finds whether the new holder of the permit is a successor (Labor Code 200.3).")]
[Outcomes("Decided", "Moved")]
public sealed class SuccessorReviewActivity(UnitOfWork unit) : CaseTask(unit)
{
    private protected override Wait TaskOf(CaseFile file, DateOnly since) =>
        TaskFor(file, since, DecideSuccessor.Task, $"Is the new holder of permit {file.Permit.Number} a successor?", "counsel", file.Policy.ReviewDays);
}

[Activity("WageTheft.AwaitMove", DisplayName = "Wait until the case moves", Description = "Nothing is to be done while the case stands as it does.")]
[Outcomes("Moved")]
public sealed class AwaitMove(UnitOfWork unit) : CaseStep(unit)
{
    public override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct) =>
        await IsElsewhereAsync(await OpenAsync(context)) ? Moved : ActivityResult.Wait(Changed);
}

[Activity("WageTheft.CloseCase", DisplayName = "Close the case", Description = "Tells the agency and closes the file of a case that was released.")]
[Outcomes("Done", "Moved")]
public sealed class CloseCase(UnitOfWork unit) : CaseStep(unit)
{
    public override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
    {
        var file = await OpenAsync(context);
        if (await IsElsewhereAsync(file))
            return Moved;
        if (file.Case.Status != CaseStatus.Closed)
            await CloseReleasedCase.HandleAsync(Unit, file);
        return ActivityResult.Complete();
    }
}
