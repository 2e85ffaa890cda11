using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.Application.Policies;

/// <summary>Reads deployed policies. A version never changes, so what was read once is kept; which one is the newest is asked each time.</summary>
public sealed class CurrentPolicy
{
    private readonly ConcurrentDictionary<string, Policy> _byVersion = new();

    /// <param name="version">A case's or renewal's own version; null for the one in force.</param>
    public async Task<Policy> GetAsync(PermitsDbContext db, string? version, CancellationToken ct)
    {
        version ??= await db.Policies.OrderByDescending(p => p.DeployedAt).Select(p => p.Version).FirstOrDefaultAsync(ct)
            ?? throw new InvalidOperationException("No policy is deployed. Run: ./wtp workflows deploy");
        if (_byVersion.TryGetValue(version, out var known))
            return known;
        var content = await db.Policies.Where(p => p.Version == version).Select(p => p.Content).SingleAsync(ct);
        return _byVersion[version] = Read(content, version);
    }

    /// <summary>Reads a policy file's JSON. The version is not in the file; it is the digest of it.</summary>
    public static Policy Read(string json, string version)
    {
        var node = System.Text.Json.Nodes.JsonNode.Parse(json, documentOptions: new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })!.AsObject();
        node["version"] = version;
        node.Remove("$schema");
        return node.Deserialize<Policy>(Json.Web) ?? throw new JsonException("The policy is empty.");
    }
}
