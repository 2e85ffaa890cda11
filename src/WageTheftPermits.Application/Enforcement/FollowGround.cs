using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Hearings;
using WageTheftPermits.Application.Judgments;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Application.Restitution;
using WageTheftPermits.Contracts.Outgoing;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.Domain.Renewals;

namespace WageTheftPermits.Application.Enforcement;

/// <summary>
/// Carries out what a case has come to rest on, in the unit that learns of it: a satisfied, vacated or withdrawn judgment releases it, an accord
/// puts a condition in the place of a hold, a stay or a bankruptcy sets everything down for counsel, a doubt suspends, a returned payment opens it again.
/// </summary>
public static class FollowGround
{
    /// <summary>
    /// Every case of a judgment, and of those that are or may be one debt with it, after its events or what people decided about them have changed.
    /// </summary>
    public static async Task JudgmentAsync(UnitOfWork unit, Judgment judgment)
    {
        await unit.Db.SaveChangesAsync(unit.Cancellation);
        var related = LinkedDebts.Related(unit.Db, judgment.Id);
        foreach (var id in await unit.Db.Cases.Where(c => c.JudgmentId == judgment.Id || related.Contains(c.JudgmentId)).OrderBy(c => c.PermitId).ThenBy(c => c.Id).Select(c => c.Id).ToListAsync(unit.Cancellation))
            await CaseAsync(unit, id);
        await TellRenewalsAsync(unit, judgment);
    }

    /// <summary>Every case of a permit, after its holder has changed.</summary>
    public static async Task PermitAsync(UnitOfWork unit, Guid permitId)
    {
        await unit.Db.SaveChangesAsync(unit.Cancellation);
        foreach (var id in await unit.Db.Cases.Where(c => c.PermitId == permitId && c.Status != CaseStatus.Closed).OrderBy(c => c.Id).Select(c => c.Id).ToListAsync(unit.Cancellation))
            await CaseAsync(unit, id);
        await RenewalsOf.TellAsync(unit, permitId);
    }

    /// <summary>One case. Whatever waits on it looks again.</summary>
    public static async Task CaseAsync(UnitOfWork unit, Guid caseId)
    {
        var file = await CaseFile.OpenAsync(unit, caseId);
        var before = file.Case.Status;
        if (file.Case.IsLive)
            await FollowAsync(unit, file);
        else if (OpensAgain(file))
            await ReopenAsync(unit, file);
        else if (file.Case.CloseCause == CloseCause.PermitRevoked && (!file.Facts.IdentityConfirmed || file.Party.Removed || file.Party.Status is PartyStatus.Vacated or PartyStatus.Withdrawn))
            await EndProceedings.HandleAsync(unit, file, file.Ground.Reason, inError: true);
        if (file.Case.IsOpen || before != file.Case.Status)
            await unit.ChangedAsync("case", caseId);
        if (before != file.Case.Status)
            await RenewalsOf.TellAsync(unit, file.Permit.Id);
    }

    private static Task FollowAsync(UnitOfWork unit, CaseFile file) => file.Ground.Kind switch
    {
        GroundKind.Gone => ReleaseCase.HandleAsync(unit, file, file.Facts.IdentityConfirmed ? CloseCause.NothingOwed : CloseCause.Error, file.Ground.Reason,
            inError: !file.Facts.IdentityConfirmed || file.Party.Status == PartyStatus.Withdrawn),
        GroundKind.AccordCompleted => ReleaseCase.HandleAsync(unit, file, CloseCause.AccordCompleted, file.Ground.Reason),
        GroundKind.HolderChanged => FollowHolder.HandleAsync(unit, file),
        GroundKind.Bankrupt => PauseAsync(unit, file, CaseAct.EnterBankruptcy),
        GroundKind.Stayed => PauseAsync(unit, file, CaseAct.Stay),
        GroundKind.NotFinal => LoseGroundAsync(unit, file),
        GroundKind.Sheltered => ShelterAsync(unit, file),
        _ => KeepAsync(unit, file),
    };

    private static async Task PauseAsync(UnitOfWork unit, CaseFile file, CaseAct act)
    {
        if (Case.Next(file.Case.Status, act) is null)
            return;
        file.Case.Pause(file.Ground, unit.Now);
        unit.Audit("case paused", $"Case {file.Case.Reference} is for counsel: {file.Ground.Reason}", file.Subjects, file.Ground.Reason, policyVersion: file.Policy.Version);
        await ReleaseCase.LiftAsync(unit, file, file.Ground.Reason, inError: false);
    }

    private static async Task LoseGroundAsync(UnitOfWork unit, CaseFile file)
    {
        if (Case.Next(file.Case.Status, CaseAct.LoseGround) is null)
            return;
        file.Case.LoseGround(file.Ground, unit.Now);
        unit.Audit("case waits", $"Case {file.Case.Reference} begins again: {file.Ground.Reason}", file.Subjects, file.Ground.Reason, policyVersion: file.Policy.Version);
        await ReleaseCase.LiftAsync(unit, file, file.Ground.Reason, inError: false);
    }

    /// <summary>Before a notice an accord only keeps the case waiting; after it, it takes the place of a hold.</summary>
    private static async Task ShelterAsync(UnitOfWork unit, CaseFile file)
    {
        if (Case.Next(file.Case.Status, CaseAct.SignAccord) is null
            || await unit.Db.PermitConditions.AnyAsync(c => c.CaseId == file.Case.Id && c.Status == ConditionStatus.Open && c.Kind == ConditionKind.Accord, unit.Cancellation))
            return;
        var state = await JudgmentHistory.FoldAsync(unit.Db, file.Judgment, unit.TodayIn(file.Policy), unit.Cancellation);
        await ReleaseCase.LiftAsync(unit, file, file.Ground.Reason, inError: false);
        file.Case.SignAccord(file.Ground, unit.Now);
        var condition = PermitCondition.KeepAccord(Guid.CreateVersion7(), file.Case, state.LastAccord!.AccordId, state.LastAccord.Installments.Max(i => i.DueOn), unit.Now);
        unit.Db.PermitConditions.Add(condition);
        unit.Audit("permit conditioned", $"Permit {file.Permit.Number} is issued on the condition that accord {state.LastAccord.AccordId} is kept.",
            [.. file.Subjects, ("condition", condition.Id)], file.Ground.Reason, state.LastAccord, file.Policy.Version);
        file.TellAgency(unit, MessageTypes.PermitConditioned, condition.Text);
    }

    /// <summary>The judgment is final and owed: a broken accord's condition is breached, and a hold stands, is suspended, or comes back.</summary>
    private static async Task KeepAsync(UnitOfWork unit, CaseFile file)
    {
        if (file.Facts.AccordBroken && file.Case.Status == CaseStatus.Conditioned)
            await BreachAccordAsync(unit, file);
        var hold = await unit.Db.Holds.SingleOrDefaultAsync(h => h.CaseId == file.Case.Id && (h.Status == HoldStatus.InForce || h.Status == HoldStatus.Suspended), unit.Cancellation);
        if (hold is null)
            return;
        if (!file.Ground.SupportsHold)
        {
            if (file.Facts.Balance <= file.Policy.DeMinimis)
                await StayOrderAsync(unit, file);
            var until = new Deadlines(file.Policy).BusinessDaysAfter(unit.TodayIn(file.Policy), file.Policy.ReviewDays);
            if (!hold.Suspend(file.Ground, until))
                return;
            AskWhetherPaid(unit, file);
            await NoteAsync(unit, file, hold, "hold suspended", $"Hold {hold.Reference} is suspended: {file.Ground.Reason}");
        }
        else if (hold.Status == HoldStatus.Suspended && file.Eligibility.IsEligible)
        {
            hold.Resume(file.Case, file.Eligibility);
            await NoteAsync(unit, file, hold, "hold resumed", $"Hold {hold.Reference} is in force again: the doubt has ended.");
        }
    }

    /// <summary>By the payments reported nothing is left to pay: no doors stay closed over it while the agency is asked.</summary>
    private static async Task StayOrderAsync(UnitOfWork unit, CaseFile file)
    {
        foreach (var order in await unit.Db.PermitOrders.Where(o => o.CaseId == file.Case.Id && (o.Status == OrderStatus.Issued || o.Status == OrderStatus.InEffect)).ToListAsync(unit.Cancellation))
        {
            order.Stay(file.Permit, file.Ground.Reason, await HearingFacts.ClosedByAnotherAsync(unit.Db, order, unit.Cancellation), unit.TodayIn(file.Policy));
            unit.Audit("order stayed", $"Order {order.Reference} has no effect for now: {file.Ground.Reason}", [.. file.Subjects, ("order", order.Id)], file.Ground.Reason, file.Eligibility, file.Policy.Version);
        }
    }

    /// <summary>Nothing is left to pay by the events, and the hold still waits for the agency's word: it is asked at once, where the ledger has not asked in this unit already.</summary>
    private static void AskWhetherPaid(UnitOfWork unit, CaseFile file)
    {
        if (file.Facts.Balance > file.Policy.DeMinimis || unit.Db.AuditEntries.Local.Any(e => e.Action == AskWhenPaidOff.Action))
            return;
        file.TellAgency(unit, MessageTypes.BalanceRequested, "By the payments reported nothing is left to pay. Please confirm the balance, or that the judgment is satisfied.");
    }

    private static async Task BreachAccordAsync(UnitOfWork unit, CaseFile file)
    {
        var condition = await unit.Db.PermitConditions.SingleOrDefaultAsync(
            c => c.CaseId == file.Case.Id && c.Status == ConditionStatus.Open && c.Kind == ConditionKind.Accord, unit.Cancellation);
        if (condition is null)
            return;
        condition.AccordBroken(unit.Actor, "The agency reported a missed instalment.", unit.Now);
        file.Case.BreachCondition(unit.Now);
        unit.Audit("condition breached", $"The accord was not kept; it shelters case {file.Case.Reference} no longer.", [.. file.Subjects, ("condition", condition.Id)],
            condition.EndReason, policyVersion: file.Policy.Version);
        await ReleaseCase.LiftAsync(unit, file, "The accord was not kept; a hold needs a new proposal.", inError: false);
    }

    private static async Task NoteAsync(UnitOfWork unit, CaseFile file, Hold hold, string action, string summary)
    {
        unit.Audit(action, summary, [.. file.Subjects, ("hold", hold.Id)], file.Ground.Reason, file.Eligibility, file.Policy.Version);
        await RenewalsOf.TellAsync(unit, file.Permit.Id);
    }

    /// <summary>It was released because nothing was owed, or because the accord was completed, and that is so no longer.</summary>
    private static bool OpensAgain(CaseFile file) => file.Facts is { IdentityConfirmed: true, Owes: true, PermitteeUnchanged: true, AccordCompleted: false, Follows: null }
        && file.Case.CloseCause is CloseCause.NothingOwed or CloseCause.AccordCompleted;

    private static async Task ReopenAsync(UnitOfWork unit, CaseFile file)
    {
        if (await unit.Db.Cases.AnyAsync(c => c.Id != file.Case.Id && c.PermitId == file.Case.PermitId && c.PermitteeId == file.Case.PermitteeId
            && c.JudgmentPartyId == file.Case.JudgmentPartyId && c.Status != CaseStatus.Closed, unit.Cancellation))
            return;
        var finished = file.Case.Status == CaseStatus.Closed;
        const string Reason = "The party owes again: a payment was returned, or the judgment stands again.";
        file.Case.Reopen(Reason, unit.Now);
        unit.Audit("case reopened", $"Case {file.Case.Reference} is open again. {Reason}", file.Subjects, Reason, file.Eligibility, file.Policy.Version);
        file.TellAgency(unit, MessageTypes.CaseOpened, $"Opened again. {Reason}");
        if (finished)
            await DecideMatch.StartWorkflowAsync(unit, file.Case);
    }

    /// <summary>Renewals of permits that this judgment's matches or holds may block.</summary>
    private static async Task TellRenewalsAsync(UnitOfWork unit, Judgment judgment)
    {
        var renewals = await (from review in unit.Db.MatchReviews
                              join party in unit.Db.JudgmentParties on review.JudgmentPartyId equals party.Id
                              join renewal in unit.Db.Renewals on review.PermitId equals renewal.PermitId
                              where party.JudgmentId == judgment.Id && renewal.Status == RenewalStatus.Open
                              select renewal.Id).Distinct().ToListAsync(unit.Cancellation);
        foreach (var id in renewals)
            await unit.ChangedAsync("renewal", id);
    }
}
