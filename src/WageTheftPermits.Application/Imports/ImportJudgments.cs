using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Judgments;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Contracts.Incoming;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Judgments;

namespace WageTheftPermits.Application.Imports;

/// <summary>
/// The CSV door. A file is a snapshot: each case in it is compared with what this agency's last file said, and what changed becomes events
/// that go through the same pipeline as those of the bus. A case that the file leaves out is left as it is.
/// </summary>
public static class ImportJudgments
{
    /// <param name="Events">Events stored, by type.</param>
    /// <param name="Receipts">Of every delivery that the import made.</param>
    /// <param name="Notes">Defendants that the file leaves out of cases that it has, and that were kept.</param>
    /// <param name="Respelled">Defendants whose names it corrects.</param>
    public sealed record Outcome(
        int Read, int Cases, int Unchanged, IReadOnlyDictionary<string, int> Events, IReadOnlyList<Guid> Receipts, IReadOnlyList<RefusedRow> Refused,
        IReadOnlyList<string> Notes, IReadOnlyList<string> Respelled);

    /// <exception cref="RuleViolation">There is no such agency.</exception>
    /// <exception cref="ImportRefused">The mapping names statuses that there are none of.</exception>
    public static async Task<Outcome> HandleAsync(UnitOfWork unit, string agency, ImportSource source)
    {
        CheckStatuses(source.Mapping);
        RuleViolation.Unless(await unit.Db.Agencies.AnyAsync(a => a.Key == agency, unit.Cancellation), "agency.none",
            $"There is no agency '{agency}'. Make it first: ./wtp agency add {agency}");
        await unit.Db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({"import:" + agency}, 0))", unit.Cancellation);

        var import = new Import(unit, agency, unit.TodayIn(await unit.PolicyAsync()));
        var refused = new List<RefusedRow>();
        var (notes, respelled) = (new List<string>(), new List<string>());
        var cases = Cases(source);
        await import.LoadAsync([.. cases.Select(rows => rows.Key)]);
        foreach (var rows in cases)
        {
            if (Refuse(rows.Key, [.. rows]) is { Count: > 0 } faults)
            {
                refused.AddRange(faults);
                continue;
            }
            var before = import.Before(rows.Key);
            var (statement, refusal) = CaseReading.Read(rows.Key, [.. rows], source.Mapping.Kind == ImportKind.Leads, before);
            if (statement is null)
            {
                refused.AddRange(rows.Select(row => new RefusedRow(row.Line, refusal!, row.Raw)));
                continue;
            }
            notes.AddRange(CaseReading.LeftOut([.. rows], before).Select(name =>
                $"{rows.Key} no longer names {name}, which stays a defendant as last stated. Ask the agency whether it was dropped."));
            if (CaseReading.Respelled([.. rows], before) is { } corrected)
                respelled.Add($"{rows.Key} now spells {corrected.Before} as {corrected.Now}: taken as the same defendant under its corrected name.");
            await import.TakeAsync(statement);
        }

        var outcome = new Outcome(source.Rows.Rows.Count, cases.Count, import.Unchanged, import.Events, import.Receipts, refused, notes, respelled);
        unit.Audit("judgments imported", $"{source.Name} of {agency}: {outcome.Read} rows, {outcome.Cases} cases, {outcome.Receipts.Count} events, {outcome.Unchanged} cases unchanged, {refused.Count} rows refused, {notes.Count} defendants left out and kept, {respelled.Count} respelled.", [],
            evidence: new { file = source.Name, agency, mapping = source.Mapping.Name, outcome.Read, outcome.Cases, outcome.Unchanged, outcome.Events, refused = refused.Count, keptDefendants = notes.Count, respelled });
        return outcome;
    }

    /// <exception cref="ImportRefused">The mapping names statuses that there are none of.</exception>
    internal static void CheckStatuses(MappingFile mapping)
    {
        if (mapping.Statuses?.Values.FirstOrDefault(word => !CaseChanges.Statuses.Contains(word)) is { } word)
            throw new ImportRefused($"The mapping {mapping.Name} has the status \"{word}\"; there are {string.Join(", ", CaseChanges.Statuses)}.");
    }

    internal static List<IGrouping<string, CsvRow>> Cases(ImportSource source) =>
        [.. source.Rows.Rows.GroupBy(row => row["subject"] ?? $"line {row.Line}", StringComparer.Ordinal)];

    /// <summary>A case is taken with all its rows or not at all: without one of them a defendant would seem to be gone.</summary>
    internal static List<RefusedRow> Refuse(string subject, List<CsvRow> rows)
    {
        var faulty = rows.Find(row => row.Refusal is not null);
        return faulty is null ? [] :
            [.. rows.Select(row => new RefusedRow(row.Line, row.Refusal ?? $"Line {faulty.Line} of the same case {subject} was refused.", row.Raw))];
    }

    /// <summary>One file's import under way.</summary>
    private sealed class Import(UnitOfWork unit, string agency, DateOnly today)
    {
        private readonly SortedDictionary<string, int> _events = new(StringComparer.Ordinal);
        private readonly List<Guid> _receipts = [];
        private Dictionary<string, Snapshot> _snapshots = [];
        private Dictionary<string, (long LastSequence, bool Known)> _judgments = [];
        private Dictionary<string, long> _waiting = [];

        public int Unchanged { get; private set; }

        public IReadOnlyDictionary<string, int> Events => _events;

        public IReadOnlyList<Guid> Receipts => _receipts;

        public async Task LoadAsync(string[] subjects)
        {
            var ct = unit.Cancellation;
            _snapshots = await unit.Db.Snapshots.Where(s => s.Agency == agency && subjects.Contains(s.Subject)).ToDictionaryAsync(s => s.Subject, StringComparer.Ordinal, ct);
            _judgments = await unit.Db.Judgments.Where(j => j.Agency == agency && subjects.Contains(j.Subject))
                .ToDictionaryAsync(j => j.Subject, j => (j.LastSequence, j.Status != JudgmentStatus.Unknown), StringComparer.Ordinal, ct);
            _waiting = await unit.Db.Deliveries.Where(d => d.State == DeliveryState.Stored && d.Agency == agency && d.Subject != null && d.Sequence != null)
                .GroupBy(d => d.Subject!).Select(g => new { g.Key, Last = g.Max(d => d.Sequence!.Value) }).ToDictionaryAsync(g => g.Key, g => g.Last, StringComparer.Ordinal, ct);
        }

        public CaseStatement? Before(string subject) => CaseStatement.FromJson(_snapshots.GetValueOrDefault(subject)?.Applied);

        public async Task TakeAsync(CaseStatement statement)
        {
            var snapshot = _snapshots.GetValueOrDefault(statement.Subject);
            var digest = statement.Digest();
            if (snapshot?.SeenDigest == digest)
            {
                Unchanged++;
                return;
            }
            if (snapshot is null)
                unit.Db.Snapshots.Add(snapshot = new Snapshot { Agency = agency, Subject = statement.Subject });
            (snapshot.SeenDigest, snapshot.SeenAt) = (digest, unit.Now);

            var (sequence, known) = _judgments.GetValueOrDefault(statement.Subject);
            sequence = Math.Max(sequence, _waiting.GetValueOrDefault(statement.Subject)) + 1;
            var (changes, contradiction) = CaseChanges.Between(Before(statement.Subject), statement, known, today);
            if (contradiction is not null)
            {
                await SetAsideAsync(statement, sequence, known, contradiction);
                return;
            }
            var bodies = changes.Select((change, at) => CaseChanges.ToCloudEvent(agency, statement.Subject, sequence + at, change)).ToList();
            var sound = bodies.TrueForAll(body => AgencyEventReader.Read(body, agency).IsValid);
            // An event that the contract refuses goes alone, to be quarantined with its reason: those after it would stand on nothing.
            await StoreAsync(changes, sound ? bodies : bodies[..1]);
            if (sound)
                snapshot.Applied = statement.ToJson();
        }

        private async Task StoreAsync(IReadOnlyList<CaseChanges.Change> changes, List<byte[]> bodies)
        {
            foreach (var change in changes.Take(bodies.Count))
                _events[change.Type] = _events.GetValueOrDefault(change.Type) + 1;
            _receipts.AddRange((await Intake.StoreAsync(unit, agency, "csv", [.. bodies.Select(body => (ReadOnlyMemory<byte>)body)])).Select(d => d.Receipt));
        }

        /// <summary>What no event can say is kept as a delivery in quarantine, where a person finds it and where it forbids any adverse step.</summary>
        private async Task SetAsideAsync(CaseStatement statement, long sequence, bool known, CaseContradiction contradiction)
        {
            var data = CaseChanges.Terms(statement.Terms);
            (data["status"], data["paid"]) = (statement.UnknownStatus ?? statement.Status, statement.Paid);
            var change = new CaseChanges.Change(known ? EventTypes.JudgmentAmended : EventTypes.JudgmentIssued, data);
            var delivery = new Delivery(Guid.CreateVersion7(), agency, "csv", CaseChanges.ToCloudEvent(agency, statement.Subject, sequence, change), unit.Now);
            delivery.Identify(AgencyEventReader.Read(delivery.Body, agency).Glimpse.Id, statement.Subject, sequence, change.Type);
            unit.Db.Deliveries.Add(delivery);
            await TakeInEvent.QuarantineAsync(unit, delivery, new EventFault(contradiction.Reason, $"/data/{contradiction.Field}"));
            await unit.Db.SaveChangesAsync(unit.Cancellation);
            _receipts.Add(delivery.Receipt);
        }
    }
}
