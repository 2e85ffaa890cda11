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
    public static async Task<Eligibility> CaseAsync(PermitsDbContext db, Case onCase, Policy policy, DateOnly today, CancellationToken ct) =>
        Eligibility.Of(await FactsAsync(db, onCase, policy, today, ct), policy, today);

    public static async Task<EligibilityFacts> FactsAsync(PermitsDbContext db, Case onCase, Policy policy, DateOnly today, CancellationToken ct)
    {
        var judgment = await db.Judgments.AsNoTracking().SingleAsync(j => j.Id == onCase.JudgmentId, ct);
        var party = await db.JudgmentParties.AsNoTracking().SingleAsync(p => p.Id == onCase.JudgmentPartyId, ct);
        var permit = await db.Permits.AsNoTracking().SingleAsync(p => p.Id == onCase.PermitId, ct);
        var confirmed = await db.MatchReviews.AnyAsync(r => r.Id == onCase.MatchReviewId && r.Status == MatchReviewStatus.Confirmed, ct);
        var unsettled = await db.Deliveries.Where(
            d => d.Agency == judgment.Agency && d.Subject == judgment.Subject && (d.State == DeliveryState.Quarantined || d.State == DeliveryState.Stored))
            .Select(d => d.State).Distinct().ToListAsync(ct);
        var state = await JudgmentHistory.FoldAsync(db, judgment, today, ct);
        var standing = state.Party(party.PartyId);
        var finality = Finality.Of(state, party.PartyId, today, policy.AppealMailDays);
        var linked = await LinkedDebts.OfAsync(db, judgment.Id, ct);
        // Another report of the same debt that ends it ends it here too, whatever this one says.
        var ended = linked.Where(other => !other.OtherLeads).Select(other => other.About(party.Id).End).FirstOrDefault(end => end is not null);
        return new EligibilityFacts
        {
            CaseId = onCase.Id,
            IdentityConfirmed = confirmed,
            Owes = standing?.Status.Owes() == true && ended is null,
            PartyStatus = ended ?? (standing is null ? "The judgment no longer names the party." : $"The judgment is {standing.Status.ToWire()} as to the party."),
            IsFinal = finality.IsFinal,
            FinalityReason = Why(finality),
            Stayed = standing?.Status == PartyStatus.Stayed,
            Bankruptcy = (standing?.Bankruptcy ?? BankruptcyStatus.None).ToWire(),
            HasGaps = state.HasGaps,
            Disputed = state.Disputed,
            InQuarantine = unsettled.Contains(DeliveryState.Quarantined),
            // What is stored and not yet understood may be the payment: it counts as well.
            Unread = unsettled.Contains(DeliveryState.Stored),
            Balance = state.Balance,
            BalanceConfirmedOn = state.BalanceConfirmedOn,
            AccordKept = state.Accord == AccordStatus.Kept && (!policy.Accord.MustBeNotarized || state.LastAccord?.Notarized != false),
            AccordBroken = state.Accord == AccordStatus.Broken,
            AccordCompleted = state.AccordStandsCompleted,
            PermitteeUnchanged = permit.PermitteeId == onCase.PermitteeId,
            PostalCode = permit.Site.PostalCode,
            IsLead = judgment.IsLead,
            UndecidedDebts = (await LinkedDebts.UndecidedAsync(db, judgment.Id, ct)).ConvertAll(other => other.Name),
            Follows = linked.FirstOrDefault(other => other.OtherLeads)?.Other.Name,
            LinkedBars = [.. linked.Select(other => other.About(party.Id).Bar).OfType<string>()],
            JudgmentKind = judgment.Kind,
            Violations = [.. state.Terms?.Violations ?? []],
            City = permit.Site.City,
            UnreadAnswers = await db.Answers.Where(a => a.CaseId == onCase.Id && a.ReadAt == null).OrderBy(a => a.ReceivedAt).Select(a => a.Number).ToListAsync(ct),
        };
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
