using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Notices;
using WageTheftPermits.Application.Notices.Printing;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Letters;

/// <summary>Letters that are final and not served: what is to be mailed, as one PDF with its list of addresses, and what is served otherwise.</summary>
public sealed class IndexModel(PermitsDbContext db, DepartmentTime time) : PageModel
{
    public sealed record Row(Letter Letter, string CaseReference)
    {
        public string To => Letter.Values.GetValueOrDefault("permittee", "");
    }

    /// <summary>The first to be served first.</summary>
    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public bool AnyByMail => Rows.Any(row => row.Letter.ServeBy == ServiceMethod.Mail);

    public async Task OnGetAsync() => Rows = await
        (from letter in db.Letters.AsNoTracking()
         join one in db.Cases on letter.CaseId equals one.Id
         where letter.Status == LetterStatus.Final
         orderby letter.ServeOn, letter.Number
         select new Row(letter, one.Reference)).ToListAsync(HttpContext.RequestAborted);

    public async Task<IActionResult> OnGetPrintAsync()
    {
        if (await MailBatch.ReadAsync(db, HttpContext.RequestAborted) is not { Letters.Count: > 0 } batch)
            return NotFound();
        try
        {
            return File(await batch.ToPdfAsync(HttpContext.RequestAborted), "application/pdf", $"letters-{time.Today:yyyy-MM-dd}.pdf");
        }
        catch (PrintingFailed failed)
        {
            ModelState.AddModelError("", failed.Message);
            await OnGetAsync();
            return Page();
        }
    }

    public async Task<IActionResult> OnGetAddressesAsync() =>
        await MailBatch.ReadAsync(db, HttpContext.RequestAborted) is { Letters.Count: > 0 } batch ? File(batch.ToAddressList(), "text/csv; charset=utf-8", $"addresses-{time.Today:yyyy-MM-dd}.csv") : NotFound();
}
