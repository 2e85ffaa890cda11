using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Judgments;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Api.People;

public sealed record JudgmentItem(
    Guid Id, string Agency, string Subject, string? CaseNumber, string? Court, JudgmentStatus Status, decimal? Amount, decimal? Balance, DateOnly? BalanceConfirmedOn, bool Disputed, bool HasGaps, bool IsLead, DateTimeOffset ChangedAt);

public sealed record JudgmentPartyAnswer(string Id, string Name, string? Role, string? Kind, PartyStatus Status, BankruptcyStatus Bankruptcy);

public sealed record PaymentAnswer(string Id, decimal Amount, DateOnly ReceivedOn, DateOnly? ReturnedOn);

public sealed record JudgmentCase(Guid Id, string Reference, CaseStatus Status, string Permit, string TradeName);

/// <summary>What is held of a judgment. It changes by its agency's events alone.</summary>
/// <param name="Gaps">Ranges of sequences that have not come, both ends included.</param>
public sealed record JudgmentDetail(
    Guid Id, string Agency, string Subject, string? CaseNumber, string? Court, DateOnly? IssuedOn, string? Kind, JudgmentStatus Status, decimal? Amount, decimal Paid, decimal? Balance, decimal Overpaid, DateOnly? BalanceConfirmedOn,
    AccordStatus Accord, long LastSequence, IReadOnlyList<long[]> Gaps, bool Disputed, bool IsLead, string? AssignedTo, IReadOnlyList<JudgmentPartyAnswer> Parties, IReadOnlyList<PaymentAnswer> Payments, IReadOnlyList<JudgmentCase> Cases);

/// <summary>The judgments as the agencies' events say they stand.</summary>
internal static class JudgmentsApi
{
    private const int SlashesBeforeSubject = 5; // /api/v1/judgments/{agency}/

    public static void Map(PersonRoutes routes)
    {
        routes.List<JudgmentItem>("/judgments", null, "ListJudgments", "Judgments. status: a status; agency: its key; q: part of a subject, a case number or a party's name.", ListAsync);
        routes.One<JudgmentDetail>("/judgments/{agency}/{**subject}", null, "ReadOneJudgment", "One judgment by its agency and the agency's own key.", ReadAsync);
    }

    private static Task<IResult> ListAsync(string? status, string? agency, string? q, string? after, string? limit, Asking ask)
    {
        var judgments = ask.Db.Judgments.AsNoTracking();
        if (Asking.Word<JudgmentStatus>("status", status) is { } one)
            judgments = judgments.Where(j => j.Status == one);
        if (agency is not null)
            judgments = judgments.Where(j => j.Agency == agency);
        if (ListFilter.Pattern(q) is { } pattern)
        {
            judgments = judgments.Where(j => EF.Functions.ILike(j.Subject, pattern, SearchText.Escape) || EF.Functions.ILike(j.CaseNumber ?? "", pattern, SearchText.Escape)
                || j.Parties.Any(party => EF.Functions.ILike(party.Name, pattern, SearchText.Escape)));
        }
        return ask.ListAsync(judgments, j => j.Id,
            j => new JudgmentItem(j.Id, j.Agency, j.Subject, j.CaseNumber, j.Court, j.Status, j.Amount, j.Balance, j.BalanceConfirmedOn, j.Disputed, j.HasGaps, j.IsLead, j.ChangedAt), item => item.Id, after, limit);
    }

    private static async Task<IResult> ReadAsync(string agency, string subject, Asking ask)
    {
        var written = WrittenPath.Tail(ask.Http, subject, SlashesBeforeSubject);
        var judgment = Texts.CanBeKept(written) ? await ask.Db.Judgments.AsNoTracking().Include(j => j.Parties).SingleOrDefaultAsync(j => j.Agency == agency && j.Subject == written, ask.Ct) : null;
        if (judgment is null)
            throw ApiRefusal.NotThere();
        var state = await JudgmentHistory.FoldAsync(ask.Db, judgment, ask.Time.Today, ask.Ct);
        return ask.One(new JudgmentDetail(judgment.Id, judgment.Agency, judgment.Subject, judgment.CaseNumber, judgment.Court, judgment.IssuedOn, judgment.Kind, state.Status, state.Amount, state.Paid, state.Balance, state.Overpaid,
            state.BalanceConfirmedOn, state.Accord, state.LastSequence, [.. state.Gaps.Select(gap => new[] { gap.First, gap.Last })], state.Disputed, judgment.IsLead, judgment.AssignedTo,
            [.. judgment.Parties.Where(p => !p.Removed).OrderBy(p => p.PartyId, StringComparer.Ordinal).Select(p => new JudgmentPartyAnswer(p.PartyId, p.Name, p.Role, p.Kind, p.Status, p.Bankruptcy))],
            [.. state.Payments.Select(p => new PaymentAnswer(p.PaymentId, p.Amount, p.ReceivedOn, p.ReturnedOn))],
            await CaseRow.Of(ask.Db).Where(c => c.JudgmentId == judgment.Id).OrderBy(c => c.OpenedAt).Select(c => new JudgmentCase(c.Id, c.Reference, c.Status, c.PermitNumber, c.TradeName)).ToListAsync(ask.Ct)));
    }
}
