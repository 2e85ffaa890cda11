using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using WageTheftPermits.Application;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Application.Search;
using WageTheftPermits.Domain;
using WageTheftPermits.Web.Bench.Matching;
using WageTheftPermits.Web.Commands;
using WageTheftPermits.Web.Demo;

namespace WageTheftPermits.Web.Bench;

/// <summary>
/// How long the service takes for each page where the department has very many permits and a tenth as many judgments, and how large the page is. The floor is the
/// public look-up before anything is asked: the same frame, with nothing from the database.
/// </summary>
internal sealed class PagesBench(ServiceHost host, Uri address, int permits, Action<string> say)
{
    private const int Warming = 5;
    private const int Measured = 60;
    private const int Screened = 400;
    private const int Renewals = 200;

    private static readonly Actor s_inspector = Actor.Person("ines.inspector");

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken ct)
    {
        var data = new LinkData(permits, Math.Max(1000, permits / 10));
        await LoadAsync(data, ct);
        using var supervisor = new Visitor(address);
        await supervisor.SignInAsync(Security.Roles.Supervisor, ct);
        var floor = await MeasureAsync(supervisor, "/lookup", ct);
        var figures = new List<Figure>();
        foreach (var (name, path) in await PagesAsync(data, ct))
        {
            var (latencies, bytes) = await MeasureAsync(supervisor, path, ct);
            say(string.Create(CultureInfo.InvariantCulture, $"pages: {name}: p50 {latencies.Percentile(0.5):N1} ms, p95 {latencies.Percentile(0.95):N1} ms, {bytes / 1024.0:N0} KiB"));
            figures.Add(Figure.Of($"page: {name}, p95", latencies.Percentile(0.95), "ms", floor.Latencies.Percentile(0.95),
                string.Create(CultureInfo.InvariantCulture, $"{Measured} times, one after another, p50 {latencies.Percentile(0.5):N1} ms, {bytes / 1024.0:N0} KiB not compressed; {permits:N0} permits, {data.Judgments.Count:N0} judgments; floor: the empty look-up page")));
        }
        return figures;
    }

    private static async Task<(Latencies Latencies, int Bytes)> MeasureAsync(Visitor visitor, string path, CancellationToken ct)
    {
        var bytes = 0;
        for (var i = 0; i < Warming; i++)
            bytes = await visitor.SizeAsync(path, ct);
        var latencies = new Latencies();
        for (var i = 0; i < Measured; i++)
            await latencies.MeasureAsync(() => visitor.SizeAsync(path, ct));
        return (latencies, bytes);
    }

    private async Task<IReadOnlyList<(string Name, string Path)>> PagesAsync(LinkData data, CancellationToken ct)
    {
        var one = data.Permits[data.Permits.Count / 2];
        var name = one.Name ?? throw new InvalidOperationException("A permit without a name was made up.");
        var (review, renewal, judgment) = await host.Units.ReadAsync(async db => (
            await db.MatchReviews.OrderBy(r => r.Id).Select(r => r.Id).FirstAsync(ct), await db.Renewals.OrderBy(r => r.Id).Select(r => r.Id).FirstAsync(ct),
            await db.Judgments.OrderBy(j => j.Id).Select(j => j.Id).FirstAsync(ct)));
        static string Typed(string text) => Uri.EscapeDataString(text);
        return
        [
            ("my queue", "/"), ("renewals", "/renewals"), ("renewals, a possible match", "/renewals?blocked=match"), ("one renewal", $"/renewals/{renewal}"),
            ("match reviews", "/matches"), ("one match review", $"/matches/{review}"), ("permits", "/permits"), ("permits by name", $"/permits?q={Typed(name)}"), ("one permit", $"/permits/{Typed(one.Id)}"),
            ("judgments", "/judgments"), ("one judgment", $"/judgments/{judgment}"), ("cases", "/cases"), ("hearings", "/hearings"), ("deadlines", "/deadlines"), ("letters", "/letters"),
            ("search, a name", $"/search?q={Typed(name)}"), ("search, a common word", $"/search?q={Typed(name.Split(' ')[^1])}"), ("search, a misspelt name", $"/search?q={Typed(Misspelt(name))}"),
            ("search, an address", $"/search?q={Typed(one.Address ?? name)}"), ("search, nothing", "/search?q=qqxyzzy+wvutt"), ("look-up by name", $"/lookup?q={Typed(name)}"), ("look-up by three letters", $"/lookup?q={Typed(name[..3])}"),
            ("numbers", "/numbers"), ("messages", "/messages"), ("agencies", "/agencies"), ("workflows", "/workflows"), ("audit", "/audit"),
        ];
    }

    /// <summary>Two letters of the longest word change places.</summary>
    private static string Misspelt(string name)
    {
        var word = name.Split(' ').MaxBy(w => w.Length)!;
        var middle = word.Length / 2;
        return word.Length < 5 ? name : name.Replace(word, word[..middle] + word[middle + 1] + word[middle] + word[(middle + 2)..], StringComparison.Ordinal);
    }

    private async Task LoadAsync(LinkData data, CancellationToken ct)
    {
        say(string.Create(CultureInfo.InvariantCulture, $"pages: {permits:N0} permits are written"));
        await using var owner = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(host.OwnerConnectionString!) { CommandTimeout = 0 }.ConnectionString);
        await CopiedPermits.WriteAsync(owner, data.Permits, ct);
        say(string.Create(CultureInfo.InvariantCulture, $"pages: {data.Judgments.Count:N0} judgments are taken in, {Screened} of them screened"));
        await host.Units.RunAsync(Actor.System("bench"), unit => Task.FromResult(unit.Db.Agencies.Add(new Agency(CopiedPermits.Agency, "An invented agency", unit.Now))), ct);
        var intake = host.Services.GetRequiredService<Intake>();
        foreach (var some in data.Judgments.Chunk(1000))
        {
            await intake.StoreAsync(CopiedPermits.Agency, "http", [.. some.Select(CopiedPermits.Message)], ct);
            while (await intake.UnderstandNextAsync(ct))
            {
            }
        }
        foreach (var work in new Func<CancellationToken, Task<bool>>[] { host.Services.GetRequiredService<PermitFrequencies>().FoldNextAsync, host.Services.GetRequiredService<SearchVocabulary>().KeepNextAsync })
        {
            while (await work(ct))
            {
            }
        }
        await using (var tidy = owner.CreateCommand("VACUUM ANALYZE"))
            await tidy.ExecuteNonQueryAsync(ct);
        var screening = host.Services.GetRequiredService<ScreeningQueue>();
        for (var i = 0; i < Screened; i++)
            await screening.ScreenNextAsync(ct);
        var runner = host.Services.GetRequiredService<WorkflowRunner>();
        foreach (var permit in await host.Units.ReadAsync(db => db.Permits.OrderBy(p => p.Number).Take(Renewals).Select(p => p.Id).ToListAsync(ct)))
            await host.Units.RunAsync(s_inspector, unit => OpenRenewals.HandleAsync(unit, permit), ct);
        while (await runner.AdvanceNextAsync(ct))
        {
        }
    }
}
