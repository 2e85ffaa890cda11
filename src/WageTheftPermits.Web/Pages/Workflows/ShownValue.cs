using System.Text.Json;
using WageTheftPermits.Application.Workflows;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Web.Pages.Workflows;

/// <summary>An input, variable or output of an instance as a page shows it.</summary>
/// <param name="Value">Its JSON, cut where it is long; null where it has none.</param>
/// <param name="IsPersonal">An activity takes it for a person's own data: the value is left out.</param>
internal sealed record ShownValue(string Kind, string Name, string? Value, bool IsPersonal)
{
    private const int Longest = 500;

    public static IReadOnlyList<ShownValue> Of(WorkflowInstance instance, Definition definition, ActivityCatalog catalog)
    {
        var personal = catalog.PersonalIn(definition);
        var inputs = Read(instance.Inputs);
        var variables = Read(instance.Variables);
        return
        [
            .. definition.Inputs.Select(input => Shown("Input", input.Name, inputs.GetValueOrDefault(input.Name), personal.Contains(("Input", input.Name)))),
            .. definition.Variables.Select(variable => Shown("Variable", variable.Name, variables.GetValueOrDefault(variable.Id), personal.Contains(("Variable", variable.Id)))),
            .. Read(instance.Outputs).Select(output => Shown("Output", output.Key, output.Value, false)),
        ];
    }

    private static ShownValue Shown(string kind, string name, string? value, bool personal) =>
        new(kind, name, personal ? null : value is { Length: > Longest } ? value[..Longest] + "…" : value, personal);

    private static Dictionary<string, string> Read(string json) =>
        JsonDocument.Parse(json).RootElement.EnumerateObject().ToDictionary(property => property.Name, property => property.Value.ToString());
}
