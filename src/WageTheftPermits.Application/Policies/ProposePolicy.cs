using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.Application.Policies;

/// <summary>Somebody proposes a change of the policy: its whole content as it should be. It has no effect until another person approves it.</summary>
public static class ProposePolicy
{
    public sealed record Command(string Json, string Reason, DateOnly EffectiveOn);

    /// <exception cref="PolicyRefused">The content has faults.</exception>
    public static async Task<PolicyProposal> HandleAsync(UnitOfWork unit, Command command)
    {
        await PolicyLock.TakeAsync(unit);
        var reading = PolicyReader.Read(command.Json);
        var (policy, newest) = (reading.Accepted, await CurrentPolicy.NewestFirst(unit.Db).FirstAsync(unit.Cancellation));
        RuleViolation.Unless(policy.Program == newest.Program, "policy.other-program", $"This is the policy of {policy.Program}; this department's program is {newest.Program}.");
        var changes = PolicyDiff.Between(await unit.PolicyAsync(newest.Version), policy);
        RuleViolation.Unless(changes.Count > 0, "policy.no-change", $"This says the same as policy {newest.Version}: there is nothing to approve.");
        if (await unit.Db.PolicyProposals.SingleOrDefaultAsync(p => p.Digest == reading.Digest && p.Status == ProposalStatus.Proposed, unit.Cancellation) is { } open)
            throw new RuleViolation("policy.already-proposed", $"The same change is proposed already, as {open.Reference} by {open.ProposedBy}.");
        return await AddAsync(unit, reading, newest, command.EffectiveOn, command.Reason, changes);
    }

    internal static async Task<PolicyProposal> AddAsync(
        UnitOfWork unit, PolicyReading reading, PolicyVersion newest, DateOnly effectiveOn, string reason, IReadOnlyList<PolicyChange> changes)
    {
        var proposal = PolicyProposal.Propose(Guid.CreateVersion7(), await unit.NextReferenceAsync("P"), reading.Accepted, reading.Content, reading.Digest,
            newest.AsNewest(), effectiveOn, reason, unit.Actor, unit.Now);
        unit.Db.PolicyProposals.Add(proposal);
        unit.Audit("policy proposed", $"Change {proposal.Reference} of policy {newest.Version} proposed, for {effectiveOn:yyyy-MM-dd}.", [("policy-proposal", proposal.Id)],
            proposal.Reason, new { changes }, newest.Version);
        return proposal;
    }
}

/// <summary>Changes of the policy are proposed and decided one after another.</summary>
internal static class PolicyLock
{
    public static Task TakeAsync(UnitOfWork unit) =>
        unit.Db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({"policy"}, 0))", unit.Cancellation);
}
