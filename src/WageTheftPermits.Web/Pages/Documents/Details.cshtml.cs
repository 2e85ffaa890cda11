using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Documents;
using WageTheftPermits.Domain.Documents;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Documents;

/// <summary>One document of a case: what it is, whose it is, and who took it out.</summary>
public sealed class DetailsModel(PermitsDbContext db, Units units) : PageModel
{
    public Document Document { get; private set; } = null!;

    public Case Case { get; private set; } = null!;

    public string EnteredBy { get; private set; } = "";

    public Timeline History { get; private set; } = new([]);

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await db.Documents.AsNoTracking().SingleOrDefaultAsync(d => d.Id == id, ct) is not { } document)
            return NotFound();
        Document = document;
        Case = await db.Cases.AsNoTracking().SingleAsync(c => c.Id == document.CaseId, ct);
        EnteredBy = (await ActorNames.OfAsync(db, [document.EnteredBy], ct))[document.EnteredBy];
        History = await SubjectHistory.OfAsync(db, $"document:{id}", ct);
        return Page();
    }

    /// <summary>Whoever may see the case may read it; each time is noted.</summary>
    public async Task<IActionResult> OnGetFileAsync(Guid id, CancellationToken ct) =>
        await units.RunAsync(User.AsActor(), unit => TakeOutDocument.HandleAsync(unit, id), ct) is { } taken
            ? UploadedFile.GiveOut(Response, taken.Bytes, taken.Document.MediaType, taken.Document.FileName)
            : NotFound();
}
