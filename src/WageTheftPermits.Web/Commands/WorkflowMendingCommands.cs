using System.CommandLine;
using System.Text.Json;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Workflows;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.Web.Commands;

/// <summary><c>./wtp workflows incidents</c>, and what an administrator does about them, as the pages do it.</summary>
internal static class WorkflowMendingCommands
{
    public static Command Incidents()
    {
        var json = new Option<bool>("--json") { Description = "Prints them as JSON." };
        var command = new Command("incidents", "Lists what waits for an administrator, the oldest first.") { json };
        command.SetAction(async (parsed, ct) =>
        {
            await using var host = await ServiceHost.StartAsync(serve: false, ct: ct);
            var open = await host.Units.ReadAsync(db => Application.Workflows.Incidents.OpenAsync(db, ct));
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(open, Json.Web));
            else
                Print(open);
            return 0;
        });
        return command;
    }

    public static Command Retry() => Act("retry", "Lets a blocked instance go on: what stopped it is tried anew.", Instance(), [],
        (unit, parsed, instance, reason) => RetryInstance.HandleAsync(unit, new(instance, reason)));

    public static Command Skip()
    {
        var outcome = new Option<string>("--outcome") { Required = true, Description = "The outcome by which the instance goes on: one that the activity declares." };
        var incident = new Option<Guid?>("--incident") { Description = "Which, where more than one incident stops the instance." };
        var even = new Option<bool>("--even-if-left-alone") { Description = "Does it also where the workflow ends by it and leaves an open case or renewal without one." };
        return Act("skip", "Takes the activity that stopped an instance as completed, without running it.", Instance(), [outcome, incident, even], async (unit, parsed, instance, reason) =>
        {
            var which = parsed.GetValue(incident) ?? await OnlyAsync(unit, instance);
            var foresight = unit.ForWorkflow().Services.GetRequiredService<SkipForesight>();
            if (!parsed.GetValue(even) && await foresight.LeftAloneAsync(unit.Actor, which, parsed.GetValue(outcome)!, unit.Cancellation) is { } left)
                throw CommandFailed.DoesNotHold($"it would end the workflow and leave {left} without one. Choose another outcome, or say --even-if-left-alone and start it anew: ./wtp workflows start-anew {instance}.");
            await SkipActivity.HandleAsync(unit, new(which, parsed.GetValue(outcome)!, reason));
        });
    }

    public static Command StartAnew() => Act("start-anew", "Starts the workflow of an open case or renewal anew, whose workflow has ended.", Instance(), [],
        (unit, parsed, instance, reason) => Application.Workflows.StartAnew.HandleAsync(unit, new(instance, reason)));

    public static Command Amend()
    {
        var variable = new Option<string>("--variable") { Required = true, Description = "The variable's name." };
        var value = new Option<string>("--value") { Required = true, Description = "Its new value; empty to clear it." };
        return Act("amend", "Gives a variable of an instance another value.", Instance(), [variable, value],
            (unit, parsed, instance, reason) => AmendVariable.HandleAsync(unit, new(instance, parsed.GetValue(variable)!, parsed.GetValue(value)!, reason)));
    }

    public static Command Cancel() => Act("cancel", "Ends an instance and the case or renewal that it carries on; what must be undone is undone.", Instance(), [],
        (unit, parsed, instance, reason) => CancelInstance.HandleAsync(unit, new(instance, reason)));

    public static Command Dismiss() => Act("dismiss", "Closes the incident of an event that nothing answered.", Incident(), [],
        (unit, parsed, incident, reason) => DismissIncident.HandleAsync(unit, new(incident, reason)));

    public static Command RaiseAgain() => Act("raise-again", "Raises an event anew that nothing answered.", Incident(), [],
        (unit, parsed, incident, reason) => Application.Workflows.RaiseAgain.HandleAsync(unit, new(incident, reason)));

    /// <summary>An act on one thing, by an account that may administer, with its reason.</summary>
    internal static Command Act(string name, string description, Argument<Guid> on, Option[] options, Func<UnitOfWork, ParseResult, Guid, string, Task> act)
    {
        var (reason, by) = (Reason(), By());
        var command = new Command(name, description) { on, reason, by };
        foreach (var option in options)
            command.Add(option);
        command.SetAction(async (parsed, ct) =>
        {
            await using var host = await ServiceHost.StartAsync(serve: false, ct: ct);
            var actor = await Accounts.PersonAsync(host, parsed.GetValue(by)!, Roles.Administrator);
            await host.Units.RunAsync(actor, unit => act(unit, parsed, parsed.GetValue(on), parsed.GetValue(reason)!), ct);
            Console.WriteLine($"{name}: done.");
            return 0;
        });
        return command;
    }

    internal static Option<string> Reason() => new("--reason") { Required = true, Description = "Why; kept as evidence." };

    internal static Option<string> By() => new("--by") { Required = true, Description = "The administrator's account." };

    private static Argument<Guid> Instance() => new("INSTANCE") { Description = "The instance's id." };

    private static Argument<Guid> Incident() => new("INCIDENT") { Description = "The incident's id." };

    private static async Task<Guid> OnlyAsync(UnitOfWork unit, Guid instance) => await Application.Workflows.Incidents.StoppingAsync(unit.Db, instance, unit.Cancellation) switch
    {
        [var only] => only.Id,
        [] => throw CommandFailed.DoesNotHold($"nothing stops workflow instance {instance}, so there is nothing to skip."),
        var several => throw CommandFailed.WrongUse($"several incidents stop it; name one by --incident: {string.Join(", ", several.Select(one => $"{one.Id} ({one.ActivityId})"))}."),
    };

    private static void Print(IReadOnlyList<OpenIncident> open)
    {
        foreach (var one in open)
        {
            Console.WriteLine($"{one.Id}  {one.OpenedAt:u}  {one.Kind,-10}  {one.DefinitionId ?? "no instance"} of {one.CorrelationId}{(one.InstanceId is { } instance ? $", instance {instance}" : "")}");
            Console.WriteLine($"    {(one.ActivityId is { } activity ? $"{activity}: " : "")}{one.Message}");
        }

        Console.WriteLine($"{open.Count} {(open.Count == 1 ? "incident" : "incidents")}.");
    }
}
