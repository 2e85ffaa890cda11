using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Hearings.Packets;
using WageTheftPermits.Application.Notices.Printing;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Hearings;

/// <summary>The packets of one hearing: what was put together for it, and the way to the next version.</summary>
public sealed class PacketModel(PermitsDbContext db, Units units, PacketPress press) : PageModel
{
    public Hearing Hearing { get; private set; } = null!;

    /// <summary>The last version first.</summary>
    public IReadOnlyList<HearingPacket> Packets { get; private set; } = [];

    public Guid FormId { get; } = Guid.CreateVersion7();

    public bool CanMake => User.May(Access.MakePackets);

    public async Task<IActionResult> OnGetAsync(Guid id) => await LoadAsync(id) ? Page() : NotFound();

    /// <summary>Whoever may see the hearing may read it; each time is noted.</summary>
    public async Task<IActionResult> OnGetPdfAsync(Guid id, int version) =>
        await units.RunAsync(User.AsActor(), unit => TakeOutPacket.HandleAsync(unit, id, version), HttpContext.RequestAborted) is { } taken
            ? UploadedFile.GiveOut(Response, taken.Pdf, "application/pdf", $"{taken.Hearing}-packet-{version}.pdf")
            : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid id, Guid formId)
    {
        if (!CanMake)
            return Forbid();
        if (!await LoadAsync(id))
            return NotFound();
        PrintedPacket printed;
        try
        {
            printed = await press.PrintAsync(id, User.AsActor(), HttpContext.RequestAborted);
        }
        catch (Exception refused) when (refused is PrintingFailed or RuleViolation)
        {
            ModelState.AddModelError("", refused.Message);
            return Page();
        }
        return await this.RecordAsync(units, new(Access.MakePackets, formId, () => LoadAsync(id), () => { }, unit => KeepPacket.HandleAsync(unit, printed),
            $"Packet {printed.Version} is made. It never changes; what comes later is in the next one."), RedirectToPage(new { id }));
    }

    private async Task<bool> LoadAsync(Guid id)
    {
        var ct = HttpContext.RequestAborted;
        if (await db.Hearings.AsNoTracking().SingleOrDefaultAsync(h => h.Id == id, ct) is not { } hearing)
            return false;
        Hearing = hearing;
        Packets = await db.HearingPackets.AsNoTracking().Where(p => p.HearingId == id).OrderByDescending(p => p.Version).ToListAsync(ct);
        return true;
    }
}
