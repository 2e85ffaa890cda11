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

/// <summary>One's own tokens for the HTTP API: what there are, another one, and the end of one.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class TokensModel(PermitsDbContext db, Units units, DepartmentTime time) : PageModel
{
    public sealed class Form
    {
        [Required(ErrorMessage = "Say what it is for."), StringLength(PersonTokenActs.LongestNote)]
        public string Note { get; set; } = "";

        [Required(ErrorMessage = "Enter for how many days."), Range(1, PersonTokenActs.MostDays, ErrorMessage = "A token lasts between 1 and 365 days.")]
        public int? Days { get; set; } = PersonTokenActs.UsualDays;

        /// <summary>What it is narrowed to; empty: all that the account may.</summary>
        public IList<string> Roles { get; set; } = [];
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    public Guid FormId { get; private set; } = Guid.CreateVersion7();

    /// <summary>Those in force first, the newest first.</summary>
    public IReadOnlyList<PersonToken> Tokens { get; private set; } = [];

    /// <summary>The token that was just made: it stands on this page, this once.</summary>
    public string? Made { get; private set; }

    public IReadOnlyList<string> OwnRoles { get; private set; } = [];

    public bool IsInForce(PersonToken token) => token.IsInForce(time.Now);

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostMakeAsync(Guid formId)
    {
        var posted = Posted.Refused;
        if (ModelState.IsValid)
        {
            posted = await this.ActAsync(units, formId, async unit => Made = (await PersonTokenActs.IssueAsync(unit,
                new(User.AsActor().Id, [.. Input.Roles], unit.Now.AddDays(Input.Days!.Value), Input.Note))).Secret);
        }
        if (posted == Posted.Already)
            return RedirectToPage();
        // Not on to another page: the token is kept nowhere, so that it can be shown in this answer only.
        if (posted == Posted.Done)
        {
            ModelState.Clear();
            Input = new();
        }
        await LoadAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostRevokeAsync(Guid formId, string id)
    {
        ModelState.Clear(); // The form of a new token was not sent.
        var posted = await this.ActAsync(units, formId, unit => PersonTokenActs.RevokeAsync(unit, id, User.AsActor().Id));
        if (posted == Posted.Done)
            this.Flash($"The token {id} is revoked.");
        if (posted != Posted.Refused)
            return RedirectToPage();
        Input = new();
        await LoadAsync();
        return Page();
    }

    private async Task LoadAsync()
    {
        var ct = HttpContext.RequestAborted;
        var me = User.AsActor().Id;
        OwnRoles = [.. Roles.All.Where(User.IsInRole)];
        var tokens = await (from token in db.PersonTokens.AsNoTracking()
                            join user in db.Users on token.AccountId equals user.Id
                            where user.UserName == me
                            select token).ToListAsync(ct);
        Tokens = [.. tokens.OrderByDescending(IsInForce).ThenByDescending(t => t.MadeAt)];
    }
}
