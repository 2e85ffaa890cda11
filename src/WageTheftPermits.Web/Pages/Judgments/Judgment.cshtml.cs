using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Judgments;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Judgments;

/// <summary>One judgment: what the agency says of it, event by event, and what the department has resting on it.</summary>
public sealed class JudgmentModel(PermitsDbContext db, CurrentPolicy policies, DepartmentTime time, IAuthorizationService authorization) : PageModel
{
    public sealed record EventRow(long Sequence, string Type, DateTimeOffset ReceivedAt, bool SetAside, Guid Receipt);

    public Judgment Judgment { get; private set; } = null!;

    public string AgencyName { get; private set; } = "";

    public JudgmentState State { get; private set; } = null!;

    /// <summary>The account; null while the amount is unknown.</summary>
    public RestitutionView? Restitution { get; private set; }

    public IReadOnlyList<EventRow> Events { get; private set; } = [];

    /// <summary>Messages about it that wait in quarantine: what they say does not count yet.</summary>
    public int Quarantined { get; private set; }

    public IReadOnlyList<ReviewRow> Reviews { get; private set; } = [];

    public IReadOnlyList<CaseRow> Cases { get; private set; } = [];

    /// <summary>Other reports of the same debt.</summary>
    public IReadOnlyList<LinkedDebt> Linked { get; private set; } = [];

    /// <summary>Judgments that may be the same debt; nobody has decided.</summary>
    public IReadOnlyList<Judgment> Undecided { get; private set; } = [];

    /// <summary>Payments of this and of every other report of the same debt; empty where there is no other.</summary>
    public IReadOnlyList<PaymentRow> DebtPayments { get; private set; } = [];

    /// <summary>Parties against whom it is final and unpaid and who have no open case, with the reason; a null reason is an error.</summary>
    public IReadOnlyList<(string Party, string? Reason)> WithoutCase { get; private set; } = [];

    public Timeline History { get; private set; } = new([]);

    public bool CanReadMatches { get; private set; }

    public bool CanReadMessages { get; private set; }

    /// <param name="payoff">A day whose payoff is asked for, <c>yyyy-MM-dd</c>.</param>
    public async Task<IActionResult> OnGetAsync(Guid id, string? payoff, CancellationToken ct)
    {
        if (await db.Judgments.AsNoTracking().Include(j => j.Parties).SingleOrDefaultAsync(j => j.Id == id, ct) is not { } judgment)
            return NotFound();
        Judgment = judgment;
        AgencyName = await db.Agencies.Where(a => a.Key == judgment.Agency).Select(a => a.Name).SingleAsync(ct);
        State = await JudgmentHistory.FoldAsync(db, judgment, time.Today, ct);
        if (payoff is { Length: > 0 } && ListFilter.Day(payoff) is null)
            ModelState.AddModelError("payoff", $"“{payoff}” is no day. Choose one, or type it as year-month-day, such as {time.Today:yyyy-MM-dd}.");
        Restitution = RestitutionView.Of(State, await policies.GetAsync(db, null, ct), time.Today, payoff);
        Events = await (from row in db.JudgmentEvents
                        join delivery in db.Deliveries on row.Receipt equals delivery.Receipt
                        where row.JudgmentId == id
                        orderby row.Sequence, row.AcceptedAt
                        select new EventRow(row.Sequence, row.Type, delivery.ReceivedAt, row.SetAside, row.Receipt)).ToListAsync(ct);
        Quarantined = await db.Deliveries.CountAsync(d => d.Agency == judgment.Agency && d.Subject == judgment.Subject && d.State == DeliveryState.Quarantined, ct);
        CanReadMatches = (await authorization.AuthorizeAsync(User, Access.ReadMatches)).Succeeded;
        CanReadMessages = (await authorization.AuthorizeAsync(User, Access.ReadMessages)).Succeeded;
        if (CanReadMatches)
            Reviews = await ReviewRow.Of(db).Where(r => r.JudgmentId == id).OrderByDescending(r => r.Probability).Take(100).ToListAsync(ct);
        Cases = await CaseRow.Of(db).Where(c => c.JudgmentId == id).OrderByDescending(c => c.OpenedAt).ToListAsync(ct);
        await ReadDebtAsync(ct);
        WithoutCase = [.. (await WhyNoCase.OfAsync(db, time.Today, ct, [id])).Select(one => (judgment.Parties.Single(p => p.Id == one.Party).Name, one.Reason))];
        History = await SubjectHistory.OfAsync(db, $"judgment:{id}", ct);
        return Page();
    }

    private async Task ReadDebtAsync(CancellationToken ct)
    {
        Linked = await LinkedDebts.OfAsync(db, Judgment.Id, ct);
        Undecided = await LinkedDebts.UndecidedAsync(db, Judgment.Id, ct);
        var payments = new List<PaymentRow>();
        foreach (var report in Linked.Select(linked => linked.Other).Prepend(Judgment).Take(Linked.Count == 0 ? 0 : Linked.Count + 1))
            payments.AddRange(await PaymentRow.OfAsync(db, report, time.Today, ct));
        DebtPayments = payments;
    }
}
