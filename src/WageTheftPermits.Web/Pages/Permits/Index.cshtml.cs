using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Search;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Permits;

/// <summary>The permits, searched by the words of number, names, address and phone.</summary>
public sealed class IndexModel(PermitsDbContext db) : PageModel
{
    public sealed record Row(string Number, string TradeName, string? Permittee, string Line1, string City, PermitStatus Status, DateOnly TermEnd);

    private const int PageSize = 50;

    public string? Search { get; private set; }

    /// <summary>A word of <see cref="PermitStatus"/>, or null for all.</summary>
    public string? Status { get; private set; }

    public SortOrder Sort { get; private set; } = new("number", false);

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public Paging Paging { get; private set; } = new(1, PageSize, 0);

    public async Task OnGetAsync(string? q, string? status, string? sort, int p = 1, CancellationToken ct = default)
    {
        Search = SearchText.OrNull(q);
        Sort = SortOrder.Parse(sort, "number", "number", "name", "end");
        var permits = db.Permits.AsNoTracking();
        foreach (var one in Enum.GetValues<PermitStatus>().Where(s => Naming.Word(s) == status))
        {
            Status = status;
            permits = permits.Where(permit => permit.Status == one);
        }
        if (Search is not null)
        {
            var found = await WordSearch.NarrowAsync(db, Search, "permit", ct);
            permits = permits.Where(permit => found.Contains(permit.Id));
        }
        Paging = new(p, PageSize, await permits.CountAsync(ct));
        Rows = await Sorted(permits).Skip(Paging.Skip).Take(Paging.Size)
            .Select(permit => new Row(permit.Number, permit.TradeName, permit.Permittee.LegalName ?? permit.Permittee.OwnerName,
                permit.Site.Line1, permit.Site.City, permit.Status, permit.Term.End))
            .ToListAsync(ct);
    }

    private IQueryable<Permit> Sorted(IQueryable<Permit> permits) => (Sort.Column, Sort.Descending) switch
    {
        ("name", false) => permits.OrderBy(p => p.TradeName).ThenBy(p => p.Number),
        ("name", true) => permits.OrderByDescending(p => p.TradeName).ThenBy(p => p.Number),
        ("end", false) => permits.OrderBy(p => p.Term.End).ThenBy(p => p.Number),
        ("end", true) => permits.OrderByDescending(p => p.Term.End).ThenBy(p => p.Number),
        (_, true) => permits.OrderByDescending(p => p.Number),
        _ => permits.OrderBy(p => p.Number),
    };
}
