using System.CommandLine;
using WageTheftPermits.Application.Enforcement.Activities;
using WageTheftPermits.Application.Notices;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Domain;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Web.Commands;

internal static class WorkflowCommands
{
    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo?>("DIR") { Arity = ArgumentArity.ZeroOrOne, Description = "A program's folder, or a folder of programs. Default: every program." };
        var check = new Command("check", "Checks workflow definitions, policies and letters and says everything that is wrong with them.") { folder };
        check.SetAction((parsed, _) => Task.FromResult(Check(parsed.GetValue(folder))));
        var by = new Option<string?>("--by") { Description = "The account that deploys. It cannot approve the change of policy that comes of it." };
        var reason = new Option<string?>("--reason") { Description = "Why; kept with each version that is new." };
        var deploy = new Command("deploy", "Publishes definitions; the policy where none is in force, and otherwise proposes it. What is unchanged stays as it is.") { folder, by, reason };
        deploy.SetAction(async (parsed, ct) =>
        {
            if (Check(parsed.GetValue(folder)) != 0)
                return 1;
            await using var host = await ServiceHost.StartAsync(serve: false, ct: ct);
            var outcome = await host.Units.RunAsync(
                await DeployerAsync(host, parsed.GetValue(by)), unit => DeployProgram.HandleAsync(unit, parsed.GetValue(folder)?.FullName ?? host.ProgramFolder, parsed.GetValue(reason)), ct);
            foreach (var definition in outcome.Definitions)
                Console.WriteLine(definition);
            Console.WriteLine(outcome.Proposal is { } proposal
                ? $"Policy {Path.Combine(parsed.GetValue(folder)?.Name ?? Path.GetFileName(host.ProgramFolder), "policy.json")} differs from the one in force: proposed as {proposal}; a second person approves it at /policies."
                : $"policy {outcome.Policy}{(outcome.PolicyChanged ? "" : " (unchanged)")}");
            return 0;
        });
        return new Command("workflows", "Checks and publishes workflow definitions; mends and migrates what runs by them.")
        {
            check,
            deploy,
            TryCommand.Create(),
            CrashCommand.Create(),
            WorkflowMendingCommands.Incidents(),
            WorkflowMendingCommands.Retry(),
            WorkflowMendingCommands.Skip(),
            WorkflowMendingCommands.StartAnew(),
            WorkflowMendingCommands.Amend(),
            WorkflowMendingCommands.Cancel(),
            WorkflowMendingCommands.Dismiss(),
            WorkflowMendingCommands.RaiseAgain(),
            WorkflowMigrationCommands.Migrate(),
            WorkflowMigrationCommands.Migrations(),
            WorkflowMigrationCommands.Commit(),
            WorkflowMigrationCommands.Revert(),
        };
    }

    private static async Task<Actor> DeployerAsync(ServiceHost host, string? account) => account is null ? Actor.System("deploy") : await Accounts.PersonAsync(host, account);

    private static int Check(DirectoryInfo? folder)
    {
        var root = folder?.FullName ?? Path.Combine(AppContext.BaseDirectory, "workflows");
        if (!Directory.Exists(root))
            throw CommandFailed.WrongUse($"there is no folder {root}.");
        var catalog = new ActivityCatalog().AddFrom(typeof(DeployProgram).Assembly);
        var files = DeployProgram.DefinitionFiles(root, SearchOption.AllDirectories).ToList();
        var policies = Directory.EnumerateFiles(root, "policy.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        // Which languages a program's letters need is its policy's to say: they are read where that can be.
        var letters = policies.Where(path => PolicyReader.Read(File.ReadAllText(path)).Faults.Count == 0).Select(path => ProgramLetters.Read(Path.GetDirectoryName(path)!)).ToList();
        List<string> faults =
        [
            .. files.GroupBy(Path.GetDirectoryName).Select(program => program.Select(WorkflowFile.Read).ToList())
                .SelectMany(program => DefinitionCheck.Check(program, catalog).Concat(program.SelectMany(CaseStepCheck.Faults))).Select(fault => fault.ToString()),
            .. letters.SelectMany(read => read.Faults).Select(fault => fault.ToString()),
            .. policies.SelectMany(path => PolicyReader.Read(File.ReadAllText(path)).Faults.Select(fault => $"{path}: {fault}")),
        ];
        foreach (var fault in faults)
            Console.Error.WriteLine(fault);
        Console.WriteLine($"{files.Count} definitions, {policies.Count} {(policies.Count == 1 ? "policy" : "policies")}, {letters.Sum(read => read.Letters.Templates.Count)} letters, {faults.Count} faults.");
        return faults.Count == 0 ? 0 : 1;
    }
}
