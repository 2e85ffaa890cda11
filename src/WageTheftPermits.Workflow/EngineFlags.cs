using System.Text.Json;

namespace WageTheftPermits.Workflow;

/// <summary>
/// What Elsa lets a file say about how it is run, and where this runner differs. It is refused rather than ignored; what says the same as
/// not saying anything is taken. Other custom properties are the department's own.
/// </summary>
internal static class EngineFlags
{
    public static void CheckDefinition(JsonElement json, Faults faults)
    {
        if (json.TryGetProperty("outcomes", out var outcomes) && outcomes.ValueKind == JsonValueKind.Array && outcomes.GetArrayLength() > 0)
            faults.Add(null, "outcomes", "A workflow has no outcomes here. Give it an output, and decide on that in its parent.");
        if (IsTrue(json, "usableAsActivity"))
            faults.Add(null, "usableAsActivity", UsableAsActivity);
        if (!json.TryGetProperty("options", out var options) || options.ValueKind != JsonValueKind.Object)
            return;
        DefinitionMembers.Check(options, DefinitionMembers.Options, faults, null, "options");
        if (IsTrue(options, "usableAsActivity"))
            faults.Add(null, "options.usableAsActivity", UsableAsActivity);
        if (IsSaid(options, "activationStrategyType"))
            faults.Add(null, "options.activationStrategyType", "Not taken: whoever starts instances decides how many there are. Take it out.");
        if (IsSaid(options, "incidentStrategyType"))
            faults.Add(null, "options.incidentStrategyType", "Not taken: an incident always stops its instance until a person resolves it. Take it out.");
        if (IsSaid(options, "commitStrategyName"))
            faults.Add(null, "options.commitStrategyName", Commit);
    }

    public static void CheckActivity(JsonElement json, Faults faults, string at)
    {
        if (json.TryGetProperty("variables", out var variables) && variables.ValueKind == JsonValueKind.Array && variables.GetArrayLength() > 0)
            faults.Add(at, "variables", "Variables of a container are not taken. Declare them in the definition's own variables.");
        CheckFlags(json, faults, at, "");
        if (!json.TryGetProperty("customProperties", out var custom) || custom.ValueKind != JsonValueKind.Object)
            return;
        CheckFlags(custom, faults, at, "customProperties.");
        if (custom.TryGetProperty("notFoundConnections", out var dropped) && (dropped.ValueKind != JsonValueKind.Array || dropped.GetArrayLength() > 0))
            faults.Add(at, "customProperties.notFoundConnections", "Elsa's designer dropped these connections because it did not find their activities. Connect them anew or take them out.");
        if (Said(custom, "mergeMode") is { } mode && mode is not ("None" or "Cascade"))
            faults.Add(at, "customProperties.mergeMode", $"'{mode}' is not taken: an activity runs once for each branch that reaches it (Cascade). Put an Elsa.FlowJoin before it, WaitAll or WaitAny.");
        if (IsSaid(custom, "commitStrategyName"))
            faults.Add(at, "customProperties.commitStrategyName", Commit);
        if (IsSaid(custom, "resilienceStrategy"))
            faults.Add(at, "customProperties.resilienceStrategy", "Not taken: a burst that fails is tried again as a whole. Take it out.");
        foreach (var log in new[] { "logPersistenceMode", "logPersistenceConfig" }.Where(name => IsSaid(custom, name)))
            faults.Add(at, $"customProperties.{log}", "Not taken: what is left out of the journal is said by the activity's class ([Input(Personal = true)]). Take it out.");
    }

    private const string Commit = "Not taken: a burst is always committed as a whole. Take it out.";

    private const string UsableAsActivity = "Not taken: start the workflow as a child with Elsa.ExecuteWorkflow or Elsa.DispatchWorkflow.";

    private static void CheckFlags(JsonElement json, Faults faults, string at, string place)
    {
        if (IsTrue(json, "canStartWorkflow"))
            faults.Add(at, place + "canStartWorkflow", "Not taken: instances are started by the application, never by an activity's trigger. Say false.");
        if (IsTrue(json, "runAsynchronously"))
            faults.Add(at, place + "runAsynchronously", "Not taken: an activity runs within its burst, so that all of it is committed together. Say false.");
    }

    // Anything but false: Elsa reads "true" as true.
    private static bool IsTrue(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.False or JsonValueKind.Null);

    private static bool IsSaid(JsonElement json, string name) => Said(json, name) is not (null or "" or "Inherit");

    private static string? Said(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : null;
}
