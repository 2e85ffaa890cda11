using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;

namespace WageTheftPermits.Application.Numbers;

/// <summary>
/// What the program achieves, counted on what the database says now. Days are the department's. A debt that two agencies report counts once, where it is followed.
/// </summary>
/// <param name="db">Read only.</param>
/// <param name="zone">IANA name of the department's time zone.</param>
/// <param name="from">The first day that counts.</param>
/// <param name="until">The last day that counts.</param>
/// <param name="today">For what stands now.</param>
public sealed class ProgramNumbers(PermitsDbContext db, string zone, DateOnly from, DateOnly until, DateOnly today)
{
    /// <summary>Payments received and not returned on judgments that a case follows, each once by its id.</summary>
    private const string Payments =
        """
        SELECT DISTINCT ON (e.judgment_id, (d.data -> 'paymentId')::text) e.judgment_id, (d.data ->> 'receivedOn')::date AS received, (d.data ->> 'amount')::numeric AS amount
        FROM judgment_events e CROSS JOIN LATERAL (SELECT convert_from(e.body, 'UTF8')::json -> 'data' AS data) d
        WHERE e.type = 'payment.received.v1' AND NOT e.set_aside AND EXISTS (SELECT 1 FROM cases c WHERE c.judgment_id = e.judgment_id)
          AND NOT EXISTS (SELECT 1 FROM standing_debt_links s WHERE s.judgment_id = e.judgment_id AND s.finding = 'same-debt' AND s.leader_id <> e.judgment_id)
          AND NOT EXISTS (
            SELECT 1 FROM judgment_events r CROSS JOIN LATERAL (SELECT convert_from(r.body, 'UTF8')::json -> 'data' AS data) b
            WHERE r.judgment_id = e.judgment_id AND r.type = 'payment.returned.v1' AND NOT r.set_aside AND (b.data -> 'paymentId')::text = (d.data -> 'paymentId')::text)
        ORDER BY e.judgment_id, (d.data -> 'paymentId')::text, e.sequence
        """;

    /// <summary>Judgments that an open case follows, with the day on which the oldest such case opened.</summary>
    private const string Followed =
        """
        SELECT j.id, j.balance, min(c.opened_at) AS opened_at FROM judgments j JOIN cases c ON c.judgment_id = j.id AND c.status <> 'closed'
        WHERE NOT EXISTS (SELECT 1 FROM standing_debt_links s WHERE s.judgment_id = j.id AND s.finding = 'same-debt' AND s.leader_id <> j.id)
        GROUP BY j.id
        """;

    private sealed class Line
    {
        public long Place { get; init; }

        public string Label { get; init; } = "";

        public decimal? One { get; init; }

        public decimal? Two { get; init; }

        public decimal? Three { get; init; }

        public decimal? Four { get; init; }

        public decimal? Five { get; init; }
    }

    public async Task<IReadOnlyList<NumberTable>> AllAsync(CancellationToken ct) =>
    [
        await RecoveredAsync(ct), await OutstandingAsync(ct), await FirstPaymentsAsync(ct), await HoldsAsync(ct), await MatchesAsync(ct), await RenewalsAsync(ct), await HearingsAsync(ct),
        await AppealsAsync(ct), await PeopleAsync(ct), await DistrictsAsync(ct), await LanguagesAsync(ct),
    ];

    private async Task<NumberTable> RecoveredAsync(CancellationToken ct) => new("recovered", "Recovered by month",
        "Payments that agencies reported on judgments with a case here, by the day they were received. Returned payments do not count, nor what was paid before the first case opened.",
        "Month", [new("Recovered", NumberUnit.Money, Charted: true, Summed: true), new("Payments", NumberUnit.Count, Summed: true), new("Judgments", NumberUnit.Count)],
        [.. (await LinesAsync(
            $$"""
             SELECT to_char(m.month, 'YYYY-MM') AS "Label", COALESCE(sum(p.amount), 0) AS "One", count(p.amount)::numeric AS "Two", count(DISTINCT p.judgment_id)::numeric AS "Three"
             FROM generate_series(date_trunc('month', {0}::date::timestamp), {1}::date::timestamp, '1 month') AS m(month)
             LEFT JOIN ({{Payments}}) p ON date_trunc('month', p.received::timestamp) = m.month AND p.received BETWEEN {0} AND {1}
               AND p.received >= (SELECT min((c.opened_at AT TIME ZONE {2})::date) FROM cases c WHERE c.judgment_id = p.judgment_id)
             GROUP BY m.month ORDER BY m.month
             """, ct)).Select(l => Row(l, DateOnly.ParseExact(l.Label, "yyyy-MM", CultureInfo.InvariantCulture).ToString("MMM yyyy", CultureInfo.InvariantCulture), 3))]);

    private async Task<NumberTable> OutstandingAsync(CancellationToken ct) => new("outstanding", "Outstanding by age",
        "What is owed now on judgments with an open case, by the age of the oldest such case. Interest that the agency has not stated is not in it.",
        "Open for", [new("Outstanding", NumberUnit.Money, Charted: true, Summed: true), new("Judgments", NumberUnit.Count, Summed: true)],
        Rows(await LinesAsync(
            $$"""
             WITH aged AS (SELECT f.balance, {3}::date - (f.opened_at AT TIME ZONE {2})::date AS age FROM ({{Followed}}) f)
             SELECT b.label AS "Label", COALESCE(sum(a.balance), 0) AS "One", count(a.age)::numeric AS "Two"
             FROM (VALUES (1, '30 days or less', -1, 30), (2, '31 to 90 days', 30, 90), (3, '91 to 180 days', 90, 180), (4, '181 to 365 days', 180, 365), (5, 'More than a year', 365, 1000000)) AS b(place, label, over, upto)
             LEFT JOIN aged a ON a.age > b.over AND a.age <= b.upto GROUP BY b.place, b.label ORDER BY b.place
             """, ct), 2));

    private async Task<NumberTable> FirstPaymentsAsync(CancellationToken ct) => new("first-payment", "Time to the first payment",
        "Judgments whose first notice was served in the period: how many have paid anything since, and after how many days at the median.",
        "Notice served", [new("Judgments", NumberUnit.Count), new("Have paid", NumberUnit.Count, Charted: true), new("Median days", NumberUnit.Days)],
        Rows(await LinesAsync(
            $$"""
             WITH noticed AS (SELECT c.judgment_id, min(n.served_on) AS served FROM notices n JOIN cases c ON c.id = n.case_id GROUP BY c.judgment_id),
             paid AS (SELECT n.judgment_id, n.served, (SELECT min(p.received) FROM ({{Payments}}) p WHERE p.judgment_id = n.judgment_id AND p.received >= n.served) AS first
                      FROM noticed n WHERE n.served BETWEEN {0} AND {1})
             SELECT 'In the period' AS "Label", count(*)::numeric AS "One", count(first)::numeric AS "Two", percentile_cont(0.5) WITHIN GROUP (ORDER BY first - served)::numeric AS "Three" FROM paid
             """, ct), 3));

    private async Task<NumberTable> HoldsAsync(CancellationToken ct) => new("holds", "Holds",
        "Holds in force now, and those that ended in the period. The length is in days from the supervisor's approval, at the median.",
        "Hold", [new("Holds", NumberUnit.Count, Charted: true), new("Median days", NumberUnit.Days)],
        Rows(await LinesAsync(
            """
             WITH h AS (SELECT h.status, (h.decided_at AT TIME ZONE {2})::date AS began, (h.ended_at AT TIME ZONE {2})::date AS ended FROM holds h)
             SELECT 1::bigint AS "Place", 'In force now' AS "Label", count(*)::numeric AS "One", percentile_cont(0.5) WITHIN GROUP (ORDER BY {3}::date - began)::numeric AS "Two" FROM h WHERE status = 'in-force'
             UNION ALL SELECT 2, 'Came into force', count(*)::numeric, NULL FROM h WHERE status IN ('in-force', 'lifted', 'voided') AND began BETWEEN {0} AND {1}
             UNION ALL SELECT 3, 'Lifted', count(*)::numeric, percentile_cont(0.5) WITHIN GROUP (ORDER BY ended - began)::numeric FROM h WHERE status = 'lifted' AND ended BETWEEN {0} AND {1}
             UNION ALL SELECT 4, 'Voided as mistaken', count(*)::numeric, percentile_cont(0.5) WITHIN GROUP (ORDER BY ended - began)::numeric FROM h WHERE status = 'voided' AND ended BETWEEN {0} AND {1}
             UNION ALL SELECT 5, 'Declined by a supervisor', count(*)::numeric, NULL FROM h WHERE status = 'declined' AND began BETWEEN {0} AND {1}
             """, ct), 2));

    private async Task<NumberTable> MatchesAsync(CancellationToken ct) => new("matches", "Matches",
        "What people found on possible matches in the period, and how many wait for a person now. The days are from the match to the finding, at the median.",
        "Finding", [new("Matches", NumberUnit.Count, Charted: true), new("Median days", NumberUnit.Days)],
        Rows(await LinesAsync(
            """
             WITH v AS (SELECT v.verdict, (v.at AT TIME ZONE {2})::date AS found, (r.opened_at AT TIME ZONE {2})::date AS opened FROM match_verdicts v JOIN match_reviews r ON r.id = v.match_review_id)
             SELECT w.place::bigint AS "Place", w.label AS "Label", count(v.verdict)::numeric AS "One", percentile_cont(0.5) WITHIN GROUP (ORDER BY v.found - v.opened)::numeric AS "Two"
             FROM (VALUES (1, 'Confirmed: the same', 'same'), (2, 'Cleared: not the same', 'not-same'), (3, 'Unsure', 'unsure')) AS w(place, label, verdict)
             LEFT JOIN v ON v.verdict = w.verdict AND v.found BETWEEN {0} AND {1} GROUP BY w.place, w.label
             UNION ALL SELECT 9, 'Waiting now', count(*)::numeric, percentile_cont(0.5) WITHIN GROUP (ORDER BY {3}::date - (opened_at AT TIME ZONE {2})::date)::numeric
             FROM match_reviews WHERE status IN ('possible-match', 'under-review')
             """, ct), 2));

    private async Task<NumberTable> RenewalsAsync(CancellationToken ct) => new("renewals", "Renewals",
        "Renewals that ended in the period, and those that are open now. The days are from the opening, at the median.",
        "Renewal", [new("Renewals", NumberUnit.Count, Charted: true), new("Median days", NumberUnit.Days)],
        Rows(await LinesAsync(
            """
             WITH r AS (SELECT status, (opened_at AT TIME ZONE {2})::date AS opened, (ended_at AT TIME ZONE {2})::date AS ended FROM renewals WHERE ended_at IS NULL OR (ended_at AT TIME ZONE {2})::date BETWEEN {0} AND {1})
             SELECT w.label AS "Label", count(r.opened)::numeric AS "One", percentile_cont(0.5) WITHIN GROUP (ORDER BY COALESCE(r.ended, {3}::date) - r.opened)::numeric AS "Two"
             FROM (VALUES (1, 'Issued', 'issued'), (2, 'Lapsed', 'lapsed'), (3, 'Withdrawn', 'withdrawn'), (4, 'Open now', 'open')) AS w(place, label, status)
             LEFT JOIN r ON r.status = w.status GROUP BY w.place, w.label ORDER BY w.place
             """, ct), 2));

    private async Task<NumberTable> HearingsAsync(CancellationToken ct) => new("hearings", "Hearings",
        "Hearings decided in the period.", "Outcome", [new("Hearings", NumberUnit.Count, Charted: true)],
        Rows(await LinesAsync(
            """
             SELECT w.label AS "Label", count(h.id)::numeric AS "One"
             FROM (VALUES (1, 'Dismissed', 'dismiss'), (2, 'Conditioned', 'condition'), (3, 'Suspended', 'suspend'), (4, 'Revoked', 'revoke')) AS w(place, label, outcome)
             LEFT JOIN hearings h ON h.outcome = w.outcome AND (h.decided_at AT TIME ZONE {2})::date BETWEEN {0} AND {1}
             GROUP BY w.place, w.label ORDER BY w.place
             """, ct), 1));

    private async Task<NumberTable> AppealsAsync(CancellationToken ct) => new("appeals", "Appeals",
        "Appeals decided in the period. A reversal is an order that was modified or overruled.", "Outcome", [new("Appeals", NumberUnit.Count, Charted: true)],
        Rows(await LinesAsync(
            """
             SELECT w.place::bigint AS "Place", w.label AS "Label", count(a.id)::numeric AS "One"
             FROM (VALUES (1, 'Upheld', 'upheld'), (2, 'Modified', 'modified'), (3, 'Overruled', 'overruled'), (4, 'Withdrawn', 'withdrawn'), (5, 'Late appeal not heard', 'refused')) AS w(place, label, status)
             LEFT JOIN appeals a ON a.status = w.status AND a.decided_on BETWEEN {0} AND {1} GROUP BY w.place, w.label
             UNION ALL SELECT 9, 'Pending now', count(*)::numeric FROM appeals WHERE status IN ('leave-asked', 'leave-granted', 'filed')
             """, ct), 1));

    private async Task<NumberTable> PeopleAsync(CancellationToken ct) => new("people", "Load per person",
        "What each person decided or recorded in the period.", "Person",
        [new("Matches decided", NumberUnit.Count, Charted: true), new("Notices served", NumberUnit.Count), new("Holds proposed", NumberUnit.Count), new("Holds decided", NumberUnit.Count), new("Hearings decided", NumberUnit.Count)],
        Rows(await LinesAsync(
            """
             SELECT COALESCE(NULLIF(u.display_name, ''), acts.who) AS "Label", sum(acts.a)::numeric AS "One", sum(acts.b)::numeric AS "Two", sum(acts.c)::numeric AS "Three", sum(acts.d)::numeric AS "Four", sum(acts.e)::numeric AS "Five"
             FROM (
                 SELECT by AS who, 1 AS a, 0 AS b, 0 AS c, 0 AS d, 0 AS e FROM match_verdicts WHERE (at AT TIME ZONE {2})::date BETWEEN {0} AND {1}
                 UNION ALL SELECT recorded_by, 0, 1, 0, 0, 0 FROM notices WHERE (recorded_at AT TIME ZONE {2})::date BETWEEN {0} AND {1}
                 UNION ALL SELECT proposed_by, 0, 0, 1, 0, 0 FROM holds WHERE (proposed_at AT TIME ZONE {2})::date BETWEEN {0} AND {1}
                 UNION ALL SELECT decided_by, 0, 0, 0, 1, 0 FROM holds WHERE (decided_at AT TIME ZONE {2})::date BETWEEN {0} AND {1}
                 UNION ALL SELECT officer_id, 0, 0, 0, 0, 1 FROM hearings WHERE outcome IS NOT NULL AND (decided_at AT TIME ZONE {2})::date BETWEEN {0} AND {1}) acts
             LEFT JOIN identity.users u ON lower(u.user_name) = lower(acts.who)
             WHERE acts.who IS NOT NULL GROUP BY 1 ORDER BY sum(acts.a + acts.b + acts.c + acts.d + acts.e) DESC, 1
             """, ct), 5));

    private Task<NumberTable> DistrictsAsync(CancellationToken ct) => WhereAsync("districts", "By district", "Cases open now, by the first five digits of the site's postal code.", "Postal code",
        "COALESCE(left(p.postal_code, 5), 'not known')", ct);

    private Task<NumberTable> LanguagesAsync(CancellationToken ct) => WhereAsync("languages", "By the permittee's language", "Cases open now, by the language that the permittee asked for.", "Language",
        "COALESCE(h.language, 'not known')", ct);

    /// <param name="by">SQL of ours over permit <c>p</c> and permittee <c>h</c>; nothing that a person typed.</param>
    private async Task<NumberTable> WhereAsync(string key, string title, string explained, string of, string by, CancellationToken ct) => new(key, title, explained, of,
        [new("Open cases", NumberUnit.Count, Charted: true, Summed: true), new("Permits held", NumberUnit.Count), new("Outstanding", NumberUnit.Money)],
        Rows(await LinesAsync(
            $$"""
             WITH open_cases AS (
                 SELECT {{by}} AS place, c.id, c.permit_id, c.judgment_id, EXISTS (SELECT 1 FROM holds x WHERE x.case_id = c.id AND x.status = 'in-force') AS held
                 FROM cases c JOIN permits p ON p.id = c.permit_id JOIN permittees h ON h.id = c.permittee_id WHERE c.status <> 'closed')
             SELECT o.place AS "Label", count(*)::numeric AS "One", count(DISTINCT o.permit_id) FILTER (WHERE o.held)::numeric AS "Two",
                 (SELECT COALESCE(sum(f.balance), 0) FROM ({{Followed}}) f WHERE f.id IN (SELECT i.judgment_id FROM open_cases i WHERE i.place = o.place)) AS "Three"
             FROM open_cases o GROUP BY o.place ORDER BY count(*) DESC, o.place LIMIT 60
             """, ct), 3));

    private Task<List<Line>> LinesAsync(string sql, CancellationToken ct) => db.Database.SqlQueryRaw<Line>(Complete(sql), from, until, zone, today).OrderBy(l => l.Place).ToListAsync(ct);

    /// <summary>Columns that a table does not have are null, and rows that have no place keep their order.</summary>
    private static string Complete(string sql)
    {
        var missing = new[] { "One", "Two", "Three", "Four", "Five" }.Where(c => !sql.Contains($"\"{c}\"", StringComparison.Ordinal)).Select(c => $", NULL::numeric AS \"{c}\"");
        var place = sql.Contains("\"Place\"", StringComparison.Ordinal) ? "" : ", row_number() OVER () AS \"Place\"";
        return $"SELECT q.*{string.Concat(missing)}{place} FROM ({sql}) q";
    }

    private static NumberRow[] Rows(List<Line> lines, int columns) => [.. lines.Select(l => Row(l, l.Label, columns))];

    private static NumberRow Row(Line line, string label, int columns) => new(label, [.. new[] { line.One, line.Two, line.Three, line.Four, line.Five }.Take(columns)]);
}
