using System.CommandLine;
using System.Text.Json;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Workflows;
using WageTheftPermits.Domain;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Web.Commands;

/// <summary><c>./wtp workflows migrate</c>: moves running instances to another version of their definition, as the page does.</summary>
internal static class WorkflowMigrationCommands
{
    /// <summary>So many instances that a migration left where they were are named.</summary>
    private const int MostNamed = 20;

    public static Command Migrate()
    {
        var definition = new Argument<string>("DEFINITION") { Description = "Such as enforcement-case." };
        var from = new Option<int>("--from") { Required = true, Description = "The version whose instances are moved." };
        var to = new Option<int>("--to") { Required = true, Description = "The version they are moved to." };
        var reason = new Option<string?>("--reason") { Description = "Why; needed unless this is a dry run." };
        var by = new Option<string?>("--by") { Description = "The administrator's account; needed unless this is a dry run." };
        var dry = new Option<bool>("--dry-run") { Description = "Only says which would move, and which cannot and why." };
        var json = new Option<bool>("--json") { Description = "Prints what it came to as JSON." };
        var command = new Command("migrate", "Moves running instances to another version; until it is committed it can be taken back.") { definition, from, to, reason, by, dry, json };
        command.SetAction(async (parsed, ct) =>
        {
            var (id, old, next) = (parsed.GetValue(definition)!, parsed.GetValue(from), parsed.GetValue(to));
            if (!parsed.GetValue(dry) && (parsed.GetValue(reason) is null || parsed.GetValue(by) is null))
                throw CommandFailed.WrongUse("a migration needs --reason and --by; or say --dry-run.");
            await using var host = await ServiceHost.StartAsync(serve: false, ct: ct);
            if (parsed.GetValue(dry))
            {
                Print(await host.Units.RunAsync(Actor.System("migration-plan"), unit => PlanMigration.ReadAsync(unit, id, old, next), ct), parsed.GetValue(json));
                return 0;
            }

            var actor = await Accounts.PersonAsync(host, parsed.GetValue(by)!, Roles.Administrator);
            var migration = await host.Units.RunAsync(actor, unit => StartMigration.HandleAsync(unit, new(id, old, next, parsed.GetValue(reason)!)), ct);
            await PrintAsync(host, await CarryOutAsync(host, migration, ct), parsed.GetValue(json), ct);
            return 0;
        });
        return command;
    }

    public static Command Migrations()
    {
        var json = new Option<bool>("--json") { Description = "Prints them as JSON." };
        var command = new Command("migrations", "Lists migrations, the newest first.") { json };
        command.SetAction(async (parsed, ct) =>
        {
            await using var host = await ServiceHost.StartAsync(serve: false, ct: ct);
            var all = await host.Units.ReadAsync(db => Application.Workflows.Migrations.ListAsync(db, ct));
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(all, Json.Web));
            foreach (var one in parsed.GetValue(json) ? [] : all)
                Console.WriteLine(Line(one));
            return 0;
        });
        return command;
    }

    public static Command Commit() => WorkflowMendingCommands.Act("commit-migration", "Makes a migration final.", Migration(), [],
        (unit, parsed, migration, reason) => CommitMigration.HandleAsync(unit, new(migration, reason)));

    public static Command Revert()
    {
        var (migration, reason, by) = (Migration(), WorkflowMendingCommands.Reason(), WorkflowMendingCommands.By());
        var json = new Option<bool>("--json") { Description = "Prints what it came to as JSON." };
        var command = new Command("revert-migration", "Takes a migration back that is not committed; what can no longer go back stays, with why.") { migration, reason, by, json };
        command.SetAction(async (parsed, ct) =>
        {
            await using var host = await ServiceHost.StartAsync(serve: false, ct: ct);
            var actor = await Accounts.PersonAsync(host, parsed.GetValue(by)!, Roles.Administrator);
            var id = parsed.GetValue(migration);
            await host.Units.RunAsync(actor, unit => RevertMigration.HandleAsync(unit, new(id, parsed.GetValue(reason)!)), ct);
            await PrintAsync(host, await CarryOutAsync(host, id, ct), parsed.GetValue(json), ct);
            return 0;
        });
        return command;
    }

    private static Argument<Guid> Migration() => new("MIGRATION") { Description = "The migration's id." };

    /// <summary>Does the workers' part until every instance is decided on; where another worker is at it, waits for it.</summary>
    private static async Task<MigrationProgress> CarryOutAsync(ServiceHost host, Guid id, CancellationToken ct)
    {
        var batches = host.Services.GetRequiredService<MigrationBatches>();
        while (true)
        {
            var worked = await batches.MoveNextAsync(ct);
            var progress = (await host.Units.ReadAsync(db => Application.Workflows.Migrations.OfAsync(db, id, ct)))!;
            if (progress.Status is not ("running" or "reverting"))
                return progress;
            if (!worked)
                await Task.Delay(TimeSpan.FromMilliseconds(200), ct);
        }
    }

    private static void Print(MigrationPlan plan, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(plan, Json.Web));
            return;
        }

        foreach (var one in plan.Reasons)
            Console.WriteLine($"{one.Id}  {one.CorrelationId}: {one.Why}");
        Console.WriteLine($"{plan.DefinitionId} {plan.From} → {plan.To}: {plan.Moving} would move, {plan.Staying} cannot. Nothing was changed.");
    }

    private static async Task PrintAsync(ServiceHost host, MigrationProgress progress, bool json, CancellationToken ct)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(progress, Json.Web));
            return;
        }

        foreach (var one in await host.Units.ReadAsync(db => Application.Workflows.Migrations.ExceptionsAsync(db, progress.Id, MostNamed, ct)))
            Console.WriteLine($"{one.InstanceId}  {one.CorrelationId}: {one.Status}. {one.Why}");
        Console.WriteLine(Line(progress));
        if (progress.Status == "moved")
            Console.WriteLine($"Make it final by: ./wtp workflows commit-migration {progress.Id}, or take it back by: ./wtp workflows revert-migration {progress.Id}");
    }

    private static string Line(MigrationProgress one) =>
        $"{one.Id}  {one.DefinitionId} {one.FromVersion} → {one.ToVersion}  {one.Status}: {one.Moved} moved, {one.Refused} refused, {one.Reverted} reverted, {one.Stayed} stayed, {one.Waiting} waiting";
}
