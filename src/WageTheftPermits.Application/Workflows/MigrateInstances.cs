using WageTheftPermits.Application.Data;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Application.Workflows;

/// <summary>What a migration of running instances would do now; nothing is changed.</summary>
public static class PlanMigration
{
    /// <param name="definitionId">Such as <c>enforcement-case</c>.</param>
    public static Task<MigrationPlan> ReadAsync(UnitOfWork unit, string definitionId, int from, int to) =>
        WorkflowActs.InEngineAsync(unit, (engine, at) => engine.PlanMigrationAsync(at, definitionId, from, to, ct: unit.Cancellation));
}

/// <summary>An administrator has the running instances of one version moved to another. Workers move them in batches; until it is committed it can be taken back.</summary>
public static class StartMigration
{
    public sealed record Command(string DefinitionId, int From, int To, string Reason);

    /// <returns>The migration's id.</returns>
    public static async Task<Guid> HandleAsync(UnitOfWork unit, Command command)
    {
        var reason = WorkflowActs.ByPerson(unit, "migrate workflows", command.Reason);
        var id = await WorkflowActs.InEngineAsync(unit,
            (engine, at) => engine.StartMigrationAsync(at, command.DefinitionId, command.From, command.To, reason, unit.Actor.ToString(), unit.Cancellation));
        unit.Audit("migration started", $"Running instances of {command.DefinitionId} {command.From} are moved to version {command.To}.", [("migration", id)], reason);
        return id;
    }
}

/// <summary>An administrator makes a migration final, once every instance has been looked at.</summary>
public static class CommitMigration
{
    public sealed record Command(Guid MigrationId, string Reason);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var reason = WorkflowActs.ByPerson(unit, "commit a migration", command.Reason);
        await WorkflowActs.InEngineAsync(unit, (engine, at) => engine.CommitMigrationAsync(at, command.MigrationId, reason, unit.Actor.ToString(), unit.Cancellation));
        unit.Audit("migration committed", "A migration of running workflows is final.", [("migration", command.MigrationId)], reason);
    }
}

/// <summary>An administrator takes a migration back: what was moved goes back where it still can, in batches, and the rest stays, with why.</summary>
public static class RevertMigration
{
    public sealed record Command(Guid MigrationId, string Reason);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var reason = WorkflowActs.ByPerson(unit, "revert a migration", command.Reason);
        await WorkflowActs.InEngineAsync(unit, (engine, at) => engine.RevertMigrationAsync(at, command.MigrationId, reason, unit.Actor.ToString(), unit.Cancellation));
        unit.Audit("migration reverted", "A migration of running workflows is taken back.", [("migration", command.MigrationId)], reason);
    }
}

/// <summary>Carries migrations out, a batch in a unit; a batch that is cut off has not happened and is done again.</summary>
public sealed class MigrationBatches(Units units)
{
    /// <summary>Instances moved in one unit: few enough that whoever needs one of them waits a fraction of a second.</summary>
    private const int Together = 100;

    private static readonly Domain.Actor s_actor = Domain.Actor.System("workflow");

    /// <summary>Does a batch. False where there is nothing to do.</summary>
    public Task<bool> MoveNextAsync(CancellationToken ct) =>
        units.RunAsync(s_actor, unit => unit.Workflows.ContinueNextMigrationAsync(unit.ForWorkflow(), Together, ct), ct);
}
