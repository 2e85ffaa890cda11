using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.Application.Policies;

/// <summary>Another person approves or declines a proposed change of the policy, or its proposer takes it back.</summary>
public static class DecidePolicy
{
    public sealed record Command(Guid ProposalId, ProposalAct Act, string? Reason);

    public static async Task<PolicyProposal> HandleAsync(UnitOfWork unit, Command command)
    {
        await PolicyLock.TakeAsync(unit);
        var proposal = await unit.Db.PolicyProposals.SingleOrDefaultAsync(p => p.Id == command.ProposalId, unit.Cancellation)
            ?? throw new RuleViolation("policy.no-proposal", "There is no such proposal.");
        switch (command.Act)
        {
            case ProposalAct.Approve:
                await ApproveAsync(unit, proposal, command.Reason);
                break;
            case ProposalAct.Decline:
                proposal.Decline(unit.Actor, command.Reason ?? "", unit.Now);
                Record(unit, proposal, $"Change {proposal.Reference} of policy {proposal.BaseVersion} declined.");
                break;
            default:
                proposal.Withdraw(unit.Actor, command.Reason ?? "", unit.Now);
                Record(unit, proposal, $"Change {proposal.Reference} of policy {proposal.BaseVersion} withdrawn.");
                break;
        }
        return proposal;
    }

    private static async Task ApproveAsync(UnitOfWork unit, PolicyProposal proposal, string? reason)
    {
        // What was strict enough when it was proposed must still be: the program may have been updated since.
        var policy = PolicyReader.Read(proposal.Content).Accepted;
        var newest = await CurrentPolicy.NewestFirst(unit.Db).FirstAsync(unit.Cancellation);
        var from = proposal.Approve(policy, newest.AsNewest(), unit.Actor, reason, unit.Now);
        // A version that comes back is a new one: each has its own time.
        var taken = await unit.Db.Policies.AnyAsync(p => p.Version == proposal.Digest, unit.Cancellation);
        var version = taken ? $"{proposal.Digest}-{proposal.Reference}" : proposal.Digest;
        await unit.Db.SaveChangesAsync(unit.Cancellation);
        unit.Db.Policies.Add(new PolicyVersion
        {
            Version = version,
            Program = proposal.Program,
            Content = proposal.Content,
            DeployedAt = unit.Now,
            DeployedBy = unit.Actor.ToString(),
            EffectiveFrom = from,
            BaseVersion = newest.Version,
            ProposalId = proposal.Id,
        });
        Record(unit, proposal, $"Change {proposal.Reference} approved: policy {version} is in force from {from:u}.", version);
    }

    private static void Record(UnitOfWork unit, PolicyProposal proposal, string summary, string? version = null) =>
        unit.Audit($"policy change {proposal.Status.ToString().ToLowerInvariant()}", summary, [("policy-proposal", proposal.Id)], proposal.DecisionReason,
            new { proposal.ProposedBy, proposal.EffectiveOn, proposal.BaseVersion }, version ?? proposal.BaseVersion);
}
