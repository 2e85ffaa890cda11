using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Notices;
using WageTheftPermits.Contracts.Outgoing;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Notices;

namespace WageTheftPermits.Application.Hearings;

/// <summary>An inspector gives the hearing its day.</summary>
public static class ScheduleHearing
{
    public const string Task = "ScheduleHearing";

    /// <param name="Postponed">The permittee asked in writing for a later day than the law allows.</param>
    public sealed record Command(Guid TaskId, Guid HearingId, HearingSlot Slot, bool Postponed);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var file = await HearingFile.OpenAsync(unit, command.HearingId);
        file.Hearing.Schedule(command.Slot, command.Postponed, file.File.Policy, unit.Actor, unit.TodayIn(file.File.Policy));
        file.Audit(unit, "hearing scheduled", $"Hearing {file.Hearing.Reference} is on {command.Slot.Day:yyyy-MM-dd} at {command.Slot.At:HH\\:mm}, {command.Slot.Place}{(command.Slot.Special ? " (special hearing)" : "")}.",
            command.Postponed ? "The permittee asked in writing for a later day." : null);
        await unit.CompleteTaskAsync(command.TaskId, Task, file.File.Key, "Scheduled");
    }
}

/// <summary>An inspector records that the notice of the hearing was served.</summary>
public static class ServeHearingNotice
{
    public const string Task = "ServeHearingNotice";

    public sealed record Command(Guid TaskId, Guid HearingId, DateOnly ServedOn, ServiceMethod Method, string Proof);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var file = await HearingFile.OpenAsync(unit, command.HearingId);
        file.Hearing.ServeNotice(command.ServedOn, file.File.Policy);
        await ServedLetters.AttachFinalAsync(unit, file.File,
            await NoticeService.RecordAsync(unit, file.File, LetterKinds.HearingNotice, command.ServedOn, command.Method, command.Proof, file.Hearing.Slot!.Day));
        await unit.CompleteTaskAsync(command.TaskId, Task, file.File.Key, "Served");
    }
}

/// <summary>The hearing gets another day.</summary>
public static class ContinueHearing
{
    /// <param name="AtPermitteesRequest">Asked for in writing by the permittee.</param>
    public sealed record Command(Guid HearingId, string Reason, bool AtPermitteesRequest);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var file = await HearingFile.OpenAsync(unit, command.HearingId);
        var was = file.Hearing.Slot;
        file.Hearing.Continue(command.Reason, command.AtPermitteesRequest, unit.Actor);
        file.Audit(unit, "hearing continued", $"Hearing {file.Hearing.Reference} of {was?.Day:yyyy-MM-dd} gets another day.", command.Reason.Trim(), new { command.AtPermitteesRequest });
        await unit.ChangedAsync("case", file.File.Case.Id);
    }
}

/// <summary>The hearing officer records that the permittee was heard, or did not come.</summary>
public static class ConductHearing
{
    public const string Task = "ConductHearing";

    /// <param name="Appeared">Whether anybody came for the permittee.</param>
    public sealed record Command(Guid TaskId, Guid HearingId, bool Appeared, string Record);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var file = await HearingFile.OpenAsync(unit, command.HearingId);
        var (policy, today) = (file.File.Policy, unit.TodayIn(file.File.Policy));
        var earlier = await HearingFacts.EarlierRolesAsync(unit.Db, file.File.Case, unit.Cancellation);
        if (command.Appeared)
            file.Hearing.Hold(command.Record, earlier, policy, unit.Actor, today);
        else
            file.Hearing.Default(command.Record, earlier, policy, unit.Actor, today);
        file.Audit(unit, command.Appeared ? "hearing held" : "hearing defaulted",
            $"Hearing {file.Hearing.Reference}: {(command.Appeared ? "the permittee was heard" : "nobody came for the permittee")}. The decision is due by {file.Hearing.DecisionDueOn:yyyy-MM-dd}.", file.Hearing.Record);
        await unit.CompleteTaskAsync(command.TaskId, Task, file.File.Key, "Held");
    }
}

/// <summary>The hearing officer found good cause for not coming: it is heard after all.</summary>
public static class ExcuseDefault
{
    public sealed record Command(Guid HearingId, string Cause);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var file = await HearingFile.OpenAsync(unit, command.HearingId);
        file.Hearing.Excuse(command.Cause, unit.Actor, unit.TodayIn(file.File.Policy));
        file.Audit(unit, "default excused", $"Hearing {file.Hearing.Reference} gets another day: there was good cause for not coming.", command.Cause.Trim());
        await unit.ChangedAsync("case", file.File.Case.Id);
    }
}

/// <summary>The hearing officer decides on the charges, with findings.</summary>
public static class DecideHearing
{
    public const string Task = "DecideHearing";

    public sealed record Command(Guid TaskId, Guid HearingId, Decision Decision);

    /// <returns>The order to suspend or revoke; null where there is none.</returns>
    public static async Task<PermitOrder?> HandleAsync(UnitOfWork unit, Command command)
    {
        var file = await HearingFile.OpenAsync(unit, command.HearingId);
        var (one, hearing) = (file.File, file.Hearing);
        var hold = await unit.Db.Holds.FindAsync([hearing.HoldId], unit.Cancellation);
        var step = one.Policy.Suspension.StepAfter(await HearingFacts.EarlierOrdersAsync(unit.Db, one.Case, unit.Cancellation));
        var (order, condition) = hearing.Decide(command.Decision, one.Case, hold!, one.Eligibility, step, await HearingFacts.EarlierRolesAsync(unit.Db, one.Case, unit.Cancellation),
            unit.Actor, Guid.CreateVersion7, await unit.NextReferenceAsync("PO"), unit.Now);
        file.Audit(unit, "hearing decided", $"Hearing {hearing.Reference} decided: {Says(command.Decision, order)}", hearing.Findings, new { command.Decision, step, one.Eligibility });
        if (order is not null)
            unit.Db.PermitOrders.Add(order);
        else
            await ReleaseCase.LiftAsync(unit, one, condition is null ? "The hearing officer dismissed the charges." : "The hearing officer put a condition in its place.", inError: false);
        if (condition is not null)
        {
            unit.Db.PermitConditions.Add(condition);
            one.TellAgency(unit, MessageTypes.PermitConditioned, condition.Text);
        }
        await unit.CompleteTaskAsync(command.TaskId, Task, one.Key, "Decided");
        await RenewalsOf.TellAsync(unit, one.Permit.Id);
        return order;
    }

    private static string Says(Decision decision, PermitOrder? order) => decision.Outcome switch
    {
        HearingOutcome.Dismiss => "the charges are dismissed.",
        HearingOutcome.Condition => $"the permit continues on a condition due {decision.Required!.DueOn:yyyy-MM-dd}.",
        HearingOutcome.Revoke => $"the permit is revoked from {order!.EffectiveOn:yyyy-MM-dd} ({order.Reference}).",
        _ => $"the permit is suspended from {order!.EffectiveOn:yyyy-MM-dd} {(order.Days is { } days ? $"for {days} days" : "until what is owed is paid")} ({order.Reference}).",
    };
}
