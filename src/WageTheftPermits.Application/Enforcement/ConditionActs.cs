using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;

namespace WageTheftPermits.Application.Enforcement;

/// <summary>An inspector has seen what proves that a condition of the permit was met.</summary>
public static class MeetCondition
{
    public sealed record Command(Guid ConditionId, string Evidence);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var (file, condition) = await Conditions.OpenAsync(unit, command.ConditionId);
        condition.Meet(unit.Actor, command.Evidence, unit.Now);
        unit.Audit("condition met", $"A condition on permit {file.Permit.Number} was met.", [.. file.Subjects, ("condition", condition.Id)], command.Evidence.Trim(), policyVersion: file.Policy.Version);
        await unit.ChangedAsync("case", file.Case.Id);
    }
}

/// <summary>An inspector finds that a condition's day has passed without it. Nothing is held by that: a hold needs a proposal and another person.</summary>
public static class BreachCondition
{
    public sealed record Command(Guid ConditionId, string Finding);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var (file, condition) = await Conditions.OpenAsync(unit, command.ConditionId);
        condition.Breach(unit.Actor, command.Finding, unit.TodayIn(file.Policy), unit.Now);
        file.Case.BreachCondition(unit.Now);
        unit.Audit("condition breached", $"A condition on permit {file.Permit.Number} was not kept.", [.. file.Subjects, ("condition", condition.Id)], command.Finding.Trim(), policyVersion: file.Policy.Version);
        await ReleaseCase.LiftAsync(unit, file, "Its condition was not kept; a hold needs a new proposal.", inError: false);
        await unit.ChangedAsync("case", file.Case.Id);
        await RenewalsOf.TellAsync(unit, file.Permit.Id);
    }
}

internal static class Conditions
{
    public static async Task<(CaseFile File, PermitCondition Condition)> OpenAsync(UnitOfWork unit, Guid conditionId)
    {
        var caseId = await unit.Db.PermitConditions.Where(c => c.Id == conditionId).Select(c => (Guid?)c.CaseId).SingleOrDefaultAsync(unit.Cancellation)
            ?? throw new RuleViolation("condition.none", "There is no such condition.");
        var file = await CaseFile.OpenAsync(unit, caseId);
        return (file, await unit.Db.PermitConditions.SingleAsync(c => c.Id == conditionId, unit.Cancellation));
    }
}
