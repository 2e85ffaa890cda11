using Npgsql;

namespace WageTheftPermits.Web.Bench.Crash;

/// <summary>What must hold in the end, whatever was killed: every effect once, every journal whole, nothing left over.</summary>
internal static class CrashFindings
{
    private static readonly (string What, string Sql)[] s_checks =
    [
        ("effects that are missing or there more than once",
            """
            SELECT i.correlation_id || ': ' || w.what || ' ' || count(e.id) || ' times' FROM workflow.instances i CROSS JOIN unnest($1) AS w(what)
            LEFT JOIN public.crash_effects e ON e.key = i.correlation_id AND e.what = w.what
            GROUP BY i.correlation_id, w.what HAVING count(e.id) <> 1
            """),
        ("instances that did not finish", "SELECT correlation_id || ' is ' || status FROM workflow.instances WHERE status <> 'finished' AND $1 IS NOT NULL"),
        ("executions whose journal has a gap or a line too many",
            """
            SELECT i.correlation_id || ': ' || x.activity_id || ' started ' || started || ', waited ' || waited || ', resumed ' || resumed || ', completed ' || completed || ' times'
            FROM workflow.executions x JOIN workflow.instances i ON i.id = x.instance_id
            CROSS JOIN LATERAL (
                SELECT count(*) FILTER (WHERE event = 'started') AS started, count(*) FILTER (WHERE event = 'waiting') AS waited,
                       count(*) FILTER (WHERE event = 'resumed') AS resumed, count(*) FILTER (WHERE event = 'completed') AS completed
                FROM workflow.journal j WHERE j.instance_id = x.instance_id AND j.execution_id = x.id) AS lines
            WHERE $1 IS NOT NULL AND (started <> 1 OR waited <> resumed OR completed <> CASE WHEN x.parent_id IS NULL THEN 0 ELSE 1 END OR x.status <> 'completed')
            """),
        ("activities that ran more than once or never",
            """
            SELECT i.correlation_id || ' has ' || count(x.id) || ' executions of ' || count(DISTINCT x.activity_id) || ' activities'
            FROM workflow.instances i LEFT JOIN workflow.executions x ON x.instance_id = i.id WHERE $1 IS NOT NULL
            GROUP BY i.correlation_id HAVING count(x.id) <> 14 OR count(DISTINCT x.activity_id) <> 14
            """),
        ("journals that do not begin and end once",
            """
            SELECT i.correlation_id FROM workflow.instances i WHERE $1 IS NOT NULL AND (SELECT array_agg(event ORDER BY j.id) FILTER (WHERE event LIKE 'instance-%')
                FROM workflow.journal j WHERE j.instance_id = i.id) IS DISTINCT FROM ARRAY['instance-started', 'instance-finished']
            """),
        ("waits, tasks, stimuli and incidents left over",
            """
            SELECT 'wait ' || id FROM workflow.waits WHERE $1 IS NOT NULL
            UNION ALL SELECT 'stimulus ' || id || ' ' || kind || ' ' || key FROM workflow.stimuli WHERE consumed_at IS NULL
            UNION ALL SELECT 'incident ' || id FROM workflow.incidents
            """),
    ];

    /// <summary>What does not hold, a line each; empty where all is well.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        var findings = new List<string>();
        foreach (var (what, sql) in s_checks)
        {
            await using var command = database.CreateCommand(sql);
            command.Parameters.Add(new NpgsqlParameter { Value = CrashFlow.Effects.ToArray() });
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
                findings.Add($"{what}: {reader.GetString(0)}");
        }
        return findings;
    }
}
