using System.CommandLine;
using WageTheftPermits.Web.Bench.Faults;

namespace WageTheftPermits.Web.Commands;

/// <summary>
/// <c>./wtp agency crash</c>: an agency sends while everything around the service is killed, and every event must count exactly once;
/// <c>./wtp agency flood</c>: it sends broken messages, and each must be answered in bounded memory.
/// </summary>
internal static class AgencyFaultCommands
{
    private static string Directory => Path.Combine(System.IO.Directory.GetCurrentDirectory(), ".wtp", $"faults-{Environment.ProcessId}");

    public static Command Flood()
    {
        var messages = new Option<int>("--messages") { DefaultValueFactory = _ => 30_000, Description = "How many are sent." };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 6, Description = "After each the service's memory is read; at least 3, so that it can be said to have stopped growing." };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1, Description = "Of what is broken in which." };
        var command = new Command("flood", "Sends broken messages to a service in a process of its own, all private; each must be answered, and its memory must stop growing.") { messages, rounds, seed };
        command.SetAction(async (parsed, ct) =>
        {
            if (parsed.GetValue(rounds) < 3)
                throw CommandFailed.WrongUse("--rounds is at least 3: with fewer nothing can be said of the memory.");
            var test = new FloodTest(Directory, parsed.GetValue(messages), parsed.GetValue(rounds), parsed.GetValue(seed), Console.Error.WriteLine);
            return Report(await test.RunAsync(ct), "Every message was answered, the sound ones were accepted, and the memory stopped growing.");
        });
        return command;
    }

    public static Command Crash()
    {
        var events = new Option<int>("--events") { DefaultValueFactory = _ => 6000, Description = "How many events are sent." };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 5, Description = "How often each is done: the service killed, its connections cut, RabbitMQ killed, PostgreSQL crashed." };
        var away = new Option<double>("--away") { DefaultValueFactory = _ => 5, Description = "Seconds for which PostgreSQL is away each time." };
        var forget = new Option<bool>("--forget") { Description = "Has the service acknowledge deliveries before they are stored, as it must never be: the test has to fail." };
        var worker = new Option<bool>("--worker") { Hidden = true };
        var command = new Command("crash", "Kills the service, RabbitMQ and PostgreSQL while an agency sends, all private; then every event must have its effect and its answer once.") { events, rounds, away, forget, worker };
        command.SetAction(async (parsed, ct) =>
        {
            if (parsed.GetValue(worker))
            {
                await ForgetfulIntake.RunServiceAsync(ct);
                return 0;
            }
            var test = new FaultTest(Directory, parsed.GetValue(events), parsed.GetValue(rounds), TimeSpan.FromSeconds(parsed.GetValue(away)), parsed.GetValue(forget), Console.Error.WriteLine);
            return Report(await test.RunAsync(ct), "Every event had its effect and its answer exactly once; nothing is left over.");
        });
        return command;
    }

    private static int Report(IReadOnlyList<string> findings, string allIsWell)
    {
        foreach (var finding in findings)
            Console.Error.WriteLine(finding);
        Console.WriteLine(findings.Count == 0 ? allIsWell : $"{findings.Count:N0} findings.");
        return findings.Count == 0 ? 0 : 1;
    }
}
