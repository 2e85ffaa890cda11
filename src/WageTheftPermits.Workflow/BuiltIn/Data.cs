using System.Text.Json;

namespace WageTheftPermits.Workflow.BuiltIn;

[Activity("Elsa.SetVariable", DisplayName = "Set variable", Description = "Gives a variable a value.")]
internal sealed class SetVariable : Activity
{
    /// <summary>The variable, as plain JSON: <c>{ id, name, typeName }</c>.</summary>
    [Input(Plain = true)]
    public JsonElement Variable { get; set; }

    [Input]
    public JsonElement? Value { get; set; }

    public override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
    {
        context.SetVariableById(Variable.GetProperty("id").GetString()!, Value ?? Values.Null);
        return new(ActivityResult.Complete());
    }
}

[Activity("Elsa.SetOutput", DisplayName = "Set output", Description = "Gives one of the workflow's outputs a value.")]
internal sealed class SetOutput : Activity
{
    [Input]
    public string OutputName { get; set; } = "";

    [Input]
    public JsonElement? OutputValue { get; set; }

    public override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
    {
        context.SetOutput(OutputName, OutputValue ?? Values.Null);
        return new(ActivityResult.Complete());
    }
}

/// <summary>Facts and events are addressed by the correlation id; waits that were asked for before keep the key they have.</summary>
[Activity("Elsa.Correlate", DisplayName = "Correlate", Description = "Changes the instance's correlation id.")]
internal sealed class Correlate : Activity
{
    [Input]
    public string CorrelationId { get; set; } = "";

    public override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
    {
        context.Correlate(CorrelationId);
        return new(ActivityResult.Complete());
    }
}
