using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;

namespace WageTheftPermits.Application.Workflows;

/// <summary>How far a migration of running instances has come.</summary>
/// <param name="Status"><c>running</c>, <c>moved</c>, <c>committed</c>, <c>reverting</c> or <c>reverted</c>.</param>
/// <param name="EndedBy">Who committed it or has it taken back; null while it is neither.</param>
/// <param name="Waiting">Instances not looked at yet.</param>
/// <param name="Moved">Instances on the other version.</param>
/// <param name="Refused">Instances that could not be moved.</param>
/// <param name="Reverted">Instances taken back, or not moved because it was taken back.</param>
/// <param name="Stayed">Instances that were moved and could not be taken back.</param>
public sealed record MigrationProgress(
    Guid Id, string DefinitionId, int FromVersion, int ToVersion, string Status, string Reason, DateTimeOffset StartedAt, string StartedBy, DateTimeOffset? EndedAt, string? EndedBy, string? EndReason,
    long Waiting, long Moved, long Refused, long Reverted, long Stayed);

/// <summary>An instance that a migration left where it was, and why.</summary>
/// <param name="Status"><c>refused</c>, <c>stayed</c> or <c>reverted</c>.</param>
public sealed record MigrationException(Guid InstanceId, string CorrelationId, string Status, string Why);

/// <summary>Migrations of running instances, for pages and verbs to read.</summary>
public static class Migrations
{
    /// <summary>The newest first.</summary>
    public static async Task<IReadOnlyList<MigrationProgress>> ListAsync(PermitsDbContext db, CancellationToken ct) => await Progress(db).OrderByDescending(m => m.StartedAt).ToListAsync(ct);

    public static Task<MigrationProgress?> OfAsync(PermitsDbContext db, Guid id, CancellationToken ct) => Progress(db).SingleOrDefaultAsync(m => m.Id == id, ct);

    /// <summary>Instances that were not moved, or not taken back, with why.</summary>
    public static async Task<IReadOnlyList<MigrationException>> ExceptionsAsync(PermitsDbContext db, Guid id, int most, CancellationToken ct) => await db.Database.SqlQuery<MigrationException>(
        $"""
         SELECT m.instance_id AS "InstanceId", i.correlation_id AS "CorrelationId", m.status AS "Status", m.why AS "Why" FROM workflow.migration_items m JOIN workflow.instances i ON i.id = m.instance_id
         WHERE m.migration_id = {id} AND m.why IS NOT NULL ORDER BY m.instance_id LIMIT {most}
         """).ToListAsync(ct);

    private static IQueryable<MigrationProgress> Progress(PermitsDbContext db) => db.Database.SqlQuery<MigrationProgress>(
        $"""
         SELECT m.id AS "Id", m.definition_id AS "DefinitionId", m.from_version AS "FromVersion", m.to_version AS "ToVersion", m.status AS "Status", m.reason AS "Reason",
                m.started_at AS "StartedAt", m.started_by AS "StartedBy", m.ended_at AS "EndedAt", m.ended_by AS "EndedBy", m.end_reason AS "EndReason",
                c.waiting AS "Waiting", c.moved AS "Moved", c.refused AS "Refused", c.reverted AS "Reverted", c.stayed AS "Stayed"
         FROM workflow.migrations m
         CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE i.status = 'waiting') AS waiting, count(*) FILTER (WHERE i.status = 'moved') AS moved,
                                    count(*) FILTER (WHERE i.status = 'refused') AS refused, count(*) FILTER (WHERE i.status = 'reverted') AS reverted,
                                    count(*) FILTER (WHERE i.status = 'stayed') AS stayed
                             FROM workflow.migration_items i WHERE i.migration_id = m.id) c
         """);
}
