using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Hearings;
using WageTheftPermits.Application.Judgments;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.Application.Notices;

/// <summary>What a letter of a case states, as the record has it at this moment.</summary>
internal static class LetterFactsOf
{
    /// <param name="kind">What the letter is for.</param>
    /// <param name="number">The letter's own.</param>
    /// <param name="preparedOn">The day that the letter bears.</param>
    /// <param name="answer">Where the permittee's page is and the letter's code for it; null where there is none.</param>
    public static async Task<LetterFacts> ReadAsync(UnitOfWork unit, CaseFile file, string kind, string number, ServicePlan plan, DateOnly preparedOn, (string Address, string Code)? answer)
    {
        var ct = unit.Cancellation;
        var state = await JudgmentHistory.FoldAsync(unit.Db, file.Judgment, unit.TodayIn(file.Policy), ct);
        var permittee = await unit.Db.Permittees.SingleAsync(p => p.Id == file.Case.PermitteeId, ct);
        var agency = await unit.Db.Agencies.Where(a => a.Key == file.Judgment.Agency).Select(a => a.Name).SingleAsync(ct);
        var hearing = await unit.Db.Hearings.Where(h => h.CaseId == file.Case.Id).OrderByDescending(h => h.ChargedAt).FirstOrDefaultAsync(ct);
        var order = hearing is null ? null : await unit.Db.PermitOrders.SingleOrDefaultAsync(o => o.HearingId == hearing.Id, ct);
        // Charges are drafted before there is a hearing on them: they are what the hold says to the permittee.
        var held = hearing is { IsOpen: true } ? null : await HearingFacts.HoldAsync(unit.Db, file.Case.Id, ct);
        return new LetterFacts
        {
            Today = preparedOn,
            LetterNumber = number,
            CaseReference = file.Case.Reference,
            Program = file.Policy.Name,
            LegalBasis = file.Policy.LegalBasis,
            Permittee = NameOf(permittee) ?? file.Party.Name,
            TradeName = file.Permit.TradeName,
            PermitNumber = file.Permit.Number,
            Site = Lines(file.Permit.Site),
            Debtor = file.Party.Name,
            Agency = agency,
            Court = file.Judgment.Court,
            CaseNumber = file.Judgment.CaseNumber ?? file.Judgment.Subject,
            IssuedOn = file.Judgment.IssuedOn,
            Owed = state.Balance,
            OwedAsOf = AsOf(state),
            Interest = state.ConfirmedBalance?.Interest,
            PayTo = file.Judgment.AssignedTo ?? agency,
            Service = plan,
            ResponseDays = kind == LetterKinds.Warning ? file.Policy.Warnings.DaysBetween : file.Policy.ResponseDays,
            MailDays = file.Policy.MailDays,
            Released = file.Case.CloseCause,
            Charges = held?.PublicReason ?? hearing?.Charges,
            RequestBy = kind == LetterKinds.NoticeOfCharges ? plan.RespondBy : null,
            HearingOn = hearing?.Slot?.Day,
            HearingTime = hearing?.Slot?.At,
            HearingPlace = hearing?.Slot?.Place,
            DecisionFindings = hearing?.Findings,
            DecisionOutcome = hearing?.Outcome,
            OrderEffective = order?.EffectiveOn,
            OrderUntil = order?.EndsOn ?? (order?.Days is { } days ? order.EffectiveOn.AddDays(days - 1) : null),
            AppealBy = kind == LetterKinds.Decision ? plan.RespondBy : null,
            AppealBody = file.Policy.Appeal.Body,
            AnswerAddress = answer?.Address,
            AnswerCode = answer?.Code,
        };
    }

    /// <summary>As it stands on an envelope.</summary>
    private static string Lines(Site site) => string.Join('\n', new[] { site.Line1, site.Line2, $"{site.City}, {site.State} {site.PostalCode}".Trim() }.Where(line => !string.IsNullOrWhiteSpace(line)));

    private static string? NameOf(Permittee permittee) => permittee.LegalName ?? permittee.OwnerName;

    /// <summary>The balance is the agency's word, less what was paid since: it holds from the later of the two days.</summary>
    private static DateOnly? AsOf(Domain.Judgments.JudgmentState state)
    {
        var paid = state.Payments.Where(payment => payment.Stands).Select(payment => (DateOnly?)payment.ReceivedOn).Max();
        return state.BalanceConfirmedOn is not { } confirmed ? paid ?? state.Terms?.IssuedOn : paid > confirmed ? paid : confirmed;
    }
}
