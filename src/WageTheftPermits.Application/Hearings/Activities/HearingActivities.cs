using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Enforcement.Activities;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Application.Hearings.Activities;

[Activity("WageTheft.AwaitReferral", DisplayName = "Wait until the next step is due",
    Description = "Waits until the time to answer the last notice has run and every condition holds; then the program's next warning is due, or, with all of them served, what follows them.")]
[Outcomes("Warn", "Refer", "Moved")]
public sealed class AwaitReferral(UnitOfWork unit) : CaseStep(unit)
{
    public override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
    {
        var file = await OpenAsync(context);
        if (await IsElsewhereAsync(file))
            return Moved;
        // A condition is being kept, or a hold that stops nothing stands: nothing follows by itself.
        if (file.Case.Status == CaseStatus.Conditioned || (file.Case.Status == CaseStatus.HoldActive && await HearingFacts.HoldAsync(Unit.Db, file.Case.Id, ct) is null))
            return ActivityResult.Wait(Changed);
        var served = await HearingFacts.ServedAsync(Unit.Db, file.Case.Id, ct);
        var answered = file.Policy.EndOf(served.AnswerBy!.Value);
        if (answered > context.Now)
            return ActivityResult.Wait(Wait.Until(answered), Changed);
        if (file.Eligibility.IsEligible)
            return ActivityResult.Complete(served.Warnings < file.Policy.Warnings.Count ? "Warn" : "Refer");
        await BalanceRequest.AskAsync(Unit, file, ct);
        await Unit.Db.SaveChangesAsync(ct);
        return ActivityResult.Wait(Changed, Wait.Until(file.Policy.EndOf(Unit.TodayIn(file.Policy))));
    }
}

[Activity("WageTheft.ServeWarning", DisplayName = "Serve a warning", Description = "An inspector serves the program's next warning and records its proof.")]
[Outcomes("Served", "Moved")]
public sealed class ServeWarningActivity(UnitOfWork unit) : AdverseAct(unit)
{
    private protected override Wait TaskOf(CaseFile file, DateOnly since) =>
        TaskFor(file, since, ServeWarning.Task, $"Serve a warning on the holder of permit {file.Permit.Number}", "inspector", file.Policy.ReviewDays);
}

[Activity("WageTheft.ServeCharges", DisplayName = "Serve the notice of charges", Description = "An inspector serves the charges; the permittee may ask for a hearing (Health and Safety Code 114405).")]
[Outcomes("Served", "Moved")]
public sealed class ServeChargesActivity(UnitOfWork unit) : AdverseAct(unit)
{
    private protected override Wait TaskOf(CaseFile file, DateOnly since) =>
        TaskFor(file, since, ServeCharges.Task, $"Serve charges on the holder of permit {file.Permit.Number}", "inspector", file.Policy.ReviewDays);
}

/// <summary>A step with several waits, one after the other, that goes against the permittee. Undone, the case is closed in error.</summary>
public abstract class AdverseStep(UnitOfWork unit) : CaseStep(unit)
{
    public override ValueTask<string?> UndoAsync(ActivityContext context, string reason, CancellationToken ct) => AdverseTask.UndoAsync(Unit, Guid.Parse(CaseId), reason);
}

[Activity("WageTheft.AwaitHearingRequest", DisplayName = "Wait for a request of a hearing", Description = "Waits until a hearing is asked for, or until the last day to ask has passed: then the right is waived.")]
[Outcomes("Waived", "Moved")]
public sealed class AwaitHearingRequest(UnitOfWork unit) : CaseStep(unit)
{
    public override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
    {
        var file = await OpenAsync(context);
        if (await IsElsewhereAsync(file))
            return Moved;
        var hearing = await Unit.Db.Hearings.SingleAsync(h => h.CaseId == file.Case.Id && h.Status == HearingStatus.Charged, ct);
        var ends = file.Policy.EndOf(hearing.RequestBy);
        if (ends > context.Now)
            return ActivityResult.Wait(Wait.Until(ends), Changed);
        await WaiveHearing.HandleAsync(Unit, hearing);
        return ActivityResult.Complete("Waived");
    }
}

[Activity("WageTheft.DecideLateRequest", DisplayName = "Decide on a late request", Description = "A supervisor decides whether a hearing that was asked for late is held.")]
[Outcomes("Decided", "Moved")]
public sealed class DecideLateRequestActivity(UnitOfWork unit) : CaseTask(unit)
{
    private protected override Wait TaskOf(CaseFile file, DateOnly since) =>
        TaskFor(file, since, DecideLateRequest.Task, $"Hear the holder of permit {file.Permit.Number}, who asked late?", "supervisor", file.Policy.ApprovalDays);
}

[Activity("WageTheft.ScheduleHearing", DisplayName = "Give the hearing its day", Description = "An inspector chooses a day within the limits of state and local rule.")]
[Outcomes("Scheduled", "Moved")]
public sealed class ScheduleHearingActivity(UnitOfWork unit) : CaseTask(unit)
{
    private protected override Wait TaskOf(CaseFile file, DateOnly since) =>
        TaskFor(file, since, ScheduleHearing.Task, $"Schedule the hearing on permit {file.Permit.Number}", "inspector", 1);
}

[Activity("WageTheft.Hearing", DisplayName = "The hearing", Description = "An inspector serves the notice of the hearing; on its day the hearing officer hears the permittee, or records that nobody came.")]
[Outcomes("Held", "Moved")]
public sealed class HearingActivity(UnitOfWork unit) : AdverseStep(unit)
{
    public override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
    {
        var file = await OpenAsync(context);
        if (await IsElsewhereAsync(file))
            return Moved;
        var hearing = await Unit.Db.Hearings.SingleAsync(h => h.CaseId == file.Case.Id && h.Status == HearingStatus.Scheduled, ct);
        var today = Unit.TodayIn(file.Policy);
        return ActivityResult.Wait(hearing.NoticeServedOn is null
            ? TaskFor(file, today, ServeHearingNotice.Task, $"Serve notice of the hearing on permit {file.Permit.Number}", "inspector", 1)
            : TaskFor(file, hearing.Slot!.Day, ConductHearing.Task, $"Hear the charges against permit {file.Permit.Number}", "hearing-officer", 0), Changed);
    }

    /// <summary>With its notice served, the hearing itself is what is waited for.</summary>
    public override ValueTask<ActivityResult> ResumeAsync(ActivityContext context, Resumption by, CancellationToken ct) =>
        by is { Kind: WaitKind.Task, Outcome: "Held" } ? ValueTask.FromResult(ActivityResult.Complete("Held")) : ExecuteAsync(context, ct);
}

[Activity("WageTheft.DecideHearing", DisplayName = "Decide on the charges", Description = "A hearing officer who had no earlier role on the case decides, with findings.")]
[Outcomes("Decided", "Moved")]
public sealed class DecideHearingActivity(UnitOfWork unit) : AdverseTask(unit)
{
    private protected override Wait TaskOf(CaseFile file, DateOnly since) =>
        TaskFor(file, since, DecideHearing.Task, $"Decide on the charges against permit {file.Permit.Number}", "hearing-officer", file.Policy.Hearing.DecisionDays);
}

[Activity("WageTheft.CarryOutOrder", DisplayName = "Carry out the order",
    Description = "An inspector serves the decision; the order takes effect on its day, ends with its term, and is final when nobody can appeal any more. While an appeal stays it, it waits.")]
[Outcomes("Ended", "Moved")]
public sealed class CarryOutOrderActivity(UnitOfWork unit) : AdverseStep(unit)
{
    public override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
    {
        var file = await OpenAsync(context);
        if (await IsElsewhereAsync(file))
            return Moved;
        var hearing = await Unit.Db.Hearings.Where(h => h.CaseId == file.Case.Id && h.Status == HearingStatus.Decided).OrderByDescending(h => h.DecidedAt).FirstAsync(ct);
        var open = new HearingFile(file, hearing, await Unit.Db.PermitOrders.SingleAsync(o => o.HearingId == hearing.Id, ct));
        return await NextAsync(open, context.Now);
    }

    /// <summary>With the decision served, the order's day is what is waited for.</summary>
    public override ValueTask<ActivityResult> ResumeAsync(ActivityContext context, Resumption by, CancellationToken ct) => ExecuteAsync(context, ct);

    private async Task<ActivityResult> NextAsync(HearingFile open, DateTimeOffset now)
    {
        var (file, order, policy) = (open.File, open.OrderMade, open.File.Policy);
        var today = Unit.TodayIn(policy);
        if (order.IsLive && order.ServedOn is null)
            return ActivityResult.Wait(TaskFor(file, policy.DayOf(order.OrderedAt), ServeDecision.Task, $"Serve the decision on the holder of permit {file.Permit.Number}", "inspector", 1), Changed);
        if (order.Status == OrderStatus.Issued)
        {
            if (today < order.EffectiveOn)
                return ActivityResult.Wait(Wait.Until(policy.StartOf(order.EffectiveOn)), Changed);
            if (!file.Eligibility.IsEligible)
            {
                await BalanceRequest.AskAsync(Unit, file, Unit.Cancellation);
                await Unit.Db.SaveChangesAsync(Unit.Cancellation);
                return ActivityResult.Wait(Changed, Wait.Until(policy.EndOf(today)));
            }
            await CarryOutOrder.TakeEffectAsync(Unit, open);
        }
        if (order.Status == OrderStatus.Ended || (order.Status == OrderStatus.InEffect && order.EndsOn < today))
        {
            await CarryOutOrder.EndAsync(Unit, open);
            return file.Case.Status == CaseStatus.Appealed ? ActivityResult.Wait(Changed) : ActivityResult.Complete("Ended");
        }
        if (order.Status == OrderStatus.InEffect && order.EndsOn is { } ends)
            return ActivityResult.Wait(Wait.Until(policy.EndOf(ends)), Changed);
        if (order is { Status: OrderStatus.InEffect, Action: SuspensionAction.Revoke } && file.Case.Status == CaseStatus.Revoked)
            return await FinishAsync(open, now);
        return ActivityResult.Wait(Changed);
    }

    private async Task<ActivityResult> FinishAsync(HearingFile open, DateTimeOffset now)
    {
        var (order, policy) = (open.OrderMade, open.File.Policy);
        var appeals = await Unit.Db.Appeals.Where(a => a.OrderId == order.Id).ToListAsync(Unit.Cancellation);
        var final = policy.StartOf(order.FinalFrom(policy)!.Value);
        if (appeals.Any(a => a.IsOpen))
            return ActivityResult.Wait(Changed);
        if (appeals.Count == 0 && final > now)
            return ActivityResult.Wait(Wait.Until(final), Changed);
        await CarryOutOrder.FinishRevocationAsync(Unit, open);
        await Unit.Db.SaveChangesAsync(Unit.Cancellation);
        return ActivityResult.Complete("Ended");
    }
}
