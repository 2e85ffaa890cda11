using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Accounts;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Accounts;

/// <summary>The accounts of people, those in use before those that are retired.</summary>
[Authorize(Policy = Access.Administer)]
public sealed class IndexModel(PermitsDbContext db, WallClock clock) : PageModel
{
    public sealed record Row(Guid Id, string UserName, string DisplayName, IReadOnlyList<string> Roles, bool SecondFactor, AccountState State);

    /// <summary>Part of a name.</summary>
    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Search { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Role { get; set; }

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public Paging Paging { get; private set; } = new(1, 50, 0);

    public IEnumerable<SelectListItem> RoleChoices => Roles.All.Select(role => new SelectListItem(Roles.Title(role), role, role == Role)).Prepend(new("Any", "", Role is null));

    public async Task OnGetAsync(int p = 1, CancellationToken ct = default)
    {
        var accounts = db.Users.AsNoTracking();
        if (ListFilter.Pattern(Search) is { } pattern)
            accounts = accounts.Where(u => EF.Functions.ILike(u.UserName!, pattern, SearchText.Escape) || EF.Functions.ILike(u.DisplayName, pattern, SearchText.Escape));
        if (Roles.All.Contains(Role))
            accounts = accounts.Where(u => db.UserRoles.Any(held => held.UserId == u.Id && db.Roles.Any(role => role.Id == held.RoleId && role.Name == Role)));
        Paging = new(p, 50, await accounts.CountAsync(ct));
        var shown = await accounts.OrderBy(u => u.RetiredAt != null).ThenBy(u => u.UserName).Skip(Paging.Skip).Take(Paging.Size).ToListAsync(ct);
        var ids = shown.ConvertAll(u => u.Id);
        var roles = (await (from held in db.UserRoles join role in db.Roles on held.RoleId equals role.Id where ids.Contains(held.UserId) select new { held.UserId, role.Name }).ToListAsync(ct))
            .ToLookup(held => held.UserId, held => held.Name!);
        Rows = [.. shown.Select(u => new Row(u.Id, u.UserName!, u.DisplayName, [.. Roles.All.Where(roles[u.Id].Contains)], u.TwoFactorEnabled, AccountState.Of(u, clock.Now)))];
    }
}

/// <summary>How it stands with an account, in words.</summary>
public sealed record AccountState(string Text, Tone Tone)
{
    public static AccountState Of(User user, DateTimeOffset now) =>
        user.RetiredAt is not null ? new("Retired", Tone.Neutral)
        : user.IsLocked(now) ? new("Locked", Tone.Stop)
        : user.MustChangePassword ? new("Temporary password", Tone.Warning)
        : new("In use", Tone.Good);
}
