using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Application.Renewals;

/// <summary>An inspector searched the judgments in person, where the service could not screen the permit in full.</summary>
public static class ScreenByHand
{
    public const string Task = "ScreenByHand";

    public sealed record Command(Guid TaskId, Guid RenewalId, string Findings);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        unit.Actor.MustBePerson("screen by hand");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(command.Findings), "screening.findings", "Say what you searched and what you found.");
        var renewal = await unit.Db.Renewals.SingleOrDefaultAsync(r => r.Id == command.RenewalId, unit.Cancellation)
            ?? throw new RuleViolation("renewal.none", "There is no such renewal.");
        renewal.Screened(unit.Now);
        unit.Audit("screened by hand", "The permit was screened by hand.", [("renewal", renewal.Id), ("permit", renewal.PermitId)], command.Findings.Trim());
        await unit.CompleteTaskAsync(command.TaskId, Task, $"renewal:{renewal.Id}", "Done");
    }
}
