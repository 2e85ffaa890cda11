using System.CommandLine;
using System.Text.Json;
using WageTheftPermits.Application.Audit;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Policies;

namespace WageTheftPermits.Web.Commands;

/// <summary><c>./wtp check</c>: proves on the database what the service promises. Exit code 1 where anything does not hold.</summary>
internal static class CheckCommand
{
    /// <summary>More than these are counted, not named.</summary>
    private const int MostNamed = 10;

    public static Command Create()
    {
        var json = new Option<bool>("--json");
        var command = new Command("check", "Proves on the database that no permit is held on nothing and no judgment, release or cent was lost.") { json };
        command.SetAction(async (parsed, ct) =>
        {
            await using var host = await ServiceHost.StartAsync(serve: false, ct: ct);
            var found = await FindAsync(host, ct);
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(found, Json.Web));
            else
                Print(found);
            return found.All(i => i.Holds) ? 0 : 1;
        });
        return command;
    }

    /// <summary>Every invariant as it stands now, on the department's day.</summary>
    public static async Task<IReadOnlyList<Invariant>> FindAsync(ServiceHost host, CancellationToken ct)
    {
        var clock = host.Services.GetRequiredService<TimeProvider>();
        var policies = host.Services.GetRequiredService<CurrentPolicy>();
        return await host.Units.ReadAsync(async db => await Invariants.CheckAsync(db, (await policies.GetAsync(db, null, ct)).DayOf(clock.GetUtcNow()), ct));
    }

    private static void Print(IReadOnlyList<Invariant> found)
    {
        foreach (var one in found)
        {
            Console.WriteLine($"{(one.Holds ? "holds " : "BROKEN")}  {one.Name,-18} {one.Says}");
            foreach (var offender in one.Offenders.Take(MostNamed))
                Console.WriteLine($"        {offender}");
            if (one.Offenders.Count > MostNamed)
                Console.WriteLine($"        and {one.Offenders.Count - MostNamed} more");
        }
        var broken = found.Count(i => !i.Holds);
        Console.WriteLine(broken == 0 ? $"All {found.Count} invariants hold." : $"{broken} of {found.Count} invariants do not hold.");
    }
}
