using System.Text.Json;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Application.Enforcement.Activities;

/// <summary>
/// What a definition's own check cannot know: a step of a case is for one standing, and is to be entered where the case has it. Entered elsewhere it
/// would send the case back at once, round and round.
/// </summary>
public static class CaseStepCheck
{
    public static IEnumerable<DefinitionFault> Faults(WorkflowFile file)
    {
        if (DefinitionReader.Read(file).Definition is not { } definition)
            return [];
        return
            from parent in definition.Nodes.Values
            from way in parent.Connections
            where definition.Nodes.GetValueOrDefault(way.Source)?.Type == "WageTheft.CaseStanding"
            let step = definition.Nodes.GetValueOrDefault(way.Target)
            let standing = StandingOf(step)
            where standing is not null && standing != way.Port
            select new DefinitionFault(file.Path, step.Id, "standing",
                $"It is for a case that stands at '{standing}', but is entered from {way.Source} where the case stands at '{way.Port}'. Give it that standing, or connect a step of its own.");
    }

    private static string? StandingOf(Node? step) =>
        step?.Bindings.GetValueOrDefault("standing") is Binding.Evaluated { Expression: { IsConstant: true, Value: { ValueKind: JsonValueKind.String } value } } ? value.GetString() : null;
}
