using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Permits;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Ownership;

/// <summary>An inspector records that another owner has taken an establishment over.</summary>
[Authorize(Policy = Access.ProcessRenewals)]
public sealed class NewModel(PermitsDbContext db, Units units) : PageModel
{
    public sealed class Form
    {
        public Guid FormId { get; set; } = Guid.CreateVersion7();

        [Required(ErrorMessage = "Choose what the new owner is.")]
        public PermitteeKind? Kind { get; set; }

        [StringLength(300)]
        public string? LegalName { get; set; }

        [StringLength(300)]
        public string? OwnerName { get; set; }

        public DateOnly? TookOverOn { get; set; }

        public DateOnly? FiledOn { get; set; }
    }

    public Permit Permit { get; private set; } = null!;

    [BindProperty]
    public Form Input { get; set; } = new();

    public IEnumerable<SelectListItem> Kinds { get; } = [new("A company", nameof(PermitteeKind.Organization)), new("A person", nameof(PermitteeKind.Person))];

    public async Task<IActionResult> OnGetAsync(string? permit) => await LoadAsync(permit) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(string? permit)
    {
        if (!await LoadAsync(permit))
            return NotFound();
        if (!ModelState.IsValid)
            return Page();
        var made = Guid.Empty;
        var posted = await this.ActAsync(units, Input.FormId, async unit =>
            made = (await ChangeOwnership.HandleAsync(unit, new(Permit.Id, Input.Kind!.Value, Input.LegalName, Input.OwnerName, Input.TookOverOn, Input.FiledOn))).Id);
        if (posted == Posted.Refused)
            return Page();
        if (posted == Posted.Already)
            return LocalRedirect($"~/permits/{Uri.EscapeDataString(Permit.Number)}");
        this.Flash($"Permit {Permit.Number} has a new holder. It is screened, and the renewal waits until the change is granted.");
        return LocalRedirect($"~/ownership/{made}");
    }

    private async Task<bool> LoadAsync(string? number)
    {
        if (await db.Permits.AsNoTracking().Include(p => p.Permittee).SingleOrDefaultAsync(p => p.Number == number, HttpContext.RequestAborted) is not { } found)
            return false;
        Permit = found;
        return true;
    }
}
