using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;

namespace WageTheftPermits.Application.Telemetry;

/// <summary>One line of what waits at a moment.</summary>
/// <param name="What"><c>instances</c>, <c>queue</c>, <c>tasks</c>, <c>overdue</c>, <c>incidents</c>, <c>silent</c> or <c>events</c>.</param>
/// <param name="Of">Which: a definition, a queue, a role, a kind of incident, an agency.</param>
/// <param name="State">Of instances: <c>running</c>, <c>waiting</c>, <c>retrying</c> or <c>faulted</c>; else null.</param>
/// <param name="Oldest">Since when the one that has waited longest waits; null where none does or where that says nothing.</param>
public sealed record BacklogLine(string What, string Of, string? State, long Count, DateTimeOffset? Oldest);

/// <summary>How much waits, read from the database in one statement. It reads indexes of what is open, so that what has ended costs nothing.</summary>
internal static class BacklogReading
{
    /// <summary>A statement that takes longer is given up: a picture of the queues is not worth holding them up.</summary>
    private const int MostSeconds = 10;

    public static Task<List<BacklogLine>> ReadAsync(PermitsDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        db.Database.SetCommandTimeout(MostSeconds);
        // A deadline or a stimulus of an instance that has stopped is told by its incident, and one that rests after a failure is nobody's delay.
        return db.Database.SqlQuery<BacklogLine>(
            $"""
             WITH work AS MATERIALIZED (
                 SELECT w.instance_id, 'timers' AS queue, w.due_at AS since FROM workflow.waits w WHERE w.due_at <= {now}
                 UNION ALL
                 SELECT s.instance_id, 'stimuli', s.raised_at FROM workflow.stimuli s WHERE s.consumed_at IS NULL AND NOT s.parked),
             ready AS MATERIALIZED (
                 SELECT work.*, i.definition_id, coalesce(i.not_before > {now}, false) AS resting
                 FROM work CROSS JOIN LATERAL (SELECT * FROM workflow.instances i WHERE i.id = work.instance_id AND i.status = 'running' OFFSET 0) AS i),
             busy AS (
                 SELECT definition_id, count(DISTINCT instance_id) FILTER (WHERE NOT resting) AS running, count(DISTINCT instance_id) FILTER (WHERE resting) AS retrying
                 FROM ready GROUP BY definition_id),
             live AS (
                 SELECT definition_id, count(*) FILTER (WHERE status = 'running') AS running, count(*) FILTER (WHERE status = 'blocked') AS blocked
                 FROM workflow.instances WHERE status IN ('running', 'blocked') GROUP BY definition_id),
             instances AS (
                 SELECT live.definition_id, coalesce(busy.running, 0) AS running, coalesce(busy.retrying, 0) AS retrying, live.blocked,
                        live.running - coalesce(busy.running, 0) - coalesce(busy.retrying, 0) AS waiting
                 FROM live LEFT JOIN busy USING (definition_id))
             SELECT 'instances' AS "What", definition_id AS "Of", s.state AS "State", s.number AS "Count", NULL::timestamptz AS "Oldest"
             FROM instances CROSS JOIN LATERAL (VALUES ('running', running), ('waiting', waiting), ('retrying', retrying), ('faulted', blocked)) AS s(state, number)
             UNION ALL SELECT 'queue', q.queue, NULL, count(ready.queue), min(ready.since) FROM (VALUES ('timers'), ('stimuli')) AS q(queue) LEFT JOIN ready ON ready.queue = q.queue AND NOT resting GROUP BY q.queue
             UNION ALL SELECT 'queue', 'screening', NULL, count(*), min(requested_at) FROM screening_requests
             UNION ALL SELECT 'queue', 'intake', NULL, count(*), min(received_at) FROM deliveries WHERE state = 'stored'
             UNION ALL SELECT 'queue', 'quarantine', NULL, count(*), min(received_at) FROM deliveries WHERE state = 'quarantined'
             UNION ALL SELECT 'queue', 'outbox', NULL, count(*), min(created_at) FROM outbox WHERE sent_at IS NULL
             UNION ALL SELECT 'queue', 'audit', NULL, count(*), min(at) FROM audit_unsealed
             UNION ALL SELECT 'queue', 'renewals', NULL, count(*), min(b.started_at) FROM renewal_batch_items i JOIN renewal_batches b ON b.id = i.batch_id WHERE i.renewal_id IS NULL AND i.refusal IS NULL
             UNION ALL SELECT 'tasks', role, NULL, count(*), NULL FROM workflow.tasks WHERE status = 'open' GROUP BY role
             UNION ALL SELECT 'overdue', role, NULL, count(*) FILTER (WHERE due_at <= {now}), min(due_at) FILTER (WHERE due_at <= {now}) FROM workflow.tasks WHERE status = 'open' GROUP BY role
             UNION ALL SELECT 'incidents', k.kind, NULL, count(o.id), min(o.opened_at)
                 FROM (VALUES ('fault'), ('failure'), ('unanswered')) AS k(kind) LEFT JOIN workflow.incidents o ON o.kind = k.kind AND o.resolved_at IS NULL GROUP BY k.kind
             UNION ALL SELECT 'silent', a.key, NULL, count(s.agency), min(s.since) FROM agencies a LEFT JOIN silent_agencies({now}) s ON s.agency = a.key GROUP BY a.key
             UNION ALL SELECT 'events', 'kept', NULL, count(*), NULL FROM workflow.stimuli WHERE consumed_at IS NULL AND parked
             """).ToListAsync(ct);
    }
}
