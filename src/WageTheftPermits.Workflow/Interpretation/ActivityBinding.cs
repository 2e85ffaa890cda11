using System.Text.Json;

namespace WageTheftPermits.Workflow.Interpretation;

/// <summary>Between an activity's typed properties and the JSON of its definition and instance.</summary>
internal static class ActivityBinding
{
    /// <summary>Sets the inputs; returns their values for the journal, personal ones left out.</summary>
    public static Dictionary<string, JsonElement> SetInputs(Activity activity, ActivityDescriptor descriptor, Node node, InstanceState state)
    {
        var evaluated = new Dictionary<string, JsonElement>();
        foreach (var input in descriptor.Inputs)
        {
            if (Evaluate(node.Bindings.GetValueOrDefault(input.Name), state) is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } value)
            {
                if (!input.Optional)
                    throw new InvalidOperationException($"The input '{input.Name}' has no value{Whence(node.Bindings.GetValueOrDefault(input.Name))}.");
                continue;
            }

            if (!Values.TryConvert(value, input.Property.PropertyType, out var converted))
                throw new InvalidOperationException($"The input '{input.Name}' is no {Values.AliasOf(input.Property.PropertyType)}.");
            input.Property.SetValue(activity, converted);
            if (!input.Personal)
                evaluated[input.Name] = value;
        }

        return evaluated;
    }

    public static void WriteOutputs(Activity activity, ActivityDescriptor descriptor, Node node, InstanceState state)
    {
        foreach (var output in descriptor.Outputs)
        {
            // An output that was not set leaves the variable alone.
            if (node.Bindings.GetValueOrDefault(output.Name) is Binding.Written written && output.Property.GetValue(activity) is { } value)
                state.Variables[written.VariableId] = Values.ToJson(value);
        }
    }

    /// <summary>Throws where the activity names an outcome that it does not declare: nothing would follow it.</summary>
    public static void CheckOutcomes(ActivityDescriptor descriptor, Node node, IReadOnlyList<string> outcomes)
    {
        var declared = descriptor.OutcomesOf(node);
        if (!descriptor.IsTerminal && outcomes.FirstOrDefault(outcome => !declared.Contains(outcome)) is { } unknown)
            throw new InvalidOperationException($"The activity completed with '{unknown}', which is none of its outcomes ({string.Join(", ", declared)}).");
    }

    private static string Whence(Binding? binding) => binding is Binding.Evaluated { Expression: { Reference: { } reference } expression }
        ? $": it takes the {expression.Type.ToLowerInvariant()} '{reference}', which has none"
        : "";

    private static JsonElement? Evaluate(Binding? binding, InstanceState state) => binding switch
    {
        Binding.Plain plain => plain.Value,
        Binding.Evaluated evaluated => state.Evaluate(evaluated.Expression),
        _ => null,
    };
}
