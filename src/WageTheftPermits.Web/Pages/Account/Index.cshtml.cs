using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Accounts;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Account;

/// <summary>A person's own account: who they are here, their password, second factor and sessions.</summary>
public sealed class IndexModel(PermitsDbContext db, Units units, SignInAttempts attempts, SignInSettings settings, WallClock clock) : PageModel
{
    public sealed class Typed
    {
        [Required(ErrorMessage = "Enter the code that the app shows."), StringLength(20)]
        public string Code { get; set; } = "";
    }

    public sealed record OpenSession(Guid Id, string Browser, string Address, DateTimeOffset BegunAt, DateTimeOffset SeenAt);

    [BindProperty]
    public Typed Input { get; set; } = new();

    /// <summary>Without its secrets.</summary>
    public User Account { get; private set; } = null!;

    public bool HasPassword => Account.PasswordHash is not null;

    public bool SecondFactorRequired => settings.SecondFactorRequired;

    /// <summary>The one of this request first, then the last seen.</summary>
    public IReadOnlyList<OpenSession> Sessions { get; private set; } = [];

    public Guid? This => User.SessionId();

    /// <summary>New ones, in the answer in which they are shown.</summary>
    public IReadOnlyList<string> RecoveryCodes { get; private set; } = [];

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostEndAsync(Guid session, CancellationToken ct)
    {
        await units.RunAsync(User.AsActor(), unit => OwnSessions.EndAsync(unit, Me, session), ct);
        this.Flash("The session is ended.");
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostEndOthersAsync(CancellationToken ct)
    {
        await units.RunAsync(User.AsActor(), unit => OwnSessions.EndOthersAsync(unit, Me, This), ct);
        this.Flash("Your other sessions are ended.");
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostCodesAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        if (!ModelState.IsValid || !await IsCodeAsync(ct))
            return Page();
        RecoveryCodes = await units.RunAsync(User.AsActor(), unit => SecondFactors.RenewCodesAsync(unit, Me), ct);
        return Page();
    }

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken ct)
    {
        if (settings.SecondFactorRequired)
            return Forbid();
        await LoadAsync(ct);
        if (!ModelState.IsValid || !await IsCodeAsync(ct))
            return Page();
        await units.RunAsync(User.AsActor(), unit => SecondFactors.RemoveOwnAsync(unit, Me, This), ct);
        this.Flash("The second factor is removed. You sign in by your password alone.");
        return RedirectToPage();
    }

    private Guid Me => User.AccountId() ?? throw new InvalidOperationException("Nobody is signed in.");

    private async Task<bool> IsCodeAsync(CancellationToken ct)
    {
        var attempt = Account.TwoFactorEnabled ? await attempts.CodeAsync(Account, Input.Code, ct) : Attempt.Wrong;
        if (attempt == Attempt.Right)
            return true;
        ModelState.AddModelError("Input.Code", attempt.Why("This is not the code that the app shows now, or it was used already. Wait for the next one."));
        return false;
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var me = Me;
        Account = await db.Users.AsNoTracking().SingleAsync(u => u.Id == me, ct);
        var (now, unseenSince) = (clock.Now, clock.Now - settings.Idle);
        Sessions = await db.Sessions.Where(s => s.UserId == me && s.EndsAt > now && s.SeenAt > unseenSince)
            .OrderByDescending(s => s.Id == This).ThenByDescending(s => s.SeenAt).ThenByDescending(s => s.BegunAt).Take(100)
            .Select(s => new OpenSession(s.Id, s.Browser, s.Address, s.BegunAt, s.SeenAt)).ToListAsync(ct);
    }
}
