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
        var rows = keys.SelectMany(k => k.Value.Select(key => (Permit: k.Key, Key: key))).ToList();
        var (all, ids, texts) = (keys.Keys.ToArray(), rows.Select(k => k.Permit).ToArray(), rows.Select(k => k.Key).ToArray());
        await unit.Db.Database.ExecuteSqlAsync(
            $"""
             WITH said AS (SELECT * FROM unnest({ids}, {texts}) AS k(permit_id, key)),
                  kept AS (SELECT permit_id, key FROM permit_keys WHERE permit_id = ANY({all})),
                  gone AS (DELETE FROM permit_keys WHERE (permit_id, key) IN (SELECT * FROM kept EXCEPT SELECT * FROM said))
             INSERT INTO permit_keys (permit_id, key) SELECT * FROM said EXCEPT SELECT * FROM kept ON CONFLICT DO NOTHING
             """, unit.Cancellation);
        return keys;
    }
}
