using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Search;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Judgments;

/// <summary>The judgments as the agencies' events say they stand, searched by the words of subject, case number and whom they name.</summary>
public sealed class IndexModel(PermitsDbContext db, DepartmentTime time) : PageModel
{
    public sealed record Row(
        Guid Id, string Agency, string Subject, string? CaseNumber, List<string> Parties, JudgmentStatus Status,
        decimal? Amount, decimal? Balance, bool Disputed, bool HasGaps, bool IsLead, DateTimeOffset ChangedAt);

    private const int PageSize = 50;
    private const string NoCase = "no-case";

    /// <summary>What to narrow the list to beside the status.</summary>
    public static IReadOnlyList<(string Word, string Text)> Conditions { get; } =
        [("disputed", "Disputed"), ("gaps", "Events missing"), ("leads", "Leads only"), ("no-leads", "Without leads"), (NoCase, "Final, unpaid, no case")];

    public string? Search { get; private set; }

    /// <summary>A word of <see cref="JudgmentStatus"/>, or null for all.</summary>
    public string? Status { get; private set; }

    public string? Condition { get; private set; }

    /// <summary>An agency's key, or null for all.</summary>
    public string? Agency { get; private set; }

    public SortOrder Sort { get; private set; } = new("changed", true);

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    /// <summary>Where only judgments without a case are shown: why there is none, a line for each party.</summary>
    public ILookup<Guid, string>? WhyNoCase { get; private set; }

    public Paging Paging { get; private set; } = new(1, PageSize, 0);

    public bool IsNarrowed => Search is not null || Status is not null || Condition is not null || Agency is not null;

    public async Task OnGetAsync(string? q, string? status, string? only, string? agency, string? sort, int p = 1, CancellationToken ct = default)
    {
        Search = SearchText.OrNull(q);
        Condition = Conditions.Any(c => c.Word == only) ? only : null;
        Agency = SearchText.OrNull(agency);
        Sort = SortOrder.Parse(sort, "-changed", "changed", "subject", "balance");
        var judgments = Narrow(db.Judgments.AsNoTracking());
        if (Search is not null)
        {
            var found = await WordSearch.NarrowAsync(db, Search, "judgment", ct);
            judgments = judgments.Where(j => found.Contains(j.Id));
        }
        foreach (var one in Enum.GetValues<JudgmentStatus>().Where(s => Naming.Word(s) == status))
        {
            Status = status;
            judgments = judgments.Where(j => j.Status == one);
        }
        Paging = new(p, PageSize, await judgments.CountAsync(ct));
        Rows = await Sorted(judgments).Skip(Paging.Skip).Take(Paging.Size)
            .Select(j => new Row(j.Id, j.Agency, j.Subject, j.CaseNumber, j.Parties.Where(party => !party.Removed).OrderBy(party => party.PartyId).Select(party => party.Name).ToList(),
                j.Status, j.Amount, j.Balance, j.Disputed, j.HasGaps, j.IsLead, j.ChangedAt))
            .ToListAsync(ct);
        if (Condition == NoCase)
        {
            WhyNoCase = (await Application.Judgments.WhyNoCase.OfAsync(db, time.Today, ct, [.. Rows.Select(r => r.Id)]))
                .ToLookup(one => one.Judgment, one => one.Reason ?? WhyNoCaseWords.Unexplained);
        }
    }

    private IQueryable<Judgment> Narrow(IQueryable<Judgment> judgments)
    {
        if (Agency is not null)
            judgments = judgments.Where(j => j.Agency == Agency);
        return Condition switch
        {
            "disputed" => judgments.Where(j => j.Disputed),
            "gaps" => judgments.Where(j => j.HasGaps),
            "leads" => judgments.Where(j => j.IsLead),
            NoCase => judgments.Where(j => Application.Judgments.WhyNoCase.Parties(db).Any(party => party.JudgmentId == j.Id)),
            "no-leads" => judgments.Where(j => !j.IsLead),
            _ => judgments,
        };
    }

    private IQueryable<Judgment> Sorted(IQueryable<Judgment> judgments) => (Sort.Column, Sort.Descending) switch
    {
        ("subject", false) => judgments.OrderBy(j => j.Subject).ThenBy(j => j.Id),
        ("subject", true) => judgments.OrderByDescending(j => j.Subject).ThenBy(j => j.Id),
        ("balance", false) => judgments.OrderBy(j => j.Balance).ThenBy(j => j.Id),
        ("balance", true) => judgments.OrderByDescending(j => j.Balance ?? 0).ThenBy(j => j.Id),
        (_, false) => judgments.OrderBy(j => j.ChangedAt).ThenBy(j => j.Id),
        _ => judgments.OrderByDescending(j => j.ChangedAt).ThenBy(j => j.Id),
    };
}

/// <summary>What is said where nothing explains that a judgment has no case.</summary>
internal static class WhyNoCaseWords
{
    public const string Unexplained = "No reason is known. This is an error: a person must look, and an administrator must be told.";
}
