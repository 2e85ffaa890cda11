using System.Text.Json;
using WageTheftPermits.Workflow.Interpretation;
using WageTheftPermits.Workflow.Storage;

namespace WageTheftPermits.Workflow;

// How nothing that is raised is lost, in READ COMMITTED.
//
// A stimulus is a row addressed to one instance. It is consumed only by a burst, which holds the instance's row lock, and a burst reads
// its stimuli once, right after it got the lock. Let R raise a fact (its unit changes the domain and inserts stimuli) while a burst B
// of an instance runs in another transaction.
//
// 1. The instance is committed and its correlation id is the fact's key. R sees it and addresses a row to it, whatever B does; the
//    insert's foreign key does not wait for B's lock (FOR NO KEY UPDATE). Either R committed before B read its stimuli: then R's
//    change was committed too, and every statement of B sees it. Or not: then the row is there, unconsumed, for the next burst,
//    whose unit is new and has no memory of what B read. That is why a fact that finds no wait may be consumed: an activity that is
//    reached later evaluates on entry, after R's commit.
//
// 2. R cannot see what it should be addressed to: the instance was created in B's own unit, it took this correlation id in B, or
//    it waits for a key that is not its correlation id and the wait's row is B's. When B registers such a wait it first takes the
//    key's advisory lock, exclusively, and sends itself the fact. R takes the same lock, shared, before it looks. If R was first, B
//    gets the lock after R committed, and B's own stimulus makes the activity evaluate again, in a later unit, which sees R's
//    change. If B was first, R looks after B committed and sees the wait.
//
// 3. An event counts once and is not evaluated again, so it is kept ("parked") where nothing waits for it. R parks under the shared
//    lock; whoever registers a wait for an event looks for parked ones under the exclusive lock. One of the two sees the other.
//
// Raisers never exclude each other, nor do bursts that wait by their own correlation id for facts.
public sealed partial class WorkflowEngine
{
    internal const string LockKeyShared = "SELECT pg_advisory_xact_lock_shared(hashtextextended('workflow:' || $1, 0))";

    /// <summary>
    /// Says that something known as <paramref name="name"/> changed about <paramref name="key"/>: every live instance with that correlation
    /// id, and every one that waits for that name and key, evaluates again. Call it in the unit that makes the change.
    /// </summary>
    public async Task RaiseFactAsync(Unit unit, string name, string key, JsonElement? payload, string actor, CancellationToken ct = default)
    {
        await using var batch = unit.Batch()
            .Then(LockKeyShared, key)
            .Then(
                """
                INSERT INTO workflow.stimuli (instance_id, kind, name, key, payload, actor, raised_at, trace_parent)
                SELECT id, 'fact', $1, $2, $3::jsonb, $4, $5, $6::text
                FROM (SELECT id FROM workflow.instances WHERE correlation_id = $2 AND status IN ('running', 'blocked')
                      UNION
                      SELECT instance_id FROM workflow.waits WHERE kind = 'fact' AND name = $1 AND key = $2) AS concerned
                """,
                name, key, payload, actor, clock.GetUtcNow(), WorkflowTelemetry.Here);
        WorkflowTelemetry.Raised(StimulusKind.Fact, await batch.ExecuteNonQueryAsync(ct));
    }

    /// <summary>
    /// Says that something happened, once. Each instance that waits for it goes on; where none does, it is kept for the first that
    /// will, until it expires (<see cref="WorkflowLimits.EventLifetime"/>).
    /// </summary>
    public async Task RaiseEventAsync(Unit unit, string name, string key, JsonElement? payload, string actor, CancellationToken ct = default)
    {
        var now = clock.GetUtcNow();
        await using var batch = unit.Batch()
            .Then(LockKeyShared, key)
            .Then(
                """
                WITH waiting AS (SELECT DISTINCT instance_id FROM workflow.waits WHERE kind = 'event' AND name = $1 AND key = $2)
                INSERT INTO workflow.stimuli (instance_id, kind, name, key, payload, actor, raised_at, parked, expires_at, trace_parent)
                SELECT instance_id, 'event', $1, $2, $3::jsonb, $4, $5, false, $6::timestamptz, $7::text FROM waiting
                UNION ALL
                SELECT NULL, 'event', $1, $2, $3::jsonb, $4, $5, true, $6::timestamptz, $7::text WHERE NOT EXISTS (SELECT FROM waiting)
                """,
                name, key, payload, actor, now, now + await _limits.EventLifetime(unit, ct), WorkflowTelemetry.Here);
        WorkflowTelemetry.Raised(StimulusKind.Event, await batch.ExecuteNonQueryAsync(ct));
    }

    /// <summary>
    /// Puts away what was raised for an instance in the very moment it ended: its last burst could not see it, and there is no next one. Each is marked with that reason
    /// and told in the instance's journal. At most a thousand in one unit.
    /// </summary>
    /// <returns>How many.</returns>
    public async Task<int> PutAwayTooLateAsync(Unit unit, CancellationToken ct = default)
    {
        var now = clock.GetUtcNow();
        var late = await unit.QueryAsync(
            """
            UPDATE workflow.stimuli SET consumed_at = $1, answered = 0, unused = 'instance-ended'
            WHERE id IN (SELECT s.id FROM workflow.stimuli s JOIN workflow.instances i ON i.id = s.instance_id
                         WHERE s.consumed_at IS NULL AND NOT s.parked AND i.status IN ('finished', 'cancelled') ORDER BY s.id LIMIT $2 FOR UPDATE OF s SKIP LOCKED)
            RETURNING instance_id, kind, name, key, actor, raised_at
            """,
            row => (Instance: row.GetGuid(0), Kind: row.Enum<StimulusKind>(1), Name: row.GetString(2), Key: row.GetString(3), Actor: row.GetString(4), RaisedAt: row.GetFieldValue<DateTimeOffset>(5)),
            ct,
            now, MostExpired);
        if (late.Count == 0)
            return 0;
        await using var batch = unit.Batch().ThenJournal(late.ConvertAll(one =>
            (one.Instance, Act(JournalEvent.CameTooLate, null, one.Actor, now, new { kind = one.Kind, name = one.Name, key = one.Key, raisedAt = one.RaisedAt }))));
        await batch.ExecuteNonQueryAsync(ct);
        late.ForEach(one => WorkflowTelemetry.Consumed(one.Kind, answered: false));
        return late.Count;
    }

    /// <summary>
    /// Says that something happened, once, and runs each instance that waits for it until it rests, all in this unit: for a caller who wants to see what
    /// comes of it. Where none waits, it is kept as <see cref="RaiseEventAsync"/> keeps it. When it throws, nothing has happened once the unit is rolled back.
    /// </summary>
    public async Task<IReadOnlyList<Burst>> RaiseEventAndAdvanceAsync(Unit unit, string name, string key, JsonElement? payload, string actor, CancellationToken ct = default)
    {
        var waiting = await LoadedInstance.LockWaitingAsync(unit, new Stimulus(Stimulus.Unwritten, StimulusKind.Event, name, key, payload, actor), ct);
        if (waiting.Any(instance => instance.Stimuli is [.., { Id: Stimulus.Unwritten }]))
            return await AdvanceAsync(unit, waiting, ct);
        await RaiseEventAsync(unit, name, key, payload, actor, ct);
        return [];
    }
}
