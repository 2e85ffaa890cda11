using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Hearings;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.Web.Pages.Hearings;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.Web.Api.People;

public sealed record HearingItem(Guid Id, string Reference, HearingStatus Status, HearingOutcome? Outcome, DateOnly? Day, DateOnly RequestBy, DateOnly? DecisionDueOn, string? Officer, string Permit, string TradeName, Guid Case, DateTimeOffset ChargedAt);

public sealed record OrderAnswer(string Reference, SuspensionAction Action, int? Days, DateOnly EffectiveOn, DateOnly? EndsOn, OrderStatus Status, DateOnly? ServedOn, DateOnly? AppealBy, string OrderedBy);

/// <param name="MayYouHear">Whether the account may hear it: a hearing officer without an earlier role on the case.</param>
public sealed record HearingAnswer(
    Guid Id, string Reference, HearingStatus Status, Guid Case, string Permit, string Charges, string ChargedBy, DateTimeOffset ChargedAt, DateOnly RequestBy, DateOnly? RequestedOn, string? RequestText, HearingSlot? Slot,
    DateOnly? NoticeServedOn, string? Officer, string? Record, DateOnly? DecisionDueOn, HearingOutcome? Outcome, string? Findings, DateTimeOffset? DecidedAt, string? EndReason, OrderAnswer? Order, bool MayYouHear, IReadOnlyList<TaskAnswer> Tasks);

public sealed record HearingMoved(Guid Id, string Reference, HearingStatus Status);

public sealed record HearingRequestBody
{
    [Required(ErrorMessage = "Give the day on which the request came.")]
    public DateOnly? ReceivedOn { get; init; }

    [Required(ErrorMessage = "Keep the request in the permittee's words."), StringLength(4000)]
    public string? Text { get; init; }
}

public sealed record HearingSlotBody
{
    [Required(ErrorMessage = "Name the task that this answers.")]
    public Guid? Task { get; init; }

    [Required(ErrorMessage = "Give the day of the hearing.")]
    public DateOnly? Day { get; init; }

    [Required(ErrorMessage = "Give the time, such as 13:00:00.")]
    public TimeOnly? At { get; init; }

    [Required(ErrorMessage = "Say where it is held."), StringLength(300)]
    public string? Place { get; init; }

    public bool Special { get; init; }

    /// <summary>The permittee asked in writing for a later day than the law allows.</summary>
    public bool Postponed { get; init; }
}

/// <summary>Charges and hearings.</summary>
internal static class HearingsApi
{
    public static void Map(PersonRoutes routes)
    {
        routes.List<HearingItem>("/hearings", null, "ListHearings", "Hearings. status: open (not decided; also where none is given), a status, all.", ListAsync);
        routes.One<HearingAnswer>("/hearings/{id:guid}", null, "ReadHearing", "One hearing, from the charges to the order.", async (Guid id, Asking ask) => ask.One(await ReadAsync(ask, ask.Db, id)));
        routes.Move<HearingRequestBody, HearingMoved>("/hearings/{id:guid}/request", Access.ProposeHolds, "RequestHearing", "Records that the permittee asks for a hearing.", (Guid id, Acts acts, Asking ask) =>
            acts.RunAsync<HearingRequestBody>(On(id, ask), (unit, body) => MovedAsync(unit, id, RequestHearing.HandleAsync(unit, new(id, body.ReceivedOn!.Value, body.Text!)))));
        routes.Move<HearingSlotBody, HearingMoved>("/hearings/{id:guid}/day", Access.ProposeHolds, "ScheduleHearing", "Gives the hearing its day; answers the task ScheduleHearing.", (Guid id, Acts acts, Asking ask) =>
            acts.RunAsync<HearingSlotBody>(On(id, ask), (unit, body) => MovedAsync(unit, id,
                ScheduleHearing.HandleAsync(unit, new(body.Task!.Value, id, new(body.Day!.Value, body.At!.Value, body.Place!, body.Special), body.Postponed)))));
    }

    private static Task<IResult> ListAsync(string? status, string? after, string? limit, Asking ask)
    {
        var hearings = ask.Db.Hearings.AsNoTracking();
        if (Asking.Word<HearingStatus>("status", status, "open", "all") is { } one)
            hearings = hearings.Where(h => h.Status == one);
        else if (status != "all")
            hearings = hearings.Where(h => h.Status != HearingStatus.Decided && h.Status != HearingStatus.Ended);
        return ask.ListAsync(from h in hearings
                             join permit in ask.Db.Permits on h.PermitId equals permit.Id
                             select new { Hearing = h, permit.Number, permit.TradeName }, r => r.Hearing.Id,
            r => new HearingItem(r.Hearing.Id, r.Hearing.Reference, r.Hearing.Status, r.Hearing.Outcome, r.Hearing.Slot!.Day, r.Hearing.RequestBy, r.Hearing.DecisionDueOn, r.Hearing.OfficerId, r.Number, r.TradeName, r.Hearing.CaseId, r.Hearing.ChargedAt),
            item => item.Id, after, limit);
    }

    private static async Task<HearingAnswer?> ReadAsync(Asking ask, PermitsDbContext db, Guid id)
    {
        if (await HearingView.ReadAsync(db, ask.Policies, ask.Time.Now, id, ask.Ct) is not { } view)
            return null;
        var h = view.Hearing;
        return new(h.Id, h.Reference, h.Status, h.CaseId, view.Case.Permit.Number, h.Charges, h.ChargedBy, h.ChargedAt, h.RequestBy, h.RequestedOn, h.RequestText, h.Slot,
            h.NoticeServedOn, h.OfficerId, h.Record, h.DecisionDueOn, h.Outcome, h.Findings, h.DecidedAt, h.EndReason,
            view.Order is { } o ? new(o.Reference, o.Action, o.Days, o.EffectiveOn, o.EndsOn, o.Status, o.ServedOn, o.AppealBy, o.OrderedBy) : null,
            ask.User.May(Access.DecideHearings) && !view.EarlierRoles.Contains(ask.User.AsActor().Id, StringComparer.OrdinalIgnoreCase),
            [.. view.Case.OpenTasks.Select(TaskAnswer.Of)]);
    }

    private static Target On(Guid id, Asking ask) =>
        Target.OfPermit(db => db.Hearings.Where(h => h.Id == id).Select(h => h.PermitId), async db => await ReadAsync(ask, db, id));

    private static async Task<Acted> MovedAsync(UnitOfWork unit, Guid id, Task act)
    {
        await act;
        var hearing = await unit.Db.Hearings.SingleAsync(h => h.Id == id, unit.Cancellation);
        return await CasesApi.FollowedAsync(unit, hearing.CaseId, new(new HearingMoved(hearing.Id, hearing.Reference, hearing.Status)));
    }
}
