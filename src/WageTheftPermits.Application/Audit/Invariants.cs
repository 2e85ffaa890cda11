using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Judgments;
using WageTheftPermits.Domain.Judgments;

namespace WageTheftPermits.Application.Audit;

/// <summary>Something that must hold on every database at every moment between units.</summary>
/// <param name="Name">Stable name, such as <c>hold-supported</c>.</param>
/// <param name="Says">What holds, in words.</param>
/// <param name="Offenders">Where it does not; empty is how it should be.</param>
public sealed record Invariant(string Name, string Says, IReadOnlyList<string> Offenders)
{
    public bool Holds => Offenders.Count == 0;
}

/// <summary>
/// Proves on a database what the service promises: no permit held on nothing or by one person alone, no judgment dropped, no release lost,
/// no cent lost. Reads only; the domain and the constraints of the database are what keep it so.
/// </summary>
public static class Invariants
{
    private const int Chunk = 200;

    private static readonly (string Name, string Says, string Sql)[] s_queries =
    [
        ("hold-supported", "Every hold in force rests on a confirmed match with a final, undisputed judgment that its party still owes.",
            """SELECT reference || ': ' || why AS "Value" FROM unsupported_holds"""),
        ("hold-identity", "Every hold that was approved rests on a person's verdict.",
            """
            SELECT h.reference AS "Value" FROM holds h JOIN cases c ON c.id = h.case_id
            WHERE h.status IN ('in-force', 'suspended', 'lifted', 'voided')
              AND NOT EXISTS (SELECT 1 FROM match_verdicts v WHERE v.match_review_id = c.match_review_id AND v.verdict = 'same' AND v.at <= h.decided_at)
            """),
        ("hold-two-people", "Nobody decided on a hold that they proposed.",
            """SELECT reference AS "Value" FROM holds WHERE decided_by IS NOT NULL AND lower(decided_by) = lower(proposed_by)"""),
        ("hold-eligible", "Every condition held when a hold was approved, a fresh balance among them.",
            """
            SELECT h.reference AS "Value" FROM holds h
            WHERE h.status IN ('in-force', 'suspended', 'lifted', 'voided')
              AND (NOT EXISTS (SELECT 1 FROM jsonb_array_elements(h.eligibility_at_approval -> 'conditions') c WHERE c ->> 'name' = 'balance-fresh')
                   OR EXISTS (SELECT 1 FROM jsonb_array_elements(h.eligibility_at_approval -> 'conditions') c WHERE NOT (c ->> 'holds')::boolean))
            """),
        ("hold-noticed", "No hold was approved before a notice was served and its answering time had run.",
            """
            SELECT h.reference AS "Value" FROM holds h
            WHERE h.status IN ('in-force', 'suspended', 'lifted', 'voided')
              AND NOT EXISTS (SELECT 1 FROM notices n WHERE n.case_id = h.case_id AND n.respond_by < (h.proposed_at AT TIME ZONE 'UTC')::date)
            """),
        ("case-and-hold", "A case's status and its holds and conditions say the same.",
            """
            SELECT c.reference || ' is ' || c.status AS "Value" FROM cases c
            CROSS JOIN LATERAL (SELECT
                EXISTS (SELECT 1 FROM holds h WHERE h.case_id = c.id AND h.status = 'proposed') AS proposed,
                EXISTS (SELECT 1 FROM holds h WHERE h.case_id = c.id AND h.status IN ('in-force', 'suspended')) AS approved,
                EXISTS (SELECT 1 FROM permit_conditions p WHERE p.case_id = c.id AND p.status = 'open') AS open_condition) x
            WHERE (c.status = 'hold-proposed') <> x.proposed
               OR (c.status IN ('hold-active', 'charged', 'suspended', 'revoked', 'appealed') AND NOT x.approved)
               OR (x.approved AND c.status NOT IN ('hold-active', 'conditioned', 'charged', 'suspended', 'revoked', 'appealed'))
               OR (x.open_condition AND c.status <> 'conditioned')
            """),
        ("case-and-charges", "A case's status, its charges and its orders say the same.",
            """
            SELECT c.reference || ' is ' || c.status AS "Value" FROM cases c
            CROSS JOIN LATERAL (SELECT
                EXISTS (SELECT 1 FROM hearings g WHERE g.case_id = c.id AND g.status NOT IN ('decided', 'ended')) AS charged,
                EXISTS (SELECT 1 FROM permit_orders o WHERE o.case_id = c.id AND o.status IN ('issued', 'in-effect', 'stayed')) AS ordered,
                EXISTS (SELECT 1 FROM appeals a WHERE a.case_id = c.id AND a.status = 'filed') AS appealed) x
            WHERE (c.status = 'charged') <> x.charged
               OR (x.ordered AND c.status NOT IN ('suspended', 'revoked', 'appealed') AND c.close_cause IS DISTINCT FROM 'permit-revoked')
               OR (c.status = 'appealed') <> x.appealed
            """),
        ("order-supported", "Every order in effect rests on a confirmed match, a judgment that stands, and its case.",
            """SELECT reference || ': ' || why AS "Value" FROM unsupported_orders"""),
        ("order-due-process", "No order took effect without charges that were served, the time to ask for a hearing, a decision with findings by an officer who had no earlier role, and its own service.",
            """
            SELECT o.reference AS "Value" FROM permit_orders o JOIN hearings g ON g.id = o.hearing_id JOIN cases c ON c.id = o.case_id
            WHERE o.status = 'in-effect'
              AND (o.served_on IS NULL OR o.served_on >= o.effective_on OR g.outcome NOT IN ('suspend', 'revoke') OR g.findings IS NULL
                   OR NOT EXISTS (SELECT 1 FROM notices n WHERE n.case_id = o.case_id AND n.kind = 'notice-of-charges' AND n.recorded_at <= g.decided_at)
                   OR (g.requested_on IS NULL AND g.request_by >= (g.decided_at AT TIME ZONE 'UTC')::date)
                   OR (g.requested_on IS NOT NULL AND g.late_decided_by IS NULL AND g.slot_day IS NULL)
                   OR lower(g.officer_id) IN (lower(c.opened_by), lower(g.charged_by), lower(g.late_decided_by))
                   OR EXISTS (SELECT 1 FROM holds h WHERE h.case_id = o.case_id AND lower(g.officer_id) IN (lower(h.proposed_by), lower(h.decided_by))))
            """),
        ("permit-and-order", "A permit is suspended or revoked while an order is in effect on it, and at no other time.",
            """
            SELECT p.number AS "Value" FROM permits p
            WHERE (p.status IN ('suspended', 'revoked')) <> EXISTS (SELECT 1 FROM permit_orders o WHERE o.permit_id = p.id AND o.status = 'in-effect')
            """),
        ("release-not-lost", "No case stands whose party owes nothing, and none is closed as paid whose party owes again.",
            """
            SELECT c.reference || ': the judgment is ' || p.status || ', the case ' || c.status AS "Value"
            FROM cases c JOIN judgment_parties p ON p.id = c.judgment_party_id JOIN permits t ON t.id = c.permit_id JOIN match_reviews r ON r.id = c.match_review_id
            WHERE (c.status NOT IN ('releasing', 'closed') AND (p.removed OR p.status IN ('expired', 'satisfied', 'vacated', 'withdrawn')))
               OR (c.status = 'closed' AND c.close_cause = 'nothing-owed' AND NOT p.removed AND p.status IN ('issued', 'final', 'appealed', 'stayed')
                   AND t.permittee_id = c.permittee_id AND r.status = 'confirmed'
                   AND NOT EXISTS (SELECT 1 FROM standing_debt_links s JOIN judgments o ON o.id = s.other_id WHERE s.judgment_id = c.judgment_id AND s.finding = 'same-debt'
                                   AND (s.leader_id = s.other_id OR o.status IN ('satisfied', 'vacated')))
                   AND NOT EXISTS (SELECT 1 FROM cases o WHERE o.permit_id = c.permit_id AND o.permittee_id = c.permittee_id
                                   AND o.judgment_party_id = c.judgment_party_id AND o.id <> c.id AND (o.status <> 'closed' OR o.opened_at > c.opened_at)))
            """),
        ("one-debt", "No case stands on a judgment that follows another report of the same debt.",
            """
            SELECT c.reference AS "Value" FROM cases c JOIN standing_debt_links s ON s.judgment_id = c.judgment_id AND s.leader_id = s.other_id
            WHERE c.status NOT IN ('releasing', 'closed')
            """),
        ("workflow-alive", "Every open case and every open renewal is carried on by one workflow.",
            """
            SELECT 'case ' || c.reference AS "Value" FROM cases c WHERE c.status <> 'closed'
              AND (SELECT count(*) FROM workflow.instances i WHERE i.correlation_id = 'case:' || c.id AND i.parent_instance_id IS NULL AND i.status IN ('running', 'blocked')) <> 1
            UNION ALL
            SELECT 'renewal of permit ' || p.number FROM renewals r JOIN permits p ON p.id = r.permit_id WHERE r.status = 'open'
              AND (SELECT count(*) FROM workflow.instances i WHERE i.correlation_id = 'renewal:' || r.id AND i.parent_instance_id IS NULL AND i.status IN ('running', 'blocked')) <> 1
            """),
        ("workflow-incident", "Every workflow that is blocked has an open incident that somebody can mend.",
            """
            SELECT i.correlation_id AS "Value" FROM workflow.instances i WHERE i.status = 'blocked'
              AND NOT EXISTS (SELECT 1 FROM workflow.incidents o WHERE o.instance_id = i.id AND o.resolved_at IS NULL AND o.kind <> 'unanswered')
            """),
        ("delivery-kept", "Every accepted message is among its judgment's events, and every event came by a message.",
            """
            SELECT 'delivery ' || d.receipt AS "Value" FROM deliveries d
            WHERE d.state = 'accepted' AND NOT EXISTS (SELECT 1 FROM judgment_events e WHERE e.receipt = d.receipt)
            UNION ALL
            SELECT 'event ' || e.event_id FROM judgment_events e JOIN deliveries d ON d.receipt = e.receipt
            WHERE d.state NOT IN ('accepted', 'quarantined')
            """),
        ("audit-sealed", "Every entry of the audit log is in its chain or waits to be.",
            """
            SELECT 'entry ' || e.id AS "Value" FROM audit_entries e LEFT JOIN audit_seals s ON s.entry_id = e.id LEFT JOIN audit_unsealed u ON u.entry_id = e.id
            WHERE s.entry_id IS NULL AND u.entry_id IS NULL
            """),
        ("delivery-answered", "Every message that was understood was answered.",
            """
            SELECT 'delivery ' || d.receipt AS "Value" FROM deliveries d
            WHERE d.state <> 'stored' AND NOT EXISTS (
                SELECT 1 FROM outbox o WHERE o.agency = d.agency AND o.type LIKE 'receipt.%' AND o.subject IS NOT DISTINCT FROM d.subject
                  AND convert_from(o.body, 'UTF8')::jsonb -> 'data' ->> 'receipt' = d.receipt::text)
            """),
        ("permit-holder", "A change of ownership on its way leads to who holds the permit.",
            """
            SELECT o.reference AS "Value" FROM ownership_changes o JOIN permits p ON p.id = o.permit_id
            WHERE o.status IN ('recorded', 'temporary') AND o.new_permittee_id <> p.permittee_id
            """),
        ("renewal-once", "No permit has two open renewals, and none was issued unscreened.",
            """
            SELECT p.number AS "Value" FROM renewals r JOIN permits p ON p.id = r.permit_id WHERE r.status = 'open' GROUP BY p.number HAVING count(*) > 1
            UNION ALL
            SELECT p.number FROM renewals r JOIN permits p ON p.id = r.permit_id WHERE r.status = 'issued' AND r.screened_at IS NULL
            """),
        ("terms-counted", "Names are counted as often as the permits have them, and every permit is counted or waits to be.",
            """
            WITH said AS (SELECT t.term, count(*) AS n FROM permit_counted_terms p, unnest(p.terms) AS t(term) GROUP BY t.term),
            kept AS (
                SELECT term, sum(n) AS n FROM (
                    SELECT term, count AS n FROM term_counts WHERE term NOT LIKE 'n:%' OR strpos(term, E'\x1f') > 0
                    UNION ALL SELECT term, change FROM term_changes) c
                GROUP BY term),
            sites AS (SELECT split_part(term, E'\x1f', 1) AS term, count(*) AS n FROM term_counts WHERE strpos(term, E'\x1f') > 0 AND count > 0 GROUP BY 1),
            names AS (SELECT term, count AS n FROM term_counts WHERE term LIKE 'n:%' AND strpos(term, E'\x1f') = 0)
            SELECT count(*) || ' terms of kind ' || left(term, 1) AS "Value" FROM (
                SELECT term FROM said FULL JOIN kept USING (term) WHERE COALESCE(said.n, 0) <> COALESCE(kept.n, 0)
                UNION ALL SELECT term FROM sites FULL JOIN names USING (term) WHERE COALESCE(sites.n, 0) <> COALESCE(names.n, 0)) wrong
            GROUP BY left(term, 1)
            UNION ALL
            SELECT 'permit ' || p.number FROM permits p
            WHERE NOT EXISTS (SELECT 1 FROM permit_counted_terms t WHERE t.permit_id = p.id) AND NOT EXISTS (SELECT 1 FROM screening_requests r WHERE r.permit_id = p.id)
            """),
    ];

    /// <param name="today">The day in the department's time zone; judgments are folded as of it.</param>
    public static async Task<IReadOnlyList<Invariant>> CheckAsync(PermitsDbContext db, DateOnly today, CancellationToken ct)
    {
        var found = new List<Invariant>();
        foreach (var (name, says, sql) in s_queries)
            found.Add(new Invariant(name, says, await db.Database.SqlQuery<string>(FormattableStringFactory.Create(sql)).ToListAsync(ct)));
        found.Add(new Invariant("judgment-enforced", "Every final and unpaid judgment has a case or a named reason why it has none.",
            [.. (await WhyNoCase.OfAsync(db, today, ct)).Where(j => j.Reason is null).Select(j => j.Subject)]));
        found.Add(new Invariant("fold-agrees", "Every judgment stands as its events say: its status, and its money to the cent.", await FoldAgreesAsync(db, today, ct)));
        return found;
    }

    private static async Task<IReadOnlyList<string>> FoldAgreesAsync(PermitsDbContext db, DateOnly today, CancellationToken ct)
    {
        var offenders = new List<string>();
        foreach (var ids in (await db.Judgments.OrderBy(j => j.Subject).Select(j => j.Id).ToListAsync(ct)).Chunk(Chunk))
        {
            foreach (var judgment in await db.Judgments.AsNoTracking().Include(j => j.Parties).Where(j => ids.Contains(j.Id)).OrderBy(j => j.Subject).ToListAsync(ct))
            {
                if (Difference(judgment, await JudgmentHistory.FoldAsync(db, judgment, today, ct)) is { } difference)
                    offenders.Add($"{judgment.Agency} {judgment.Subject}: {difference}");
            }
        }
        return offenders;
    }

    private static string? Difference(Judgment kept, JudgmentState folded)
    {
        if ((kept.Status, kept.Amount, kept.Paid, kept.Balance, kept.Overpaid) != (folded.Status, folded.Amount, folded.Paid, folded.Balance, folded.Overpaid))
            return $"kept as {kept.Status.ToWire()}, paid {kept.Paid}, balance {kept.Balance}; its events say {folded.Status.ToWire()}, {folded.Paid}, {folded.Balance}";
        if ((kept.HasGaps, kept.Disputed, kept.LastSequence) != (folded.HasGaps, folded.Disputed, folded.LastSequence))
            return "its gaps or disputes are not as its events say";
        return kept.Parties.FirstOrDefault(p => !p.Removed && (folded.Party(p.PartyId) is not { } party || (p.Status, p.Bankruptcy) != (party.Status, party.Bankruptcy))) is { } other
            ? $"party {other.PartyId} is kept as {other.Status.ToWire()}, {other.Bankruptcy.ToWire()}; its events say otherwise"
            : null;
    }
}
