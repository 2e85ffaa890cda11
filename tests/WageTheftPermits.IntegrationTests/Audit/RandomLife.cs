using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Hearings;
using WageTheftPermits.Application.Judgments;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Permits;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Renewals;

namespace WageTheftPermits.IntegrationTests.Audit;

/// <summary>What can happen in a random life: events of the agency, acts of people, and days.</summary>
public enum Happening
{
    Final,
    ConfirmBalance,
    Days,
    ConfirmMatch,
    ServeNotice,
    ProposeHold,
    ApproveHold,
    ApproveOwnHold,
    ReturnHold,
    DeclineHold,
    WithdrawHold,
    LiftHold,
    TakeUp,
    MeetCondition,
    BreachCondition,
    CloseInError,
    CounselGoesOn,
    CounselFindsSuccessor,
    CounselFindsNone,
    SellBusiness,
    GrantSale,
    CancelSale,
    OpenRenewal,
    Payment,
    ReturnPayment,
    Satisfied,
    Vacated,
    Reinstated,
    Withdrawn,
    Appealed,
    Stayed,
    StayLifted,
    AccordSigned,
    InstallmentMissed,
    AccordCompleted,
    BankruptcyFiled,
    BankruptcyEnded,
    Amended,
    AmendedAndSettled,
    LeaveGap,
    FillGap,
    Conflict,
    SettleDispute,
    Repeat,
    Malformed,
    NextStepOfCharges,
    AskForHearing,
    ContinueHearing,
    Appeal,
    DecideAppeal,
    BringOrderBack,
}

/// <summary>One permit and one judgment to which anything may happen. What the rules refuse is refused; everything else is carried out. All names are invented.</summary>
internal sealed class RandomLife(TestService service, int number)
{
    private const string Agency = "dlse";
    private static readonly Actor s_inspector = Actor.Person("ines.inspector");
    private static readonly Actor s_supervisor = Actor.Person("sam.supervisor");
    private static readonly Actor s_officer = Actor.Person("hedda.officer");
    private static readonly Actor s_counsel = Actor.Person("cora.counsel");

    private readonly string _subject = $"LIFE-{number:000}";
    private readonly List<long> _missing = [];
    private long _sequence;
    private int _payments;
    private int _owners;
    private Guid _permit;
    private (string Type, object Data, string Id, long Sequence)? _last;

    private DateOnly Today => DateOnly.FromDateTime(service.Clock.GetUtcNow().AddHours(-8).Date);

    public async Task BeginAsync()
    {
        await service.Units.RunAsync(Actor.System("test"), async unit =>
        {
            if (!await unit.Db.Agencies.AnyAsync())
                unit.Db.Agencies.Add(new Agency(Agency, "State labor commissioner", unit.Now));
            var permit = new Permit(Guid.CreateVersion7(), $"L-{number:000}", "restaurant", new Permittee(Guid.CreateVersion7(), PermitteeKind.Organization, $"Plum Tree {number} LLC"),
                $"Plum Tree {number}", new Site($"{number} Alder St", null, "San Francisco", "CA", "94102"), new Term(Today.AddDays(-325), Today.AddDays(39)));
            unit.Db.Permits.Add(permit);
            _permit = permit.Id;
            await unit.Db.SaveChangesAsync();
        });
        await SendAsync("judgment.issued.v1", Terms("18250.00"));
        await DoAsync(Happening.OpenRenewal, 0);
    }

    /// <returns>The rule that refused it; null where it was carried out.</returns>
    public async Task<string?> DoAsync(Happening happening, int dice)
    {
        try
        {
            await PerformAsync(happening, dice);
            await service.SettleAsync();
            return null;
        }
        catch (RuleViolation refused)
        {
            await service.SettleAsync();
            return refused.Rule;
        }
    }

    private Task PerformAsync(Happening happening, int dice) => happening switch
    {
        Happening.Final => SendAsync("judgment.final.v1", new { finalOn = Today }),
        Happening.ConfirmBalance => SendAsync("balance.confirmed.v1", new { amount = dice % 5 == 0 ? "0.00" : "18250.00", asOf = Today }),
        Happening.Days => PassAsync(1 + dice % 30),
        Happening.ConfirmMatch => ActAsync(s_inspector, async unit => await DecideMatch.HandleAsync(unit,
            new((await unit.Db.MatchReviews.Where(r => r.PermitId == _permit).OrderByDescending(r => r.OpenedAt).FirstAsync()).Id, Verdict.Same, "Same company.", null))),
        Happening.ServeNotice => OnTaskAsync(s_inspector, ServeNotice.Task, (unit, task, id) => ServeNotice.HandleAsync(unit, new(task, id, Today, ServiceMethod.InPerson, "Signed."))),
        Happening.ProposeHold => OnTaskAsync(s_inspector, ProposeHold.Task, (unit, task, id) => ProposeHold.HandleAsync(unit, Proposal(task, id, (HoldSeverity)(dice % 4)))),
        Happening.ApproveHold => DecideAsync(s_supervisor, HoldDecision.Approve),
        Happening.ApproveOwnHold => DecideAsync(s_inspector, HoldDecision.Approve),
        Happening.ReturnHold => DecideAsync(s_supervisor, HoldDecision.Return),
        Happening.DeclineHold => DecideAsync(s_supervisor, HoldDecision.Decline),
        Happening.WithdrawHold => OnTaskAsync(s_inspector, DecideHold.Task, async (unit, task, id) => await WithdrawHold.HandleAsync(unit, new(task, await HoldAsync(unit, id), "My mistake."))),
        Happening.LiftHold => OnCaseAsync(s_supervisor, async (unit, id) => await LiftHold.HandleAsync(unit, new(await HoldAsync(unit, id), "Hardship."))),
        Happening.TakeUp => OnCaseAsync(s_supervisor, (unit, id) => TakeUpCase.HandleAsync(unit, new(id, "A second shop."))),
        Happening.MeetCondition => OnConditionAsync((unit, id) => MeetCondition.HandleAsync(unit, new(id, "A receipt."))),
        Happening.BreachCondition => OnConditionAsync((unit, id) => BreachCondition.HandleAsync(unit, new(id, "Nothing came."))),
        Happening.CloseInError => OnCaseAsync(s_supervisor, (unit, id) => CloseCaseInError.HandleAsync(unit, new(id, "Another company."))),
        Happening.CounselGoesOn => OnTaskAsync(s_counsel, LetCaseGoOn.Task, (unit, task, id) => LetCaseGoOn.HandleAsync(unit, new(task, id, dice % 2 == 0 ? [] : ["26-30001"], "Read the order."))),
        Happening.CounselFindsSuccessor => SuccessorAsync(SuccessorTest.ImmediateFamily),
        Happening.CounselFindsNone => SuccessorAsync(),
        Happening.SellBusiness => ActAsync(s_inspector, unit => ChangeOwnership.HandleAsync(unit, new(_permit, PermitteeKind.Organization, $"Owner {++_owners} of {number} Inc", null, Today, Today))),
        Happening.GrantSale => OnSaleAsync((unit, id) => DecideOwnership.HandleAsync(unit, new DecideOwnership.Grant(id, Temporary: dice % 2 == 0))),
        Happening.CancelSale => OnSaleAsync((unit, id) => DecideOwnership.HandleAsync(unit, new DecideOwnership.Cancel(id, "Mistyped."))),
        Happening.OpenRenewal => ActAsync(s_inspector, unit => OpenRenewals.HandleAsync(unit, _permit)),
        Happening.Payment => SendAsync("payment.received.v1", new { paymentId = $"pay-{++_payments}", amount = dice % 3 == 0 ? "18250.00" : "100.10", receivedOn = Today }),
        Happening.ReturnPayment => SendAsync("payment.returned.v1", new { paymentId = $"pay-{Math.Max(1, _payments - dice % 2)}", returnedOn = Today }),
        Happening.Satisfied => SendAsync("judgment.satisfied.v1", new { on = Today }),
        Happening.Vacated => SendAsync("judgment.vacated.v1", new { on = Today, reason = "new trial" }),
        Happening.Reinstated => SendAsync("judgment.reinstated.v1", new { on = Today, reason = "affirmed" }),
        Happening.Withdrawn => SendAsync("judgment.withdrawn.v1", new { on = Today, reason = "in error" }),
        Happening.Appealed => SendAsync("judgment.appealed.v1", new { filedOn = Today }),
        Happening.Stayed => SendAsync("judgment.stayed.v1", new { stayId = $"s{dice % 2}" }),
        Happening.StayLifted => SendAsync("judgment.stay-lifted.v1", new { stayId = $"s{dice % 2}" }),
        Happening.AccordSigned => SendAsync("accord.signed.v1", new { accordId = $"a{dice % 2}", notarized = dice % 3 != 0, installments = new[] { new { dueOn = Today.AddDays(30), amount = "9125.00" } } }),
        Happening.InstallmentMissed => SendAsync("accord.installment-missed.v1", new { accordId = $"a{dice % 2}", dueOn = Today }),
        Happening.AccordCompleted => SendAsync("accord.completed.v1", new { accordId = $"a{dice % 2}", on = Today }),
        Happening.BankruptcyFiled => SendAsync("bankruptcy.filed.v1", new { caseNumber = "26-30001", chapter = "7" }),
        Happening.BankruptcyEnded => SendAsync("bankruptcy.ended.v1", new { caseNumber = "26-30001", how = dice % 3 == 0 ? "dismissed" : "discharged" }),
        Happening.Amended => SendAsync("judgment.amended.v1", Terms(dice % 2 == 0 ? "18250.00" : "9000.00")),
        Happening.AmendedAndSettled => SendAsync("judgment.amended.v1", Terms("18250.00", [.. Enumerable.Range(1, (int)_sequence).Select(s => (long)s)])),
        Happening.LeaveGap => LeaveGap(),
        Happening.FillGap => FillGapAsync(),
        Happening.Conflict => _last is null ? Task.CompletedTask : PublishAsync("judgment.served.v1", new { servedOn = Today, method = "mail" }, Guid.NewGuid().ToString(), _last.Value.Sequence),
        Happening.SettleDispute => SettleDisputeAsync(dice),
        Happening.Repeat => _last is not { } last ? Task.CompletedTask : PublishAsync(last.Type, last.Data, last.Id, last.Sequence),
        Happening.Malformed => PublishAsync("payment.received.v1", new { paymentId = "x", amount = "ten", receivedOn = Today }, Guid.NewGuid().ToString(), ++_sequence),
        Happening.NextStepOfCharges => NextStepOfChargesAsync(dice),
        Happening.AskForHearing => OnHearingAsync(s_inspector, (unit, id) => RequestHearing.HandleAsync(unit, new(id, Today, "Hear us."))),
        Happening.ContinueHearing => OnHearingAsync(s_inspector, (unit, id) => ContinueHearing.HandleAsync(unit, new(id, "Counsel is ill.", dice % 2 == 0))),
        Happening.Appeal => OnHearingAsync(s_inspector, (unit, id) => FileAppeal.HandleAsync(unit, new(id, Today, "An appeal."))),
        Happening.DecideAppeal => OnHearingAsync(s_inspector, (unit, id) => dice % 5 == 0
            ? DecideLeaveToAppeal.HandleAsync(unit, new(id, dice % 2 == 0, "Leave.", Today))
            : DecideAppeal.HandleAsync(unit, new(id, (AppealAct)(3 + (dice % 4)), "Decision.", Today, 2, Today.AddDays(1)))),
        Happening.BringOrderBack => OnHearingAsync(s_supervisor, (unit, id) => LiftStayOfOrder.HandleAsync(unit, new(id, Today.AddDays(1), "The doubt is over."))),
        _ => throw new ArgumentOutOfRangeException(nameof(happening)),
    };

    /// <summary>Whatever the charges wait for, done by whose task it is; a decision against the permittee more often than not.</summary>
    private async Task NextStepOfChargesAsync(int dice)
    {
        var (how, proof) = (ServiceMethod.InPerson, "Signed.");
        await OnTaskAsync(s_inspector, ServeWarning.Task, (unit, task, id) => ServeWarning.HandleAsync(unit, new(task, id, Today, how, proof)));
        await OnTaskAsync(s_inspector, ServeCharges.Task, (unit, task, id) => ServeCharges.HandleAsync(unit, new(task, id, "Unpaid.", Today, how, proof)));
        await OnStepAsync(s_supervisor, DecideLateRequest.Task, (unit, task, id) => DecideLateRequest.HandleAsync(unit, new(task, id, dice % 3 != 0, "In hospital.")));
        await OnStepAsync(s_inspector, ScheduleHearing.Task, (unit, task, id) => ScheduleHearing.HandleAsync(unit, new(task, id, new(Today.AddDays(12 + (dice % 4)), new(13, 0), "Room 300", true), true)));
        await OnStepAsync(s_inspector, ServeHearingNotice.Task, (unit, task, id) => ServeHearingNotice.HandleAsync(unit, new(task, id, Today, how, proof)));
        await OnStepAsync(s_officer, ConductHearing.Task, (unit, task, id) => ConductHearing.HandleAsync(unit, new(task, id, dice % 2 == 0, "Heard.")));
        await OnStepAsync(s_officer, DecideHearing.Task, (unit, task, id) => DecideHearing.HandleAsync(unit, new(task, id, DecisionBy(dice))));
        await OnStepAsync(s_inspector, ServeDecision.Task, (unit, task, id) => ServeDecision.HandleAsync(unit, new(task, id, Today, how, proof)));
    }

    private Decision DecisionBy(int dice) => (dice % 6) switch
    {
        0 => new(HearingOutcome.Dismiss, "Not proven."),
        1 => new(HearingOutcome.Condition, "Proven.", Required: new("Pay.", Today.AddDays(20), "A receipt.")),
        2 or 3 => new(HearingOutcome.Revoke, "Proven.", Today.AddDays(2)),
        _ => new(HearingOutcome.Suspend, "Proven.", Today.AddDays(2), dice % 2 == 0 ? 10 : null),
    };

    private async Task OnStepAsync(Actor by, string name, Func<UnitOfWork, Guid, Guid, Task> act)
    {
        await service.SettleAsync();
        await OnTaskAsync(by, name, async (unit, task, id) => await act(unit, task, (await unit.Db.Hearings.Where(h => h.CaseId == id).OrderByDescending(h => h.ChargedAt).FirstAsync()).Id));
    }

    private async Task OnHearingAsync(Actor by, Func<UnitOfWork, Guid, Task> act)
    {
        if (await service.ReadAsync(db => db.Hearings.Where(h => h.PermitId == _permit).OrderByDescending(h => h.ChargedAt).Select(h => (Guid?)h.Id).FirstOrDefaultAsync()) is { } id)
            await ActAsync(by, unit => act(unit, id));
    }

    private ProposeHold.Command Proposal(Guid task, Guid id, HoldSeverity severity) => new(task, id, severity, "Final and unpaid.", "An unpaid judgment.",
        severity == HoldSeverity.Required ? new("Show proof of payment.", Today.AddDays(20), "A receipt.") : null);

    private async Task PassAsync(int days)
    {
        service.Clock.Advance(TimeSpan.FromDays(days));
        await service.SettleAsync();
        await service.Services.GetRequiredService<DailyChecks>().RunNextAsync(default);
    }

    private Task LeaveGap()
    {
        _missing.Add(++_sequence);
        return SendAsync("judgment.served.v1", new { servedOn = Today, method = "mail" });
    }

    private async Task FillGapAsync()
    {
        if (_missing.Count == 0)
            return;
        var sequence = _missing[0];
        _missing.RemoveAt(0);
        await PublishAsync("judgment.served.v1", new { servedOn = Today, method = "mail" }, Guid.NewGuid().ToString(), sequence);
    }

    /// <summary>The first dispute, by one of its events or by none.</summary>
    private async Task SettleDisputeAsync(int dice)
    {
        var judgment = await service.ReadAsync(db => db.Judgments.SingleAsync(j => j.Subject == _subject));
        var state = await service.ReadAsync(db => JudgmentHistory.FoldAsync(db, judgment, Today, default));
        if (state.Disputes.Count == 0)
            return;
        var events = (await service.ReadAsync(db => DisputeFile.FindAsync(db, judgment.Id, state.Disputes[0].Name, Today, default)))!.Events.Select(e => e.Receipt).ToList();
        await ActAsync(s_supervisor, unit => SettleDispute.HandleAsync(unit,
            new(judgment.Id, state.Disputes[0].Name, events, dice % 3 == 0 ? null : events[dice % events.Count], "Asked the agency.")));
    }

    private Task SendAsync(string type, object data)
    {
        _last = (type, data, Guid.NewGuid().ToString(), ++_sequence);
        return PublishAsync(type, data, _last.Value.Id, _last.Value.Sequence);
    }

    private Task PublishAsync(string type, object data, string id, long sequence) => service.Services.GetRequiredService<Intake>().StoreAsync(Agency, "amqp",
        [JsonSerializer.SerializeToUtf8Bytes(new { specversion = "1.0", id, source = $"urn:agency:{Agency}", type, time = service.Clock.GetUtcNow(), subject = _subject, sequence, data })], default);

    private object Terms(string amount, long[]? settles = null) => new
    {
        appealDeadline = "2026-02-01",
        kind = "order-decision-award",
        amount,
        settles,
        parties = new[] { new { id = "p1", kind = "organization", name = $"Plum Tree {number} LLC", tradeNames = new[] { $"Plum Tree {number}" },
            addresses = new[] { new { line1 = $"{number} Alder Street", city = "San Francisco", state = "CA", postalCode = "94102" } } } },
    };

    private Task ActAsync(Actor by, Func<UnitOfWork, Task> act) => service.Units.RunAsync(by, act);

    private async Task OnCaseAsync(Actor by, Func<UnitOfWork, Guid, Task> act)
    {
        var id = await service.ReadAsync(db => db.Cases.Where(c => c.PermitId == _permit).OrderByDescending(c => c.OpenedAt).Select(c => (Guid?)c.Id).FirstOrDefaultAsync());
        if (id is not null)
            await ActAsync(by, unit => act(unit, id.Value));
    }

    private async Task OnTaskAsync(Actor by, string name, Func<UnitOfWork, Guid, Guid, Task> act)
    {
        var task = await service.ReadAsync(async db => (await db.WorkflowTasks.Where(t => t.Name == name && t.Status == "open").ToListAsync())
            .Join(await db.Cases.Where(c => c.PermitId == _permit).Select(c => c.Id).ToListAsync(), t => t.CorrelationId, id => $"case:{id}", (t, id) => ((Guid Task, Guid Case)?)(t.Id, id)).FirstOrDefault());
        if (task is { } open)
            await ActAsync(by, unit => act(unit, open.Task, open.Case));
    }

    private Task DecideAsync(Actor by, HoldDecision decision) =>
        OnTaskAsync(by, DecideHold.Task, async (unit, task, id) => await DecideHold.HandleAsync(unit, new(task, await HoldAsync(unit, id), decision, "Because.")));

    private Task SuccessorAsync(params SuccessorTest[] tests) => OnTaskAsync(s_counsel, DecideSuccessor.Task, (unit, task, id) =>
        DecideSuccessor.HandleAsync(unit, service.Services.GetRequiredService<Screening>(), new(task, id, tests.Length > 0, tests, "Read the leases.")));

    private static async Task<Guid> HoldAsync(UnitOfWork unit, Guid caseId) =>
        (await unit.Db.Holds.Where(h => h.CaseId == caseId).OrderByDescending(h => h.ProposedAt).FirstOrDefaultAsync())?.Id ?? throw new RuleViolation("hold.none", "There is no hold.");

    private async Task OnConditionAsync(Func<UnitOfWork, Guid, Task> act)
    {
        if (await service.ReadAsync(db => db.PermitConditions.Where(c => c.PermitId == _permit && c.Status == ConditionStatus.Open).Select(c => (Guid?)c.Id).FirstOrDefaultAsync()) is { } id)
            await ActAsync(s_inspector, unit => act(unit, id));
    }

    private async Task OnSaleAsync(Func<UnitOfWork, Guid, Task> act)
    {
        if (await service.ReadAsync(db => db.OwnershipChanges.Where(c => c.PermitId == _permit).OrderByDescending(c => c.RecordedAt).Select(c => (Guid?)c.Id).FirstOrDefaultAsync()) is { } id)
            await ActAsync(s_inspector, unit => act(unit, id));
    }
}
