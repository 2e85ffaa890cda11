using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Judgments;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Judgments;

/// <summary>Events of one judgment that cannot all be true, side by side, and which of them counts.</summary>
[Authorize(Policy = Access.ReadMessages)]
public sealed class DisputeModel(PermitsDbContext db, Units units, WorkflowRunner workflows, DepartmentTime time) : PageModel
{
    /// <summary>What is posted where no event counts.</summary>
    public const string None = "none";

    public sealed class Form
    {
        public Guid FormId { get; set; }

        /// <summary>Receipts of the events that the page showed.</summary>
        public List<Guid> Seen { get; set; } = [];

        [Required(ErrorMessage = "Choose which counts.")]
        public string? Counts { get; set; }

        [Required(ErrorMessage = "Say what it rests on: the reason is kept as evidence and sent to the agency."), StringLength(2000)]
        public string Reason { get; set; } = "";
    }

    /// <param name="Members">What the event says, member by member, as JSON writes it.</param>
    public sealed record Shown(JudgmentEventRow Row, DateTimeOffset ReceivedAt, IReadOnlyDictionary<string, string> Members);

    public DisputeFile Dispute { get; private set; } = null!;

    public IReadOnlyList<Shown> Events { get; private set; } = [];

    public Form Input { get; private set; } = new();

    public bool CanSettle => User.May(Access.SettleDisputes);

    /// <summary>Two events side by side; null where there are fewer or more.</summary>
    public Comparison? Comparison => Events is not [var left, var right] ? null : new(Title(left), Title(right),
        [.. left.Members.Keys.Union(right.Members.Keys).Select(member => Row(member, left.Members.GetValueOrDefault(member), right.Members.GetValueOrDefault(member)))]);

    public IEnumerable<SelectListItem> Choices =>
    [
        .. Events.Select(e => new SelectListItem(Events.Count == 1 ? "It counts" : $"{Title(e)} counts", e.Row.Receipt.ToString())),
        new(Events.Count == 1 ? "It counts for nothing" : "None of them counts", None),
    ];

    public string Title(Shown one) => $"Event {one.Row.Sequence}, {JudgmentWords.OfEvent(one.Row.Type).ToLowerInvariant()}, received {time.InWords(one.ReceivedAt)}";

    public async Task<IActionResult> OnGetAsync(Guid id, string name) => await LoadAsync(id, name) ? Page() : NotFound();

    public Task<IActionResult> OnPostAsync(Guid id, string name, [Bind(Prefix = nameof(Input))] Form form) => this.RecordAsync(units,
        new(Access.SettleDisputes, form.FormId, () => LoadAsync(id, name), () => Input = form,
            unit => SettleDispute.HandleAsync(unit, new(id, name, form.Seen, Guid.TryParse(form.Counts, out var receipt) ? receipt : null, form.Reason)),
            "The dispute is settled, and the agency is told how.")
        { Afterwards = () => AdvanceAsync(id) }, RedirectToPage("/Judgments/Judgment", new { id }));

    private async Task AdvanceAsync(Guid id)
    {
        foreach (var one in await db.Cases.Where(c => c.JudgmentId == id && c.Status != CaseStatus.Closed).Select(c => c.Id).ToListAsync(HttpContext.RequestAborted))
            await workflows.AdvanceNowAsync($"case:{one}", HttpContext.RequestAborted);
    }

    private async Task<bool> LoadAsync(Guid id, string name)
    {
        var ct = HttpContext.RequestAborted;
        if (await DisputeFile.FindAsync(db, id, name, time.Today, ct) is not { } file)
            return false;
        Dispute = file;
        var receipts = file.Events.Select(e => e.Receipt).ToList();
        var received = await db.Deliveries.Where(d => receipts.Contains(d.Receipt)).Select(d => new { d.Receipt, d.ReceivedAt }).ToDictionaryAsync(d => d.Receipt, d => d.ReceivedAt, ct);
        Events = [.. file.Events.Select(e => new Shown(e, received[e.Receipt], Members(e.Body)))];
        Input = new() { FormId = Guid.CreateVersion7(), Seen = receipts };
        return true;
    }

    private static Dictionary<string, string> Members(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        var members = new Dictionary<string, string> { ["id"] = Text(root.GetProperty("id")), ["type"] = Text(root.GetProperty("type")), ["sequence"] = Text(root.GetProperty("sequence")) };
        foreach (var member in root.GetProperty("data").EnumerateObject())
            members[$"data/{member.Name}"] = Text(member.Value);
        return members;
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static ComparisonRow Row(string label, string? left, string? right) =>
        new(label, left, right, left is null || right is null ? Agreement.Unknown : left == right ? Agreement.Agrees : Agreement.Differs);
}
