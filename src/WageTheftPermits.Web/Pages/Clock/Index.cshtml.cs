using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Clock;

/// <summary>The clock inbox: every deadline, whose it is, and what happens when it passes. What is near is marked before it passes.</summary>
public sealed class IndexModel(PermitsDbContext db, CurrentPolicy policies, DepartmentTime time) : PageModel
{
    /// <summary>Further ahead than this, a deadline is nobody's work yet.</summary>
    private const int DaysAhead = 30;

    public sealed record Row(Deadline Deadline, string PermitNumber, string TradeName)
    {
        public string Href => Deadline.Kind == DeadlineKind.Match ? $"/matches/{Deadline.Id}" : Deadline.CaseId is { } one ? $"/cases/{one}" : Deadline.RenewalId is { } renewal ? $"/renewals/{renewal}" : $"/ownership/{Deadline.OwnershipChangeId}";
    }

    /// <summary>A kind's word, <c>passed</c>, <c>near</c>, or nothing: the next thirty days and what has passed.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Show { get; set; }

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public Paging Paging { get; private set; } = new(1, 50, 0);

    public DateOnly Today { get; private set; }

    /// <summary>From this day on, whoever must meet a deadline is warned.</summary>
    public DateOnly NearUntil { get; private set; }

    public int Passed { get; private set; }

    public int Near { get; private set; }

    public IEnumerable<SelectListItem> Choices =>
    [
        new("The next thirty days, and what has passed", ""), new("Passed", "passed"), new("Near", "near"),
        .. Enum.GetValues<DeadlineKind>().Select(k => new SelectListItem(DeadlineWords.Of(k), Naming.Word(k))),
    ];

    public async Task OnGetAsync(int p = 1)
    {
        var ct = HttpContext.RequestAborted;
        var policy = await policies.GetAsync(db, null, ct);
        Today = time.Today;
        NearUntil = Today.AddDays(policy.WarnDays);
        Passed = await db.Deadlines.CountAsync(d => d.Day < Today, ct);
        Near = await db.Deadlines.CountAsync(d => d.Day >= Today && d.Day <= NearUntil, ct);
        var chosen = Chosen(db.Deadlines.AsNoTracking());
        Paging = new(p, 50, await chosen.LongCountAsync(ct));
        Rows = await (from deadline in chosen
                      join permit in db.Permits on deadline.PermitId equals permit.Id
                      orderby deadline.Day, permit.Number, deadline.Kind, deadline.Id
                      select new Row(deadline, permit.Number, permit.TradeName)).Skip(Paging.Skip).Take(Paging.Size).ToListAsync(ct);
    }

    private IQueryable<Deadline> Chosen(IQueryable<Deadline> all)
    {
        var ahead = Today.AddDays(DaysAhead);
        if (Enum.GetValues<DeadlineKind>().Cast<DeadlineKind?>().FirstOrDefault(k => Naming.Word(k!.Value) == Show) is { } kind)
            return all.Where(d => d.Kind == kind);
        return Show switch
        {
            "passed" => all.Where(d => d.Day < Today),
            "near" => all.Where(d => d.Day >= Today && d.Day <= NearUntil),
            _ => all.Where(d => d.Day <= ahead),
        };
    }
}

/// <summary>What each kind of deadline is called, whose it is, and what follows when it passes.</summary>
internal static class DeadlineWords
{
    public static string Of(DeadlineKind kind) => kind switch
    {
        DeadlineKind.Task => "Task",
        DeadlineKind.Answer => "Answer to a notice",
        DeadlineKind.Condition => "Condition of a permit",
        DeadlineKind.Doubt => "Doubt about a hold",
        DeadlineKind.Renewal => "Renewal due",
        DeadlineKind.Application => "New owner's application",
        DeadlineKind.Match => "Possible match",
        DeadlineKind.HearingRequest => "Request of a hearing",
        DeadlineKind.Hearing => "Hearing",
        DeadlineKind.Appeal => "Appeal from an order",
        DeadlineKind.Suspension => "Suspension",
        _ => "Temporary permit",
    };

    public static string Whose(string whose) => whose switch
    {
        "permittee" => "The permittee",
        "agency" => "The agency",
        _ => Roles.Title(whose),
    };

    public static string WhenItPasses(DeadlineKind kind) => kind switch
    {
        DeadlineKind.Task => "It stays open and is shown as past due.",
        DeadlineKind.Answer => "An inspector may propose a hold, where every condition holds.",
        DeadlineKind.Condition => "An inspector may find that it was not kept. Nothing is held by that alone.",
        DeadlineKind.Doubt => "The renewal is issued; the hold stays suspended until the doubt ends.",
        DeadlineKind.Renewal => "It is late. An undecided case no longer holds it; a hold does, and the permit keeps its standing.",
        DeadlineKind.Match => "It stays open, is shown as past due, and goes on blocking the renewal.",
        DeadlineKind.HearingRequest => "The right to a hearing is waived; a hearing officer decides on the record.",
        DeadlineKind.Hearing => "It was not recorded. The hearing officer records it, or an inspector gives it another day.",
        DeadlineKind.Appeal => "The order can be appealed from only with leave, where the program knows it.",
        DeadlineKind.Suspension => "The permit is reinstated; a hold on its renewal stands.",
        DeadlineKind.Application => "The application is late. The change of ownership is not granted without one.",
        _ => "The new owner operates without a permit until the change is granted.",
    };
}
