using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Judgments;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Judgments;

/// <summary>Two judgments side by side, what people have found of them, and the finding of an inspector.</summary>
[Authorize(Policy = Access.ReadMatches)]
public sealed class LinkModel(PermitsDbContext db, Units units, WorkflowRunner workflows, DepartmentTime time) : PageModel
{
    public sealed class Form
    {
        public Guid FormId { get; set; }

        [Required(ErrorMessage = "Choose what you found.")]
        public DebtFinding? Finding { get; set; }

        public Guid? LeaderId { get; set; }

        public List<PartyChoice> Parties { get; set; } = [];

        [Required(ErrorMessage = "Say why: the reason is kept as evidence."), StringLength(4000)]
        public string Reason { get; set; } = "";
    }

    /// <summary>Which party of the second judgment a party of the first is; null: none.</summary>
    public sealed class PartyChoice
    {
        public Guid PartyId { get; set; }

        public Guid? OtherId { get; set; }
    }

    [BindProperty]
    public Form Input { get; set; } = new();

    public DebtPair Pair { get; private set; } = null!;

    public Comparison Comparison { get; private set; } = null!;

    public IReadOnlyList<PaymentRow> Payments { get; private set; } = [];

    /// <summary>Open cases on both.</summary>
    public IReadOnlyList<CaseRow> Cases { get; private set; } = [];

    /// <summary>Every finding on this pair, the last first.</summary>
    public Timeline Ledger { get; private set; } = new([]);

    public Judgment? Leader => Pair.Standing?.LeaderId is { } id ? id == Pair.First.Id ? Pair.First : Pair.Second : null;

    public bool CanDecide => User.May(Access.LinkDebts);

    public IEnumerable<SelectListItem> Findings { get; } =
    [
        new("One debt – it is enforced once, on the judgment that leads.", nameof(DebtFinding.SameDebt)),
        new("Different debts – each is enforced by itself.", nameof(DebtFinding.DifferentDebts)),
    ];

    /// <summary>After an assignment only the assignee's can lead.</summary>
    public IEnumerable<SelectListItem> Leaders =>
        (Pair.Assignee is { } assignee ? [assignee] : new[] { Pair.First, Pair.Second }).Select(j => new SelectListItem($"{j.Name} leads", j.Id.ToString()));

    public IReadOnlyList<PartyOfRecord> FirstParties => [.. Pair.First.Parties.Where(p => !p.Removed).OrderBy(p => p.PartyId, StringComparer.Ordinal)];

    public IEnumerable<SelectListItem> SecondParties =>
        [new("None of them", ""), .. Pair.Second.Parties.Where(p => !p.Removed).OrderBy(p => p.PartyId, StringComparer.Ordinal).Select(p => new SelectListItem(p.Name, p.Id.ToString()))];

    public async Task<IActionResult> OnGetAsync(Guid first, Guid second)
    {
        if (!await LoadAsync(first, second))
            return NotFound();
        Input = new() { FormId = Guid.CreateVersion7(), LeaderId = Pair.Assignee?.Id, Parties = [.. FirstParties.Select(p => new PartyChoice { PartyId = p.Id, OtherId = Suggested(p) })] };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid first, Guid second)
    {
        if (!CanDecide)
            return Forbid();
        if (!await LoadAsync(first, second))
            return NotFound();
        if (!ModelState.IsValid)
            return Page();
        var parties = Input.Parties.Where(p => p.OtherId is not null).Select(p => (p.PartyId, p.OtherId!.Value)).ToList();
        var posted = await this.ActAsync(units, Input.FormId, unit =>
            LinkDebts.HandleAsync(unit, new(first, second, Input.Finding!.Value, Input.LeaderId, parties, Input.Reason)));
        if (posted == Posted.Refused)
            return Page();
        if (posted == Posted.Done)
        {
            foreach (var one in await db.Cases.Where(c => c.JudgmentId == first || c.JudgmentId == second).Select(c => c.Id).ToListAsync(HttpContext.RequestAborted))
                await workflows.AdvanceNowAsync($"case:{one}", HttpContext.RequestAborted);
            this.Flash($"{Pair.First.Name} and {Pair.Second.Name}: {LinkWords.Of(Input.Finding!.Value).ToLowerInvariant()}. Recorded.");
        }
        return RedirectToPage(new { first, second });
    }

    private async Task<bool> LoadAsync(Guid first, Guid second)
    {
        var ct = HttpContext.RequestAborted;
        if (first == second || await LinkDebts.PairAsync(db, first, second, ct) is not { } pair)
            return false;
        Pair = pair;
        var agencies = await db.Agencies.ToDictionaryAsync(a => a.Key, a => a.Name, ct);
        Comparison = Compared(pair, agencies);
        Payments = [.. await PaymentRow.OfAsync(db, pair.First, time.Today, ct), .. await PaymentRow.OfAsync(db, pair.Second, time.Today, ct)];
        Cases = await CaseRow.Of(db).Where(c => (c.JudgmentId == first || c.JudgmentId == second) && c.Status != CaseStatus.Closed).OrderBy(c => c.PermitNumber).ToListAsync(ct);
        Ledger = new([.. (await db.DebtLinks.AsNoTracking().Where(l => (l.FirstId == first && l.SecondId == second) || (l.FirstId == second && l.SecondId == first))
            .OrderByDescending(l => l.Number).ToListAsync(ct)).Select(l => new TimelineEntry(l.At, l.By, Said(l), l.Reason))]);
        return true;
    }

    private string Said(DebtLink link) =>
        link.LeaderId is { } leader ? $"{LinkWords.Of(link.Finding)}; {(leader == Pair.First.Id ? Pair.First : Pair.Second).Name} leads" : LinkWords.Of(link.Finding);

    /// <summary>The party that the last finding names, else one of the same name; a person chooses.</summary>
    private Guid? Suggested(PartyOfRecord party) =>
        Pair.Standing?.CounterpartOf(party.Id) ?? Pair.Second.Parties.FirstOrDefault(p => !p.Removed && Plain(p.Name) == Plain(party.Name))?.Id;

    private static string Plain(string name) => new([.. name.Where(char.IsLetterOrDigit).Select(char.ToUpperInvariant)]);

    private static Comparison Compared(DebtPair pair, Dictionary<string, string> agencies)
    {
        var (a, b) = (pair.First, pair.Second);
        return new(a.Name, b.Name,
        [
            Row("Agency", agencies[a.Agency], agencies[b.Agency]),
            Row("Court", a.Court, b.Court),
            Row("Case number", a.CaseNumber, b.CaseNumber) with { Note = a.Docket is not null && a.Docket == b.Docket ? $"Compared as {a.Docket}" : null },
            Row("Creditor of record", a.AssignedTo ?? agencies[a.Agency], b.AssignedTo ?? agencies[b.Agency]) with { Note = pair.Assignee is { } assignee ? $"Assigned to {assignee.Name}" : null },
            Row("Kind", a.Kind?.Replace('-', ' '), b.Kind?.Replace('-', ' ')),
            Row("Issued", DayOrNull(a.IssuedOn), DayOrNull(b.IssuedOn)),
            Row("Status", a.Status.ToWire(), b.Status.ToWire()),
            Row("Amount", Money(a.Amount), Money(b.Amount)),
            Row("Paid", Money(a.Paid), Money(b.Paid)),
            Row("Balance", Money(a.Balance), Money(b.Balance)),
            Row("Balance confirmed", DayOrNull(a.BalanceConfirmedOn), DayOrNull(b.BalanceConfirmedOn)),
            Row("Parties", Names(a), Names(b)),
        ]);
    }

    private static ComparisonRow Row(string label, string? left, string? right) => new(label, left, right,
        left is null || right is null ? Agreement.Unknown : Plain(left) == Plain(right) ? Agreement.Agrees : Agreement.Differs);

    private static string? DayOrNull(DateOnly? day) => day is { } known ? DepartmentTime.InWords(known) : null;

    private static string? Money(decimal? amount) => amount is null ? null : MoneyTagHelper.Format(amount.Value);

    private static string? Names(Judgment judgment)
    {
        var names = judgment.Parties.Where(p => !p.Removed).OrderBy(p => p.PartyId, StringComparer.Ordinal).Select(p => p.Name).ToList();
        return names.Count == 0 ? null : string.Join("; ", names);
    }
}

/// <summary>A payment as one of several reports of a debt has it.</summary>
public sealed record PaymentRow(string Report, string PaymentId, decimal Amount, DateOnly ReceivedOn, DateOnly? ReturnedOn)
{
    public static async Task<IEnumerable<PaymentRow>> OfAsync(PermitsDbContext db, Judgment judgment, DateOnly today, CancellationToken ct) =>
        (await JudgmentHistory.FoldAsync(db, judgment, today, ct)).Payments.Select(p => new PaymentRow(judgment.Name, p.PaymentId, p.Amount, p.ReceivedOn, p.ReturnedOn));
}
