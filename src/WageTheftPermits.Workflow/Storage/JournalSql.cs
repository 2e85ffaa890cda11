using WageTheftPermits.Workflow.Interpretation;

namespace WageTheftPermits.Workflow.Storage;

internal static class JournalSql
{
    public const string Insert =
        "INSERT INTO workflow.journal (instance_id, execution_id, activity_id, activity_type, event, outcome, actor, at, detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

    public static object?[] Values(Guid instance, JournalEntry entry) =>
        [instance, entry.ExecutionId, entry.ActivityId, entry.ActivityType, entry.Event.Stored(), entry.Outcome, entry.Actor, entry.At, entry.Detail];
}
