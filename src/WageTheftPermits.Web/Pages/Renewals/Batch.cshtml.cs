using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Renewals;

/// <summary>One batch: how far it is, and in the end what is left for people, by what blocks it.</summary>
public sealed class BatchModel(PermitsDbContext db, DepartmentTime time) : PageModel
{
    private const int PageSize = 50;

    public RenewalBatch Batch { get; private set; } = null!;

    public BatchProgress Progress { get; private set; } = null!;

    /// <summary>How many exceptions of each kind there are, with the word of the kind in the address.</summary>
    public IReadOnlyList<(string Text, int Count, string Word)> Kinds { get; private set; } = [];

    public string Blocked { get; private set; } = "any";

    /// <summary>Permits whose renewal could not be opened, with the reason.</summary>
    public IReadOnlyList<(string Number, string Reason)> Refused { get; private set; } = [];

    public IReadOnlyList<RenewalRow> Rows { get; private set; } = [];

    public Paging Paging { get; private set; } = new(1, PageSize, 0);

    public DateOnly Today => time.Today;

    public async Task<IActionResult> OnGetAsync(string reference, string? blocked, int p = 1, CancellationToken ct = default)
    {
        if (await db.RenewalBatches.AsNoTracking().SingleOrDefaultAsync(b => b.Reference == reference, ct) is not { } batch)
            return NotFound();
        Batch = batch;
        Progress = await BatchProgress.OfAsync(db, batch, ct);
        if (batch.FinishedAt is null)
            return Page();
        // The page that watches its progress has more to show now than that part of it.
        if (Request.Headers.ContainsKey("HX-Request"))
            Response.Headers["HX-Refresh"] = "true";
        await ListAsync(RenewalFilter.Of(blocked: blocked ?? "any"), p, ct);
        return Page();
    }

    /// <summary>Every exception, one line for each thing that blocks it.</summary>
    public async Task<IActionResult> OnGetCsvAsync(string reference, CancellationToken ct)
    {
        if (await db.RenewalBatches.AsNoTracking().SingleOrDefaultAsync(b => b.Reference == reference, ct) is not { } batch)
            return NotFound();
        var csv = new StringBuilder("permit,trade_name,due_on,kind,what,who_can_lift\r\n");
        foreach (var (number, reason) in await RefusedAsync(batch, ct))
            csv.Append(Line(number, "", "", "not-opened", reason, "An inspector"));
        foreach (var renewals in (await Opened(batch).Where(r => r.Status == RenewalStatus.Open).ToListAsync(ct)).Chunk(500))
        {
            var ids = renewals.Select(r => r.PermitId).ToList();
            var permits = await db.Permits.AsNoTracking().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, ct);
            var facts = await RenewalBlockers.FactsAsync(db, renewals, _ => time.Today, ct);
            foreach (var renewal in renewals)
            {
                var permit = permits[renewal.PermitId];
                foreach (var blocker in renewal.Blockers(permit, facts[renewal.Id]))
                    csv.Append(Line(permit.Number, permit.TradeName, $"{renewal.DueOn:yyyy-MM-dd}", Naming.Word(blocker.Kind), blocker.Text, blocker.WhoCanLift));
            }
        }
        return File(Encoding.UTF8.GetBytes(csv.ToString()), "text/csv; charset=utf-8", $"{batch.Reference}-exceptions.csv");
    }

    private IQueryable<Renewal> Opened(RenewalBatch batch) =>
        from item in db.RenewalBatchItems
        join renewal in db.Renewals.AsNoTracking() on item.RenewalId equals renewal.Id
        where item.BatchId == batch.Id
        select renewal;

    private async Task ListAsync(RenewalFilter filter, int page, CancellationToken ct)
    {
        Blocked = filter.Blocked ?? "any";
        var all = RenewalRows.Of(db, Opened(Batch));
        var kinds = new List<(string, int, string)>();
        foreach (var (word, text) in RenewalFilter.BlockedBy)
        {
            var count = await all.Narrow(RenewalFilter.Of(blocked: word), Today).CountAsync(ct);
            if (count > 0 || word == "any")
                kinds.Add((text, count, word));
        }
        Kinds = kinds;
        Refused = await RefusedAsync(Batch, ct);
        var chosen = all.Narrow(filter with { Blocked = Blocked }, Today);
        Paging = new(page, PageSize, await chosen.CountAsync(ct));
        Rows = await chosen.Sort(new("number", false)).Skip(Paging.Skip).Take(Paging.Size).ToListAsync(ct);
    }

    private async Task<IReadOnlyList<(string Number, string Reason)>> RefusedAsync(RenewalBatch batch, CancellationToken ct) =>
        (await (from item in db.RenewalBatchItems
                join permit in db.Permits on item.PermitId equals permit.Id
                where item.BatchId == batch.Id && item.Refusal != null
                orderby permit.Number
                select new { permit.Number, item.Refusal }).ToListAsync(ct)).ConvertAll(i => (i.Number, i.Refusal!));

    private static string Line(params string[] cells) => string.Join(',', cells.Select(Cell)) + "\r\n";

    // What begins like a formula is text to a spreadsheet only behind an apostrophe.
    private static string Cell(string text) => $"\"{(text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal) ? "'" : "")}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
