using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Renewals;

namespace WageTheftPermits.Application.Renewals;

/// <summary>An inspector says that the applicant still owes something for the renewal.</summary>
public static class RaiseRequirement
{
    /// <param name="Name">What is owed; for a fee it may be left empty.</param>
    /// <param name="Amount">Of a fee, in dollars.</param>
    public sealed record Command(Guid RenewalId, RequirementKind Kind, string? Name, decimal? Amount, string Reason);

    public static async Task<Requirement> HandleAsync(UnitOfWork unit, Command command)
    {
        unit.Actor.MustBePerson("raise a requirement");
        var (renewal, permit, _) = await RenewalFile.OpenAsync(unit, command.RenewalId);
        var name = command.Name?.Trim() ?? "";
        var requirement = command.Kind == RequirementKind.Fee
            ? Requirement.Fee(Guid.CreateVersion7(), renewal, name.Length == 0 ? Requirement.FeeName : name, command.Amount ?? 0, unit.Actor, byPermitSystem: false, command.Reason, unit.Now)
            : Requirement.Document(Guid.CreateVersion7(), renewal, name, unit.Actor, byPermitSystem: false, command.Reason, unit.Now);
        unit.Db.Requirements.Add(requirement);
        unit.Audit("requirement raised", $"Permit {permit.Number}: {requirement.Words} is required for the renewal.", [("renewal", renewal.Id), ("permit", permit.Id)], requirement.Reason);
        await unit.ChangedAsync("renewal", renewal.Id);
        return requirement;
    }
}

/// <summary>What was required has been paid or brought.</summary>
public static class MeetRequirement
{
    public sealed record Command(Guid RequirementId, DateOnly On, string Evidence);

    public static Task HandleAsync(UnitOfWork unit, Command command) => SettledRequirement.HandleAsync(unit, command.RequirementId, "requirement met", "is met", (requirement, file) =>
    {
        unit.Actor.MustBePerson("record that a requirement was met");
        requirement.Meet(unit.Actor, command.On, command.Evidence, file.Facts.Today, unit.Now);
    });
}

/// <summary>A supervisor lets the renewal go on without what was required.</summary>
public static class WaiveRequirement
{
    public sealed record Command(Guid RequirementId, string Reason);

    public static Task HandleAsync(UnitOfWork unit, Command command) => SettledRequirement.HandleAsync(unit, command.RequirementId, "requirement waived", "is waived",
        (requirement, _) => requirement.Waive(unit.Actor, command.Reason, unit.Now));
}

/// <summary>What meeting and waiving share: the renewal looks again at what blocks it.</summary>
internal static class SettledRequirement
{
    public static async Task HandleAsync(UnitOfWork unit, Guid id, string action, string what, Action<Requirement, RenewalFile> settle)
    {
        var renewalId = await unit.Db.Requirements.Where(r => r.Id == id).Select(r => (Guid?)r.RenewalId).SingleOrDefaultAsync(unit.Cancellation)
            ?? throw new RuleViolation("requirement.none", "There is no such requirement.");
        var file = await RenewalFile.OpenAsync(unit, renewalId);
        var requirement = await unit.Db.Requirements.SingleAsync(r => r.Id == id, unit.Cancellation);
        settle(requirement, file);
        unit.Audit(action, $"Permit {file.Permit.Number}: {requirement.Words} {what}.", [("renewal", renewalId), ("permit", file.Permit.Id)], requirement.Evidence);
        await unit.ChangedAsync("renewal", renewalId);
    }
}
