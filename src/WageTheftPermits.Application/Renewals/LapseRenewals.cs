using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Renewals;

namespace WageTheftPermits.Application.Renewals;

/// <summary>
/// An inspector lapses renewals whose grace is over and that wait for nothing but what the applicant owes; their permits expire. All of them or none: one that
/// may not lapse is named, and nothing has changed.
/// </summary>
public static class LapseRenewals
{
    public sealed record Command(IReadOnlyList<Guid> RenewalIds);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        foreach (var (renewal, permit, facts) in await RenewalFile.OpenAsync(unit, [.. command.RenewalIds.Distinct()]))
        {
            renewal.Lapse(permit, facts, unit.Actor, unit.Now);
            unit.Audit("renewal lapsed", $"The renewal of permit {permit.Number} lapsed after its grace ended on {renewal.GraceUntil:yyyy-MM-dd}. The permit expired.",
                [("renewal", renewal.Id), ("permit", permit.Id)], renewal.EndReason, policyVersion: renewal.PolicyVersion);
            await unit.ChangedAsync("renewal", renewal.Id);
        }
    }
}

/// <summary>A supervisor takes a lapse back: the renewal is open again, with all that it waited for.</summary>
public static class ReinstateRenewal
{
    public sealed record Command(Guid RenewalId, string Reason);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var (renewal, permit, _) = await RenewalFile.OpenAsync(unit, command.RenewalId);
        var hasNewer = await unit.Db.Renewals.AnyAsync(r => r.PermitId == permit.Id && r.Id != renewal.Id && r.OpenedAt > renewal.OpenedAt, unit.Cancellation);
        renewal.Reinstate(permit, hasNewer, unit.Actor, command.Reason);
        unit.Audit("lapse taken back", $"The renewal of permit {permit.Number} for {renewal.Term} is open again.",
            [("renewal", renewal.Id), ("permit", permit.Id)], command.Reason.Trim(), policyVersion: renewal.PolicyVersion);
        // The workflow of the lapsed renewal has ended; a new one screens it again and waits for what blocks it.
        await OpenRenewals.StartWorkflowAsync(unit, renewal);
    }
}
