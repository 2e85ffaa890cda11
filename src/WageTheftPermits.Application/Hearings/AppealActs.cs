using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Hearings;

namespace WageTheftPermits.Application.Hearings;

/// <summary>An inspector records an appeal as the body took it. In time, it is heard, and stays the order where policy says so; late, the body is asked for leave.</summary>
public static class FileAppeal
{
    public sealed record Command(Guid HearingId, DateOnly FiledOn, string? Reason);

    public static async Task<Appeal> HandleAsync(UnitOfWork unit, Command command)
    {
        var file = await HearingFile.OpenAsync(unit, command.HearingId);
        var (one, order) = (file.File, file.OrderMade);
        var today = unit.TodayIn(one.Policy);
        var appeal = await unit.Db.Appeals.SingleOrDefaultAsync(a => a.OrderId == order.Id && a.Status == AppealStatus.LeaveGranted, unit.Cancellation);
        if (appeal is not null)
        {
            appeal.File(one.Case, command.FiledOn, unit.Now);
        }
        else
        {
            RuleViolation.Unless(!await unit.Db.Appeals.AnyAsync(a => a.OrderId == order.Id, unit.Cancellation), "appeal.once", $"Order {order.Reference} was appealed from already.");
            appeal = Appeal.From(Guid.CreateVersion7(), order, one.Case, command.FiledOn, one.Policy, unit.Actor, today, unit.Now);
            unit.Db.Appeals.Add(appeal);
        }
        file.Audit(unit, appeal.Status == AppealStatus.Filed ? "appeal filed" : "leave to appeal asked", appeal.Status == AppealStatus.Filed
            ? $"Order {order.Reference} is appealed from{(one.Policy.Appeal.Body is { } body ? $" to the {body}" : "")}."
            : $"The {one.Policy.Appeal.Body ?? "body that hears appeals"} is asked to hear a late appeal from order {order.Reference}.", command.Reason?.Trim());
        if (appeal.Status == AppealStatus.Filed && one.Policy.Appeal.StaysAction
            && order.Stay(one.Permit, "An appeal is pending; it stays the order.", await HearingFacts.ClosedByAnotherAsync(unit.Db, order, unit.Cancellation), today))
            file.Audit(unit, "order stayed", $"Order {order.Reference} has no effect while the appeal is heard.");
        await unit.ChangedAsync("case", one.Case.Id);
        return appeal;
    }
}

/// <summary>An inspector records what the body decided on a request to appeal late.</summary>
public static class DecideLeaveToAppeal
{
    public sealed record Command(Guid HearingId, bool Granted, string Decision, DateOnly DecidedOn);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var file = await HearingFile.OpenAsync(unit, command.HearingId);
        var appeal = await PendingAppeal.OfAsync(unit, file);
        appeal.DecideLeave(command.Granted, command.Decision, command.DecidedOn, file.File.Policy);
        file.Audit(unit, command.Granted ? "leave to appeal granted" : "leave to appeal refused", command.Granted
            ? $"A late appeal from order {file.OrderMade.Reference} may be filed until {appeal.FileBy:yyyy-MM-dd}." : $"A late appeal from order {file.OrderMade.Reference} is not heard.", command.Decision.Trim());
        await unit.ChangedAsync("case", file.File.Case.Id);
    }
}

/// <summary>An inspector records what the body decided on the appeal, or that the permittee took it back.</summary>
public static class DecideAppeal
{
    /// <param name="Days">Where the body ordered less: how long the permit is suspended.</param>
    /// <param name="EffectiveOn">Where the order stands: the first day on which it has effect.</param>
    public sealed record Command(Guid HearingId, AppealAct Act, string Decision, DateOnly DecidedOn, int? Days = null, DateOnly? EffectiveOn = null);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var file = await HearingFile.OpenAsync(unit, command.HearingId);
        var (one, order) = (file.File, file.OrderMade);
        var appeal = await PendingAppeal.OfAsync(unit, file);
        var heard = appeal.Status == AppealStatus.Filed;
        if (command.Act == AppealAct.Modify)
            order.Modify(command.Days);
        appeal.Decide(command.Act, command.Decision, command.DecidedOn, order, one.Case, unit.Now);
        file.Audit(unit, "appeal decided", $"The appeal from order {order.Reference} is {Naming.Word(appeal.Status)}.", command.Decision.Trim(), new { command.Days, command.EffectiveOn });
        if (command.Act == AppealAct.Overrule)
        {
            await EndProceedings.EndAsync(unit, one, order, "The order was overruled on appeal.", inError: true);
            await ReleaseCase.LiftHoldsAsync(unit, one, "The order was overruled on appeal.", inError: false);
        }
        else if (heard && order.Status == OrderStatus.Stayed)
        {
            order.LiftStay(command.EffectiveOn ?? throw new RuleViolation("order.effective", "Say from which day the order has effect."), unit.TodayIn(one.Policy));
        }
        await unit.ChangedAsync("case", one.Case.Id);
        await RenewalsOf.TellAsync(unit, one.Permit.Id);
    }
}

internal static class PendingAppeal
{
    public static async Task<Appeal> OfAsync(UnitOfWork unit, HearingFile file) =>
        (await unit.Db.Appeals.Where(a => a.OrderId == file.OrderMade.Id).ToListAsync(unit.Cancellation)).SingleOrDefault(a => a.IsOpen)
        ?? throw new RuleViolation("appeal.none", "No appeal is pending.");
}
