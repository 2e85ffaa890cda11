using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Renewals;

namespace WageTheftPermits.Application.Permits;

/// <summary>
/// Another owner takes an establishment over. The new holder is screened, the former holder's cases are followed, and the open renewal waits
/// until the change is granted.
/// </summary>
public static class ChangeOwnership
{
    /// <param name="TookOverOn">The day on which the new owner began to operate, where it is known.</param>
    /// <param name="FiledOn">The day of the application; null where none has come yet.</param>
    public sealed record Command(Guid PermitId, PermitteeKind Kind, string? LegalName, string? OwnerName, DateOnly? TookOverOn, DateOnly? FiledOn);

    /// <summary>An inspector records a new owner's application.</summary>
    public static async Task<OwnershipChange> HandleAsync(UnitOfWork unit, Command command)
    {
        unit.Actor.MustBePerson("record a change of ownership");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(command.LegalName) || !string.IsNullOrWhiteSpace(command.OwnerName), "ownership.name", "Name the new owner: the company, the person, or both.");
        await unit.LockPermitAsync(command.PermitId);
        var permit = await unit.Db.Permits.Include(p => p.Permittee).SingleOrDefaultAsync(p => p.Id == command.PermitId, unit.Cancellation)
            ?? throw new RuleViolation("permit.none", "There is no such permit.");
        RuleViolation.Unless(permit.Status != PermitStatus.Closed, "permit.closed", $"Permit {permit.Number} is closed.");
        RuleViolation.Unless(permit.Permittee.IsAnother(Blank(command.LegalName), Blank(command.OwnerName)), "ownership.same-holder", $"Permit {permit.Number} already has this holder.");
        RuleViolation.Unless(!await unit.Db.Holds.AnyAsync(h => h.PermitId == permit.Id && h.Status == HoldStatus.InForce && h.Severity == HoldSeverity.Lock, unit.Cancellation),
            "ownership.locked", $"Permit {permit.Number} is locked; nothing is granted on it until a supervisor lifts the lock.");
        return await RecordAsync(unit, permit, new Permittee(Guid.CreateVersion7(), command.Kind, Blank(command.LegalName), Blank(command.OwnerName)),
            OwnershipChangeSource.Application, command.TookOverOn, command.FiledOn);
    }

    /// <summary>The permit has another holder, by whatever source: everything that rests on the former one is followed in this unit.</summary>
    internal static async Task<OwnershipChange> RecordAsync(
        UnitOfWork unit, Permit permit, Permittee holder, OwnershipChangeSource source, DateOnly? tookOverOn = null, DateOnly? filedOn = null)
    {
        var policy = await unit.PolicyAsync();
        var former = permit.PermitteeId;
        if (await unit.Db.OwnershipChanges.SingleOrDefaultAsync(c => c.PermitId == permit.Id
            && (c.Status == OwnershipChangeStatus.Recorded || c.Status == OwnershipChangeStatus.Temporary), unit.Cancellation) is { } earlier)
        {
            RuleViolation.Unless(source == OwnershipChangeSource.PermitSystem, "ownership.already-open", $"A change of ownership of permit {permit.Number} is already on its way: {earlier.Reference}.");
            earlier.Overtake(unit.Actor, "The permit system names yet another holder.", unit.Now);
        }
        unit.Db.Permittees.Add(holder);
        permit.ChangeHolder(holder);
        var change = new OwnershipChange(Guid.CreateVersion7(), await unit.NextReferenceAsync("OC"), permit, former, source, tookOverOn, filedOn, policy, unit.Actor, unit.Now);
        // The index of open changes allows one at a time: the earlier one is written first.
        await unit.Db.SaveChangesAsync(unit.Cancellation);
        unit.Db.OwnershipChanges.Add(change);
        unit.Audit("permit holder changed", $"Permit {permit.Number} has a new holder ({change.Reference}).",
            [("permit", permit.Id), ("permittee", former), ("permittee", holder.Id), ("ownership-change", change.Id)], policyVersion: policy.Version);
        foreach (var renewal in await unit.Db.Renewals.Where(r => r.PermitId == permit.Id && r.Status == RenewalStatus.Open).ToListAsync(unit.Cancellation))
            renewal.HolderChanged();
        unit.Db.ScreeningRequests.Add(new ScreeningRequest { PermitId = permit.Id, Reason = "the permit has a new holder", RequestedAt = unit.Now });
        await FollowGround.PermitAsync(unit, permit.Id);
        return change;
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>What an inspector does with a change of ownership on its way.</summary>
public static class DecideOwnership
{
    public sealed record File(Guid ChangeId, DateOnly FiledOn);

    public sealed record Grant(Guid ChangeId, bool Temporary);

    public sealed record Cancel(Guid ChangeId, string Reason);

    public static async Task HandleAsync(UnitOfWork unit, File command)
    {
        var (change, permit) = await OpenAsync(unit, command.ChangeId);
        change.File(command.FiledOn, unit.TodayIn(await unit.PolicyAsync()));
        unit.Audit("ownership application filed", $"The new holder of permit {permit.Number} applied on {command.FiledOn:yyyy-MM-dd}.", Subjects(change));
    }

    public static async Task HandleAsync(UnitOfWork unit, Grant command)
    {
        var (change, permit) = await OpenAsync(unit, command.ChangeId);
        var policy = await unit.PolicyAsync();
        var standing = await StandingAsync(unit.Db, change, unit.Cancellation);
        if (command.Temporary)
            change.GrantTemporary(standing, policy, unit.Actor, unit.Now);
        else
            change.Grant(standing, unit.Actor, unit.Now);
        unit.Audit(command.Temporary ? "temporary permit granted" : "change of ownership granted",
            command.Temporary ? $"The new holder of permit {permit.Number} may operate until {change.TemporaryUntil:yyyy-MM-dd}." : $"Permit {permit.Number} is the new holder's.",
            Subjects(change), evidence: standing, policyVersion: policy.Version);
        await RenewalsOf.TellAsync(unit, permit.Id);
    }

    /// <summary>It was a mistake: the permit goes back to its former holder, and what was set down for the change is followed again.</summary>
    public static async Task HandleAsync(UnitOfWork unit, Cancel command)
    {
        var (change, permit) = await OpenAsync(unit, command.ChangeId);
        change.Cancel(unit.Actor, command.Reason, unit.Now);
        permit.ChangeHolder(await unit.Db.Permittees.SingleAsync(p => p.Id == change.FormerPermitteeId, unit.Cancellation));
        unit.Audit("change of ownership cancelled", $"The change of ownership of permit {permit.Number} was recorded by mistake; its former holder has it.", Subjects(change), command.Reason.Trim());
        unit.Db.ScreeningRequests.Add(new ScreeningRequest { PermitId = permit.Id, Reason = "the permit has its former holder again", RequestedAt = unit.Now });
        await FollowGround.PermitAsync(unit, permit.Id);
    }

    /// <summary>What must be settled before anything is granted.</summary>
    public static async Task<NewHolderStanding> StandingAsync(PermitsDbContext db, OwnershipChange change, CancellationToken ct) => new(
        await db.JudgmentSearches.AnyAsync(s => s.PermitId == change.PermitId && s.At >= change.RecordedAt && s.Outcome != "unknown", ct)
            && !await db.ScreeningRequests.AnyAsync(r => r.PermitId == change.PermitId, ct),
        await RenewalBlockers.OpenReviews(db).CountAsync(r => r.PermitId == change.PermitId && r.PermitteeId == change.NewPermitteeId, ct),
        await db.SuccessorReviews.CountAsync(r => r.PermitId == change.PermitId && r.NewPermitteeId == change.NewPermitteeId && r.Finding == SuccessorFinding.Pending, ct));

    private static async Task<(OwnershipChange Change, Permit Permit)> OpenAsync(UnitOfWork unit, Guid changeId)
    {
        unit.Actor.MustBePerson("decide on a change of ownership");
        var permitId = await unit.Db.OwnershipChanges.Where(c => c.Id == changeId).Select(c => (Guid?)c.PermitId).SingleOrDefaultAsync(unit.Cancellation)
            ?? throw new RuleViolation("ownership.none", "There is no such change of ownership.");
        await unit.LockPermitAsync(permitId);
        return (await unit.Db.OwnershipChanges.SingleAsync(c => c.Id == changeId, unit.Cancellation),
            await unit.Db.Permits.Include(p => p.Permittee).SingleAsync(p => p.Id == permitId, unit.Cancellation));
    }

    private static (string, Guid)[] Subjects(OwnershipChange change) => [("ownership-change", change.Id), ("permit", change.PermitId), ("permittee", change.NewPermitteeId)];
}
