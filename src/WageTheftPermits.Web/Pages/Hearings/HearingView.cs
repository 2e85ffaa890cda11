using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Hearings;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.Web.Pages.Cases;

namespace WageTheftPermits.Web.Pages.Hearings;

/// <summary>One hearing with the case that it belongs to, the order that came of it and the appeals from it, as they stand at this moment.</summary>
public sealed record HearingView
{
    public required Hearing Hearing { get; init; }

    public required CaseView Case { get; init; }

    public required PermitOrder? Order { get; init; }

    /// <summary>The last recorded first.</summary>
    public required IReadOnlyList<Appeal> Appeals { get; init; }

    /// <summary>Everybody who had an earlier role on the case and so cannot hear it.</summary>
    public required IReadOnlyCollection<string> EarlierRoles { get; init; }

    /// <summary>The most that may be ordered now.</summary>
    public required SuspensionStep Most { get; init; }

    /// <summary>The days on which it can lawfully be held; null unless it has no day yet.</summary>
    public HearingDays? Days { get; init; }

    public Appeal? PendingAppeal => Appeals.FirstOrDefault(a => a.IsOpen);

    /// <summary>Null where there is no such hearing.</summary>
    public static async Task<HearingView?> ReadAsync(PermitsDbContext db, CurrentPolicy policies, DateTimeOffset now, Guid id, CancellationToken ct)
    {
        if (await db.Hearings.AsNoTracking().SingleOrDefaultAsync(h => h.Id == id, ct) is not { } hearing
            || await CaseView.ReadAsync(db, policies, now, hearing.CaseId, ct) is not { } one)
            return null;
        var order = await db.PermitOrders.AsNoTracking().SingleOrDefaultAsync(o => o.HearingId == id, ct);
        return new HearingView
        {
            Hearing = hearing,
            Case = one,
            Order = order,
            Appeals = order is null ? [] : await db.Appeals.AsNoTracking().Where(a => a.OrderId == order.Id).OrderByDescending(a => a.RecordedAt).ToListAsync(ct),
            EarlierRoles = [.. (await HearingFacts.EarlierRolesAsync(db, one.Case, ct)).Distinct(StringComparer.OrdinalIgnoreCase)],
            Most = one.Policy.Suspension.StepAfter(await HearingFacts.EarlierOrdersAsync(db, one.Case, ct)),
            Days = hearing.Status == HearingStatus.Requested ? HearingDays.Of(one.Policy, hearing.HeldFrom!.Value, hearing.Postponed, one.Policy.DayOf(now)) : null,
        };
    }
}
