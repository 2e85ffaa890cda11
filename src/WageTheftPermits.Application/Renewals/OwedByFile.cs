using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Renewals;

namespace WageTheftPermits.Application.Renewals;

/// <summary>What the permit system said that an applicant owes, at one moment.</summary>
public sealed record Owed(decimal? Fee, IReadOnlyList<string>? Documents)
{
    public static Owed Of(Permit permit) => new(permit.FeeOwed, permit.MissingDocuments);
}

/// <summary>
/// Requirements from the permit system's file. What the file newly says is owed is raised on the permit's open renewal, or on its next one; what it no longer
/// says is met. What a person has settled stays settled while the file goes on saying the same.
/// </summary>
internal static class OwedByFile
{
    private const string Reason = "The permit system's file says so.";

    /// <summary>Everything that the permit system says is owed, on a renewal that was just opened.</summary>
    public static void RaiseAll(UnitOfWork unit, Renewal renewal, Permit permit)
    {
        if (permit.FeeOwed is > 0 and var fee)
            RaiseFee(unit, renewal, permit, fee);
        foreach (var document in permit.MissingDocuments ?? [])
            RaiseDocument(unit, renewal, permit, document);
    }

    /// <summary>Brings open renewals up to what the file says now of their permits.</summary>
    /// <param name="permits">The permits of which the file says something else, and what it said before.</param>
    public static async Task FollowAsync(UnitOfWork unit, IReadOnlyDictionary<Guid, Owed> before, IReadOnlyCollection<Permit> permits)
    {
        var ids = permits.Select(p => p.Id).ToList();
        var renewals = await unit.Db.Renewals.Where(r => ids.Contains(r.PermitId) && r.Status == RenewalStatus.Open).OrderBy(r => r.Id).ToListAsync(unit.Cancellation);
        var byPermit = permits.ToDictionary(p => p.Id);
        foreach (var renewal in renewals)
        {
            var permit = byPermit[renewal.PermitId];
            var open = await unit.Db.Requirements.Where(r => r.RenewalId == renewal.Id && r.Status == RequirementStatus.Open).ToListAsync(unit.Cancellation);
            FollowFee(unit, renewal, permit, open.Find(r => r is { Kind: RequirementKind.Fee, ByPermitSystem: true }), before[permit.Id].Fee);
            FollowDocuments(unit, renewal, permit, [.. open.Where(r => r.Kind == RequirementKind.Document)], before[permit.Id].Documents ?? []);
            await unit.ChangedAsync("renewal", renewal.Id);
        }
    }

    private static void FollowFee(UnitOfWork unit, Renewal renewal, Permit permit, Requirement? open, decimal? before)
    {
        if (permit.FeeOwed is null || permit.FeeOwed == before)
            return;
        if (permit.FeeOwed == 0)
            Meet(unit, renewal, permit, open);
        else if (open is null)
            RaiseFee(unit, renewal, permit, permit.FeeOwed.Value);
        else
            open.Restate(permit.FeeOwed.Value);
    }

    private static void FollowDocuments(UnitOfWork unit, Renewal renewal, Permit permit, IReadOnlyList<Requirement> open, IReadOnlyList<string> before)
    {
        if (permit.MissingDocuments is not { } now)
            return;
        foreach (var brought in before.Except(now, StringComparer.OrdinalIgnoreCase))
            Meet(unit, renewal, permit, open.FirstOrDefault(r => r.ByPermitSystem && Same(r.Name, brought)));
        foreach (var missing in now.Except(before, StringComparer.OrdinalIgnoreCase).Where(name => !open.Any(r => Same(r.Name, name))))
            RaiseDocument(unit, renewal, permit, missing);
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static void RaiseFee(UnitOfWork unit, Renewal renewal, Permit permit, decimal amount) =>
        Add(unit, renewal, permit, Requirement.Fee(Guid.CreateVersion7(), renewal, Requirement.FeeName, amount, unit.Actor, byPermitSystem: true, Reason, unit.Now));

    private static void RaiseDocument(UnitOfWork unit, Renewal renewal, Permit permit, string name) =>
        Add(unit, renewal, permit, Requirement.Document(Guid.CreateVersion7(), renewal, name, unit.Actor, byPermitSystem: true, Reason, unit.Now));

    private static void Add(UnitOfWork unit, Renewal renewal, Permit permit, Requirement requirement)
    {
        unit.Db.Requirements.Add(requirement);
        unit.Audit("requirement raised", $"Permit {permit.Number}: {requirement.Words} is required for the renewal.", [("renewal", renewal.Id), ("permit", permit.Id)], Reason);
    }

    private static void Meet(UnitOfWork unit, Renewal renewal, Permit permit, Requirement? open)
    {
        if (open is null)
            return;
        var today = DateOnly.FromDateTime(unit.Now.UtcDateTime);
        open.Meet(unit.Actor, today, "The permit system's file no longer names it.", today, unit.Now);
        unit.Audit("requirement met", $"Permit {permit.Number}: {open.Words} is met; the permit system's file no longer names it.", [("renewal", renewal.Id), ("permit", permit.Id)]);
    }
}
