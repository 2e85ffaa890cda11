using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Hearings;
using WageTheftPermits.Contracts.Outgoing;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Judgments;

namespace WageTheftPermits.Application.Enforcement;

/// <summary>Closes the file of a case that was released, and tells the agency.</summary>
internal static class CloseReleasedCase
{
    public static async Task HandleAsync(UnitOfWork unit, CaseFile file)
    {
        file.Case.Close(unit.Now);
        file.TellAgency(unit, MessageTypes.CaseClosed, file.Case.CloseReason ?? "Released.");
        unit.Audit("case closed", $"Case {file.Case.Reference} closed: {file.Case.CloseReason}", file.Subjects, file.Case.CloseReason, policyVersion: file.Policy.Version);
        await RenewalsOf.TellAsync(unit, file.Permit.Id);
    }
}

/// <summary>Sets a permit free of a case: every hold and condition that rests on it ends in the same unit.</summary>
internal static class ReleaseCase
{
    /// <param name="inError">The judgment or the match was a mistake: what was held is voided, not lifted.</param>
    public static async Task HandleAsync(UnitOfWork unit, CaseFile file, CloseCause cause, string reason, bool inError = false)
    {
        file.Case.Release(cause, reason, unit.Now);
        await LiftAsync(unit, file, reason, inError);
        unit.Audit("case released", $"Case {file.Case.Reference} released: {reason}", file.Subjects, reason, policyVersion: file.Policy.Version);
    }

    /// <summary>Ends what stands against the permit: its charges and orders, the case's live hold and its open conditions, whatever becomes of the case.</summary>
    public static async Task LiftAsync(UnitOfWork unit, CaseFile file, string reason, bool inError)
    {
        await EndProceedings.HandleAsync(unit, file, reason, inError || file.Party.Status is PartyStatus.Vacated or PartyStatus.Withdrawn);
        await LiftHoldsAsync(unit, file, reason, inError);
    }

    /// <summary>Ends the case's live hold and its open conditions alone.</summary>
    public static async Task LiftHoldsAsync(UnitOfWork unit, CaseFile file, string reason, bool inError)
    {
        foreach (var hold in await unit.Db.Holds.Where(h => h.CaseId == file.Case.Id
            && (h.Status == HoldStatus.Proposed || h.Status == HoldStatus.InForce || h.Status == HoldStatus.Suspended)).ToListAsync(unit.Cancellation))
        {
            var approved = hold.Release(unit.Actor, reason, inError, unit.Now);
            unit.Audit(approved ? "hold lifted" : "hold withdrawn", $"Hold {hold.Reference} {Naming.Word(hold.Status)} by itself: {reason}", [.. file.Subjects, ("hold", hold.Id)], reason,
                policyVersion: file.Policy.Version);
            if (approved)
                file.TellAgency(unit, MessageTypes.HoldReleased, reason);
        }
        foreach (var condition in await unit.Db.PermitConditions.Where(c => c.CaseId == file.Case.Id && c.Status == ConditionStatus.Open).ToListAsync(unit.Cancellation))
        {
            condition.Lift(unit.Actor, reason, unit.Now);
            unit.Audit("condition lifted", $"A condition on permit {file.Permit.Number} ended: {reason}", [.. file.Subjects, ("condition", condition.Id)], reason, policyVersion: file.Policy.Version);
        }
    }
}
