using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Workflows;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Workflows;

/// <summary>One migration: how far it is, what it left where it was, and whether it is committed or taken back.</summary>
[Authorize(Policy = Access.ReadWorkflows)]
public sealed class MigrationModel(PermitsDbContext db, Units units) : PageModel
{
    /// <summary>More exceptions than this are not named.</summary>
    internal const int ExceptionsShown = 200;

    public MigrationProgress Migration { get; private set; } = null!;

    public IReadOnlyList<MigrationException> Exceptions { get; private set; } = [];

    internal AboutNames About { get; private set; } = null!;

    public InstanceForms.Reasoned Commit { get; private set; } = new();

    public InstanceForms.Reasoned Revert { get; private set; } = new();

    public bool IsOnItsWay => Migration.Status is "running" or "reverting";

    public long Of => Migration.Waiting + Migration.Moved + Migration.Refused + Migration.Reverted + Migration.Stayed;

    /// <summary>Of a hundred: looked at, or while it is taken back, taken back.</summary>
    public int Percent => Of == 0 ? 100 : (int)(100 * (Migration.Status == "reverting" ? Migration.Reverted + Migration.Stayed + Migration.Refused : Of - Migration.Waiting) / Of);

    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        if (!await LoadAsync(id))
            return NotFound();
        // The page that watches its progress has more to show now than that part of it.
        if (!IsOnItsWay && Request.Headers.ContainsKey("HX-Request"))
            Response.Headers["HX-Refresh"] = "true";
        return Page();
    }

    public Task<IActionResult> OnPostCommitAsync(Guid id, [Bind(Prefix = nameof(Commit))] InstanceForms.Reasoned form) => RecordAsync(id, form, () => Commit = form,
        unit => CommitMigration.HandleAsync(unit, new(id, form.Reason)), "The migration is final.");

    public Task<IActionResult> OnPostRevertAsync(Guid id, [Bind(Prefix = nameof(Revert))] InstanceForms.Reasoned form) => RecordAsync(id, form, () => Revert = form,
        unit => RevertMigration.HandleAsync(unit, new(id, form.Reason)), "The migration is being taken back.");

    private Task<IActionResult> RecordAsync(Guid id, InstanceForms.Reasoned form, Action keepTyped, Func<UnitOfWork, Task> act, string done) =>
        this.RecordAsync(units, new(Access.Administer, form.FormId, () => LoadAsync(id), keepTyped, act, done), RedirectToPage(new { id }));

    private async Task<bool> LoadAsync(Guid id)
    {
        var ct = HttpContext.RequestAborted;
        if (await Migrations.OfAsync(db, id, ct) is not { } migration)
            return false;
        Migration = migration;
        Exceptions = await Migrations.ExceptionsAsync(db, id, ExceptionsShown, ct);
        About = await AboutNames.OfAsync(db, Exceptions.Select(e => e.CorrelationId), ct);
        return true;
    }
}
