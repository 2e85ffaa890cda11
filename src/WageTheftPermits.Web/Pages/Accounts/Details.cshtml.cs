using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Accounts;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Accounts;

/// <summary>One account, and what an administrator does with it. A temporary password is shown in the answer, and nowhere else.</summary>
[Authorize(Policy = Access.Administer)]
public sealed class DetailsModel(PermitsDbContext db, Units units, WallClock clock, SignInSettings settings) : PageModel
{
    private const int LongestReason = 1000;

    public User Account { get; private set; } = null!;

    public IReadOnlyList<string> HeldRoles { get; private set; } = [];

    public int Sessions { get; private set; }

    public AccountState State => AccountState.Of(Account, clock.Now);

    public bool IsLocked => Account.IsLocked(clock.Now);

    /// <summary>Nobody administers their own account.</summary>
    public bool IsOwn => Account.Id == User.AccountId();

    public OncePassword? Password { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    public Task<IActionResult> OnPostRolesAsync(Guid id, Guid formId, string[] roles, CancellationToken ct)
    {
        if (!RoleChoice.AreKnown(roles))
            ModelState.AddModelError("roles", "Choose at least one role. Retire an account that is not needed any more.");
        return DoAsync(id, formId, unit => AccountActs.ChangeRolesAsync(unit, id, roles), "The roles are changed, and the person's sessions have ended.", ct);
    }

    public Task<IActionResult> OnPostPasswordAsync(Guid id, Guid formId, CancellationToken ct) =>
        WithPasswordAsync(id, formId, (unit, password) => AccountActs.SetPasswordAsync(unit, id, password), ct);

    public Task<IActionResult> OnPostUnlockAsync(Guid id, Guid formId, CancellationToken ct) =>
        DoAsync(id, formId, unit => AccountActs.UnlockAsync(unit, id), "The account is unlocked.", ct);

    public Task<IActionResult> OnPostSecondFactorAsync(Guid id, Guid formId, string? secondFactorReason, CancellationToken ct) =>
        ForReasonAsync("secondFactorReason", secondFactorReason, reason => DoAsync(id, formId, unit => AccountActs.RemoveSecondFactorAsync(unit, id, reason), "The second factor is removed, and the person's sessions have ended.", ct));

    public Task<IActionResult> OnPostSessionsAsync(Guid id, Guid formId, CancellationToken ct) =>
        DoAsync(id, formId, unit => AccountActs.EndSessionsAsync(unit, id), "All sessions of the account have ended.", ct);

    public Task<IActionResult> OnPostRetireAsync(Guid id, Guid formId, string? retireReason, CancellationToken ct) =>
        ForReasonAsync("retireReason", retireReason, reason => DoAsync(id, formId, unit => AccountActs.RetireAsync(unit, id, reason), "The account is retired.", ct));

    public Task<IActionResult> OnPostReinstateAsync(Guid id, Guid formId, string[] roles, CancellationToken ct)
    {
        if (!RoleChoice.AreKnown(roles))
            ModelState.AddModelError("roles", "Choose at least one role.");
        return WithPasswordAsync(id, formId, (unit, password) => AccountActs.ReinstateAsync(unit, id, roles, password), ct);
    }

    private async Task<IActionResult> DoAsync(Guid id, Guid formId, Func<UnitOfWork, Task> act, string done, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
            return NotFound();
        var posted = ModelState.IsValid ? await this.ActAsync(units, formId, act) : Posted.Refused;
        if (posted == Posted.Refused)
            return Page();
        if (posted == Posted.Done)
            this.Flash(done);
        return Redirect($"/accounts/{id}");
    }

    private async Task<IActionResult> WithPasswordAsync(Guid id, Guid formId, Func<UnitOfWork, string, Task> act, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
            return NotFound();
        var password = Passwords.Temporary();
        var posted = ModelState.IsValid ? await this.ActAsync(units, formId, unit => act(unit, password)) : Posted.Refused;
        if (posted == Posted.Already)
            return Redirect($"/accounts/{id}");
        if (posted == Posted.Done)
        {
            await LoadAsync(id, ct);
            Password = new(id, Account.UserName!, password);
        }
        return Page();
    }

    private Task<IActionResult> ForReasonAsync(string field, string? typed, Func<string, Task<IActionResult>> act)
    {
        if (string.IsNullOrWhiteSpace(typed))
            ModelState.AddModelError(field, "Give a reason.");
        else if (typed.Length > LongestReason)
            ModelState.AddModelError(field, $"The reason has more than {LongestReason} characters.");
        return act(typed?.Trim() ?? "");
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, ct) is not { } account)
            return false;
        (Account, HeldRoles) = (account, await db.RolesOfAsync(id, ct));
        var (now, unseenSince) = (clock.Now, clock.Now - settings.Idle);
        Sessions = await db.Sessions.CountAsync(s => s.UserId == id && s.EndsAt > now && s.SeenAt > unseenSince, ct);
        return true;
    }
}
