using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Application.Policies;

/// <summary>Publishes a program's folder: its policy and its workflow definitions. What is unchanged stays as it is.</summary>
public static class DeployProgram
{
    public sealed record Outcome(string Policy, bool PolicyChanged, IReadOnlyList<string> Definitions);

    /// <param name="folder">Such as <c>workflows/san-francisco</c>.</param>
    /// <exception cref="DefinitionRefused">A definition has faults; nothing is deployed.</exception>
    public static async Task<Outcome> HandleAsync(UnitOfWork unit, string folder)
    {
        var definitions = new List<string>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.json").Where(p => Path.GetFileName(p) != "policy.json").Order(StringComparer.Ordinal))
        {
            var result = await unit.Workflows.DeployAsync(unit.ForWorkflow(), new WorkflowFile(path, await File.ReadAllTextAsync(path, unit.Cancellation)), unit.Actor.ToString(), unit.Cancellation);
            definitions.Add($"{result.DefinitionId} {result.Version}{(result.Changed ? "" : " (unchanged)")}");
        }

        var json = await File.ReadAllTextAsync(Path.Combine(folder, "policy.json"), unit.Cancellation);
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        var content = JsonSerializer.Serialize(document.RootElement);
        var version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..12];
        var policy = CurrentPolicy.Read(content, version);
        var newest = await unit.Db.Policies.OrderByDescending(p => p.DeployedAt).FirstOrDefaultAsync(unit.Cancellation);
        var changed = newest?.Version != version && !await unit.Db.Policies.AnyAsync(p => p.Version == version, unit.Cancellation);
        if (changed)
        {
            unit.Db.Policies.Add(new PolicyVersion { Version = version, Program = policy.Program, Content = content, DeployedAt = unit.Now, DeployedBy = unit.Actor.ToString() });
            unit.Audit("policy deployed", $"Policy {version} of {policy.Name} is in force.", [], policyVersion: version);
        }
        return new Outcome(version, changed, definitions);
    }
}
