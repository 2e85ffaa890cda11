using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Web.Bench.Crash;

namespace WageTheftPermits.Web.Commands;

/// <summary><c>./wtp workflows crash</c>: kills workers and PostgreSQL under running workflows and checks that everything happened exactly once.</summary>
internal static class CrashCommand
{
    public static Command Create()
    {
        var instances = new Option<int>("--instances") { DefaultValueFactory = _ => 3000, Description = "How many instances are run." };
        var kills = new Option<int>("--kills") { DefaultValueFactory = _ => 60, Description = "How often a worker is killed; PostgreSQL is killed once, half-way." };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1, Description = "Of the moments and of the order in which things happen." };
        var split = new Option<bool>("--split") { Description = "Commits effects apart from what the engine writes, as it must never be: the test has to fail." };
        var worker = new Option<bool>("--worker") { Hidden = true };
        var command = new Command("crash", "Kills workers and PostgreSQL under running workflows, on a private database; then every effect must be there exactly once.") { instances, kills, seed, split, worker };
        command.SetAction((parsed, ct) => parsed.GetValue(worker)
            ? WorkAsync(parsed.GetValue(split), ct)
            : TestAsync(parsed.GetValue(instances), parsed.GetValue(kills), parsed.GetValue(seed), parsed.GetValue(split), ct));
        return command;
    }

    private static async Task<int> WorkAsync(bool split, CancellationToken ct)
    {
        await using var database = NpgsqlDataSource.Create(Database.ForRunning(Environment.GetEnvironmentVariable("ConnectionStrings__Permits")
            ?? throw CommandFailed.WrongUse("a worker needs ConnectionStrings__Permits.")));
        await new CrashWorker(database, split).RunAsync(ct);
        return 0;
    }

    private static async Task<int> TestAsync(int instances, int kills, int seed, bool split, CancellationToken ct)
    {
        var directory = Path.Combine(Directory.GetCurrentDirectory(), ".wtp", $"crash-{Environment.ProcessId}");
        try
        {
            var findings = await new CrashTest(directory, instances, kills, seed, split, Console.Error.WriteLine).RunAsync(ct);
            foreach (var finding in findings.Take(20))
                Console.Error.WriteLine(finding);
            Console.WriteLine(findings.Count == 0 ? $"{instances:N0} instances: every effect exactly once, every journal whole, nothing left over." : $"{findings.Count:N0} findings.");
            return findings.Count == 0 ? 0 : 1;
        }
        finally
        {
            await PrivatePostgres.DiscardAsync(new PrivatePostgresOptions { DataDirectory = directory }, NullLogger.Instance, CancellationToken.None);
        }
    }
}
