using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Search;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages;

/// <summary>
/// One box over everything that a person of the department may see: permits by number, any name they have or had, address or phone; judgments by number and whom they name;
/// the cases between them; and whatever has a reference, by that.
/// </summary>
public sealed class SearchModel(PermitsDbContext db) : PageModel
{
    public sealed record PermitRow(Guid Id, string Number, string TradeName, string? Permittee, Site Site, PermitStatus Status, IReadOnlyList<string> EarlierNames);

    public sealed record JudgmentRow(Guid Id, string Agency, string Subject, string? CaseNumber, IReadOnlyList<string> Parties, JudgmentStatus Status, decimal? Balance);

    /// <summary>Rows of one kind on the page.</summary>
    public const int Shown = 20;

    /// <summary>Longer than any name; what is beyond is not looked at.</summary>
    private const int LongestTyped = 200;

    public string? Typed { get; private set; }

    public IReadOnlyList<PermitRow> Permits { get; private set; } = [];

    public IReadOnlyList<JudgmentRow> Judgments { get; private set; } = [];

    /// <summary>Of the permits and judgments that are shown, those that are open first.</summary>
    public IReadOnlyList<CaseRow> Cases { get; private set; } = [];

    /// <summary>Whether there is more than is shown.</summary>
    public bool ThereAreMore { get; private set; }

    /// <summary>Whether words were taken for others that are spelt nearly alike.</summary>
    public bool Guessed { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? q, CancellationToken ct)
    {
        Typed = SearchText.OrNull(q);
        if (Typed is null)
            return Page();
        if (Typed.Length > LongestTyped)
            Typed = Typed[..LongestTyped];
        if (await AddressOfAsync(Typed.ToUpperInvariant(), ct) is { } address)
            return LocalRedirect(address);

        var found = await WordSearch.FindAsync(db, Typed, ["permit", "judgment"], ct);
        Guessed = found.Guessed;
        var permits = found.Matches.Where(m => m.Kind == "permit").Select(m => m.Id).Take(Shown).ToList();
        var judgments = found.Matches.Where(m => m.Kind == "judgment").Select(m => m.Id).Take(Shown).ToList();
        ThereAreMore = found.ThereAreMore || found.Matches.Count > permits.Count + judgments.Count;
        Permits = await PermitsAsync(permits, ct);
        Judgments = await JudgmentsAsync(judgments, ct);
        Cases = await CaseRow.Of(db).Where(c => permits.Contains(c.PermitId) || judgments.Contains(c.JudgmentId))
            .OrderBy(c => c.Status == CaseStatus.Closed).ThenByDescending(c => c.OpenedAt).Take(Shown).ToListAsync(ct);
        return Page();
    }

    private async Task<IReadOnlyList<PermitRow>> PermitsAsync(List<Guid> ids, CancellationToken ct)
    {
        var rows = await db.Permits.AsNoTracking().Where(p => ids.Contains(p.Id))
            .Select(p => new { p.Id, p.Number, p.TradeName, Permittee = p.Permittee.LegalName ?? p.Permittee.OwnerName, p.Site, p.Status }).ToListAsync(ct);
        var earlier = (await (from term in db.PermitTerms
                              join permit in db.Permits on term.PermitId equals permit.Id
                              where ids.Contains(permit.Id) && term.TradeName != permit.TradeName
                              select new { permit.Id, term.TradeName }).Distinct().ToListAsync(ct)).ToLookup(t => t.Id, t => t.TradeName);
        return [.. rows.OrderBy(r => ids.IndexOf(r.Id)).Select(r => new PermitRow(r.Id, r.Number, r.TradeName, r.Permittee, r.Site, r.Status, [.. earlier[r.Id].Order()]))];
    }

    private async Task<IReadOnlyList<JudgmentRow>> JudgmentsAsync(List<Guid> ids, CancellationToken ct)
    {
        var rows = await db.Judgments.AsNoTracking().Where(j => ids.Contains(j.Id)).Select(j => new { j.Id, j.Agency, j.Subject, j.CaseNumber, j.Status, j.Balance }).ToListAsync(ct);
        var parties = (await db.JudgmentParties.AsNoTracking().Where(p => ids.Contains(p.JudgmentId) && !p.Removed).OrderBy(p => p.PartyId)
            .Select(p => new { p.JudgmentId, p.Name }).ToListAsync(ct)).ToLookup(p => p.JudgmentId, p => p.Name);
        return [.. rows.OrderBy(r => ids.IndexOf(r.Id)).Select(r => new JudgmentRow(r.Id, r.Agency, r.Subject, r.CaseNumber, [.. parties[r.Id]], r.Status, r.Balance))];
    }

    /// <summary>Where the page of what has exactly this number is; null where nothing has it.</summary>
    private async Task<string?> AddressOfAsync(string number, CancellationToken ct)
    {
        if (await db.Permits.Where(p => p.Number == Typed || p.Number == number).Select(p => p.Number).FirstOrDefaultAsync(ct) is { } permit)
            return $"/permits/{Uri.EscapeDataString(permit)}";
        return number.Split('-')[0] switch
        {
            "EC" => await PathAsync("cases", db.Cases.Where(c => c.Reference == number).Select(c => c.Id)),
            "N" => await PathAsync("cases", db.Notices.Where(n => n.Number == number).Select(n => n.CaseId)),
            "A" => await PathAsync("cases", db.Answers.Where(a => a.Number == number).Select(a => a.CaseId)),
            "H" => await PathAsync("holds", db.Holds.Where(h => h.Reference == number).Select(h => h.Id)),
            "HR" => await PathAsync("hearings", db.Hearings.Where(h => h.Reference == number).Select(h => h.Id)),
            "PO" => await PathAsync("hearings", db.PermitOrders.Where(o => o.Reference == number).Select(o => o.HearingId)),
            "L" => await PathAsync("letters", db.Letters.Where(l => l.Number == number).Select(l => l.Id)),
            "D" => await PathAsync("documents", db.Documents.Where(d => d.Number == number).Select(d => d.Id)),
            "OC" => await PathAsync("ownership", db.OwnershipChanges.Where(c => c.Reference == number).Select(c => c.Id)),
            "RB" => await db.RenewalBatches.AnyAsync(b => b.Reference == number, ct) ? $"/renewals/batches/{number}" : null,
            "P" => await db.PolicyProposals.AnyAsync(p => p.Reference == number, ct) ? $"/policies/{number}" : null,
            _ => null,
        };

        async Task<string?> PathAsync(string room, IQueryable<Guid> ids) => await ids.Select(id => (Guid?)id).FirstOrDefaultAsync(ct) is { } id ? $"/{room}/{id}" : null;
    }
}
