using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Notices;
using WageTheftPermits.Contracts.Outgoing;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.Application.Hearings;

/// <summary>An inspector records that the decision was served: the time to appeal runs, and the order may take effect on its day.</summary>
public static class ServeDecision
{
    public const string Task = "ServeDecision";

    public sealed record Command(Guid TaskId, Guid HearingId, DateOnly ServedOn, ServiceMethod Method, string Proof);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var file = await HearingFile.OpenAsync(unit, command.HearingId);
        var policy = file.File.Policy;
        var appealBy = new Deadlines(policy).AnswerBy(LetterKinds.Decision, command.ServedOn, command.Method == ServiceMethod.Mail)!.Value;
        RuleViolation.Unless(command.ServedOn >= policy.DayOf(file.OrderMade.OrderedAt), "notice.before-decision", $"The decision was made on {policy.DayOf(file.OrderMade.OrderedAt):yyyy-MM-dd}; it cannot have been served before.");
        file.OrderMade.Serve(command.ServedOn, appealBy);
        await ServedLetters.AttachFinalAsync(unit, file.File, await NoticeService.RecordAsync(unit, file.File, LetterKinds.Decision, command.ServedOn, command.Method, command.Proof));
        await unit.CompleteTaskAsync(command.TaskId, Task, file.File.Key, "Served");
    }
}

/// <summary>Carries an order out: its day comes, its term ends, or nobody can appeal from a revocation any more.</summary>
internal static class CarryOutOrder
{
    public static async Task TakeEffectAsync(UnitOfWork unit, HearingFile file)
    {
        var (one, order) = (file.File, file.OrderMade);
        order.TakeEffect(one.Case, one.Permit, one.Eligibility);
        var words = order.Action == SuspensionAction.Revoke ? "revoked" : order.EndsOn is { } ends ? $"suspended until {ends:yyyy-MM-dd}" : "suspended until what is owed is paid";
        file.Audit(unit, order.Action == SuspensionAction.Revoke ? "permit revoked" : "permit suspended", $"Permit {one.Permit.Number} is {words} by order {order.Reference}.", file.Hearing.Findings, one.Eligibility);
        one.TellAgency(unit, MessageTypes.PermitSuspended, $"The permit is {words}.");
        await unit.Db.SaveChangesAsync(unit.Cancellation);
    }

    public static async Task EndAsync(UnitOfWork unit, HearingFile file)
    {
        var (one, order) = (file.File, file.OrderMade);
        const string Reason = "The term of the suspension is over.";
        if (order.End(one.Permit, Reason, await HearingFacts.ClosedByAnotherAsync(unit.Db, order, unit.Cancellation), unit.Now))
            file.Audit(unit, "permit reinstated", $"Permit {one.Permit.Number} is reinstated: the term of order {order.Reference} is over. The hold on its renewal stands.");
        if (one.Case.Status == CaseStatus.Suspended)
        {
            one.Case.EndSuspension(unit.Now);
            one.TellAgency(unit, MessageTypes.HoldPlaced, "The suspension is over; the hold on the renewal stands.");
        }
        await unit.Db.SaveChangesAsync(unit.Cancellation);
    }

    /// <summary>Nothing is left to enforce on a permit whose revocation is final. The order stays in effect.</summary>
    public static async Task FinishRevocationAsync(UnitOfWork unit, HearingFile file)
    {
        var one = file.File;
        var reason = $"Permit {one.Permit.Number} was revoked and nobody can appeal any more.";
        one.Case.Release(CloseCause.PermitRevoked, reason, unit.Now);
        await ReleaseCase.LiftHoldsAsync(unit, one, reason, inError: false);
        file.Audit(unit, "revocation final", reason);
    }
}

/// <summary>What becomes of charges, orders and appeals where the case loses what it rests on, or is paid.</summary>
internal static class EndProceedings
{
    /// <param name="inError">The judgment or the match was a mistake, or the judgment was vacated: an order is set aside, not ended.</param>
    public static async Task HandleAsync(UnitOfWork unit, CaseFile file, string reason, bool inError)
    {
        foreach (var hearing in await unit.Db.Hearings.Where(h => h.CaseId == file.Case.Id && h.Status != HearingStatus.Decided && h.Status != HearingStatus.Ended).ToListAsync(unit.Cancellation))
        {
            // One that this same unit decided is open in the database still.
            if (!hearing.End(reason))
                continue;
            unit.Audit("charges ended", $"Charges {hearing.Reference} ended: {reason}", [.. file.Subjects, ("hearing", hearing.Id)], reason, policyVersion: file.Policy.Version);
        }
        foreach (var order in await unit.Db.PermitOrders.Where(o => o.CaseId == file.Case.Id && (inError || o.EndedAt == null)).ToListAsync(unit.Cancellation))
            await EndAsync(unit, file, order, reason, inError);
        foreach (var appeal in await unit.Db.Appeals.Where(a => a.CaseId == file.Case.Id
            && (a.Status == AppealStatus.LeaveAsked || a.Status == AppealStatus.LeaveGranted || a.Status == AppealStatus.Filed)).ToListAsync(unit.Cancellation))
            appeal.Moot(reason, unit.TodayIn(file.Policy));
    }

    public static async Task EndAsync(UnitOfWork unit, CaseFile file, PermitOrder order, string reason, bool inError)
    {
        var (closed, another) = (order.Status == OrderStatus.InEffect, await HearingFacts.ClosedByAnotherAsync(unit.Db, order, unit.Cancellation));
        if (!(inError ? order.SetAside(file.Permit, reason, another, unit.Now) : order.End(file.Permit, reason, another, unit.Now)))
            return;
        unit.Audit(inError ? "order set aside" : "order ended", $"Order {order.Reference} {(inError ? "is set aside" : "ended")}: {reason}{(closed && !another ? $" Permit {file.Permit.Number} is reinstated." : "")}",
            [.. file.Subjects, ("order", order.Id)], reason, policyVersion: file.Policy.Version);
    }
}

/// <summary>An inspector records that the closure was posted.</summary>
public static class PostClosure
{
    public sealed record Command(Guid HearingId, DateOnly PostedOn, string Proof);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var file = await HearingFile.OpenAsync(unit, command.HearingId);
        unit.Actor.MustBePerson("record a posting");
        file.OrderMade.Post(command.PostedOn, command.Proof, unit.TodayIn(file.File.Policy));
        file.Audit(unit, "closure posted", $"The closure by order {file.OrderMade.Reference} was posted on {command.PostedOn:yyyy-MM-dd}.", command.Proof.Trim());
    }
}

/// <summary>A supervisor brings back an order that a doubt had stayed, now that every condition holds again.</summary>
public static class LiftStayOfOrder
{
    /// <param name="EffectiveOn">The day on which it takes effect again.</param>
    public sealed record Command(Guid HearingId, DateOnly EffectiveOn, string Reason);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var file = await HearingFile.OpenAsync(unit, command.HearingId);
        unit.Actor.MustBePerson("bring an order back");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(command.Reason), "order.reason", "Say why the order takes effect again.");
        RuleViolation.Unless(file.File.Case.Status is CaseStatus.Suspended or CaseStatus.Revoked, "order.appealed", "An appeal is pending; what it decides, decides on the order.");
        file.File.Eligibility.MustAllow("bring an order back", file.File.Case.Id);
        file.OrderMade.LiftStay(command.EffectiveOn, unit.TodayIn(file.File.Policy));
        file.Audit(unit, "stay of order lifted", $"Order {file.OrderMade.Reference} takes effect again on {file.OrderMade.EffectiveOn:yyyy-MM-dd}.", command.Reason.Trim(), file.File.Eligibility);
        await unit.ChangedAsync("case", file.File.Case.Id);
    }
}
