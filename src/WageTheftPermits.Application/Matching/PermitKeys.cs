using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Permits;

namespace WageTheftPermits.Application.Matching;

/// <summary>Blocking keys of many permits at once, as an import brings them.</summary>
internal static class PermitKeys
{
    public static Task KeepAsync(UnitOfWork unit, IReadOnlyCollection<Permit> permits)
    {
        var keys = permits.SelectMany(permit => BlockingKeys.For(Records.Of(permit)).Select(key => (permit.Id, Key: key))).ToList();
        var (all, ids, texts) = (permits.Select(p => p.Id).ToArray(), keys.Select(k => k.Id).ToArray(), keys.Select(k => k.Key).ToArray());
        return unit.Db.Database.ExecuteSqlAsync(
            $"""
             WITH kept AS (SELECT * FROM unnest({ids}, {texts}) AS k(permit_id, key)),
                  gone AS (DELETE FROM permit_keys p WHERE p.permit_id = ANY({all}) AND NOT EXISTS (SELECT 1 FROM kept k WHERE k.permit_id = p.permit_id AND k.key = p.key))
             INSERT INTO permit_keys (permit_id, key) SELECT permit_id, key FROM kept ON CONFLICT DO NOTHING
             """, unit.Cancellation);
    }
}
