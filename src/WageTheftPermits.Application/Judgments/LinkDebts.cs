using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Judgments;

namespace WageTheftPermits.Application.Judgments;

/// <summary>
/// An inspector finds that two judgments are one debt, or are not. One debt has one case on a permit: those of the judgment that follows are
/// released, and carried on by the one that leads.
/// </summary>
public static class LinkDebts
{
    /// <param name="LeaderId">Which of the two leads; null where they are different debts.</param>
    /// <param name="Parties">Records of parties that are the same, one of each judgment.</param>
    public sealed record Command(Guid FirstId, Guid SecondId, DebtFinding Finding, Guid? LeaderId, IReadOnlyList<(Guid One, Guid Other)> Parties, string Reason);

    public static async Task<DebtLink> HandleAsync(UnitOfWork unit, Command command)
    {
        await unit.LockJudgmentsAsync(command.FirstId, command.SecondId);
        var pair = await PairAsync(unit.Db, command.FirstId, command.SecondId, unit.Cancellation)
            ?? throw new RuleViolation("link.none", "There is no such pair of judgments.");
        var link = command.Finding == DebtFinding.SameDebt
            ? DebtLink.Same(Guid.CreateVersion7(), pair, command.LeaderId ?? Guid.Empty, command.Parties, command.Reason, unit.Actor, unit.Now)
            : DebtLink.Different(Guid.CreateVersion7(), pair, command.Reason, unit.Actor, unit.Now);
        var leader = link.LeaderId is null ? null : link.LeaderId == pair.First.Id ? pair.First : pair.Second;
        var follower = leader is null ? null : leader.Id == pair.First.Id ? pair.Second : pair.First;
        unit.Audit(
            leader is null ? "debts told apart" : "debts linked",
            leader is null ? $"{pair.First.Name} and {pair.Second.Name} are different debts." : $"{pair.First.Name} and {pair.Second.Name} are one debt; {leader.Name} leads.",
            [("judgment", pair.First.Id), ("judgment", pair.Second.Id)], link.Reason,
            new { link.Finding, link.LeaderId, Parties = link.Parties.Select(p => new { p.FirstPartyId, p.SecondPartyId }), Before = pair.Standing?.Finding });

        // The cases leave the follower before it is one: no moment has a case on a judgment that follows.
        if (leader is not null && follower is not null)
            await CarryCasesAsync(unit, link, leader, follower);
        unit.Db.DebtLinks.Add(link);
        await unit.Db.SaveChangesAsync(unit.Cancellation);
        foreach (var judgment in new[] { pair.First, pair.Second })
        {
            await OneDebt.HandleAsync(unit, judgment);
            await FollowGround.JudgmentAsync(unit, judgment);
        }
        return link;
    }

    /// <summary>Both judgments with what was found of them; null where one of them does not exist.</summary>
    public static async Task<DebtPair?> PairAsync(PermitsDbContext db, Guid firstId, Guid secondId, CancellationToken ct)
    {
        var judgments = await db.Judgments.Include(j => j.Parties).Where(j => j.Id == firstId || j.Id == secondId).ToDictionaryAsync(j => j.Id, ct);
        if (!judgments.TryGetValue(firstId, out var first) || !judgments.TryGetValue(secondId, out var second))
            return null;
        var standing = db.StandingDebtLinks.Where(side => side.JudgmentId == firstId || side.JudgmentId == secondId).Select(side => side.LinkId);
        var links = (await db.DebtLinks.AsNoTracking().Include(link => link.Parties).Where(link => standing.Contains(link.Id)).ToListAsync(ct))
            .ToLookup(link => judgments.ContainsKey(link.FirstId) && judgments.ContainsKey(link.SecondId));
        return new DebtPair(first, second, links[true].SingleOrDefault(), [.. links[false]]);
    }

    private static async Task CarryCasesAsync(UnitOfWork unit, DebtLink link, Judgment leader, Judgment follower)
    {
        var cases = await unit.Db.Cases.Where(c => c.JudgmentId == follower.Id && c.Status != CaseStatus.Closed && c.Status != CaseStatus.Releasing)
            .OrderBy(c => c.PermitId).ToListAsync(unit.Cancellation);
        foreach (var one in cases)
        {
            await unit.LockPermitAsync(one.PermitId);
            var party = follower.Parties.Single(p => p.Id == one.JudgmentPartyId);
            var counterpart = leader.Parties.SingleOrDefault(p => p.Id == link.CounterpartOf(party.Id)) ?? throw new RuleViolation("link.case-without-party",
                $"Case {one.Reference} is about {party.Name}. Say which party of {leader.Name} that is, or close the case first.");
            var carriedOn = await LeadingCase.CarryOnAsync(unit, one, leader, counterpart, link.Reason);
            var reason = carriedOn is null
                ? $"It is one debt with {leader.Name}, under which the party owes nothing or the permit has another holder."
                : $"It is one debt with {leader.Name}: case {carriedOn.Reference}.";
            await ReleaseCase.HandleAsync(unit, await CaseFile.OpenAsync(unit, one.Id), CloseCause.OneDebt, reason);
            await unit.ChangedAsync("case", one.Id);
            await RenewalsOf.TellAsync(unit, one.PermitId);
        }
    }
}
