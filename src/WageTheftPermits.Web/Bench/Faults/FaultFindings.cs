using WageTheftPermits.Application.Audit;
using WageTheftPermits.Web.Commands;

namespace WageTheftPermits.Web.Bench.Faults;

/// <summary>What must hold in the end, whatever was killed: each event sent had its effect once and was answered, and nothing is left anywhere.</summary>
internal static class FaultFindings
{
    private static readonly (string What, string Sql)[] s_none =
    [
        ("deliveries not understood", "SELECT count(*) FROM deliveries WHERE state = 'stored'"),
        ("deliveries in quarantine", "SELECT count(*) FROM deliveries WHERE state NOT IN ('stored', 'accepted', 'duplicate')"),
        ("messages not sent", "SELECT count(*) FROM outbox WHERE sent_at IS NULL"),
        ("deliveries without exactly one receipt",
            """
            SELECT count(*) FROM (SELECT d.receipt FROM deliveries d LEFT JOIN outbox o ON o.type LIKE 'receipt.%' AND convert_from(o.body, 'UTF8')::jsonb -> 'data' ->> 'receipt' = d.receipt::text
                GROUP BY d.receipt HAVING count(o.id) <> 1) AS odd
            """),
        ("judgments without exactly three payments",
            "SELECT count(*) FROM judgments WHERE (paid, last_sequence, has_gaps, disputed) IS DISTINCT FROM (3000, 6, false, false)"),
    ];

    private static readonly (string What, string Sql)[] s_each =
    [
        ("events kept", "SELECT count(*) FROM judgment_events WHERE NOT set_aside"),
        ("deliveries accepted", "SELECT count(*) FROM deliveries WHERE state = 'accepted'"),
        ("entries of the audit log", "SELECT count(*) FROM audit_entries WHERE action LIKE '% taken in'"),
        ("acceptances told", "SELECT count(*) FROM outbox WHERE type = 'receipt.accepted.v1'"),
    ];

    /// <summary>What does not hold, a line each; empty where all is well.</summary>
    /// <param name="sent">Events that the broker has confirmed.</param>
    public static async Task<IReadOnlyList<string>> OfAsync(Surroundings surroundings, UnyieldingAgency agency, int sent, int judgments, CancellationToken ct)
    {
        var findings = new List<string>();
        foreach (var (what, sql) in s_none)
            await ExpectAsync(what, sql, 0);
        foreach (var (what, sql) in s_each)
            await ExpectAsync(what, sql, sent);
        await ExpectAsync("judgments", "SELECT count(*) FROM judgments", judgments);
        if (await agency.WaitingAsync(ct) is > 0 and var waiting)
            findings.Add($"messages left at the broker: {waiting}, not 0");

        var answers = await agency.ReadAllAsync(ct);
        // At least once, and what is told twice is told under the same id.
        var told = answers.DistinctBy(a => a.MessageId).ToList();
        var accepted = told.Where(a => a.Type == "receipt.accepted.v1").Select(a => a.EventId).ToList();
        if (accepted.Count != sent || accepted.Distinct().Count() != sent)
            findings.Add($"acceptances in the agency's queue: {accepted.Count} of {accepted.Distinct().Count()} events, not {sent}");
        await ExpectAsync("messages of the outbox that are not in the agency's queue", "SELECT count(*) FROM outbox", told.Count);

        findings.AddRange(await surroundings.InHostAsync(async host => (await host.Units.ReadAsync(async db =>
                await Invariants.CheckAsync(db, DateOnly.FromDateTime(DateTime.UtcNow), ct))).Where(i => !i.Holds).Select(i => $"{i.Name}: {i.Offenders[0]}").ToList(), ct));
        return findings;

        async Task ExpectAsync(string what, string sql, long expected)
        {
            if (await surroundings.AskAsync(sql, ct) is var found && found != expected)
                findings.Add($"{what}: {found}, not {expected}");
        }
    }
}
