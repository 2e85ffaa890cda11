using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Web.Commands;

namespace WageTheftPermits.Web.Bench.Matching;

/// <summary>
/// One live screening: a judgment that has just come is compared with all permits there are, in its own unit, from the request that waits for it to the commit.
/// The floor is one prepared statement that reads the permits of the same blocks, and compares and writes nothing.
/// </summary>
/// <param name="permits">Permits in the database, written by COPY.</param>
internal sealed class ScreeningBench(ServiceHost host, int permits, Action<string> say)
{
    private const int Warming = 100;
    private const int Measured = 300;

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken ct)
    {
        var data = new LinkData(permits, Warming + Measured);
        say(string.Create(CultureInfo.InvariantCulture, $"screening: {permits:N0} permits are written"));
        await using var owner = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(host.OwnerConnectionString!) { CommandTimeout = 0 }.ConnectionString);
        await CopiedPermits.WriteAsync(owner, data.Permits, ct);
        await TakeInAsync(data.Judgments, ct);
        var frequencies = host.Services.GetRequiredService<PermitFrequencies>();
        while (await frequencies.FoldNextAsync(ct))
        {
        }
        await using (var tidy = owner.CreateCommand("VACUUM ANALYZE"))
            await tidy.ExecuteNonQueryAsync(ct);

        say("screening: measuring");
        var (live, floor) = (await ScreenAsync(ct), await ReadBlocksAsync(data.Judgments, ct));
        var compared = await host.Units.ReadAsync(db => db.JudgmentSearches.AverageAsync(s => s.Compared, ct));
        var what = string.Create(CultureInfo.InvariantCulture, $"{live.Count} judgments against {permits:N0} permits in PostgreSQL, {compared:N0} compared on average, from the request to the commit; floor: reading the same permits by one prepared statement");
        return
        [
            Figure.Of("one live screening, p50", live.Percentile(0.5), "ms", floor.Percentile(0.5), what),
            Figure.Of("one live screening, p99", live.Percentile(0.99), "ms", floor.Percentile(0.99), what),
        ];
    }

    private async Task<Latencies> ScreenAsync(CancellationToken ct)
    {
        var queue = host.Services.GetRequiredService<ScreeningQueue>();
        for (var i = 0; i < Warming; i++)
            await queue.ScreenNextAsync(ct);
        var latencies = new Latencies();
        for (var i = 0; i < Measured; i++)
            await latencies.MeasureAsync(async () =>
            {
                if (!await queue.ScreenNextAsync(ct))
                    throw CommandFailed.DoesNotHold("a judgment could not be screened; the log says why.");
            });
        return latencies;
    }

    private async Task<Latencies> ReadBlocksAsync(IReadOnlyList<PlainRow> judgments, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(host.OwnerConnectionString);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(
            """
            SELECT p.*, h.* FROM permits p JOIN permittees h ON h.id = p.permittee_id WHERE p.id IN (
                SELECT k.permit_id FROM unnest($1, $2) AS w(key, most) CROSS JOIN LATERAL (
                    SELECT permit_id, count(*) OVER () AS held FROM (SELECT permit_id FROM permit_keys WHERE key = w.key LIMIT w.most + 1) held) k
                WHERE k.held <= w.most)
            """, connection);
        command.Parameters.Add(new NpgsqlParameter<string[]>());
        command.Parameters.Add(new NpgsqlParameter<int[]>());
        await command.PrepareAsync(ct);
        var latencies = new Latencies();
        foreach (var (i, judgment) in judgments.Index())
        {
            var keys = BlockingKeys.For(MatchRecord.FromJudgmentRow(judgment.Id, judgment.Name, null, null, AddressText.Read(judgment.Address), null)).ToArray();
            async Task ReadAsync()
            {
                (command.Parameters[0].Value, command.Parameters[1].Value) = (keys, Array.ConvertAll(keys, BlockingKeys.LargestFor));
                await using var reader = await command.ExecuteReaderAsync(ct);
                while (await reader.ReadAsync(ct))
                {
                }
            }
            if (i < Warming)
                await ReadAsync();
            else
                await latencies.MeasureAsync(ReadAsync);
        }
        return latencies;
    }

    /// <summary>The judgments come as any agency's do, and wait to be screened.</summary>
    private async Task TakeInAsync(IReadOnlyList<PlainRow> judgments, CancellationToken ct)
    {
        await host.Units.RunAsync(Actor.System("bench"), unit => Task.FromResult(unit.Db.Agencies.Add(new Agency(CopiedPermits.Agency, "An invented agency", unit.Now))), ct);
        var intake = host.Services.GetRequiredService<Intake>();
        await intake.StoreAsync(CopiedPermits.Agency, "http", [.. judgments.Select(CopiedPermits.Message)], ct);
        while (await intake.UnderstandNextAsync(ct))
        {
        }
    }
}
