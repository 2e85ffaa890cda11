using System.Text.Json;
using WageTheftPermits.Workflow.BuiltIn;

namespace WageTheftPermits.Workflow.Interpretation;

/// <summary>
/// Whether a running instance can go on in another version of its definition. Activities are matched by their ids, so that only what is alive in the instance
/// must be there, as the same type, in the same place and with the outcomes that may still come.
/// </summary>
internal sealed class MigrationFit(Definition from, Definition to, int version, ActivityCatalog catalog)
{
    private readonly Dictionary<string, string> _containers =
        to.Nodes.Values.SelectMany(node => node.Children.Select(child => (Child: child.Id, Container: node.Id))).ToDictionary(pair => pair.Child, pair => pair.Container);

    /// <summary>Why the instance cannot go on in the other version; null where it can.</summary>
    public string? WhyNot(InstanceState state) =>
        Stopped(state).Concat(state.Executions.SelectMany(execution => Alive(state, execution))).Concat(Variables(state)).Concat(Inputs(state)).FirstOrDefault();

    /// <summary>The variables with which it goes on: those it has, and the initial values of those it has not.</summary>
    public Dictionary<string, JsonElement> VariablesOf(InstanceState state)
    {
        var variables = new Dictionary<string, JsonElement>(state.Variables);
        foreach (var added in to.Variables.Where(variable => variable.Initial is not null && !variables.ContainsKey(variable.Id)))
            variables[added.Id] = Interpreter.Initial(added);
        return variables;
    }

    /// <summary>The inputs with which it goes on: those it has, and the defaults of those it has not.</summary>
    public Dictionary<string, JsonElement> InputsOf(InstanceState state)
    {
        var inputs = new Dictionary<string, JsonElement>(state.Inputs);
        foreach (var added in to.Inputs.Where(input => input.Default is not null && !inputs.ContainsKey(input.Name)))
            inputs[added.Name] = added.Default!.Value;
        return inputs;
    }

    /// <summary>Variables that only the version it comes from has; they go when a migration is taken back.</summary>
    public void DropUnknown(InstanceState state)
    {
        foreach (var unknown in state.Variables.Keys.Where(id => to.Variables.All(variable => variable.Id != id)).ToList())
            state.Variables.Remove(unknown);
    }

    private static IEnumerable<string> Stopped(InstanceState state)
    {
        if (state.Status is InstanceStatus.Finished or InstanceStatus.Cancelled)
            yield return $"It has ended; it is {state.Status.ToString().ToLowerInvariant()}.";
        if (state.Executions.Find(execution => execution.Status == ExecutionStatus.Faulted) is { } faulted)
            yield return $"Activity '{faulted.ActivityId}' stopped it with an incident; retry, skip or cancel it first.";
    }

    private IEnumerable<string> Alive(InstanceState state, Execution execution)
    {
        var id = execution.ActivityId;
        if (to.Nodes.GetValueOrDefault(id) is not { } node)
        {
            yield return $"Version {version} has no activity '{id}', which it is at.";
            yield break;
        }

        if (node.Type != execution.ActivityType)
            yield return $"Activity '{id}' is {node.Type} in version {version}; it is at one that is {execution.ActivityType}.";
        var container = state.Executions.Find(other => other.Id == execution.ParentId)?.ActivityId;
        if (_containers.GetValueOrDefault(id) != container)
            yield return $"Activity '{id}' stands elsewhere in version {version}: {(_containers.TryGetValue(id, out var other) ? $"in '{other}'" : "it is the root")}.";
        foreach (var outcome in OutcomesOf(from.Nodes.GetValueOrDefault(id)).Except(OutcomesOf(node)))
            yield return $"Activity '{id}' may still come to the outcome '{outcome}', which it has not in version {version}.";
        foreach (var join in JoinsOf(execution).Where(join => to.Nodes.GetValueOrDefault(join) is not { Type: "Elsa.FlowJoin" } there || FlowJoin.ModeOf(there) != JoinMode.WaitAll || _containers.GetValueOrDefault(join) != id))
            yield return $"A branch waits at join '{join}', which is no WaitAll join of '{id}' in version {version}.";
        foreach (var task in state.Waits.Where(wait => wait.ExecutionId == execution.Id && wait.Task is not null).Select(wait => wait.Task!.Name).Where(name => TaskOf(state, node) is { } asked && asked != name))
            yield return $"Its open task is '{task}'; in version {version} activity '{id}' asks for another.";
    }

    private IEnumerable<string> Variables(InstanceState state)
    {
        foreach (var (id, value) in state.Variables)
        {
            var before = from.Variables.FirstOrDefault(variable => variable.Id == id);
            if (to.Variables.FirstOrDefault(variable => variable.Id == id) is not { } declared)
                yield return $"Version {version} has no variable '{before?.Name ?? id}', which it has a value of.";
            else if (declared.TypeName != before?.TypeName && !Values.TryConvert(value, Values.TypeOf(declared.TypeName) ?? typeof(object), out _))
                yield return $"The variable '{declared.Name}' is {declared.TypeName} in version {version}, and its value is none.";
        }
    }

    private IEnumerable<string> Inputs(InstanceState state)
    {
        foreach (var declared in to.Inputs)
        {
            if (!state.Inputs.TryGetValue(declared.Name, out var value))
            {
                if (declared.Default is null && !Values.AllowsNull(declared.TypeName))
                    yield return $"Version {version} needs the input {declared.Name} ({declared.TypeName}), with which it was not started.";
            }
            else if (!Values.TryConvert(value, Values.TypeOf(declared.TypeName) ?? typeof(object), out _))
            {
                yield return $"The input {declared.Name} is {declared.TypeName} in version {version}, and its value is none.";
            }
        }
    }

    private IReadOnlyList<string> OutcomesOf(Node? node) => node is null ? [] : catalog.Find(node.Type, node.Version)?.OutcomesOf(node) ?? [];

    // What a flowchart keeps between bursts: the WaitAll joins that some of their branches have reached.
    private static IReadOnlyList<string> JoinsOf(Execution execution) =>
        execution is { ActivityType: "Elsa.Flowchart", State: { } state } ? state.Deserialize<string[]>()! : [];

    // Elsa.RunTask names its task in the definition; other activities' tasks are named by their class.
    private static string? TaskOf(InstanceState state, Node node) =>
        node.Type == "Elsa.RunTask" && node.Bindings.GetValueOrDefault("taskName") is Binding.Evaluated named && state.Evaluate(named.Expression) is { ValueKind: JsonValueKind.String } name
            ? name.GetString()
            : null;
}
