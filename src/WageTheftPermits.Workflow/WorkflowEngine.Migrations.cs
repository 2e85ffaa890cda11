using WageTheftPermits.Workflow.Interpretation;
using WageTheftPermits.Workflow.Storage;

namespace WageTheftPermits.Workflow;

public enum MigrationStatus
{
    /// <summary>Instances are being moved, a batch in a unit.</summary>
    Running,

    /// <summary>Every instance was moved or cannot be. It can be committed, or taken back.</summary>
    Moved,

    /// <summary>It can no longer be taken back.</summary>
    Committed,

    /// <summary>Instances that were moved are being taken back.</summary>
    Reverting,

    Reverted,
}

/// <summary>Who moves where: what a migration would do now.</summary>
/// <param name="Moving">How many running instances can go on in the other version.</param>
/// <param name="Staying">How many cannot.</param>
/// <param name="Reasons">Why, of the first of them.</param>
public sealed record MigrationPlan(string DefinitionId, int From, int To, int Moving, int Staying, IReadOnlyList<StayingInstance> Reasons);

/// <summary>An instance that cannot go on in another version, and why.</summary>
public sealed record StayingInstance(Guid Id, string CorrelationId, string Why);

// Running instances are moved to another version of their definition in batches, each a unit under the locks of its instances. Until the migration is committed it can be
// taken back. One worker at a time carries out a migration: it holds the migration's row.
public sealed partial class WorkflowEngine
{
    private const int PlanChunk = 500;

    /// <summary>Which running instances would move and which cannot, and why. Changes nothing and locks nothing. Throws <see cref="WorkflowNotFound"/> where a version is missing.</summary>
    /// <param name="mostReasons">How many that cannot move are named.</param>
    public async Task<MigrationPlan> PlanMigrationAsync(Unit unit, string definitionId, int from, int to, int mostReasons = 50, CancellationToken ct = default)
    {
        var fit = await FitAsync(unit, definitionId, from, to, ct);
        var (moving, staying, last) = (0, 0, Guid.Empty);
        var reasons = new List<StayingInstance>();
        while (await LiveAsync(unit, definitionId, from, last, ct) is { Count: > 0 } ids)
        {
            foreach (var state in (await LoadedInstance.PeekAsync(unit, ids, ct)).Select(loaded => loaded.State))
            {
                if (fit.WhyNot(state) is not { } why)
                    moving++;
                else if (++staying <= mostReasons)
                    reasons.Add(new StayingInstance(state.Id, state.CorrelationId, why));
            }

            last = ids[^1];
        }

        return new MigrationPlan(definitionId, from, to, moving, staying, reasons);
    }

    /// <summary>
    /// Begins to move every running instance of one version to another; <see cref="ContinueMigrationAsync"/> moves them. Throws <see cref="WorkflowNotFound"/> where a version is
    /// missing, and <see cref="WorkflowStateRefused"/> where both are the same or another migration of the definition is open.
    /// </summary>
    /// <returns>The migration's id.</returns>
    public async Task<Guid> StartMigrationAsync(Unit unit, string definitionId, int from, int to, string reason, string actor, CancellationToken ct = default)
    {
        await FitAsync(unit, definitionId, from, to, ct);
        // Two who begin at the same moment: the second sees the first's.
        await unit.ExecuteAsync("SELECT pg_advisory_xact_lock(hashtextextended('workflow-definition:' || $1, 0))", ct, definitionId);
        var open = await unit.QueryAsync(
            "SELECT from_version, to_version, started_by, started_at FROM workflow.migrations WHERE definition_id = $1 AND status IN ('running', 'moved', 'reverting')",
            row => $"{row.GetString(2)} began to migrate '{definitionId}' from version {row.GetInt32(0)} to {row.GetInt32(1)} at {row.GetFieldValue<DateTimeOffset>(3):u}. Commit or revert that first.",
            ct,
            definitionId);
        if (open.Count > 0)
            throw new WorkflowStateRefused(open[0]);
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        await using var batch = unit.Batch()
            .Then(
                "INSERT INTO workflow.migrations (id, definition_id, from_version, to_version, status, reason, started_at, started_by) VALUES ($1, $2, $3, $4, 'running', $5, $6, $7)",
                id, definitionId, from, to, reason, now, actor)
            .Then(
                $"INSERT INTO workflow.migration_items (migration_id, instance_id, status, at) SELECT $4, id, 'waiting', $5 FROM workflow.instances WHERE {Live}",
                definitionId, from, Guid.Empty, id, now);
        await batch.ExecuteNonQueryAsync(ct);
        return id;
    }

    /// <summary>Does a batch of a migration that has instances to move or to take back and that no other worker is at. False where there is none.</summary>
    public async Task<bool> ContinueNextMigrationAsync(Unit unit, int most, CancellationToken ct = default)
    {
        var open = await unit.QueryAsync(
            "SELECT id FROM workflow.migrations WHERE status IN ('running', 'reverting') ORDER BY started_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED",
            row => row.GetGuid(0),
            ct);
        if (open.Count == 0)
            return false;
        await ContinueMigrationAsync(unit, open[0], most, ct);
        return true;
    }

    /// <summary>
    /// Moves a batch of instances, or takes one back, in this unit and under their locks; each is looked at again. When none is left the migration is <c>moved</c> or <c>reverted</c>.
    /// Throws <see cref="WorkflowNotFound"/>.
    /// </summary>
    /// <returns>How many instances were decided on; none where nothing is to be done.</returns>
    public async Task<int> ContinueMigrationAsync(Unit unit, Guid migrationId, int most, CancellationToken ct = default)
    {
        var migration = await LockMigrationAsync(unit, migrationId, ct);
        if (migration.Status is not (MigrationStatus.Running or MigrationStatus.Reverting))
            return 0;
        var back = migration.Status == MigrationStatus.Reverting;
        var ids = await unit.QueryAsync(
            "SELECT instance_id FROM workflow.migration_items WHERE migration_id = $1 AND status = $2 ORDER BY instance_id LIMIT $3",
            row => row.GetGuid(0),
            ct,
            migrationId, back ? "moved" : "waiting", most);
        if (ids.Count > 0)
            await MoveAsync(unit, migration, back, await LoadedInstance.LockAsync(unit, ids, ct), ct);
        if (ids.Count < most)
        {
            await unit.ExecuteAsync(
                back ? "UPDATE workflow.migrations SET status = 'reverted', ended_at = $2 WHERE id = $1" : "UPDATE workflow.migrations SET status = 'moved' WHERE id = $1 AND $2::timestamptz IS NOT NULL",
                ct,
                migrationId, clock.GetUtcNow());
        }

        return ids.Count;
    }

    /// <summary>Makes a migration final. Throws <see cref="WorkflowNotFound"/>, or <see cref="WorkflowStateRefused"/> unless it is <c>moved</c>.</summary>
    public async Task CommitMigrationAsync(Unit unit, Guid migrationId, string reason, string actor, CancellationToken ct = default)
    {
        var migration = await LockMigrationAsync(unit, migrationId, ct);
        if (migration.Status != MigrationStatus.Moved)
            throw new WorkflowStateRefused($"{migration.Words} Only one whose instances have all been moved can be committed.");
        await unit.ExecuteAsync("UPDATE workflow.migrations SET status = 'committed', ended_at = $2, ended_by = $3, end_reason = $4 WHERE id = $1", ct, migrationId, clock.GetUtcNow(), actor, reason);
    }

    /// <summary>
    /// Takes a migration back: instances that were moved go back where they still can, in batches; the others stay, with why. Those not moved yet are not moved.
    /// Throws <see cref="WorkflowNotFound"/>, or <see cref="WorkflowStateRefused"/> where it is committed or taken back.
    /// </summary>
    public async Task RevertMigrationAsync(Unit unit, Guid migrationId, string reason, string actor, CancellationToken ct = default)
    {
        var migration = await LockMigrationAsync(unit, migrationId, ct);
        if (migration.Status is not (MigrationStatus.Running or MigrationStatus.Moved))
            throw new WorkflowStateRefused($"{migration.Words} Only one that is neither committed nor taken back can be reverted.");
        await using var batch = unit.Batch()
            .Then("UPDATE workflow.migrations SET status = 'reverting', ended_by = $2, end_reason = $3 WHERE id = $1", migrationId, actor, reason)
            .Then("UPDATE workflow.migration_items SET status = 'reverted', why = 'It was not moved yet.', at = $2 WHERE migration_id = $1 AND status = 'waiting'", migrationId, clock.GetUtcNow());
        await batch.ExecuteNonQueryAsync(ct);
    }

    private const string Live = "definition_id = $1 AND definition_version = $2 AND status IN ('running', 'blocked') AND id > $3";

    private static Task<List<Guid>> LiveAsync(Unit unit, string definitionId, int version, Guid after, CancellationToken ct) =>
        unit.QueryAsync($"SELECT id FROM workflow.instances WHERE {Live} ORDER BY id LIMIT $4", row => row.GetGuid(0), ct, definitionId, version, after, PlanChunk);

    private async Task<MigrationFit> FitAsync(Unit unit, string definitionId, int from, int to, CancellationToken ct) => from == to
        ? throw new WorkflowStateRefused($"A migration leads from one version of '{definitionId}' to another; both are {from}.")
        : new MigrationFit(await DefinitionAsync(unit, definitionId, from, ct), await DefinitionAsync(unit, definitionId, to, ct), to, catalog);

    private static async Task<Migration> LockMigrationAsync(Unit unit, Guid id, CancellationToken ct)
    {
        var found = await unit.QueryAsync(
            "SELECT definition_id, from_version, to_version, status, reason, started_by, ended_by, end_reason FROM workflow.migrations WHERE id = $1 FOR NO KEY UPDATE",
            row => new Migration(id, row.GetString(0), row.GetInt32(1), row.GetInt32(2), row.Enum<MigrationStatus>(3), row.GetString(4), row.GetString(5), row.Text(6), row.Text(7)),
            ct,
            id);
        return found.Count > 0 ? found[0] : throw new WorkflowNotFound($"There is no migration {id}.");
    }

    private async Task MoveAsync(Unit unit, Migration migration, bool back, IReadOnlyList<LoadedInstance> instances, CancellationToken ct)
    {
        var (source, target) = back ? (migration.To, migration.From) : (migration.From, migration.To);
        var fit = await FitAsync(unit, migration.DefinitionId, source, target, ct);
        var now = clock.GetUtcNow();
        var decided = instances.Select(loaded => (loaded.State, Why: WhyNot(loaded.State))).ToList();
        var moved = decided.Where(one => one.Why is null).Select(one => one.State).ToList();
        var facts = (from state in moved from wait in state.Waits where wait.Kind == WaitKind.Fact select (state.Id, wait.Name, wait.Key)).Distinct().ToList();
        var detail = Values.ToJson(new { from = source, to = target, reason = back ? migration.EndReason : migration.Reason, migration = migration.Id, back });
        var actor = back ? migration.EndedBy! : migration.StartedBy;
        await using var batch = unit.Batch()
            .ThenRows(moved,
                """
                UPDATE workflow.instances i SET definition_version = $4, variables = m.variables, inputs = m.inputs, updated_at = $5
                FROM unnest($1, $2::jsonb[], $3::jsonb[]) AS m(id, variables, inputs) WHERE i.id = m.id
                """,
                moved.Column(state => state.Id), moved.Column(state => Values.Write(fit.VariablesOf(state))), moved.Column(state => Values.Write(fit.InputsOf(state))), target, now)
            .ThenJournal(moved.ConvertAll(state => (state.Id, new JournalEntry(JournalEvent.Migrated, null, null, null, null, actor, now, detail))))
            // A wait on facts looks anew: the activity may ask for other things now.
            .ThenRows(facts,
                "INSERT INTO workflow.stimuli (instance_id, kind, name, key, actor, raised_at) SELECT f.id, 'fact', f.name, f.key, $4, $5 FROM unnest($1, $2, $3) AS f(id, name, key)",
                facts.Column(fact => fact.Id), facts.Column(fact => fact.Name), facts.Column(fact => fact.Key), Interpreter.System, now)
            .ThenRows(decided,
                """
                UPDATE workflow.migration_items m SET status = d.status, why = d.why, at = $5
                FROM unnest($2, $3, $4) AS d(id, status, why) WHERE m.migration_id = $1 AND m.instance_id = d.id
                """,
                migration.Id, decided.Column(one => one.State.Id), decided.Column(one => (one.Why, back) switch { (null, false) => "moved", (null, true) => "reverted", (_, false) => "refused", _ => "stayed" }),
                decided.Column(one => one.Why), now);
        await batch.ExecuteNonQueryAsync(ct);

        string? WhyNot(InstanceState state)
        {
            if (state.DefinitionVersion != source)
                return $"It is on version {state.DefinitionVersion} already.";
            if (back)
                fit.DropUnknown(state);
            return fit.WhyNot(state);
        }
    }

    private sealed record Migration(Guid Id, string DefinitionId, int From, int To, MigrationStatus Status, string Reason, string StartedBy, string? EndedBy, string? EndReason)
    {
        public string Words => $"The migration of '{DefinitionId}' from version {From} to {To} is {Status.Stored()}.";
    }
}
