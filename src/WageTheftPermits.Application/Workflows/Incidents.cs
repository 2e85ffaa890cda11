using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;

namespace WageTheftPermits.Application.Workflows;

/// <summary>An incident that waits for a person.</summary>
/// <param name="InstanceId">The instance that it stops, or for which the event was kept; null for an event that was for none.</param>
/// <param name="CorrelationId">What the instance is about; for an event without one, the event's key.</param>
/// <param name="Kind"><c>fault</c>, <c>failure</c> or <c>unanswered</c>.</param>
public sealed record OpenIncident(Guid Id, Guid? InstanceId, string? DefinitionId, string CorrelationId, string? ActivityId, string Kind, string Message, DateTimeOffset OpenedAt);

/// <summary>Open incidents, for pages and verbs to read.</summary>
public static class Incidents
{
    /// <summary>The oldest first.</summary>
    public static async Task<IReadOnlyList<OpenIncident>> OpenAsync(PermitsDbContext db, CancellationToken ct) => await Open(db).OrderBy(o => o.OpenedAt).ThenBy(o => o.Id).ToListAsync(ct);

    /// <summary>Those that stop an instance, the oldest first.</summary>
    public static async Task<IReadOnlyList<OpenIncident>> StoppingAsync(PermitsDbContext db, Guid instanceId, CancellationToken ct) =>
        await Open(db).Where(o => o.InstanceId == instanceId && o.Kind != "unanswered").OrderBy(o => o.OpenedAt).ThenBy(o => o.Id).ToListAsync(ct);

    private static IQueryable<OpenIncident> Open(PermitsDbContext db) => db.Database.SqlQuery<OpenIncident>(
        $"""
         SELECT o.id AS "Id", o.instance_id AS "InstanceId", i.definition_id AS "DefinitionId", coalesce(i.correlation_id, s.key, '') AS "CorrelationId", o.activity_id AS "ActivityId",
                o.kind AS "Kind", o.message AS "Message", o.opened_at AS "OpenedAt"
         FROM workflow.incidents o LEFT JOIN workflow.instances i ON i.id = o.instance_id LEFT JOIN workflow.stimuli s ON s.id = o.stimulus_id
         WHERE o.resolved_at IS NULL
         """);
}
