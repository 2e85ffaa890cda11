using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using WageTheftPermits.Application.Audit;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Web.Demo;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.Web.Commands;

/// <summary>
/// <c>./wtp demo</c>: a private database, the in-memory bus, a made-up county, and a season played through the same doors as real life.
/// One that was interrupted goes on where it stopped; one that ended begins anew.
/// </summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var program = new Option<string>("--program") { DefaultValueFactory = _ => "san-francisco", Description = "The program's folder in workflows/." };
        var port = new Option<int?>("--port") { Description = "The port of the pages. Default: 5080, or any free one with --exit." };
        var exit = new Option<bool>("--exit") { Description = "Ends after the summary instead of serving the pages." };
        var until = new Option<DateOnly?>("--until") { Description = "The last day that is played, such as 2026-02-26. Default: until nothing moves any more." };
        var json = new Option<bool>("--json") { Description = "Prints the summary as JSON, and nothing else on standard output." };
        var command = new Command("demo", "A made-up county plays a season: renewals, judgments, matches, holds, payments, releases.") { program, port, until, exit, json };
        command.SetAction(async (parsed, ct) =>
        {
            var exits = parsed.GetValue(exit);
            var asJson = parsed.GetValue(json);
            Action<string> say = asJson ? Console.Error.WriteLine : Console.WriteLine;
            // Each program has its own: one that was interrupted goes on as it began.
            var name = parsed.GetValue(program) is { } chosen && chosen != program.GetDefaultValue() as string ? $"demo-{chosen}" : "demo";
            var directory = Path.Combine(Directory.GetCurrentDirectory(), ".wtp", name);
            var ended = Path.Combine(directory, "..", $"{name}-ended");
            if (File.Exists(ended))
            {
                await PrivatePostgres.DiscardAsync(new PrivatePostgresOptions { DataDirectory = directory }, NullLogger.Instance, ct);
                File.Delete(ended);
            }
            else if (Directory.Exists(directory))
            {
                say("A demonstration was interrupted here; it goes on where it stopped.");
            }

            var time = Stopwatch.StartNew();
            var clock = new DemoClock();
            await using var host = await ServiceHost.StartAsync(serve: true, directory, builder =>
            {
                builder.Configuration["Program"] = parsed.GetValue(program);
                builder.Configuration["Bus:Uri"] = null;
                builder.Configuration["Service:Roles"] = "web,worker";
                builder.WebHost.UseUrls($"http://127.0.0.1:{parsed.GetValue(port) ?? (exits ? 0 : 5080)}");
                builder.Services.AddSingleton<TimeProvider>(clock);
                builder.Logging.SetMinimumLevel(LogLevel.Warning);
            }, ct);
            await host.Units.RunAsync(Domain.Actor.System("demo"), unit => clock.TakeUpAsync(unit.Db, ct), ct);
            await DemonstrationAccounts.EnsureAsync(host.Services);
            try
            {
                await host.App.StartAsync(ct);
            }
            catch (IOException e)
            {
                throw CommandFailed.OutOfReach($"the pages cannot be served: {e.Message} Choose another port with --port.");
            }
            var address = new Uri(host.App.Urls.First());

            using var inspector = new Visitor(address);
            using var supervisor = new Visitor(address);
            using var counsel = new Visitor(address);
            using var administrator = new Visitor(address);
            await inspector.SignInAsync(Roles.Inspector, ct);
            await supervisor.SignInAsync(Roles.Supervisor, ct);
            await counsel.SignInAsync(Roles.Counsel, ct);
            await administrator.SignInAsync(Roles.Administrator, ct);
            using var officer = new Visitor(address);
            await officer.SignInAsync(Roles.HearingOfficer, ct);
            var season = new Season(host, clock, parsed.GetValue(program)!, inspector, supervisor, counsel, say);
            var last = parsed.GetValue(until) ?? DateOnly.MaxValue;
            await season.PlayAsync(last, ct);
            await new DueProcess(season, host, clock, inspector, supervisor, officer, say).PlayAsync(last, ct);

            var written = await Letters.WriteAllAsync(host.Units, Path.Combine(directory, "..", $"{name}-letters"), ct);
            say($"\n{written} letters of the season lie in {Path.GetRelativePath(Directory.GetCurrentDirectory(), Path.Combine(directory, "..", $"{name}-letters"))}, to be read.");

            var summary = await Summary.ReadAsync(host.Units, administrator, inspector, ct);
            await File.WriteAllTextAsync(ended, "", ct);
            if (asJson)
                Console.WriteLine(JsonSerializer.Serialize(summary, Json.Web));
            say($"\nThe season, played in {time.Elapsed.TotalSeconds:0} seconds. Each number stands on its page:");
            foreach (var line in summary)
                say($"{line.Count,6}  {line.What,-36} {new Uri(address, line.Page)}");
            var broken = (await CheckCommand.FindAsync(host, ct)).Where(i => !i.Holds).Select(i => i.Name).ToList();
            if (broken.Count > 0)
                throw CommandFailed.DoesNotHold($"after the season these do not hold: {string.Join(", ", broken)}. See: wtp check");
            say("\nThe checker finds that nothing was held on nothing, and no judgment, release or cent was lost.");
            await host.Services.GetRequiredService<AuditSealer>().SealAllAsync(ct);
            var audit = await host.Services.GetRequiredService<AuditVerifier>().VerifyAsync(ct: ct);
            if (audit.First is { } fault)
                throw CommandFailed.DoesNotHold($"after the season the audit log does not hold: {AuditCommands.InWords(fault)}");
            say($"The audit log holds: {audit.Sealed:N0} entries in one chain, signed up to position {audit.Checkpoints.LastPosition:N0}.");
            if (exits)
                return 0;
            say($"\nThe pages: {address}  (sign in as any role; nothing secret is asked here). Stop with Ctrl-C.");
            await host.App.WaitForShutdownAsync(ct);
            return 0;
        });
        return command;
    }
}
