using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Domain;

namespace WageTheftPermits.IntegrationTests.Messaging;

/// <summary>Many in one unit, each alone, or by several workers at once: what they come to is the same in every table.</summary>
public sealed partial class When_deliveries_are_understood_together
{
    private static readonly string[] s_agencies = ["agency-a", "agency-b", "agency-c"];
    private static readonly int s_seed = int.TryParse(Environment.GetEnvironmentVariable("WTP_SEED"), out var seed) ? seed : 20260331;
    private static readonly int s_messages = int.TryParse(Environment.GetEnvironmentVariable("WTP_MESSAGES"), out var messages) ? messages : 150;

    [Fact]
    public async Task The_rows_are_those_of_each_alone()
    {
        var alone = await RunAsync(together: 1, workers: 1);
        var together = await RunAsync(together: 100, workers: 1);

        ShouldBeSame(together.Rows, alone.Rows);
        // Otherwise this would compare each alone with each alone.
        together.InOneUnit.ShouldBeGreaterThan(s_messages / 3);
        alone.InOneUnit.ShouldBe(0);
    }

    [Fact]
    public async Task The_rows_are_the_same_where_several_workers_are_at_it()
    {
        var one = await RunAsync(together: 100, workers: 1);
        var several = await RunAsync(together: 20, workers: 4);

        ShouldBeSame(several.Rows, one.Rows);
    }

    private static void ShouldBeSame(List<string> rows, List<string> expected)
    {
        string.Join('\n', rows.Except(expected).Select(r => $"+ {r}").Concat(expected.Except(rows).Select(r => $"- {r}"))).ShouldBeEmpty();
        rows.ShouldBe(expected);
    }

    private static async Task<(List<string> Rows, int InOneUnit)> RunAsync(int together, int workers)
    {
        await using var service = await TestService.StartAsync();
        await service.Units.RunAsync(Actor.System("test"), unit =>
        {
            unit.Db.Agencies.AddRange(s_agencies.Select(key => new Agency(key, key, unit.Now)));
            return Task.CompletedTask;
        });
        var intake = new Intake(service.Units, NullLogger<Intake>.Instance) { Together = together };
        var streams = s_agencies.Select((agency, i) => (Agency: agency, Stream: new AnyStream(agency, s_seed + i))).ToList();
        var sizes = new Random(s_seed);
        for (var left = s_messages; left > 0;)
        {
            var some = Math.Min(left, sizes.Next(1, 90));
            left -= some;
            foreach (var (agency, stream) in streams)
                await intake.StoreAsync(agency, "http", stream.Take(some / s_agencies.Length), default);
            await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(async () =>
            {
                while (await service.ReadAsync(db => db.Deliveries.AnyAsync(d => d.State == DeliveryState.Stored)))
                    await intake.UnderstandNextAsync(default);
            })));
        }
        return (await RowsAsync(service), await service.ReadAsync(db => db.Database.SqlQuery<int>(
            $"SELECT coalesce(sum(n), 0)::int AS \"Value\" FROM (SELECT count(*) AS n FROM deliveries WHERE state = 'accepted' GROUP BY xmin::text HAVING count(*) > 1) AS units").SingleAsync()));
    }

    /// <summary>
    /// Every row that the intake writes, with names in the place of random keys. What has an order keeps it: an agency's messages about one judgment, and the record of one.
    /// </summary>
    private static async Task<List<string>> RowsAsync(TestService service)
    {
        var names = await service.ReadAsync(db => db.Database.SqlQuery<Named>(
            $"""
             SELECT receipt AS "Id", 'delivery ' || agency || ' ' || row_number() OVER (PARTITION BY agency ORDER BY arrival) AS "Name" FROM deliveries
             UNION ALL SELECT id, 'judgment ' || agency || ' ' || subject FROM judgments
             UNION ALL SELECT p.id, 'party ' || j.agency || ' ' || j.subject || ' ' || p.party_id FROM judgment_parties p JOIN judgments j ON j.id = p.judgment_id
             UNION ALL SELECT message_id, 'message' FROM outbox
             """).ToDictionaryAsync(n => n.Id.ToString(), n => n.Name));
        var rows = await service.ReadAsync(db => db.Database.SqlQuery<string>(
            $"""
             SELECT "Value" FROM (
                 SELECT 1 AS part, '' AS of, 0::bigint AS place, 'delivery ' || ((to_jsonb(d) - 'arrival') || jsonb_build_object('body', md5(body)))::text AS "Value" FROM deliveries d
                 UNION ALL SELECT 2, '', 0, 'judgment ' || to_jsonb(j)::text FROM judgments j
                 UNION ALL SELECT 3, '', 0, 'party ' || to_jsonb(p)::text FROM judgment_parties p
                 UNION ALL SELECT 4, '', 0, 'event ' || (to_jsonb(e) || jsonb_build_object('body', md5(body)))::text FROM judgment_events e
                 UNION ALL SELECT 5, '', 0, 'request ' || (to_jsonb(r) - 'id')::text FROM screening_requests r
                 UNION ALL SELECT 6, o.agency || ' ' || coalesce(o.subject, ''), o.id, 'message ' || ((to_jsonb(o) - 'id') || jsonb_build_object('body', convert_from(o.body, 'UTF8')))::text FROM outbox o
                 UNION ALL SELECT 7, coalesce(j.agency || ' ' || j.subject, ''), a.id, 'entry ' || (to_jsonb(a) - 'id')::text
                     FROM audit_entries a LEFT JOIN judgments j ON 'judgment:' || j.id = a.subjects[1] WHERE a.actor LIKE 'agency:%') AS every
             ORDER BY part, of, place
             """).ToListAsync());
        var named = rows.ConvertAll(row => Keys().Replace(row, key => names.GetValueOrDefault(key.Value, key.Value)));
        // What has no order of its own is put into one, once the random keys are gone.
        return [.. named.Where(r => !IsOrdered(r)).Order(StringComparer.Ordinal), .. named.Where(IsOrdered)];
    }

    private static bool IsOrdered(string row) => row.StartsWith("message ", StringComparison.Ordinal) || (row.StartsWith("entry ", StringComparison.Ordinal) && row.Contains("\"judgment ", StringComparison.Ordinal));

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Keys();

    private sealed record Named(Guid Id, string Name);
}
