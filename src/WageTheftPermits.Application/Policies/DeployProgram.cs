using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement.Activities;
using WageTheftPermits.Application.Notices;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Application.Policies;

/// <summary>
/// Publishes a program's folder: its workflow definitions, and its policy where none is in force yet. A policy that differs from the newest one is only proposed:
/// whoever deploys cannot change the rules alone. What is unchanged stays as it is.
/// </summary>
public static class DeployProgram
{
    /// <param name="Policy">The version in force.</param>
    /// <param name="PolicyChanged">Whether this is the first one, in force from now.</param>
    /// <param name="Proposal">The reference of the proposal that waits for a second person, where the folder's policy differs.</param>
    public sealed record Outcome(string Policy, bool PolicyChanged, IReadOnlyList<string> Definitions, string? Proposal = null);

    /// <param name="folder">Such as <c>workflows/san-francisco</c>.</param>
    /// <param name="reason">Why, kept with each version that is new.</param>
    /// <exception cref="DefinitionRefused">A definition has faults; nothing is deployed.</exception>
    /// <exception cref="PolicyRefused">The policy has faults; nothing is deployed.</exception>
    public static async Task<Outcome> HandleAsync(UnitOfWork unit, string folder, string? reason = null)
    {
        var files = DefinitionFiles(folder, SearchOption.TopDirectoryOnly).Select(WorkflowFile.Read).ToList();
        if (files.SelectMany(CaseStepCheck.Faults).ToList() is { Count: > 0 } faults)
            throw new DefinitionRefused(faults);
        var results = await unit.Workflows.DeployAsync(unit.ForWorkflow(), files, unit.Actor.ToString(), reason, unit.Cancellation);
        foreach (var (file, result) in files.Zip(results).Where(pair => pair.Second.Changed))
            unit.Audit("workflow deployed", $"Workflow {result.DefinitionId} is published as version {result.Version}.", [], reason, new { result.DefinitionId, result.Version, hash = file.ContentHash() });
        var definitions = results.Select(result => $"{result.DefinitionId} {result.Version}{(result.Changed ? "" : " (unchanged)")}").ToList();

        await PolicyLock.TakeAsync(unit);
        var reading = PolicyReader.Read(await File.ReadAllTextAsync(Path.Combine(folder, "policy.json"), unit.Cancellation));
        var policy = reading.Accepted;
        if (await CurrentPolicy.NewestFirst(unit.Db).FirstOrDefaultAsync(unit.Cancellation) is not { } newest)
            return await BeginAsync(unit, reading, definitions);

        var inForce = (await unit.PolicyAsync()).Version;
        var changes = PolicyDiff.Between(await unit.PolicyAsync(newest.Version), policy);
        if (changes.Count == 0)
            return new Outcome(inForce, false, definitions);
        var open = await unit.Db.PolicyProposals.SingleOrDefaultAsync(p => p.Digest == reading.Digest && p.Status == ProposalStatus.Proposed, unit.Cancellation)
            ?? await ProposePolicy.AddAsync(unit, reading, newest, EarliestDay(policy, newest, unit.Now), $"The folder {Path.GetFileName(folder.TrimEnd('/'))} was deployed.", changes);
        return new Outcome(inForce, false, definitions, open.Reference);
    }

    /// <summary>A folder's workflow definitions, without its policy, its letterhead and its schemas.</summary>
    public static IEnumerable<string> DefinitionFiles(string folder, SearchOption depth) =>
        Directory.EnumerateFiles(folder, "*.json", depth)
            .Where(path => Path.GetFileName(path) is not ("policy.json" or ProgramLetters.LetterheadFile) && !path.EndsWith(".schema.json", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static async Task<Outcome> BeginAsync(UnitOfWork unit, PolicyReading reading, IReadOnlyList<string> definitions)
    {
        var policy = reading.Accepted;
        unit.Db.Policies.Add(new PolicyVersion
        {
            Version = reading.Digest,
            Program = policy.Program,
            Content = reading.Content,
            DeployedAt = unit.Now,
            DeployedBy = unit.Actor.ToString(),
            EffectiveFrom = unit.Now,
        });
        unit.Audit("policy deployed", $"Policy {reading.Digest} of {policy.Name} is in force.", [], policyVersion: reading.Digest);
        await unit.Db.SaveChangesAsync(unit.Cancellation);
        return new Outcome(reading.Digest, true, definitions);
    }

    private static DateOnly EarliestDay(Policy policy, PolicyVersion newest, DateTimeOffset now) => policy.DayOf(newest.EffectiveFrom > now ? newest.EffectiveFrom : now);
}
