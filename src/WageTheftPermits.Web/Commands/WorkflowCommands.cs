using System.CommandLine;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Domain;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Web.Commands;

internal static class WorkflowCommands
{
    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo?>("DIR") { Arity = ArgumentArity.ZeroOrOne, Description = "A program's folder, or a folder of programs. Default: every program." };
        var check = new Command("check", "Checks workflow definitions and says everything that is wrong with them.") { folder };
        check.SetAction((parsed, _) => Task.FromResult(Check(parsed.GetValue(folder))));
        var deploy = new Command("deploy", "Publishes definitions and the policy; what is unchanged stays as it is.") { folder };
        deploy.SetAction(async (parsed, ct) =>
        {
            if (Check(parsed.GetValue(folder)) != 0)
                return 1;
            await using var host = await ServiceHost.StartAsync(serve: false, ct: ct);
            var outcome = await host.Units.RunAsync(Actor.System("deploy"), unit => DeployProgram.HandleAsync(unit, parsed.GetValue(folder)?.FullName ?? host.ProgramFolder), ct);
            foreach (var definition in outcome.Definitions)
                Console.WriteLine(definition);
            Console.WriteLine($"policy {outcome.Policy}{(outcome.PolicyChanged ? "" : " (unchanged)")}");
            return 0;
        });
        return new Command("workflows", "Checks and publishes workflow definitions.") { check, deploy };
    }

    private static int Check(DirectoryInfo? folder)
    {
        var root = folder?.FullName ?? Path.Combine(AppContext.BaseDirectory, "workflows");
        if (!Directory.Exists(root))
            throw CommandFailed.WrongUse($"there is no folder {root}.");
        var catalog = new ActivityCatalog().AddFrom(typeof(DeployProgram).Assembly);
        var files = Directory.EnumerateFiles(root, "*.json", SearchOption.AllDirectories)
            .Where(p => Path.GetFileName(p) != "policy.json").Order(StringComparer.Ordinal).ToList();
        var faults = files.SelectMany(path => DefinitionCheck.Check(new WorkflowFile(path, File.ReadAllText(path)), catalog)).ToList();
        foreach (var fault in faults)
            Console.Error.WriteLine(fault);
        Console.WriteLine($"{files.Count} definitions, {faults.Count} faults.");
        return faults.Count == 0 ? 0 : 1;
    }
}
