using Npgsql;
using WageTheftPermits.Workflow.Interpretation;

namespace WageTheftPermits.Workflow.Storage;

internal static class JournalSql
{
    /// <summary>Adds lines to the journal; they are numbered in the order given.</summary>
    public static NpgsqlBatch ThenJournal(this NpgsqlBatch batch, IReadOnlyList<(Guid Instance, JournalEntry Entry)> lines) => batch.ThenRows(lines,
        """
        INSERT INTO workflow.journal (instance_id, execution_id, activity_id, activity_type, event, outcome, actor, at, detail)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb[])
        """,
        lines.Column(l => l.Instance), lines.Column(l => l.Entry.ExecutionId), lines.Column(l => l.Entry.ActivityId), lines.Column(l => l.Entry.ActivityType),
        lines.Column(l => l.Entry.Event.Stored()), lines.Column(l => l.Entry.Outcome), lines.Column(l => l.Entry.Actor), lines.Column(l => l.Entry.At.ToUniversalTime()),
        lines.Column(l => l.Entry.Detail?.GetRawText()));
}
