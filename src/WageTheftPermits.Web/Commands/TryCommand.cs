using System.CommandLine;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Workflow;
using WageTheftPermits.Workflow.Trials;

namespace WageTheftPermits.Web.Commands;

/// <summary><c>./wtp workflows try FILE SCRIPT</c>: runs a definition on a fake clock with the outcomes a script gives, and prints the path.</summary>
internal static class TryCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The definition." };
        var script = new Argument<FileInfo>("SCRIPT") { Description = "What the activities come to, line by line: 'Screen: Clear', 'AwaitClearance: Clear after 3 days', 'event Signed after 2 hours', 'ends finished'." };
        var command = new Command("try", "Runs a definition on a fake clock with scripted outcomes and prints the path. Nothing is written anywhere.") { file, script };
        command.SetAction((parsed, ct) => TryAsync(parsed.GetValue(file)!, parsed.GetValue(script)!, ct));
        return command;
    }

    private static async Task<int> TryAsync(FileInfo file, FileInfo script, CancellationToken ct)
    {
        foreach (var missing in new[] { file, script }.Where(f => !f.Exists))
            throw CommandFailed.WrongUse($"there is no file {missing}.");
        var catalog = new ActivityCatalog().AddFrom(typeof(DeployProgram).Assembly);
        var definition = WorkflowFile.Read(file.FullName);
        var (lines, unread) = TrialScript.Parse(script.Name, await File.ReadAllTextAsync(script.FullName, ct));
        List<string> faults = [.. DefinitionCheck.Check(definition, catalog).Select(fault => fault.ToString()), .. unread];
        if (faults.Count == 0)
        {
            var result = await Trial.RunAsync(DefinitionReader.Read(definition).Definition!, catalog, lines, ct);
            foreach (var line in result.Path)
                Console.WriteLine(line);
            faults.AddRange(result.Faults);
        }
        foreach (var fault in faults)
            Console.Error.WriteLine(fault);
        return faults.Count == 0 ? 0 : 1;
    }
}
