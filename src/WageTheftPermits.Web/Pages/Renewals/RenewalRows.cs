using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Renewals;

/// <summary>One renewal of the list, with how much of each kind blocks it.</summary>
public sealed record RenewalRow
{
    public Guid Id { get; init; }

    public string Number { get; init; } = "";

    public string TradeName { get; init; } = "";

    public RenewalStatus Status { get; init; }

    public DateOnly DueOn { get; init; }

    public DateOnly GraceUntil { get; init; }

    public DateTimeOffset OpenedAt { get; init; }

    public bool NotScreened { get; init; }

    public bool PermitClosed { get; init; }

    public int Matches { get; init; }

    public int Holds { get; init; }

    /// <summary>Undecided cases; they block it until its due day, and no lapse passes one.</summary>
    public int Cases { get; init; }

    public int Fees { get; init; }

    public int Documents { get; init; }

    /// <summary>Where a late renewal stands, in words; null where it is in time or has ended.</summary>
    public string? Lateness(DateOnly today) => Status != RenewalStatus.Open || today <= DueOn ? null
        : today <= GraceUntil ? $"late; grace until {DepartmentTime.InWords(GraceUntil)}"
        : $"late; the grace ended on {DepartmentTime.InWords(GraceUntil)}";

    /// <summary>The blockers in words; empty where nothing blocks it.</summary>
    public IEnumerable<string> Blockers(DateOnly today)
    {
        if (Status != RenewalStatus.Open)
            yield break;
        if (PermitClosed)
            yield return "permit closed";
        if (NotScreened)
            yield return "not screened";
        if (Matches > 0)
            yield return Matches == 1 ? "1 possible match" : $"{Matches} possible matches";
        if (Cases > 0 && today <= DueOn)
            yield return Cases == 1 ? "1 undecided case" : $"{Cases} undecided cases";
        if (Holds > 0)
            yield return Holds == 1 ? "hold" : $"{Holds} holds";
        if (Fees > 0)
            yield return "fee";
        if (Documents > 0)
            yield return Documents == 1 ? "1 missing document" : $"{Documents} missing documents";
    }
}

/// <summary>What the list of renewals is narrowed to; all of it stands in the address.</summary>
public sealed record RenewalFilter(string Status, string? Blocked, string? Due, string? Search)
{
    public static IReadOnlyList<(string Word, string Text)> Statuses { get; } =
        [("open", "Open"), ("issued", "Issued"), ("withdrawn", "Withdrawn"), ("lapsed", "Lapsed"), ("all", "All")];

    public static IReadOnlyList<(string Word, string Text)> BlockedBy { get; } =
    [
        ("any", "Anything"), ("match", "Possible match"), ("case", "Undecided case"), ("hold", "Hold"), ("fee", "Fee"), ("document", "Missing document"),
        ("screening", "Not screened"), ("closed", "Permit closed"), ("nothing", "Nothing"),
    ];

    public static IReadOnlyList<(string Word, string Text)> DueDays { get; } =
        [("overdue", "Overdue"), ("late", "Late, in its grace"), ("lapse", "Grace over, to lapse")];

    public static RenewalFilter Of(string? status = null, string? blocked = null, string? due = null, string? search = null) => new(
        Statuses.Any(s => s.Word == status) ? status! : "open",
        BlockedBy.Any(b => b.Word == blocked) ? blocked : null,
        DueDays.Any(d => d.Word == due) ? due : null,
        SearchText.OrNull(search));
}

internal static class RenewalRows
{
    public static IQueryable<RenewalRow> Of(PermitsDbContext db) => Of(db, db.Renewals.AsNoTracking());

    public static IQueryable<RenewalRow> Of(PermitsDbContext db, IQueryable<Renewal> renewals)
    {
        var reviews = RenewalBlockers.OpenReviews(db);
        var cases = RenewalBlockers.UndecidedCases(db);
        var requirements = db.Requirements.Where(r => r.Status == RequirementStatus.Open);
        return from renewal in renewals
               join permit in db.Permits on renewal.PermitId equals permit.Id
               select new RenewalRow
               {
                   Id = renewal.Id,
                   Number = permit.Number,
                   TradeName = permit.TradeName,
                   Status = renewal.Status,
                   DueOn = renewal.DueOn,
                   GraceUntil = renewal.GraceUntil,
                   OpenedAt = renewal.OpenedAt,
                   NotScreened = renewal.ScreenedAt == null,
                   PermitClosed = permit.Status == PermitStatus.Closed,
                   Matches = reviews.Count(r => r.PermitId == permit.Id && r.PermitteeId == permit.PermitteeId),
                   Cases = cases.Count(c => c.PermitId == permit.Id && c.PermitteeId == permit.PermitteeId),
                   Holds = db.Holds.Count(h => h.PermitId == permit.Id && h.Status == HoldStatus.InForce && (h.Severity == HoldSeverity.Hold || h.Severity == HoldSeverity.Lock) && db.Cases.Any(c => c.Id == h.CaseId && c.PermitteeId == permit.PermitteeId)),
                   Fees = requirements.Count(r => r.RenewalId == renewal.Id && r.Kind == RequirementKind.Fee),
                   Documents = requirements.Count(r => r.RenewalId == renewal.Id && r.Kind == RequirementKind.Document),
               };
    }

    public static IQueryable<RenewalRow> Narrow(this IQueryable<RenewalRow> rows, RenewalFilter filter, DateOnly today)
    {
        if (filter.Status != "all")
        {
            var status = Naming.FromWord<RenewalStatus>(filter.Status);
            rows = rows.Where(r => r.Status == status);
        }
        if (filter.Blocked is not null || filter.Due is not null)
            rows = rows.Where(r => r.Status == RenewalStatus.Open);
        if (filter.Search is { } typed)
        {
            var pattern = SearchText.Containing(typed);
            rows = rows.Where(r => EF.Functions.ILike(r.Number, pattern, SearchText.Escape) || EF.Functions.ILike(r.TradeName, pattern, SearchText.Escape));
        }
        return rows.DueAs(filter.Due, today).BlockedAs(filter.Blocked, today);
    }

    private static IQueryable<RenewalRow> DueAs(this IQueryable<RenewalRow> rows, string? due, DateOnly today) => due switch
    {
        "overdue" => rows.Where(r => r.DueOn < today),
        "late" => rows.Where(r => r.DueOn < today && r.GraceUntil >= today),
        "lapse" => rows.Where(r => r.GraceUntil < today && !r.NotScreened && !r.PermitClosed && r.Matches == 0 && r.Cases == 0 && r.Holds == 0 && (r.Fees > 0 || r.Documents > 0)),
        _ => rows,
    };

    private static IQueryable<RenewalRow> BlockedAs(this IQueryable<RenewalRow> rows, string? blocked, DateOnly today) => blocked switch
    {
        "any" => rows.Where(r => r.NotScreened || r.PermitClosed || r.Matches > 0 || (r.Cases > 0 && r.DueOn >= today) || r.Holds > 0 || r.Fees > 0 || r.Documents > 0),
        "match" => rows.Where(r => r.Matches > 0),
        "case" => rows.Where(r => r.Cases > 0 && r.DueOn >= today),
        "hold" => rows.Where(r => r.Holds > 0),
        "fee" => rows.Where(r => r.Fees > 0),
        "document" => rows.Where(r => r.Documents > 0),
        "screening" => rows.Where(r => r.NotScreened),
        "closed" => rows.Where(r => r.PermitClosed),
        "nothing" => rows.Where(r => !r.NotScreened && !r.PermitClosed && r.Matches == 0 && (r.Cases == 0 || r.DueOn < today) && r.Holds == 0 && r.Fees == 0 && r.Documents == 0),
        _ => rows,
    };

    public static IQueryable<RenewalRow> Sort(this IQueryable<RenewalRow> rows, SortOrder sort) => (sort.Column, sort.Descending) switch
    {
        ("number", false) => rows.OrderBy(r => r.Number).ThenBy(r => r.Id),
        ("number", true) => rows.OrderByDescending(r => r.Number).ThenBy(r => r.Id),
        ("opened", false) => rows.OrderBy(r => r.OpenedAt).ThenBy(r => r.Number),
        ("opened", true) => rows.OrderByDescending(r => r.OpenedAt).ThenBy(r => r.Number),
        (_, true) => rows.OrderByDescending(r => r.DueOn).ThenBy(r => r.Number),
        _ => rows.OrderBy(r => r.DueOn).ThenBy(r => r.Number),
    };
}
