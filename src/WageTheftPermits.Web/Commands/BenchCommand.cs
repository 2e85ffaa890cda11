using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Web.Bench;
using WageTheftPermits.Web.Bench.Audit;
using WageTheftPermits.Web.Bench.Incoming;
using WageTheftPermits.Web.Bench.Matching;
using WageTheftPermits.Web.Bench.Workflow;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.Web.Commands;

/// <summary><c>./wtp bench</c>: measures on a private database that is made for it and deleted after it; every figure beside its floor in the same run.</summary>
internal static class BenchCommand
{
    /// <summary>The one that needs a broker.</summary>
    private const string Intake = "intake";

    private const string Link = "link";

    private static readonly Dictionary<string, Func<ServiceHost, Uri, int?, Action<string>, CancellationToken, Task<IReadOnlyList<Figure>>>> s_benches = new()
    {
        ["workflow"] = async (host, _, size, say, ct) =>
        {
            await using var database = NpgsqlDataSource.Create(await host.Units.ReadAsync(db => Task.FromResult(db.Database.GetConnectionString()!)));
            return await new WorkflowBench(database, host.OwnerConnectionString!, say).RunAsync(size ?? 1_000_000, ct);
        },
        [Intake] = async (host, _, size, say, ct) =>
        {
            await using var database = NpgsqlDataSource.Create(await host.Units.ReadAsync(db => Task.FromResult(db.Database.GetConnectionString()!)));
            return await new IntakeBench(host, database, new Uri(host.App.Configuration["Bus:Uri"]!), size ?? 100_000, say).RunAsync(ct);
        },
        // The half of it that is inside the service.
        [Link] = (host, _, size, say, ct) => new ScreeningBench(host, size ?? 20_000, say).RunAsync(ct),
        ["audit"] = (host, _, size, say, ct) => new AuditBench(host, size ?? 1_000_000, say).RunAsync(ct),
        ["pages"] = (host, address, size, say, ct) => new PagesBench(host, address, size ?? 1_000_000, say).RunAsync(ct),
        ["scale"] = (host, address, size, say, ct) => new ScaleBench(host, address, size ?? 100_000, say).RunAsync(ct),
    };

    /// <summary>The one that needs no service and no database.</summary>
    private const string Match = "match";

    public static Command Create()
    {
        var name = new Argument<string?>("NAME") { Arity = ArgumentArity.ZeroOrOne, Description = $"Which: {string.Join(", ", Names)}. Default: all." };
        var size = new Option<int?>("--size") { Description = "How many permits (scale, 100,000 by default; pages, 1,000,000 by default), waiting instances (workflow, 1,000,000 by default) or events (intake, 100,000 by default), entries (audit, 1,000,000 by default); permits to link (link, 200,000 by default)." };
        var data = new Option<DirectoryInfo>("--data")
        {
            DefaultValueFactory = _ => new DirectoryInfo(Path.Combine("..", "shared", "data")),
            Description = "The folder of labelled public records (match). Without it the invented cases alone are measured.",
        };
        var model = new Option<FileInfo?>("--model") { Description = "A model file to measure (match) in place of the one that ships." };
        var freeze = new Option<FileInfo?>("--freeze") { Description = "Writes the result that is committed (match), Bench/Matching/frozen.txt; else a result that differs from it fails." };
        var against = new Option<int?>("--against") { Description = "Permits in PostgreSQL that a live screening is measured against (link, 20,000 by default; 1,000,000 take some minutes to load)." };
        var json = new Option<FileInfo?>("--json") { Description = "Writes the figures to this file as JSON." };
        var command = new Command("bench", "Measures, each figure beside its floor.") { name, size, against, data, model, freeze, json };
        command.SetAction(async (parsed, ct) =>
        {
            var names = parsed.GetValue(name) is { } one ? [one] : Names.ToList();
            if (names.Find(n => !Names.Contains(n)) is { } unknown)
                throw CommandFailed.WrongUse($"there is no benchmark '{unknown}'; there is {string.Join(", ", Names)}.");
            if (parsed.GetValue(size) is < 1000)
                throw CommandFailed.WrongUse("--size is at least 1000: with fewer the figures mean nothing.");
            var figures = new List<Figure>();
            var matching = new MatchBench(parsed.GetValue(data)!.FullName, parsed.GetValue(model)?.FullName, Console.Error.WriteLine);
            foreach (var each in names)
            {
                figures.AddRange(each switch
                {
                    Match => await matching.RunAsync(ct),
                    Link => [.. await new LinkBench(parsed.GetValue(size) ?? 200_000, Console.Error.WriteLine).RunAsync(ct), .. await MeasureAsync(each, parsed.GetValue(against), ct)],
                    _ => await MeasureAsync(each, parsed.GetValue(size), ct),
                });
            }
            foreach (var line in Figure.Table(figures))
                Console.WriteLine(line);
            if (parsed.GetValue(json) is { } file)
                await File.WriteAllTextAsync(file.FullName, Figure.Json(figures), ct);
            return await FrozenAsync(matching, parsed.GetValue(model), parsed.GetValue(freeze), ct);
        });
        return command;
    }

    private static IEnumerable<string> Names => s_benches.Keys.Append(Match);

    /// <summary>Exit code 1 where the shipped model no longer gives the result that was committed: a change of any score is to show in a diff.</summary>
    private static async Task<int> FrozenAsync(MatchBench bench, FileInfo? model, FileInfo? freeze, CancellationToken ct)
    {
        if (freeze is not null)
            await File.WriteAllLinesAsync(freeze.FullName, bench.Frozen, ct);
        if (model is not null || freeze is not null || bench.Changes() is not { Count: > 0 } changes)
            return 0;
        foreach (var line in changes)
            Console.Error.WriteLine(line);
        throw CommandFailed.DoesNotHold("scores differ from the committed result (above); where that is meant, run with --freeze src/WageTheftPermits.Web/Bench/Matching/frozen.txt and commit it.");
    }

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(string bench, int? size, CancellationToken ct)
    {
        await using var broker = bench == Intake ? await PrivateRabbit.StartAsync() : null;
        var directory = Path.Combine(Directory.GetCurrentDirectory(), ".wtp", $"bench-{Environment.ProcessId}");
        try
        {
            await using var host = await ServiceHost.StartAsync(serve: true, directory, builder =>
            {
                builder.Configuration["Bus:Uri"] = broker?.Uri;
                builder.Configuration["Service:Roles"] = "web";
                builder.WebHost.UseUrls("http://127.0.0.1:0");
                builder.Logging.SetMinimumLevel(LogLevel.Warning);
            }, ct);
            await DemonstrationAccounts.EnsureAsync(host.Services);
            await host.App.StartAsync(ct);
            return await s_benches[bench](host, new Uri(host.App.Urls.First()), size, Console.Error.WriteLine, ct);
        }
        finally
        {
            await PrivatePostgres.DiscardAsync(new PrivatePostgresOptions { DataDirectory = directory }, NullLogger.Instance, CancellationToken.None);
        }
    }
}
