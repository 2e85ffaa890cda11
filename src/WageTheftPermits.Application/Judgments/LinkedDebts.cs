using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Domain.Judgments;

namespace WageTheftPermits.Application.Judgments;

/// <summary>Another judgment that a person found to be one debt with this one.</summary>
/// <param name="Other">With its parties, as it stands.</param>
/// <param name="OtherLeads">Whether the debt is enforced on the other.</param>
/// <param name="Counterparts">For records of parties of this judgment, the record of the same party in the other.</param>
/// <param name="Unread">Whether a message about the other is in quarantine or not yet read.</param>
public sealed record LinkedDebt(Guid LinkId, Judgment Other, bool OtherLeads, IReadOnlyDictionary<Guid, Guid> Counterparts, bool Unread)
{
    /// <summary>What the other says of a party of this judgment.</summary>
    public LinkedReport About(Guid partyId) => LinkedReport.Of(Other, CounterpartOf(partyId), Unread);

    public Guid? CounterpartOf(Guid partyId) => Counterparts.TryGetValue(partyId, out var counterpart) ? counterpart : null;
}

/// <summary>Reads what is one debt with a judgment, or may be.</summary>
public static class LinkedDebts
{
    /// <summary>The judgments that are one debt with this one: its leader where it follows one, else those that follow it.</summary>
    public static async Task<IReadOnlyList<LinkedDebt>> OfAsync(PermitsDbContext db, Guid judgmentId, CancellationToken ct)
    {
        var links = await db.StandingDebtLinks.Where(l => l.JudgmentId == judgmentId && l.Finding == DebtFinding.SameDebt).ToListAsync(ct);
        if (links.Count == 0)
            return [];
        var (linkIds, otherIds) = (links.ConvertAll(l => l.LinkId), links.ConvertAll(l => l.OtherId));
        var parties = (await db.Set<DebtLinkParty>().AsNoTracking().Where(p => linkIds.Contains(p.LinkId)).ToListAsync(ct)).ToLookup(p => p.LinkId);
        var others = await db.Judgments.AsNoTracking().Include(j => j.Parties).Where(j => otherIds.Contains(j.Id)).ToDictionaryAsync(j => j.Id, ct);
        var unread = await (from delivery in db.Deliveries
                            join other in db.Judgments on new { delivery.Agency, Subject = delivery.Subject! } equals new { other.Agency, other.Subject }
                            where otherIds.Contains(other.Id) && (delivery.State == DeliveryState.Quarantined || delivery.State == DeliveryState.Stored)
                            select other.Id).Distinct().ToListAsync(ct);
        return
        [
            .. links.Select(link => new LinkedDebt(link.LinkId, others[link.OtherId], link.LeaderId == link.OtherId,
                parties[link.LinkId].ToDictionary(p => link.IsFirst ? p.FirstPartyId : p.SecondPartyId, p => link.IsFirst ? p.SecondPartyId : p.FirstPartyId),
                unread.Contains(link.OtherId))),
        ];
    }

    /// <summary>The judgments that may be one debt with this one: nobody has decided yet.</summary>
    public static Task<List<Judgment>> UndecidedAsync(PermitsDbContext db, Guid judgmentId, CancellationToken ct) =>
        (from pair in db.UndecidedDebts
         join other in db.Judgments on pair.OtherId equals other.Id
         where pair.JudgmentId == judgmentId
         orderby other.Agency, other.Subject
         select other).AsNoTracking().ToListAsync(ct);

    /// <summary>The judgments that are or may be one debt with this one: what changes one of them may change what is allowed on all.</summary>
    public static IQueryable<Guid> Related(PermitsDbContext db, Guid judgmentId) =>
        db.StandingDebtLinks.Where(l => l.JudgmentId == judgmentId && l.Finding == DebtFinding.SameDebt).Select(l => l.OtherId)
            .Union(db.UndecidedDebts.Where(u => u.JudgmentId == judgmentId).Select(u => u.OtherId));
}
