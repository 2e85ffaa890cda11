using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Workflows;
using WageTheftPermits.Domain;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Web.Pages.Workflows;

/// <summary>What moving the running instances of one version to another would do, and the form that begins it.</summary>
[Authorize(Policy = Access.Administer)]
public sealed class MigrateModel(PermitsDbContext db, Units units) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Definition { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public int From { get; set; }

    [BindProperty(SupportsGet = true)]
    public int To { get; set; }

    /// <summary>Null where it was refused; the error says why.</summary>
    public MigrationPlan? Plan { get; private set; }

    internal AboutNames About { get; private set; } = null!;

    public InstanceForms.Reasoned Start { get; private set; } = new();

    public async Task OnGetAsync() => await PlanAsync();

    public async Task<IActionResult> OnPostAsync([Bind(Prefix = nameof(Start))] InstanceForms.Reasoned form)
    {
        Start = form;
        var id = Guid.Empty;
        if (ModelState.IsValid)
        {
            var posted = await this.ActAsync(units, form.FormId, async unit => id = await StartMigration.HandleAsync(unit, new(Definition, From, To, form.Reason)));
            if (posted == Posted.Done)
                return RedirectToPage("/Workflows/Migration", new { id });
            if (posted == Posted.Already)
                return RedirectToPage("/Workflows/Index");
        }
        await PlanAsync();
        return Page();
    }

    private async Task PlanAsync()
    {
        try
        {
            Plan = await units.RunAsync(User.AsActor(), unit => PlanMigration.ReadAsync(unit, Definition, From, To), HttpContext.RequestAborted);
            About = await AboutNames.OfAsync(db, Plan.Reasons.Select(r => r.CorrelationId), HttpContext.RequestAborted);
        }
        catch (RuleViolation refused)
        {
            ModelState.AddRefusal(refused);
        }
    }
}
