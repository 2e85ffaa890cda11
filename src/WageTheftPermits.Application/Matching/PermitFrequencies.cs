using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.Application.Matching;

/// <summary>
/// How common names are among this department's permits. Every permit is counted, closed ones too. A comparison reads the counts of the terms that it needs
/// and no more, so that it takes as long with a million permits as with a thousand.
/// </summary>
/// <remarks>
/// A count that is kept in one row would be a lock that all who change a permit named "restaurant" queue for, behind an import that takes minutes; a count
/// by an index reads a tenth of the permits for such a word. So changes are added beside the counts, a reader adds them up, and <see cref="FoldNextAsync"/>
/// folds them in.
/// </remarks>
public sealed class PermitFrequencies(Units units)
{
    /// <summary>Changes folded in one unit.</summary>
    private const int AtOnce = 20_000;

    /// <summary>The frequencies that comparing these pairs needs, exactly as if all permits had been counted.</summary>
    /// <param name="cutoff">The least probability that is asked for of a pair: only pairs that may reach it are compared with who else is at the site.</param>
    internal static async Task<TermFrequencies> ForAsync(UnitOfWork unit, MatchModel model, IReadOnlyCollection<ComparedPair> pairs, Func<ComparedPair, double> cutoff)
    {
        var records = pairs.SelectMany(p => new[] { p.Party, p.Permit }).Distinct();
        var counts = await CountsAsync(unit.Db, CountedTerms.AskedBy(records), unit.Cancellation);
        var matcher = new Matcher(model, TermFrequencies.From(counts, []));
        var asking = pairs.Where(p => matcher.AsksForNeighbours(p.Party, p.Permit, cutoff(p))).Select(p => p.Permit).Distinct().ToList();
        if (asking.Count == 0)
            return TermFrequencies.From(counts, []);
        var keys = asking.SelectMany(BlockingKeys.For).Where(BlockingKeys.IsSite).Distinct().ToArray();
        var ids = await unit.Db.Database.SqlQuery<Guid>($"SELECT DISTINCT permit_id AS \"Value\" FROM permit_keys WHERE key = ANY({keys})").ToArrayAsync(unit.Cancellation);
        var neighbours = (await unit.Db.Permits.AsNoTracking().Include(p => p.Permittee).Where(p => ids.Contains(p.Id)).ToListAsync(unit.Cancellation)).ConvertAll(Records.Of);
        var more = CountedTerms.AskedBy(neighbours).Except(counts.Keys).ToHashSet(StringComparer.Ordinal);
        foreach (var (term, count) in await CountsAsync(unit.Db, more, unit.Cancellation))
            counts[term] = count;
        return TermFrequencies.From(counts, neighbours);
    }

    /// <summary>How often each of these terms occurs among the permits, as <see cref="CountedTerms"/> says.</summary>
    public static async Task<Dictionary<string, int>> CountsAsync(PermitsDbContext db, IReadOnlySet<string> terms, CancellationToken ct)
    {
        var asked = terms.ToArray();
        // A name counts at how many sites it is: of what is not yet folded, only a site that the name comes to or leaves changes that.
        return (await db.Database.SqlQuery<Row>(
            $"""
             SELECT w.term AS "Term", (COALESCE(c.count, 0) + COALESCE((SELECT sum(d.change) FROM term_changes d WHERE d.term = w.term), 0)
                 + CASE WHEN w.term LIKE 'n:%' THEN COALESCE((
                     SELECT sum((COALESCE(b.count, 0) + s.change > 0)::integer - (COALESCE(b.count, 0) > 0)::integer)
                     FROM (SELECT d.term, sum(d.change) AS change FROM term_changes d WHERE d.term > w.term || E'\x1f' AND d.term < w.term || ' ' GROUP BY d.term) s
                     LEFT JOIN term_counts b ON b.term = s.term), 0) ELSE 0 END)::integer AS "Count"
             FROM (SELECT term COLLATE "C" AS term FROM unnest({asked}) AS t(term)) w LEFT JOIN term_counts c ON c.term = w.term
             """).ToListAsync(ct)).ToDictionary(r => r.Term, r => r.Count, StringComparer.Ordinal);
    }

    /// <summary>Folds changes into the counts; no count differs before and after. False where there is nothing, or another instance is at it.</summary>
    public Task<bool> FoldNextAsync(CancellationToken ct) => units.RunAsync(Actor.System("frequencies"), async unit =>
    {
        if (!await unit.Db.Database.SqlQuery<bool>($"SELECT pg_try_advisory_xact_lock(hashtextextended('term-counts', 0)) AS \"Value\"").SingleAsync(ct))
            return false;
        var folded = (await unit.Db.Database.SqlQuery<Folded>(
            $"""
             WITH taken AS (DELETE FROM term_changes WHERE id IN (SELECT id FROM term_changes ORDER BY id LIMIT {AtOnce}) RETURNING term, change),
             summed AS (SELECT t.term, sum(t.change)::integer AS change, COALESCE(c.count, 0) AS was FROM taken t LEFT JOIN term_counts c ON c.term = t.term GROUP BY t.term, c.count),
             named AS (
                 SELECT split_part(term, E'\x1f', 1) COLLATE "C" AS term, sum((was + change > 0)::integer - (was > 0)::integer)::integer AS change
                 FROM summed WHERE strpos(term, E'\x1f') > 0 GROUP BY 1),
             folded AS (
                 INSERT INTO term_counts AS k (term, count) SELECT term, change FROM summed UNION ALL SELECT term, change FROM named
                 ON CONFLICT (term) DO UPDATE SET count = k.count + excluded.count RETURNING term, count)
             SELECT (SELECT count(*) FROM taken)::integer AS "Changes", ARRAY(SELECT term FROM folded WHERE count = 0) AS "Unused"
             """).ToListAsync(ct)).Single();
        // What no permit is called any more is not kept.
        await unit.Db.Database.ExecuteSqlAsync($"DELETE FROM term_counts WHERE term = ANY({folded.Unused}) AND count = 0", ct);
        return folded.Changes > 0;
    }, ct);

    private sealed class Row
    {
        public string Term { get; init; } = "";

        public int Count { get; init; }
    }

    private sealed class Folded
    {
        public int Changes { get; init; }

        public string[] Unused { get; init; } = [];
    }
}
