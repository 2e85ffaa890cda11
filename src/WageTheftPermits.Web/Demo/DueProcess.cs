using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Hearings;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.Web.Commands;

namespace WageTheftPermits.Web.Demo;

/// <summary>
/// What follows the season's holds, until nothing moves any more: warnings, charges, hearings, orders, an appeal, payment and release. Each day does
/// whatever waits for a person, as the program's workflow asks for it, and then goes to the next day on which something is due.
/// </summary>
internal sealed class DueProcess(Season season, ServiceHost host, DemoClock clock, Visitor inspector, Visitor supervisor, Visitor officer, Action<string> say)
{
    private const int MostDays = 60;

    /// <summary>The part that each permit's holder plays.</summary>
    private const string Silent = "F-1002", Heard = "F-1005", Appeals = "F-1007", NoShow = "F-1011";

    private static readonly string[] s_cast = [Silent, Heard, Appeals, NoShow];

    private sealed record Standing(Guid CaseId, string Reference, string Permit, string Agency, string Subject, CaseStatus Status, decimal Balance)
    {
        public Hearing? Hearing { get; init; }

        public PermitOrder? Order { get; init; }

        public AppealStatus? Appeal { get; init; }
    }

    /// <param name="until">The last day that is played.</param>
    public async Task PlayAsync(DateOnly until, CancellationToken ct)
    {
        for (var round = 0; round < MostDays; round++)
        {
            if (await NextDayAsync(ct) is not { } day || day > until)
            {
                await season.TellHoldsAsync(ct);
                return;
            }
            await season.DayAsync(day, "What has become due is done.", ct);
            foreach (var one in await StandingsAsync(ct))
                await ConfirmBalanceAsync(one, day, ct);
            while (await ActAsync(day, ct))
                await season.SettleAsync(ct);
        }
        throw CommandFailed.DoesNotHold($"what follows the holds did not come to an end in {MostDays} days.");
    }

    /// <summary>The next day on which a case wakes by itself, a hearing is held, or an order's part is played; null where nothing is left to wait for.</summary>
    private async Task<DateOnly?> NextDayAsync(CancellationToken ct)
    {
        var today = Today;
        var standings = await StandingsAsync(ct);
        var days = new List<DateOnly>();
        foreach (var one in standings)
        {
            if (one.Status == CaseStatus.Conditioned || (one.Status == CaseStatus.HoldActive && one.Order is not null))
                continue;
            var key = $"case:{one.CaseId}";
            var due = await host.Units.ReadAsync(db => (from wait in db.WorkflowWaits
                                                        join instance in db.WorkflowInstances on wait.InstanceId equals instance.Id
                                                        where instance.CorrelationId == key && wait.DueAt != null
                                                        select wait.DueAt).MinAsync(ct));
            var tasks = await host.Units.ReadAsync(db => db.WorkflowTasks.AnyAsync(t => t.CorrelationId == key && t.Status == "open", ct));
            if (one.Hearing is { Status: HearingStatus.Scheduled, Slot.Day: var slot })
                days.Add(slot > today ? slot : today);
            else if ((one.Order?.Status == OrderStatus.InEffect && one.Permit is Silent or Appeals) || one.Appeal == AppealStatus.Filed)
                days.Add(today.AddDays(3));
            else if (tasks)
                days.Add(today);
            else if (due is { } at)
                days.Add(Later(DateOnly.FromDateTime(at.UtcDateTime), today));
        }
        return days.Count == 0 ? null : Later(days.Min(), today.AddDays(1));
    }

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;

    private DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    private Task<List<Standing>> StandingsAsync(CancellationToken ct) => host.Units.ReadAsync(async db =>
    {
        var rows = await (from one in db.Cases
                          join permit in db.Permits on one.PermitId equals permit.Id
                          join judgment in db.Judgments on one.JudgmentId equals judgment.Id
                          where s_cast.Contains(permit.Number) && one.Status != CaseStatus.Closed && one.Status != CaseStatus.Releasing && one.Status != CaseStatus.BankruptcyReview
                          orderby permit.Number
                          select new Standing(one.Id, one.Reference, permit.Number, judgment.Agency, judgment.Subject, one.Status, judgment.Balance ?? 0)).ToListAsync(ct);
        var standings = new List<Standing>();
        foreach (var row in rows)
        {
            var hearing = await db.Hearings.AsNoTracking().Where(h => h.CaseId == row.CaseId).OrderByDescending(h => h.ChargedAt).FirstOrDefaultAsync(ct);
            var order = hearing is null ? null : await db.PermitOrders.AsNoTracking().SingleOrDefaultAsync(o => o.HearingId == hearing.Id, ct);
            var appeal = order is null ? null : await db.Appeals.Where(a => a.OrderId == order.Id).OrderByDescending(a => a.RecordedAt).Select(a => (AppealStatus?)a.Status).FirstOrDefaultAsync(ct);
            standings.Add(row with { Hearing = hearing, Order = order, Appeal = appeal });
        }
        return standings;
    });

    /// <summary>One thing that a person or the agency does today; false where nothing is left.</summary>
    private async Task<bool> ActAsync(DateOnly day, CancellationToken ct)
    {
        foreach (var one in await StandingsAsync(ct))
        {
            if (await OfItselfAsync(one, day, ct) || await TaskAsync(one, day, ct))
                return true;
        }
        return false;
    }

    private async Task<bool> TaskAsync(Standing one, DateOnly day, CancellationToken ct)
    {
        var task = await host.Units.ReadAsync(db => db.WorkflowTasks.Where(t => t.CorrelationId == "case:" + one.CaseId.ToString() && t.Status == "open").Select(t => t.Name).FirstOrDefaultAsync(ct));
        var (page, hearing) = ($"/cases/{one.CaseId}", $"/hearings/{one.Hearing?.Id}");
        await WriteLetterAsync(one, task, ct);
        switch (task)
        {
            case ServeNotice.Task:
                return await DoneAsync(inspector.SubmitAsync(page, "Serve.Proof", Service("Serve", day), ct), one, "notice served in person.");
            case ServeWarning.Task:
                return await DoneAsync(inspector.SubmitAsync(page, "Serve.Proof", Service("Serve", day), ct), one, "warning served in person.");
            case ProposeHold.Task:
                await season.ProposeAsync(ct);
                return true;
            case DecideHold.Task:
                await season.DecideAsync(returnFirst: false, ct);
                return true;
            case ServeCharges.Task:
                return await DoneAsync(inspector.SubmitAsync(page, "Charge.Charges", new(Service("Charge", day)) { ["Charge.Charges"] = "A final wage judgment against the permit's holder is unpaid." }, ct), one,
                    "charges served in person; a hearing can be asked for.");
            case DecideLateRequest.Task:
                return await DoneAsync(supervisor.SubmitAsync(hearing, "Late.Accept", new() { ["Late.Accept"] = "true", ["Late.Reason"] = "The owner was in hospital." }, ct), one, "the late request is heard.");
            case ScheduleHearing.Task:
                return await ScheduleAsync(one, hearing, ct);
            case ServeHearingNotice.Task:
                return await DoneAsync(inspector.SubmitAsync(hearing, "Serve.Proof", Service("Serve", day), ct), one, "notice of the hearing served.");
            case ConductHearing.Task when one.Hearing!.Slot!.Day <= day:
                var comes = one.Permit != NoShow;
                return await DoneAsync(officer.SubmitAsync(hearing, "Conduct.Record", new()
                {
                    ["Conduct.Appeared"] = comes ? "true" : "false",
                    ["Conduct.Record"] = comes ? "The owner came and explained her accounts." : "Nobody came; the case was called three times.",
                }, ct), one, comes ? "the holder was heard." : "nobody came to the hearing.");
            case DecideHearing.Task:
                return await DecideAsync(one, hearing, day, ct);
            case ServeDecision.Task:
                return await DoneAsync(inspector.SubmitAsync(hearing, "Serve.Proof", Service("Serve", day), ct), one, "the decision is served.");
            default:
                return false;
        }
    }

    /// <summary>One holder gets every notice as the program's letter; the others' are the department's own paper. A decision is written where policy names who hears appeals from it.</summary>
    private async Task WriteLetterAsync(Standing one, string? task, CancellationToken ct)
    {
        var kind = one.Permit != Appeals ? null : task switch
        {
            ServeWarning.Task => LetterKinds.Warning,
            ServeCharges.Task => LetterKinds.NoticeOfCharges,
            ServeHearingNotice.Task => LetterKinds.HearingNotice,
            ServeDecision.Task when (await PolicyAsync(ct)).Appeal.Body is not null => LetterKinds.Decision,
            _ => null,
        };
        if (kind is not null)
            await Letters.FinalAsync(host.Units, inspector, one.CaseId, kind, ct);
    }

    /// <summary>What the holder, the body that hears appeals or the agency does, without a task.</summary>
    private async Task<bool> OfItselfAsync(Standing one, DateOnly day, CancellationToken ct)
    {
        var page = $"/hearings/{one.Hearing?.Id}";
        if (one.Hearing is { RequestedOn: null, Status: HearingStatus.Charged } && one.Permit is Heard or Appeals)
            return await DoneAsync(RequestAsync(page, day, "We ask to be heard.", ct), one, "a hearing is asked for.");
        if (one.Hearing is { RequestedOn: null, Status: HearingStatus.Waived } && one.Permit == NoShow)
            return await DoneAsync(RequestAsync(page, day, "I was in hospital and ask to be heard.", ct), one, "a hearing is asked for after the time.");
        if (one is { Order.ServedOn: not null, Order.Status: OrderStatus.Issued, Appeal: null, Permit: Appeals })
            return await DoneAsync(inspector.SubmitAsync(page, "Appeal.Text", new() { ["Appeal.On"] = Iso(day), ["Appeal.Text"] = "Appeal 26-044" }, ct), one, "the holder appeals; the order is stayed.");
        if (one.Appeal == AppealStatus.Filed && one.Order!.ServedOn < day)
        {
            return await DoneAsync(inspector.SubmitAsync(page, "OnAppeal.Act", new()
            {
                ["OnAppeal.Act"] = nameof(AppealAct.Uphold),
                ["OnAppeal.DecidedOn"] = Iso(day),
                ["OnAppeal.Decision"] = "Decision 26-044: the order stands.",
                ["OnAppeal.EffectiveOn"] = Iso(day.AddDays(3)),
            }, ct), one, "the order is upheld on appeal.");
        }
        if (one.Order is { Status: OrderStatus.InEffect, PostedOn: null } && await inspector.OpenAsync(page, ct) is var shown && shown.QuerySelector("[name='Posting.Text']") is not null)
            return await DoneAsync(inspector.SubmitAsync(page, "Posting.Text", new() { ["Posting.On"] = Iso(day), ["Posting.Text"] = "Photograph 2026-118" }, ct), one, "the closure is posted.");
        if (one.Order is { Status: OrderStatus.InEffect } && one.Order.EffectiveOn < day && one.Permit is Silent or Appeals)
            return await PayAsync(one, day, ct);
        return false;
    }

    private Task<string?> RequestAsync(string page, DateOnly day, string text, CancellationToken ct) =>
        inspector.SubmitAsync(page, "RequestForm.Text", new() { ["RequestForm.ReceivedOn"] = Iso(day), ["RequestForm.Text"] = text }, ct);

    private async Task<bool> ScheduleAsync(Standing one, string page, CancellationToken ct)
    {
        var days = HearingDays.Of(await PolicyAsync(ct), one.Hearing!.HeldFrom!.Value, one.Hearing.Postponed, Today);
        var regular = days.Regular.Where(days.IsLawful).Select(d => (DateOnly?)d).FirstOrDefault();
        var values = new Dictionary<string, string>
        {
            ["Schedule.Day"] = Iso(regular ?? days.Earliest),
            ["Schedule.At"] = "13:00",
            ["Schedule.Place"] = "101 Hall St, room 300",
            ["Schedule.Special"] = regular is null && days.Regular.Count > 0 ? "true" : "false",
        };
        return await DoneAsync(inspector.SubmitAsync(page, "Schedule.Day", values, ct), one, $"the hearing is on {regular ?? days.Earliest:d MMMM}{(regular is null && days.Regular.Count > 0 ? ", a special one: no regular day is soon enough" : "")}.");
    }

    private async Task<bool> DecideAsync(Standing one, string page, DateOnly day, CancellationToken ct)
    {
        var values = new Dictionary<string, string> { ["Decide.Findings"] = "The judgment is final and unpaid; the holder had every notice that the program gives." };
        if (one.Permit == Heard)
        {
            values["Decide.Outcome"] = nameof(HearingOutcome.Condition);
            values["Decide.ConditionText"] = "What is owed is paid within sixty days.";
            values["Decide.ConditionDueOn"] = Iso(day.AddDays(60));
            values["Decide.ConditionEvidence"] = "The agency's word that it is satisfied.";
            return await DoneAsync(officer.SubmitAsync(page, "Decide.Findings", values, ct), one, "the permit continues on a condition.");
        }
        var earlier = await host.Units.ReadAsync(db => db.PermitOrders.CountAsync(o => o.CaseId == one.CaseId && o.ServedOn != null, ct));
        var revokes = one.Permit == NoShow && (await PolicyAsync(ct)).Suspension.StepAfter(earlier).Action == SuspensionAction.Revoke;
        values["Decide.Outcome"] = revokes ? nameof(HearingOutcome.Revoke) : nameof(HearingOutcome.Suspend);
        values["Decide.EffectiveOn"] = Iso(day.AddDays(3));
        return await DoneAsync(officer.SubmitAsync(page, "Decide.Findings", values, ct), one, revokes ? "the permit is to be revoked." : "the permit is to be suspended.");
    }

    private Task<Policy> PolicyAsync(CancellationToken ct) => host.Units.RunAsync(Domain.Actor.System("demo"), unit => unit.PolicyAsync(), ct);

    /// <summary>The agency confirms what is owed: nothing adverse is done on an old balance.</summary>
    private Task ConfirmBalanceAsync(Standing one, DateOnly day, CancellationToken ct) =>
        SendAsync(one, day, "confirmed", "balance.confirmed.v1", new { amount = one.Balance.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture), asOf = Iso(day) }, ct);

    private async Task<bool> PayAsync(Standing one, DateOnly day, CancellationToken ct)
    {
        await SendAsync(one, day, "satisfied", "judgment.satisfied.v1", new { on = Iso(day) }, ct);
        say($"  Case {one.Reference}: paid. The permit is reinstated and everything that held it ends.");
        await season.SettleAsync(ct);
        if (one.Permit == Appeals)
            await Letters.FinalAsync(host.Units, inspector, one.CaseId, LetterKinds.Release, ct);
        return true;
    }

    private async Task SendAsync(Standing one, DateOnly day, string what, string type, object data, CancellationToken ct)
    {
        var next = await host.Units.ReadAsync(db => db.Judgments.Where(j => j.Agency == one.Agency && j.Subject == one.Subject).Select(j => j.LastSequence).SingleAsync(ct)) + 1;
        await season.SendAsync([Judgments.Event(day, one.Agency, one.Subject, next, type, data, $"{one.Agency}-{one.Subject}-{what}-{Iso(day)}")], ct);
    }

    private static Dictionary<string, string> Service(string form, DateOnly day) => new()
    {
        [$"{form}.ServedOn"] = Iso(day),
        [$"{form}.Method"] = "InPerson",
        [$"{form}.Proof"] = "Handed to the manager on duty, who signed for it.",
    };

    private async Task<bool> DoneAsync(Task<string?> act, Standing one, string what)
    {
        Season.Expect(await act);
        say($"  Case {one.Reference} ({one.Permit}): {what}");
        return true;
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
