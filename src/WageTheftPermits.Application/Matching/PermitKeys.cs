using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Permits;

namespace WageTheftPermits.Application.Matching;

/// <summary>Blocking keys are kept with the permits, so that a screening reads only its block.</summary>
public static class PermitKeys
{
    /// <summary>Brings the kept keys of these permits up to date; only what differs is written.</summary>
    /// <returns>The keys of each permit, by its id.</returns>
    public static async Task<IReadOnlyDictionary<Guid, IReadOnlySet<string>>> KeepAsync(UnitOfWork unit, IReadOnlyCollection<Permit> permits)
    {
        var keys = permits.ToDictionary(p => p.Id, p => BlockingKeys.For(Records.Of(p)));
        var ids = keys.Keys.ToArray();
        var kept = (await unit.Db.Database.SqlQuery<Kept>($"SELECT permit_id AS \"Permit\", key AS \"Key\" FROM permit_keys WHERE permit_id = ANY({ids})").ToListAsync(unit.Cancellation))
            .ConvertAll(k => (k.Permit, k.Key)).ToHashSet();
        var said = keys.SelectMany(k => k.Value.Select(key => (Permit: k.Key, Key: key))).ToHashSet();
        var (gone, fresh) = (kept.Except(said).ToList(), said.Except(kept).ToList());
        if (gone.Count > 0)
        {
            await unit.Db.Database.ExecuteSqlAsync(
                $"""
                 DELETE FROM permit_keys k USING unnest({gone.Select(k => k.Permit).ToArray()}, {gone.Select(k => k.Key).ToArray()}) AS g(permit_id, key)
                 WHERE k.permit_id = g.permit_id AND k.key = g.key
                 """, unit.Cancellation);
        }
        if (fresh.Count > 0)
        {
            await unit.Db.Database.ExecuteSqlAsync(
                $"""
                 INSERT INTO permit_keys (permit_id, key) SELECT * FROM unnest({fresh.Select(k => k.Permit).ToArray()}, {fresh.Select(k => k.Key).ToArray()})
                 ON CONFLICT DO NOTHING
                 """, unit.Cancellation);
        }
        return keys;
    }

    private sealed class Kept
    {
        public Guid Permit { get; init; }

        public string Key { get; init; } = "";
    }
}
