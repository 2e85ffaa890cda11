using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Web.Bench;
using WageTheftPermits.Web.Bench.Incoming;
using WageTheftPermits.Web.Bench.Workflow;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.Web.Commands;

/// <summary><c>./wtp bench</c>: measures on a private database that is made for it and deleted after it; every figure beside its floor in the same run.</summary>
internal static class BenchCommand
{
    /// <summary>The one that needs a broker.</summary>
    private const string Intake = "intake";

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
        ["scale"] = (host, address, size, say, ct) => new ScaleBench(host, address, size ?? 100_000, say).RunAsync(ct),
    };

    public static Command Create()
    {
        var name = new Argument<string?>("NAME") { Arity = ArgumentArity.ZeroOrOne, Description = $"Which: {string.Join(", ", s_benches.Keys)}. Default: all." };
        var size = new Option<int?>("--size") { Description = "How many permits (scale, 100,000 by default), waiting instances (workflow, 1,000,000 by default) or events (intake, 100,000 by default)." };
        var json = new Option<FileInfo?>("--json") { Description = "Writes the figures to this file as JSON." };
        var command = new Command("bench", "Measures, each figure beside its floor.") { name, size, json };
        command.SetAction(async (parsed, ct) =>
        {
            var names = parsed.GetValue(name) is { } one ? [one] : s_benches.Keys.ToList();
            if (names.Find(n => !s_benches.ContainsKey(n)) is { } unknown)
                throw CommandFailed.WrongUse($"there is no benchmark '{unknown}'; there is {string.Join(", ", s_benches.Keys)}.");
            if (parsed.GetValue(size) is < 1000)
                throw CommandFailed.WrongUse("--size is at least 1000: with fewer the figures mean nothing.");
            var figures = new List<Figure>();
            foreach (var each in names)
                figures.AddRange(await MeasureAsync(each, parsed.GetValue(size), ct));
            foreach (var line in Figure.Table(figures))
                Console.WriteLine(line);
            if (parsed.GetValue(json) is { } file)
                await File.WriteAllTextAsync(file.FullName, Figure.Json(figures), ct);
            return 0;
        });
        return command;
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
