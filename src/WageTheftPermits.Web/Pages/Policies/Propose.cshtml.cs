using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Policies;

/// <summary>An administrator proposes a policy as it should be: the newest one to begin with, changed here or in a file.</summary>
[Authorize(Policy = Access.ProposePolicies)]
public sealed class ProposeModel(PermitsDbContext db, Units units, DepartmentTime time) : PageModel
{
    private const int MostBytes = 1 << 20;

    private static readonly JsonSerializerOptions s_readable = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public sealed class Form
    {
        public Guid FormId { get; set; }

        /// <summary>Takes the place of the text.</summary>
        public IFormFile? File { get; set; }

        [Required(ErrorMessage = "Give the whole policy.")]
        public string Content { get; set; } = "";

        [Required(ErrorMessage = "Say why the policy is changed."), StringLength(4000)]
        public string Reason { get; set; } = "";

        [Required(ErrorMessage = "Choose the day from which it is in force.")]
        public DateOnly? EffectiveOn { get; set; }
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    public async Task OnGetAsync()
    {
        var ct = HttpContext.RequestAborted;
        var newest = await CurrentPolicy.NewestFirst(db).FirstAsync(ct);
        var policy = CurrentPolicy.Read(newest.Content, newest.Version);
        var earliest = policy.DayOf(newest.EffectiveFrom > time.Now ? newest.EffectiveFrom : time.Now);
        Input = new() { FormId = Guid.CreateVersion7(), EffectiveOn = earliest, Content = Readable(newest.Content) };
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await TakeFileAsync();
        if (!ModelState.IsValid)
            return Page();
        PolicyProposal? proposal = null;
        try
        {
            var posted = await this.ActAsync(units, Input.FormId, async unit =>
                proposal = await ProposePolicy.HandleAsync(unit, new(Input.Content, Input.Reason, Input.EffectiveOn!.Value)));
            if (posted == Posted.Refused)
                return Page();
        }
        catch (PolicyRefused refused)
        {
            foreach (var fault in refused.Faults)
                ModelState.AddModelError("Input.Content", fault.ToString());
            return Page();
        }
        if (proposal is null)
            return Redirect(Url.Content("~/policies"));
        this.Flash($"Proposed as {proposal.Reference}. It waits for another person.");
        return Redirect(Url.Content($"~/policies/{proposal.Reference}"));
    }

    /// <summary>A file that was chosen takes the place of the text, which then shows it: a browser does not keep a file that was refused.</summary>
    private async Task TakeFileAsync()
    {
        if (Input.File is not { Length: > 0 } file)
            return;
        if (file.Length > MostBytes)
        {
            ModelState.AddModelError("Input.File", "A policy is no larger than 1 MiB.");
            return;
        }
        using var reader = new StreamReader(file.OpenReadStream(), Encoding.UTF8);
        Input.Content = await reader.ReadToEndAsync(HttpContext.RequestAborted);
        ModelState.Remove("Input.Content");
    }

    /// <summary>Members in the order in which the schema has them, which is the order of the shipped file.</summary>
    private static string Readable(string content)
    {
        using var stored = JsonDocument.Parse(content);
        var inOrder = PolicySchema.Root.GetProperty("properties").EnumerateObject().Where(member => stored.RootElement.TryGetProperty(member.Name, out _))
            .ToDictionary(member => member.Name, member => stored.RootElement.GetProperty(member.Name));
        return JsonSerializer.Serialize(inOrder, s_readable);
    }
}
