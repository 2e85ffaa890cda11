using System.Text.Json;
using WageTheftPermits.Workflow.Interpretation;

namespace WageTheftPermits.Workflow;

/// <summary>What an activity may know and change of the instance it runs in.</summary>
public sealed class ActivityContext
{
    private readonly InstanceState _instance;
    private readonly Definition _definition;
    private readonly Execution _execution;

    internal ActivityContext(InstanceState instance, Definition definition, Execution execution, string actor, DateTimeOffset now)
    {
        (_instance, _definition, _execution) = (instance, definition, execution);
        (Actor, Now) = (actor, now);
    }

    public Guid InstanceId => _instance.Id;

    public string DefinitionId => _instance.DefinitionId;

    public int DefinitionVersion => _instance.DefinitionVersion;

    public string CorrelationId => _instance.CorrelationId;

    /// <summary>The activity's id in the definition.</summary>
    public string ActivityId => _execution.ActivityId;

    /// <summary>This execution; an activity in a loop has a new one each time round.</summary>
    public Guid ExecutionId => _execution.Id;

    /// <summary>Who caused this step: the one who answered the wait, else <c>system:workflow</c>.</summary>
    public string Actor { get; }

    /// <summary>The time of the burst, the same for all its steps.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>What the workflow was started with.</summary>
    public IReadOnlyDictionary<string, JsonElement> Inputs => _instance.Inputs;

    /// <summary>A little JSON of this execution's own that survives waits.</summary>
    public JsonElement? State
    {
        get => _execution.State;
        set => _execution.State = value;
    }

    /// <summary>A variable's value as <typeparamref name="T"/>; default where it is unset. Throws when the definition declares no such variable.</summary>
    public T? GetVariable<T>(string name) => _instance.Variables.TryGetValue(Declared(name).Id, out var value) ? Values.Convert<T>(value) : default;

    public void SetVariable(string name, object? value) => _instance.Variables[Declared(name).Id] = Values.ToJson(value);

    /// <summary>Sets one of the workflow's outputs.</summary>
    public void SetOutput(string name, object? value) => _instance.Outputs[name] = Values.ToJson(value);

    /// <summary>Makes the instance answer to another correlation id from the end of this burst.</summary>
    public void Correlate(string correlationId) => _instance.CorrelationId = correlationId;

    /// <summary>Sets a variable in its declared type: definitions write literals as strings.</summary>
    internal void SetVariableById(string id, JsonElement value)
    {
        var variable = _definition.Variables.First(variable => variable.Id == id);
        if (!Values.TryConvert(value, Values.TypeOf(variable.TypeName) ?? typeof(object), out var converted) && value.ValueKind != JsonValueKind.Null)
            throw new InvalidOperationException($"The value is no {variable.TypeName}, which the variable '{variable.Name}' is.");
        _instance.Variables[id] = Values.ToJson(converted);
    }

    /// <summary>Asks for a child instance, which is created with what this burst changes. Returns its id.</summary>
    /// <param name="correlationId">This instance's own where it is null.</param>
    internal Guid StartChild(string definitionId, string? correlationId, IReadOnlyDictionary<string, JsonElement> inputs, bool waits)
    {
        var child = new NewChild(Guid.CreateVersion7(Now), _execution.Id, ActivityId, definitionId, correlationId ?? CorrelationId, inputs, waits, Actor);
        _instance.NewChildren.Add(child);
        State = Values.ToJson(new { child = child.Id });
        return child.Id;
    }

    internal JsonElement? Evaluate(Expression expression) => _instance.Evaluate(expression);

    private VariableDeclaration Declared(string name) =>
        _definition.Variables.FirstOrDefault(variable => variable.Name == name)
        ?? throw new ArgumentException($"Workflow '{DefinitionId}' declares no variable '{name}'.", nameof(name));
}
