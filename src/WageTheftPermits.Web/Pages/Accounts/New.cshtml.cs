using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WageTheftPermits.Application.Accounts;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Accounts;

/// <summary>Adds an account. Its temporary password is shown in the answer, and nowhere else.</summary>
[Authorize(Policy = Access.Administer)]
public sealed class NewModel(Units units) : PageModel
{
    public sealed class Typed
    {
        public Guid FormId { get; set; } = Guid.NewGuid();

        [Required(ErrorMessage = "Enter a user name."), StringLength(100)]
        public string UserName { get; set; } = "";

        [Required(ErrorMessage = "Enter the person's name."), StringLength(100)]
        public string DisplayName { get; set; } = "";

        public IList<string> Roles { get; set; } = [];
    }

    [BindProperty]
    public Typed Input { get; set; } = new();

    /// <summary>Null before the account is added.</summary>
    public OncePassword? Added { get; private set; }

    public async Task<IActionResult> OnPostAsync()
    {
        if (ModelState.IsValid && !RoleChoice.AreKnown(Input.Roles))
            ModelState.AddModelError("Input.Roles", "Choose at least one role.");
        if (!ModelState.IsValid)
            return Page();
        var (id, password) = (Guid.CreateVersion7(), Passwords.Temporary());
        var posted = await this.ActAsync(units, Input.FormId, unit => AccountActs.AddAsync(unit, new(id, Input.UserName, Input.DisplayName, [.. Input.Roles], password)));
        if (posted == Posted.Already)
            return Redirect("/accounts");
        if (posted == Posted.Done)
            Added = new(id, Input.UserName.Trim(), password);
        return Page();
    }
}

/// <summary>A temporary password, to be shown once.</summary>
public sealed record OncePassword(Guid Account, string UserName, string Password)
{
    public override string ToString() => "(secret)";
}

/// <summary>Roles as a form offers them.</summary>
/// <param name="Held">Those that are marked.</param>
public sealed record RoleChoice(string Name, IEnumerable<string> Held)
{
    internal static bool AreKnown(IEnumerable<string> roles) => roles.Any() && !roles.Except(Roles.All).Any();
}
