using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.Application.Policies;

/// <summary>Reads approved policies. A version never changes, so what was read once is kept; which one is in force is asked each time.</summary>
public sealed class CurrentPolicy(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Policy> _byVersion = new();

    /// <param name="version">A case's or renewal's own version; null for the one in force now.</param>
    public Task<Policy> GetAsync(PermitsDbContext db, string? version, CancellationToken ct) => GetAsync(db, version, clock.GetUtcNow(), ct);

    /// <param name="version">A case's or renewal's own version; null for the one in force at the moment.</param>
    public async Task<Policy> GetAsync(PermitsDbContext db, string? version, DateTimeOffset at, CancellationToken ct)
    {
        version ??= await InForce(db, at).Select(p => p.Version).FirstOrDefaultAsync(ct)
            ?? throw new InvalidOperationException("No policy is deployed. Run: ./wtp workflows deploy");
        if (_byVersion.TryGetValue(version, out var known))
            return known;
        var content = await db.Policies.Where(p => p.Version == version).Select(p => p.Content).SingleAsync(ct);
        return _byVersion[version] = Read(content, version);
    }

    /// <summary>Those that have come into force by a moment, the one in force first.</summary>
    public static IQueryable<PolicyVersion> InForce(PermitsDbContext db, DateTimeOffset at) => NewestFirst(db).Where(p => p.EffectiveFrom <= at);

    /// <summary>All that were approved, those to come too; the last to come into force first.</summary>
    public static IQueryable<PolicyVersion> NewestFirst(PermitsDbContext db) => db.Policies.OrderByDescending(p => p.EffectiveFrom).ThenByDescending(p => p.Number);

    /// <summary>Reads a policy that was accepted once, leniently: it stays readable though the schema has grown stricter since. New ones go through <see cref="PolicyReader"/>.</summary>
    public static Policy Read(string json, string version)
    {
        var node = JsonNode.Parse(json)!.AsObject();
        node["version"] = version;
        node.Remove("$schema");
        return node.Deserialize<Policy>(Json.Web) ?? throw new JsonException("The policy is empty.");
    }
}
