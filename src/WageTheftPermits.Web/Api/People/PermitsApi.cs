using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Api.People;

public sealed record PermitItem(string Number, string Type, string TradeName, string? Permittee, string Site, PermitStatus Status, DateOnly TermStart, DateOnly TermEnd);

public sealed record PermitteeAnswer(PermitteeKind Kind, string? LegalName, string? OwnerName, string? Language);

public sealed record PermitRenewal(Guid Id, DateOnly TermStart, DateOnly TermEnd, RenewalStatus Status, DateOnly DueOn, DateTimeOffset? EndedAt);

public sealed record PermitCase(Guid Id, string Reference, CaseStatus Status, string Judgment, string Party, DateTimeOffset OpenedAt);

public sealed record ConditionAnswer(Guid Id, Guid Case, ConditionKind Kind, string Text, DateOnly? DueOn, string EvidenceRequired, ConditionStatus Status);

/// <param name="Compared">How many parties of judgments it was compared with.</param>
public sealed record ScreeningAnswer(DateTimeOffset At, string Outcome, int Compared, int Proposed, string ModelVersion);

public sealed record PermitAnswer(
    string Number, string Type, string TradeName, Site Site, PermitteeAnswer Permittee, PermitStatus Status, DateOnly TermStart, DateOnly TermEnd, decimal? FeeOwed, IReadOnlyList<string>? MissingDocuments,
    IReadOnlyList<PermitRenewal> Renewals, IReadOnlyList<PermitCase> Cases, IReadOnlyList<ConditionAnswer> Conditions, ScreeningAnswer? LastScreening);

/// <summary>The permits.</summary>
internal static class PermitsApi
{
    public static void Map(PersonRoutes routes)
    {
        routes.List<PermitItem>("/permits", null, "ListPermits", "Permits by their numbers. number: exactly this one; q: part of a number, a name or an address; standing: a status.", ListAsync);
        routes.One<PermitAnswer>("/permits/{number}", null, "ReadPermit", "One permit with its renewals, cases and conditions.", async (string number, Asking ask) => ask.One(await ReadAsync(ask.Db, number, ask.Ct)));
        routes.Make<Nothing, ScreeningAnswer>("/permits/{number}/screenings", Access.ReviewMatches, "ScreenPermit", "Screens the permit now.", ScreenAsync);
        routes.Make<Nothing, RenewalMoved>("/permits/{number}/late-renewals", Access.ProcessRenewals, "OpenLateRenewal", "Opens a late renewal of a permit whose renewal lapsed.", OpenLateAsync);
    }

    private static Task<IResult> ListAsync(string? number, string? q, string? standing, string? after, string? limit, Asking ask)
    {
        var permits = ask.Db.Permits.AsNoTracking();
        if (number is not null)
            permits = permits.Where(p => p.Number == number);
        if (Asking.Word<PermitStatus>("standing", standing) is { } status)
            permits = permits.Where(p => p.Status == status);
        if (ListFilter.Pattern(q) is { } pattern)
        {
            permits = permits.Where(p => EF.Functions.ILike(p.Number, pattern, SearchText.Escape) || EF.Functions.ILike(p.TradeName, pattern, SearchText.Escape)
                || EF.Functions.ILike(p.Permittee.LegalName ?? "", pattern, SearchText.Escape) || EF.Functions.ILike(p.Permittee.OwnerName ?? "", pattern, SearchText.Escape)
                || EF.Functions.ILike(p.Site.Line1, pattern, SearchText.Escape));
        }
        return ask.ListAsync(permits, p => p.Number,
            p => new PermitItem(p.Number, p.Type, p.TradeName, p.Permittee.LegalName ?? p.Permittee.OwnerName, p.Site.Line1 + ", " + p.Site.City, p.Status, p.Term.Start, p.Term.End), item => item.Number, after, limit);
    }

    private static async Task<PermitAnswer?> ReadAsync(PermitsDbContext db, string number, CancellationToken ct)
    {
        number = Written(number);
        if (await db.Permits.AsNoTracking().Include(p => p.Permittee).SingleOrDefaultAsync(p => p.Number == number, ct) is not { } permit)
            return null;
        return new(permit.Number, permit.Type, permit.TradeName, permit.Site, new(permit.Permittee.Kind, permit.Permittee.LegalName, permit.Permittee.OwnerName, permit.Permittee.Language),
            permit.Status, permit.Term.Start, permit.Term.End, permit.FeeOwed, permit.MissingDocuments,
            await db.Renewals.AsNoTracking().Where(r => r.PermitId == permit.Id).OrderByDescending(r => r.OpenedAt).Select(r => new PermitRenewal(r.Id, r.Term.Start, r.Term.End, r.Status, r.DueOn, r.EndedAt)).ToListAsync(ct),
            await CaseRow.Of(db).Where(c => c.PermitId == permit.Id).OrderByDescending(c => c.OpenedAt).Select(c => new PermitCase(c.Id, c.Reference, c.Status, c.Subject, c.Party, c.OpenedAt)).ToListAsync(ct),
            await db.PermitConditions.AsNoTracking().Where(c => c.PermitId == permit.Id && c.Status == ConditionStatus.Open).OrderBy(c => c.DueOn)
                .Select(c => new ConditionAnswer(c.Id, c.CaseId, c.Kind, c.Text, c.DueOn, c.EvidenceRequired, c.Status)).ToListAsync(ct),
            await db.JudgmentSearches.AsNoTracking().Where(s => s.PermitId == permit.Id).OrderByDescending(s => s.At)
                .Select(s => new ScreeningAnswer(s.At, s.Outcome, s.Compared, s.Proposed, s.ModelVersion)).FirstOrDefaultAsync(ct));
    }

    private static Task<IResult> ScreenAsync(string number, Acts acts, Asking ask, Screening screening) => acts.RunAsync<Nothing>(On(number, ask), async (unit, _) =>
    {
        var id = await IdOfAsync(unit, number);
        var search = await ScreenPermit.HandleAsync(unit, screening, id);
        return new(new ScreeningAnswer(search.At, search.Outcome, search.Compared, search.Proposed, search.ModelVersion)) { Permit = id };
    });

    private static Task<IResult> OpenLateAsync(string number, Acts acts, Asking ask) => acts.RunAsync<Nothing>(On(number, ask), async (unit, _) =>
    {
        var late = await OpenLateRenewal.HandleAsync(unit, new(await IdOfAsync(unit, number)));
        return new(new RenewalMoved(late.Id, late.Status), $"/api/v1/renewals/{late.Id}") { Renewals = [late.Id] };
    });

    private static Target On(string number, Asking ask)
    {
        var written = Written(number);
        return Target.OfPermit(db => db.Permits.Where(p => p.Number == written).Select(p => p.Id), async db => await ReadAsync(db, number, ask.Ct));
    }

    private static Task<Guid> IdOfAsync(UnitOfWork unit, string number)
    {
        var written = Written(number);
        return unit.Db.Permits.Where(p => p.Number == written).Select(p => p.Id).SingleAsync(unit.Cancellation);
    }

    /// <summary>The server leaves an escaped slash as it is.</summary>
    private static string Written(string number) => number.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
