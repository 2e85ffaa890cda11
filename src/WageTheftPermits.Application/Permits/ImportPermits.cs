using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Imports;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Renewals;

namespace WageTheftPermits.Application.Permits;

/// <summary>
/// Brings the permits up to date with a file of the permit system. A permit that the file leaves out stays as it is, and so does the term
/// of one that is known: terms follow from renewals. Importing the same file again changes nothing.
/// </summary>
public static class ImportPermits
{
    private const int ChunkSize = 1000;

    /// <param name="Refused">Rows that were not taken; <paramref name="Read"/> counts them too.</param>
    public sealed record Outcome(int Read, int Added, int Changed, int Unchanged, IReadOnlyList<RefusedRow> Refused);

    public static async Task<Outcome> HandleAsync(UnitOfWork unit, ImportSource source)
    {
        // One import at a time: two of them would both add what neither finds.
        await unit.Db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended('import:permits', 0))", unit.Cancellation);
        var (added, changed, unchanged) = (0, 0, 0);
        var refused = new List<RefusedRow>();
        var screen = await unit.Db.Judgments.AnyAsync(unit.Cancellation);
        foreach (var chunk in Accepted(source.Rows.Rows, refused, ref unchanged).Chunk(ChunkSize))
        {
            var touched = await TakeAsync(unit, chunk, refused);
            added += touched.Added.Count;
            changed += touched.Changed.Count;
            unchanged += touched.Unchanged;
            var permits = touched.Added.Concat(touched.Changed).ToList();
            if (screen)
                unit.Db.ScreeningRequests.AddRange(permits.Where(p => p.Status != PermitStatus.Closed).Select(p =>
                    new ScreeningRequest { PermitId = p.Id, Reason = "the permit system has it new or changed", RequestedAt = unit.Now }));
            await unit.Db.SaveChangesAsync(unit.Cancellation);
            unit.Db.ChangeTracker.Clear();
        }

        unit.Audit("permits imported", $"{source.Name}: {source.Rows.Rows.Count} rows read, {added} permits added, {changed} changed, {unchanged} unchanged, {refused.Count} refused.", [],
            evidence: new { file = source.Name, mapping = source.Mapping.Name, read = source.Rows.Rows.Count, added, changed, unchanged, refused = refused.Count });
        return new Outcome(source.Rows.Rows.Count, added, changed, unchanged, refused);
    }

    /// <summary>Rows that can be taken, each number once. A row that repeats another changes nothing; one that contradicts it is refused.</summary>
    private static List<(CsvRow Row, ImportedPermit Permit)> Accepted(IReadOnlyList<CsvRow> rows, List<RefusedRow> refused, ref int unchanged)
    {
        var first = new Dictionary<string, (CsvRow Row, ImportedPermit Permit)>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (row.Refusal is { } reason)
                refused.Add(new RefusedRow(row.Line, reason, row.Raw));
            else if (row.UnknownStatus is { } status)
                refused.Add(new RefusedRow(row.Line, $"The status \"{status}\" is not known to the mapping.", row.Raw));
            else if (first.TryAdd(row["number"] ?? "", (row, ImportedPermit.Of(row))))
                continue;
            else if (first[row["number"] ?? ""] is var earlier && earlier.Permit == ImportedPermit.Of(row))
                unchanged++;
            else
                refused.Add(new RefusedRow(row.Line, $"The number {row["number"]} stands on line {earlier.Row.Line} too, with other content.", row.Raw));
        }
        return [.. first.Values];
    }

    private static async Task<(List<Permit> Added, List<Permit> Changed, int Unchanged)> TakeAsync(
        UnitOfWork unit, (CsvRow Row, ImportedPermit Permit)[] chunk, List<RefusedRow> refused)
    {
        var policy = await unit.PolicyAsync();
        var today = unit.TodayIn(policy);
        var numbers = chunk.Select(c => c.Permit.Number).ToList();
        var known = await unit.Db.Permits.Include(p => p.Permittee).Where(p => numbers.Contains(p.Number)).ToDictionaryAsync(p => p.Number, StringComparer.Ordinal, unit.Cancellation);
        var (added, changed, unchanged) = (new List<Permit>(), new List<Permit>(), 0);
        var owedBefore = new Dictionary<Guid, Owed>();
        foreach (var (row, imported) in chunk)
        {
            try
            {
                if (!known.TryGetValue(imported.Number, out var permit))
                {
                    added.Add(permit = imported.ToPermit(policy, today));
                    unit.Db.Permits.Add(permit);
                }
                else if (await CorrectAsync(unit, permit, imported, owedBefore))
                    changed.Add(permit);
                else
                    unchanged++;
            }
            catch (RuleViolation violation)
            {
                refused.Add(new RefusedRow(row.Line, violation.Message, row.Raw));
            }
        }
        await unit.Db.SaveChangesAsync(unit.Cancellation);
        await OwedByFile.FollowAsync(unit, owedBefore, [.. changed.Where(p => owedBefore.ContainsKey(p.Id))]);
        return (added, changed, unchanged);
    }

    private static async Task<bool> CorrectAsync(UnitOfWork unit, Permit permit, ImportedPermit imported, Dictionary<Guid, Owed> owedBefore)
    {
        var changed = permit.Correct(permit.Type, imported.TradeName, imported.Site);
        var owed = Owed.Of(permit);
        if (permit.SetOwed(imported.FeeOwed, imported.Documents))
        {
            owedBefore[permit.Id] = owed;
            changed = true;
        }
        if (imported.Closed is { } closed)
            changed |= permit.SetClosed(closed);
        if (permit.Permittee.IsAnother(imported.LegalName, imported.OwnerName))
        {
            await ChangeOwnership.RecordAsync(unit, permit, imported.NewPermittee(), OwnershipChangeSource.PermitSystem);
            return true;
        }
        changed |= permit.Permittee.LearnNames(imported.PermitteeKind, imported.LegalName, imported.OwnerName);
        return changed | permit.Permittee.Correct(permit.Permittee.OwnerName, permit.Permittee.TaxIdLast4, imported.Phone ?? permit.Permittee.Phone);
    }
}
