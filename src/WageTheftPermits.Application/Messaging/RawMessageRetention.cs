using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Application.Messaging;

/// <summary>
/// Removes the bytes of messages that were understood longer ago than the policy keeps them (<c>rawMessageDays</c>). Each delivery stays, with its receipt,
/// what became of it and its SHA-256, and so do the judgments' events with their digests: what is repeated years later is still a duplicate or a conflict.
/// What is in quarantine stays whole.
/// </summary>
public sealed class RawMessageRetention(Units units)
{
    /// <summary>Messages in one unit: few enough that nobody waits for it.</summary>
    public const int AtOnce = 5000;

    private sealed record Removed(string Agency, long Messages, long Bytes);

    /// <summary>Removes some. False where nothing is old enough.</summary>
    public Task<bool> RemoveNextAsync(CancellationToken ct) => units.RunAsync(Actor.System("retention"), async unit =>
    {
        if (!await unit.Db.Policies.AnyAsync(ct) || await unit.PolicyAsync() is not { RawMessageDays: { } days } policy)
            return false;
        var until = unit.Now.AddDays(-days);
        // A repeat under an id of its own is the only place where that id stands: such a one stays, to be compared with what may yet come under it.
        var removed = await unit.Db.Database.SqlQuery<Removed>(
            $"""
             WITH old AS (
                 SELECT d.receipt, octet_length(d.body) AS bytes FROM deliveries d
                 WHERE d.body_removed_at IS NULL AND d.state IN ('accepted', 'duplicate', 'rejected') AND d.understood_at <= {until}
                   AND (d.state <> 'duplicate' OR EXISTS (
                       SELECT 1 FROM judgment_events e JOIN judgments j ON j.id = e.judgment_id WHERE e.event_id = d.event_id AND j.agency = d.agency))
                 ORDER BY d.understood_at LIMIT {AtOnce} FOR UPDATE OF d SKIP LOCKED),
             removed AS (
                 UPDATE deliveries d SET body = '', body_sha256 = sha256(d.body), body_removed_at = {unit.Now} FROM old WHERE d.receipt = old.receipt
                 RETURNING d.agency, old.bytes)
             SELECT agency AS "Agency", count(*) AS "Messages", sum(bytes)::bigint AS "Bytes" FROM removed GROUP BY agency ORDER BY agency
             """).ToListAsync(ct);
        if (removed.Count == 0)
            return false;
        unit.Audit("raw messages removed", $"The bytes of {removed.Sum(r => r.Messages):N0} messages were removed, {days} days after they were understood; what became of each stays.",
            [], evidence: new { until, agencies = removed }, policyVersion: policy.Version);
        return true;
    }, ct);
}
