using WageTheftPermits.Contracts.Incoming;

namespace WageTheftPermits.Application.Imports;

/// <summary>What a file of the CSV door would say if no file had come before it, without a database.</summary>
public static class SnapshotCheck
{
    /// <param name="Events">The events that it would become, in order.</param>
    /// <param name="Refused">Rows that would be refused.</param>
    /// <param name="SetAside">Cases that no event can say, with the reason; they would wait in quarantine.</param>
    public sealed record Outcome(IReadOnlyList<ReadOnlyMemory<byte>> Events, IReadOnlyList<RefusedRow> Refused, IReadOnlyList<string> SetAside);

    /// <param name="today">The day of the file.</param>
    /// <exception cref="ImportRefused">The mapping names statuses that there are none of.</exception>
    public static Outcome Of(string agency, ImportSource source, DateOnly today)
    {
        ImportJudgments.CheckStatuses(source.Mapping);
        var (events, refused, setAside) = (new List<ReadOnlyMemory<byte>>(), new List<RefusedRow>(), new List<string>());
        foreach (var rows in ImportJudgments.Cases(source))
        {
            if (ImportJudgments.Refuse(rows.Key, [.. rows]) is { Count: > 0 } faults)
            {
                refused.AddRange(faults);
                continue;
            }
            var (statement, refusal) = CaseReading.Read(rows.Key, [.. rows], source.Mapping.Kind == ImportKind.Leads, before: null);
            if (statement is null)
            {
                refused.AddRange(rows.Select(row => new RefusedRow(row.Line, refusal!, row.Raw)));
                continue;
            }
            var (changes, contradiction) = CaseChanges.Between(before: null, statement, known: false, today);
            if (contradiction is not null)
                setAside.Add($"{rows.Key}: {contradiction.Reason}");
            events.AddRange(changes.Select((change, at) => (ReadOnlyMemory<byte>)CaseChanges.ToCloudEvent(agency, rows.Key, at + 1, change)));
        }
        return new Outcome(events, refused, setAside);
    }
}
