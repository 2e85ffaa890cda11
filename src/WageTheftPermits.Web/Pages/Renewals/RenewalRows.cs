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

    public DateTimeOffset OpenedAt { get; init; }

    public bool NotScreened { get; init; }

    public bool PermitClosed { get; init; }

    public int Matches { get; init; }

    public int Holds { get; init; }

    /// <summary>Undecided cases that it waits for; none once it is late.</summary>
    public int Cases { get; init; }

    /// <summary>The blockers in words; empty where nothing blocks it.</summary>
    public IEnumerable<string> Blockers()
    {
        if (Status != RenewalStatus.Open)
            yield break;
        if (PermitClosed)
            yield return "permit closed";
        if (NotScreened)
            yield return "not screened";
        if (Matches > 0)
            yield return Matches == 1 ? "1 possible match" : $"{Matches} possible matches";
        if (Cases > 0)
            yield return Cases == 1 ? "1 undecided case" : $"{Cases} undecided cases";
        if (Holds > 0)
            yield return Holds == 1 ? "hold" : $"{Holds} holds";
    }
}

/// <summary>What the list of renewals is narrowed to; all of it stands in the address.</summary>
public sealed record RenewalFilter(string Status, string? Blocked, bool Overdue, string? Search)
{
    public static IReadOnlyList<(string Word, string Text)> Statuses { get; } = [("open", "Open"), ("issued", "Issued"), ("withdrawn", "Withdrawn"), ("all", "All")];

    public static IReadOnlyList<(string Word, string Text)> BlockedBy { get; } =
        [("any", "Anything"), ("match", "Possible match"), ("case", "Undecided case"), ("hold", "Hold"), ("screening", "Not screened"), ("nothing", "Nothing")];

    public static RenewalFilter Of(string? status, string? blocked, bool overdue, string? search) => new(
        Statuses.Any(s => s.Word == status) ? status! : "open",
        BlockedBy.Any(b => b.Word == blocked) ? blocked : null,
        overdue,
        SearchText.OrNull(search));
}

internal static class RenewalRows
{
    public static IQueryable<RenewalRow> Of(PermitsDbContext db, DateOnly today)
    {
        var reviews = RenewalBlockers.OpenReviews(db);
        var cases = RenewalBlockers.UndecidedCases(db);
        return from renewal in db.Renewals.AsNoTracking()
               join permit in db.Permits on renewal.PermitId equals permit.Id
               select new RenewalRow
               {
                   Id = renewal.Id,
                   Number = permit.Number,
                   TradeName = permit.TradeName,
                   Status = renewal.Status,
                   DueOn = renewal.DueOn,
                   OpenedAt = renewal.OpenedAt,
                   NotScreened = renewal.ScreenedAt == null,
                   PermitClosed = permit.Status == PermitStatus.Closed,
                   Matches = reviews.Count(r => r.PermitId == permit.Id && r.PermitteeId == permit.PermitteeId),
                   Cases = renewal.DueOn < today ? 0 : cases.Count(c => c.PermitId == permit.Id && c.PermitteeId == permit.PermitteeId),
                   Holds = db.Holds.Count(h => h.PermitId == permit.Id && h.Status == HoldStatus.InForce && (h.Severity == HoldSeverity.Hold || h.Severity == HoldSeverity.Lock)),
               };
    }

    public static IQueryable<RenewalRow> Narrow(this IQueryable<RenewalRow> rows, RenewalFilter filter, DateOnly today)
    {
        if (filter.Status != "all")
        {
            var status = Naming.FromWord<RenewalStatus>(filter.Status);
            rows = rows.Where(r => r.Status == status);
        }
        if (filter.Blocked is not null)
            rows = rows.Where(r => r.Status == RenewalStatus.Open);
        if (filter.Overdue)
            rows = rows.Where(r => r.Status == RenewalStatus.Open && r.DueOn < today);
        if (filter.Search is { } typed)
        {
            var pattern = SearchText.Containing(typed);
            rows = rows.Where(r => EF.Functions.ILike(r.Number, pattern, SearchText.Escape) || EF.Functions.ILike(r.TradeName, pattern, SearchText.Escape));
        }
        return filter.Blocked switch
        {
            "any" => rows.Where(r => r.NotScreened || r.PermitClosed || r.Matches > 0 || r.Cases > 0 || r.Holds > 0),
            "match" => rows.Where(r => r.Matches > 0),
            "case" => rows.Where(r => r.Cases > 0),
            "hold" => rows.Where(r => r.Holds > 0),
            "screening" => rows.Where(r => r.NotScreened),
            "nothing" => rows.Where(r => !r.NotScreened && !r.PermitClosed && r.Matches == 0 && r.Cases == 0 && r.Holds == 0),
            _ => rows,
        };
    }

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
