using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Hearings;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Domain.Permits;

namespace WageTheftPermits.IntegrationTests.Enforcement;

/// <summary>What follows a hold: warning, charges, the hearing, the order, the appeal.</summary>
internal sealed class HearingFlow(EnforcementFlow flow)
{
    public static readonly Actor Officer = Actor.Person("hedda.officer");

    public Guid HearingId { get; private set; }

    /// <summary>From nothing to a hold in force whose warning was served and not answered.</summary>
    public static async Task<HearingFlow> WarnedAsync(EnforcementFlow flow)
    {
        await flow.HoldAsync();
        var hearings = new HearingFlow(flow);
        await hearings.WarnAsync();
        await flow.PassAsync(17);
        await flow.ConfirmBalanceAsync();
        return hearings;
    }

    /// <summary>From nothing to charges that were served.</summary>
    public static async Task<HearingFlow> ChargedAsync(EnforcementFlow flow)
    {
        var hearings = await WarnedAsync(flow);
        await hearings.ChargeAsync();
        return hearings;
    }

    /// <summary>From nothing to a hearing that was held.</summary>
    public static async Task<HearingFlow> HeardAsync(EnforcementFlow flow)
    {
        var hearings = await ChargedAsync(flow);
        await hearings.RequestAsync();
        await hearings.ScheduleAsync();
        await hearings.ServeNoticeAsync();
        await flow.PassAsync(13);
        await hearings.ConductAsync(appeared: true);
        return hearings;
    }

    /// <summary>From nothing to an order that was served.</summary>
    public static async Task<HearingFlow> OrderedAsync(EnforcementFlow flow, Decision? decision = null)
    {
        var hearings = await HeardAsync(flow);
        await hearings.DecideAsync(decision ?? hearings.Suspension());
        await hearings.ServeDecisionAsync();
        return hearings;
    }

    public Decision Suspension(int? days = null) => new(HearingOutcome.Suspend, "The judgment is final and unpaid; the holder had notice.", flow.Today.AddDays(3), days);

    public async Task WarnAsync() => await DoAsync(EnforcementFlow.Inspector, ServeWarning.Task,
        (unit, task) => ServeWarning.HandleAsync(unit, new(task, flow.CaseId, flow.Today, ServiceMethod.InPerson, "Signed by the cook.")));

    public async Task ChargeAsync()
    {
        var task = await flow.TaskAsync(ServeCharges.Task);
        HearingId = (await flow.Service.Units.RunAsync(EnforcementFlow.Inspector, unit => ServeCharges.HandleAsync(unit,
            new(task, flow.CaseId, "A final wage judgment is unpaid.", flow.Today, ServiceMethod.InPerson, "Signed by the cook.")))).Id;
        await flow.SettleAsync();
    }

    public async Task RequestAsync(DateOnly? on = null)
    {
        await flow.Service.Units.RunAsync(EnforcementFlow.Inspector, unit => RequestHearing.HandleAsync(unit, new(HearingId, on ?? flow.Today, "We want to be heard.")));
        await flow.SettleAsync();
    }

    public Task DecideLateAsync(bool accept) => DoAsync(EnforcementFlow.Supervisor, DecideLateRequest.Task,
        (unit, task) => DecideLateRequest.HandleAsync(unit, new(task, HearingId, accept, "She was in hospital.")));

    /// <summary>A special hearing on the first working day that leaves time for the notice.</summary>
    public async Task ScheduleAsync(DateOnly? day = null, bool special = true, bool postponed = false)
    {
        var policy = await flow.Service.Units.RunAsync(EnforcementFlow.Inspector, unit => unit.PolicyAsync());
        await DoAsync(EnforcementFlow.Inspector, ScheduleHearing.Task, (unit, task) => ScheduleHearing.HandleAsync(unit,
            new(task, HearingId, new(day ?? HearingDays.Of(policy, flow.Today, false, flow.Today).Earliest, new(13, 0), "101 Grove St, room 300", special), postponed)));
    }

    public Task ServeNoticeAsync() => DoAsync(EnforcementFlow.Inspector, ServeHearingNotice.Task,
        (unit, task) => ServeHearingNotice.HandleAsync(unit, new(task, HearingId, flow.Today, ServiceMethod.InPerson, "Signed by the cook.")));

    public Task ConductAsync(bool appeared, Actor? by = null) => DoAsync(by ?? Officer, ConductHearing.Task,
        (unit, task) => ConductHearing.HandleAsync(unit, new(task, HearingId, appeared, appeared ? "The holder came and spoke." : "Nobody came; called three times.")));

    public Task DecideAsync(Decision decision, Actor? by = null) => DoAsync(by ?? Officer, DecideHearing.Task, (unit, task) => DecideHearing.HandleAsync(unit, new(task, HearingId, decision)));

    public Task ServeDecisionAsync() => DoAsync(EnforcementFlow.Inspector, ServeDecision.Task,
        (unit, task) => ServeDecision.HandleAsync(unit, new(task, HearingId, flow.Today, ServiceMethod.InPerson, "Signed by the holder.")));

    public async Task AppealAsync()
    {
        await flow.Service.Units.RunAsync(EnforcementFlow.Inspector, unit => FileAppeal.HandleAsync(unit, new(HearingId, flow.Today, "Appeal 26-014")));
        await flow.SettleAsync();
    }

    public async Task DecideAppealAsync(AppealAct act, int? days = null)
    {
        await flow.Service.Units.RunAsync(EnforcementFlow.Inspector, unit => DecideAppeal.HandleAsync(unit,
            new(HearingId, act, "Decision 26-014", flow.Today, days, act == AppealAct.Overrule ? null : flow.Today.AddDays(2))));
        await flow.SettleAsync();
    }

    public Task<Hearing> HearingAsync() => flow.Service.ReadAsync(db => db.Hearings.SingleAsync(h => h.Id == HearingId));

    public Task<PermitOrder> OrderAsync() => flow.Service.ReadAsync(db => db.PermitOrders.SingleAsync(o => o.HearingId == HearingId));

    public Task<PermitStatus> PermitAsync() => flow.Service.ReadAsync(db => db.Permits.Where(p => p.Id == flow.PermitId).Select(p => p.Status).SingleAsync());

    private async Task DoAsync(Actor by, string name, Func<UnitOfWork, Guid, Task> act)
    {
        var task = await flow.TaskAsync(name);
        await flow.Service.Units.RunAsync(by, unit => act(unit, task));
        await flow.SettleAsync();
    }
}
