using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Judgments;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Contracts.Outgoing;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Renewals;
using News = WageTheftPermits.Application.Messaging.News;

namespace WageTheftPermits.Application.Enforcement;

/// <summary>
/// Sets free what a judgment no longer supports, in the unit that learns of it: a party that was satisfied, vacated, withdrawn, expired
/// or is no longer named owes nothing, and every hold that rests on its cases is lifted, from whatever state.
/// </summary>
public static class ReleaseUnsupported
{
    public static async Task HandleAsync(UnitOfWork unit, Judgment judgment)
    {
        var cases = await unit.Db.Cases.Where(c => c.JudgmentId == judgment.Id && c.Status != CaseStatus.Closed).OrderBy(c => c.PermitId).ToListAsync(unit.Cancellation);
        foreach (var one in cases)
        {
            var party = judgment.Parties.Single(p => p.Id == one.JudgmentPartyId);
            if (one.Status != CaseStatus.Releasing && (party.Removed || !party.Status.Owes()))
                await ReleaseAsync(unit, judgment, party, one, party.Removed ? "The judgment no longer names the party." : $"The judgment is {party.Status.ToWire()} as to the party.");
        }
        await TellCasesAsync(unit, judgment);
        await TellRenewalsAsync(unit, judgment);
    }

    /// <summary>Everything that waits on a fact about this judgment looks again, on those too that are or may be one debt with it.</summary>
    public static async Task TellCasesAsync(UnitOfWork unit, Judgment judgment)
    {
        foreach (var id in await LinkedDebts.CasesOn(unit.Db, judgment.Id).Select(c => c.Id).ToListAsync(unit.Cancellation))
            await unit.ChangedAsync("case", id);
    }

    /// <summary>Releases one case with every hold that rests on it. The case's workflow tells the agency and closes it.</summary>
    internal static async Task ReleaseAsync(UnitOfWork unit, Judgment judgment, PartyOfRecord party, Case one, string reason)
    {
        await unit.LockPermitAsync(one.PermitId);
        one.Release(reason);
        var permit = await unit.Db.Permits.Where(p => p.Id == one.PermitId).Select(p => p.Number).SingleAsync(unit.Cancellation);
        foreach (var hold in await unit.Db.Holds.Where(h => h.CaseId == one.Id && (h.Status == HoldStatus.Proposed || h.Status == HoldStatus.InForce)).ToListAsync(unit.Cancellation))
        {
            if (!hold.Release(unit.Actor, reason, unit.Now))
                continue;
            News.TellAgency(unit, MessageTypes.HoldReleased, judgment, party.PartyId, permit, reason);
            unit.Audit("hold lifted", $"Hold {hold.Reference} lifted by itself: {reason}", [("hold", hold.Id), ("case", one.Id), ("permit", one.PermitId)], reason);
        }
        unit.Audit("case released", $"Case {one.Reference} released: {reason}", [("case", one.Id), ("permit", one.PermitId), ("judgment", judgment.Id)], reason, policyVersion: one.PolicyVersion);
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
