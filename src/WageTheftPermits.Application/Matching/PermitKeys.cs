using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Permits;

namespace WageTheftPermits.Application.Matching;

/// <summary>
/// Blocking keys and counted terms are kept with the permits, so that a screening reads only its block and the counts that it needs. They follow every change
/// of a permit or its holder in the same transaction (<see cref="PermitsDbContext"/> sees to that).
/// </summary>
public static class PermitKeys
{
    /// <summary>Permits and holders whose change changes what a permit is found and counted by.</summary>
    internal sealed record Changes(Guid[] Permits, Guid[] Permittees);

    private sealed record Kept(IReadOnlySet<string> Keys, IReadOnlySet<string> Terms)
    {
        internal static Kept Of(MatchRecord permit) => new(BlockingKeys.For(permit), CountedTerms.Of(permit));

        internal bool IsSame(Kept other) => Keys.SetEquals(other.Keys) && Terms.SetEquals(other.Terms);
    }

    /// <summary>Mends the kept keys and terms of permits where the program would make others than an earlier one did; nearly always there is nothing to write.</summary>
    /// <returns>The keys of each permit, by its id.</returns>
    internal static async Task<IReadOnlyDictionary<Guid, IReadOnlySet<string>>> KeepAsync(UnitOfWork unit, IReadOnlyDictionary<Guid, MatchRecord> permits)
    {
        var made = permits.ToDictionary(p => p.Key, p => Kept.Of(p.Value));
        var kept = await KeptAsync(unit.Db, [.. made.Keys], unit.Cancellation);
        if (made.Where(p => !p.Value.IsSame(kept[p.Key])).Select(p => p.Key).ToArray() is { Length: > 0 } others)
            await FollowAsync(unit.Db, new Changes(others, []), unit.Cancellation);
        return made.ToDictionary(p => p.Key, p => p.Value.Keys);
    }

    /// <summary>What is about to be written that keys and terms are made of.</summary>
    internal static Changes In(ChangeTracker tracker) => new(
        [.. tracker.Entries<Permit>().Where(e => e.State == EntityState.Added || (e.State == EntityState.Modified
            && (e.Property(p => p.TradeName).IsModified || e.Property(p => p.PermitteeId).IsModified || e.ComplexProperty(p => p.Site).IsModified))).Select(e => e.Entity.Id)],
        [.. tracker.Entries<Permittee>().Where(e => e.State == EntityState.Modified).Select(e => e.Entity.Id)]);

    /// <summary>
    /// Makes keys and terms anew of what the database says now. The permits stay locked until the unit ends: of two who change a permit and its holder at once,
    /// the later one reads what both wrote.
    /// </summary>
    internal static async Task FollowAsync(PermitsDbContext db, Changes changes, CancellationToken ct)
    {
        if (changes.Permits.Length + changes.Permittees.Length == 0)
            return;
        var ids = await db.Database.SqlQuery<Guid>(
            $"""
             SELECT id AS "Value" FROM permits WHERE id = ANY({changes.Permits}) OR permittee_id = ANY({changes.Permittees}) ORDER BY id FOR NO KEY UPDATE
             """).ToArrayAsync(ct);
        var permits = await db.Permits.AsNoTracking().Include(p => p.Permittee).Where(p => ids.Contains(p.Id)).ToListAsync(ct);
        var kept = await KeptAsync(db, ids, ct);
        var made = permits.ToDictionary(p => p.Id, p => Kept.Of(Records.Of(p)));
        await WriteKeysAsync(db, [.. made.SelectMany(p => kept[p.Key].Keys.Except(p.Value.Keys).Select(k => (p.Key, k)))], [.. made.SelectMany(p => p.Value.Keys.Except(kept[p.Key].Keys).Select(k => (p.Key, k)))], ct);
        var (permitIds, terms) = Columns([.. made.Where(p => !p.Value.Terms.SetEquals(kept[p.Key].Terms)).SelectMany(p => p.Value.Terms.Select(t => (p.Key, t)))]);
        if (terms.Length > 0)
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                 INSERT INTO permit_counted_terms (permit_id, terms)
                 SELECT t.permit_id, array_agg(t.term) FROM unnest({permitIds}, {terms}) AS t(permit_id, term) GROUP BY t.permit_id ORDER BY t.permit_id
                 ON CONFLICT (permit_id) DO UPDATE SET terms = excluded.terms
                 """, ct);
        }
    }

    private static async Task WriteKeysAsync(PermitsDbContext db, IReadOnlyList<(Guid, string)> gone, IReadOnlyList<(Guid, string)> fresh, CancellationToken ct)
    {
        if (gone.Count > 0)
        {
            var (permits, keys) = Columns(gone);
            await db.Database.ExecuteSqlAsync(
                $"DELETE FROM permit_keys k USING unnest({permits}, {keys}) AS g(permit_id, key) WHERE k.permit_id = g.permit_id AND k.key = g.key", ct);
        }
        if (fresh.Count > 0)
        {
            var (permits, keys) = Columns(fresh);
            await db.Database.ExecuteSqlAsync($"INSERT INTO permit_keys (permit_id, key) SELECT * FROM unnest({permits}, {keys})", ct);
        }
    }

    private static async Task<Dictionary<Guid, Kept>> KeptAsync(PermitsDbContext db, Guid[] permits, CancellationToken ct) =>
        (await db.Database.SqlQuery<Row>(
            $"""
             SELECT p.id AS "Permit", ARRAY(SELECT k.key FROM permit_keys k WHERE k.permit_id = p.id) AS "Keys", COALESCE(t.terms, ARRAY[]::text[]) AS "Terms"
             FROM unnest({permits}) AS p(id) LEFT JOIN permit_counted_terms t ON t.permit_id = p.id
             """).ToListAsync(ct)).ToDictionary(r => r.Permit, r => new Kept(r.Keys.ToHashSet(StringComparer.Ordinal), r.Terms.ToHashSet(StringComparer.Ordinal)));

    private static (Guid[] Permits, string[] Texts) Columns(IReadOnlyList<(Guid Permit, string Text)> rows) => ([.. rows.Select(r => r.Permit)], [.. rows.Select(r => r.Text)]);

    private sealed class Row
    {
        public Guid Permit { get; init; }

        public string[] Keys { get; init; } = [];

        public string[] Terms { get; init; } = [];
    }
}
