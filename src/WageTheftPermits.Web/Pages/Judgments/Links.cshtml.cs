using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Judgments;

/// <summary>Pairs of judgments that may be one debt: those that wait for a person's word first.</summary>
[Authorize(Policy = Access.ReadMatches)]
public sealed class LinksModel(PermitsDbContext db) : PageModel
{
    public sealed record Side(Guid Id, string Agency, string Subject, JudgmentStatus Status, decimal? Balance);

    /// <param name="LeaderId">Null where nobody has decided, or found different debts.</param>
    public sealed record Row(Side First, Side Second, string? CaseNumber, Guid? LeaderId, string? By, DateTimeOffset? At);

    private const int PageSize = 50;

    /// <summary>A word of <see cref="DebtFinding"/>; what waits for a decision where nothing is chosen.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Found { get; set; }

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public Paging Paging { get; private set; } = new(1, PageSize, 0);

    public bool IsUndecided => Finding is null;

    public IEnumerable<SelectListItem> Findings =>
    [
        new("Waiting for a decision", "", Finding is null),
        .. Enum.GetValues<DebtFinding>().Select(f => new SelectListItem(LinkWords.Of(f), Naming.Word(f), f == Finding)),
    ];

    private DebtFinding? Finding => Enum.GetValues<DebtFinding>().Cast<DebtFinding?>().FirstOrDefault(f => Naming.Word(f!.Value) == Found);

    public async Task OnGetAsync(int p = 1)
    {
        var ct = HttpContext.RequestAborted;
        var rows = Finding is { } finding ? Decided(finding) : Undecided();
        Paging = new(p, PageSize, await rows.LongCountAsync(ct));
        Rows = await rows.Skip(Paging.Skip).Take(Paging.Size).ToListAsync(ct);
    }

    private IQueryable<Row> Undecided() =>
        from pair in db.UndecidedDebts
        where pair.IsFirst
        join first in db.Judgments on pair.JudgmentId equals first.Id
        join second in db.Judgments on pair.OtherId equals second.Id
        orderby first.FirstReceivedAt, first.Id, second.Id
        select new Row(new Side(first.Id, first.Agency, first.Subject, first.Status, first.Balance), new Side(second.Id, second.Agency, second.Subject, second.Status, second.Balance),
            first.CaseNumber ?? second.CaseNumber, null, null, null);

    private IQueryable<Row> Decided(DebtFinding finding) =>
        from pair in db.StandingDebtLinks
        where pair.IsFirst && pair.Finding == finding
        join link in db.DebtLinks on pair.LinkId equals link.Id
        join first in db.Judgments on pair.JudgmentId equals first.Id
        join second in db.Judgments on pair.OtherId equals second.Id
        orderby link.Number descending
        select new Row(new Side(first.Id, first.Agency, first.Subject, first.Status, first.Balance), new Side(second.Id, second.Agency, second.Subject, second.Status, second.Balance),
            first.CaseNumber ?? second.CaseNumber, link.LeaderId, link.By, link.At);
}

/// <summary>What was found of two judgments, in the words of the pages.</summary>
internal static class LinkWords
{
    public static string Of(DebtFinding finding) => finding == DebtFinding.SameDebt ? "One debt" : "Different debts";
}
