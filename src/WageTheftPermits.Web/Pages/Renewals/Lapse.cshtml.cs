using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Renewals;

/// <summary>Whom it would hit: the step between choosing renewals and lapsing them.</summary>
[Authorize(Policy = Access.ProcessRenewals)]
public sealed class LapseModel(PermitsDbContext db, Units units, WorkflowRunner workflows, DepartmentTime time) : PageModel
{
    /// <summary>As many as a list shows on one page.</summary>
    private const int Most = 50;

    /// <param name="WhyNot">Why it cannot be lapsed now; null where it can.</param>
    public sealed record Row(Guid Id, string Number, string TradeName, string? Permittee, DateOnly DueOn, DateOnly GraceUntil, string Owed, string? WhyNot);

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    /// <summary>Those that can be lapsed now.</summary>
    public IReadOnlyList<Guid> May => [.. Rows.Where(r => r.WhyNot is null).Select(r => r.Id)];

    public Guid FormId { get; private set; } = Guid.NewGuid();

    public Task OnGetAsync(Guid[] id, CancellationToken ct) => LoadAsync(id, ct);

    public async Task<IActionResult> OnPostAsync(Guid formId, Guid[] id, CancellationToken ct)
    {
        if (id.Length is 0 or > Most)
            ModelState.AddModelError("", $"Choose between 1 and {Most} renewals.");
        var posted = ModelState.IsValid ? await this.ActAsync(units, formId, unit => LapseRenewals.HandleAsync(unit, new(id))) : Posted.Refused;
        if (posted == Posted.Refused)
        {
            await LoadAsync(id, ct);
            return Page();
        }
        if (posted == Posted.Done)
        {
            foreach (var renewal in id)
                await workflows.AdvanceNowAsync($"renewal:{renewal}", ct);
            this.Flash(id.Length == 1 ? "The renewal is lapsed; its permit expired." : $"{id.Length} renewals are lapsed; their permits expired.");
        }
        return Redirect("/renewals?due=lapse");
    }

    private async Task LoadAsync(Guid[] ids, CancellationToken ct)
    {
        var chosen = ids.Take(Most).ToList();
        var renewals = await db.Renewals.AsNoTracking().Where(r => chosen.Contains(r.Id)).ToListAsync(ct);
        var permits = renewals.ConvertAll(r => r.PermitId);
        var byId = await db.Permits.AsNoTracking().Include(p => p.Permittee).Where(p => permits.Contains(p.Id)).ToDictionaryAsync(p => p.Id, ct);
        var facts = await RenewalBlockers.FactsAsync(db, renewals, _ => time.Today, ct);
        Rows = [.. renewals.Select(r => (Renewal: r, Permit: byId[r.PermitId], Facts: facts[r.Id])).OrderBy(r => r.Permit.Number).Select(r => new Row(
            r.Renewal.Id, r.Permit.Number, r.Permit.TradeName, r.Permit.Permittee.LegalName ?? r.Permit.Permittee.OwnerName, r.Renewal.DueOn, r.Renewal.GraceUntil,
            string.Join(" ", r.Renewal.Blockers(r.Permit, r.Facts).Select(b => b.Text)), r.Renewal.WhyNotLapse(r.Permit, r.Facts)))];
    }
}
