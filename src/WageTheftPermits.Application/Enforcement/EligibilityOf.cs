using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Judgments;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.Application.Enforcement;

/// <summary>Reads what eligibility rests on, at this moment and inside the unit that would act on it.</summary>
public static class EligibilityOf
{
    /// <summary>Under the case's own policy. The judgment is folded anew from its events.</summary>
    public static async Task<Eligibility> CaseAsync(PermitsDbContext db, Case onCase, Policy policy, DateOnly today, CancellationToken ct)
    {
        var judgment = await db.Judgments.AsNoTracking().SingleAsync(j => j.Id == onCase.JudgmentId, ct);
        var party = await db.JudgmentParties.AsNoTracking().SingleAsync(p => p.Id == onCase.JudgmentPartyId, ct);
        var permit = await db.Permits.AsNoTracking().SingleAsync(p => p.Id == onCase.PermitId, ct);
        var confirmed = await db.MatchReviews.AnyAsync(r => r.Id == onCase.MatchReviewId && r.Status == MatchReviewStatus.Confirmed, ct);
        // What is stored and not yet understood may be the payment: it counts as well.
        var quarantined = await db.Deliveries.AnyAsync(
            d => d.Agency == judgment.Agency && d.Subject == judgment.Subject && (d.State == DeliveryState.Quarantined || d.State == DeliveryState.Stored), ct);
        var state = await JudgmentHistory.FoldAsync(db, judgment, today, ct);
        var standing = state.Party(party.PartyId);
        var finality = Finality.Of(state, party.PartyId, today, policy.AppealMailDays);
        var linked = await LinkedDebts.OfAsync(db, judgment.Id, ct);
        return Eligibility.Of(new EligibilityFacts
        {
            CaseId = onCase.Id,
            IdentityConfirmed = confirmed,
            Owes = standing?.Status.Owes() == true,
            PartyStatus = standing?.Status.ToWire() ?? "not named any more",
            IsFinal = finality.IsFinal,
            FinalityReason = Why(finality),
            Stayed = standing?.Status == PartyStatus.Stayed,
            Bankruptcy = (standing?.Bankruptcy ?? BankruptcyStatus.None).ToWire(),
            HasGaps = state.HasGaps,
            Disputed = state.Disputed,
            InQuarantine = quarantined,
            Balance = state.Balance,
            BalanceConfirmedOn = state.BalanceConfirmedOn,
            AccordKept = state.Accord == AccordStatus.Kept,
            PermitteeUnchanged = permit.PermitteeId == onCase.PermitteeId,
            PostalCode = permit.Site.PostalCode,
            IsLead = judgment.IsLead,
            UndecidedDebts = (await LinkedDebts.UndecidedAsync(db, judgment.Id, ct)).ConvertAll(other => other.Name),
            Follows = linked.FirstOrDefault(other => other.OtherLeads)?.Other.Name,
            LinkedBars = [.. linked.Select(other => other.About(party.Id).Bar).OfType<string>()],
        }, policy, today);
    }

    private static string Why(Finality finality) => finality.Reason switch
    {
        FinalityReason.Final => "",
        FinalityReason.PartyUnknown => "the judgment does not name the party.",
        FinalityReason.NotFinal => "the agency has not said that it is final.",
        FinalityReason.Appealed => "an appeal is pending.",
        FinalityReason.DeadlineUnknown => "the agency has not given the deadline to appeal.",
        _ => $"the time to appeal runs until {finality.Deadline:yyyy-MM-dd}, mail days included.",
    };
}
