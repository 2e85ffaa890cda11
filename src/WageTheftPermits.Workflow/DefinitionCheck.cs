using System.Text.Json;

namespace WageTheftPermits.Workflow;

/// <summary>
/// Finds everything in a definition that would go wrong at run time, all of it at once. Elsa drops what it does not understand
/// and goes on; here a definition with any fault is refused.
/// </summary>
public sealed class DefinitionCheck
{
    private readonly Definition _definition;
    private readonly ActivityCatalog _catalog;
    private readonly List<DefinitionFault> _faults = [];

    private DefinitionCheck(Definition definition, ActivityCatalog catalog) => (_definition, _catalog) = (definition, catalog);

    /// <summary>Reads and checks a file; empty where it is sound.</summary>
    public static IReadOnlyList<DefinitionFault> Check(WorkflowFile file, ActivityCatalog catalog)
    {
        var (definition, faults) = DefinitionReader.Read(file);
        return definition is null ? faults : [.. faults, .. Check(definition, catalog)];
    }

    public static IReadOnlyList<DefinitionFault> Check(Definition definition, ActivityCatalog catalog)
    {
        var check = new DefinitionCheck(definition, catalog);
        check.Declarations();
        foreach (var repeated in definition.Root.WithDescendants().GroupBy(node => node.Id).Where(group => group.Count() > 1))
            check.Fault(repeated.Key, "id", $"{repeated.Count()} activities have this id. Ids are unique in the whole definition.");
        foreach (var node in definition.Root.WithDescendants())
            check.Activity(node);
        return check._faults;
    }

    private void Declarations()
    {
        foreach (var repeated in Repeated(_definition.Variables.Select(variable => variable.Id)))
            Fault(null, "variables", $"Two variables have the id '{repeated}'.");
        foreach (var repeated in Repeated(_definition.Variables.Select(variable => variable.Name)))
            Fault(null, "variables", $"Two variables are named '{repeated}'.");
        foreach (var variable in _definition.Variables)
            Declared($"variables.{variable.Name}", variable.TypeName, variable.Initial);
        foreach (var input in _definition.Inputs)
            Declared($"inputs.{input.Name}", input.TypeName, input.Default);
        foreach (var output in _definition.Outputs)
            Declared($"outputs.{output.Name}", output.TypeName, null);
    }

    private void Declared(string property, string typeName, JsonElement? initial)
    {
        if (Values.TypeOf(typeName) is not { } type)
            Fault(null, property, $"Unknown type '{typeName}'. Use String, Boolean, Int32, Int64, Decimal, Double, DateOnly, DateTimeOffset, TimeSpan, Guid or Object, with ? where it may be null.");
        else if (initial is { } value && !Values.TryConvert(value, type, out _))
            Fault(null, property, $"The value {value.GetRawText()} is no {typeName}.");
    }

    private void Activity(Node node)
    {
        if (_catalog.Find(node.Type, node.Version) is not { } descriptor)
        {
            var versions = _catalog.Versions(node.Type);
            Fault(node.Id, "type", versions.Count == 0
                ? $"Unknown activity type '{node.Type}'. The runner takes neither scripts nor activities that are not registered."
                : $"'{node.Type}' has no version {node.Version}; there is {string.Join(", ", versions)}.");
        }
        else
        {
            if (node.UndoOnCancel && !descriptor.CanUndo)
                Fault(node.Id, "customProperties.undoOnCancel", $"'{node.Type}' cannot be undone. Take the mark out, or give its class an UndoAsync.");
            Properties(node, descriptor);
            FlowRules(node, descriptor);
        }
    }

    private void Properties(Node node, ActivityDescriptor descriptor)
    {
        foreach (var (name, binding) in node.Bindings)
        {
            if (descriptor.Inputs.FirstOrDefault(input => input.Name == name) is { } input)
                Input(node, input, binding);
            else if (descriptor.Outputs.FirstOrDefault(output => output.Name == name) is { } output)
                Output(node, output, binding);
            else
                Fault(node.Id, name, $"'{node.Type}' has no such property. It has {Listed(descriptor.Inputs.Select(i => i.Name).Concat(descriptor.Outputs.Select(o => o.Name)))}.");
        }

        foreach (var missing in descriptor.Inputs.Where(input => !input.Optional && !node.Bindings.ContainsKey(input.Name)))
            Fault(node.Id, missing.Name, $"Missing. '{node.Type}' needs it, as {Values.AliasOf(missing.Property.PropertyType)}.");
    }

    private void Input(Node node, InputDescriptor input, Binding binding)
    {
        var asked = input.Property.PropertyType;
        switch (binding)
        {
            case Binding.Plain plain:
                Constant(node, input.Name, plain.Value, asked);
                break;
            case Binding.Written:
                Fault(node.Id, input.Name, "This is an input; give it an expression, not a memoryReference.");
                break;
            case Binding.Evaluated evaluated:
                if (evaluated.TypeName is null)
                    Fault(node.Id, input.Name, $"Needs a typeName ({Values.AliasOf(asked)}); without one Elsa drops the input silently.");
                else if (Values.TypeOf(evaluated.TypeName) is not { } named)
                    Fault(node.Id, input.Name, $"Unknown typeName '{evaluated.TypeName}'.");
                else if (!Values.Fits(named, asked))
                    Fault(node.Id, input.Name, $"typeName is {evaluated.TypeName}, but '{node.Type}' takes {Values.AliasOf(asked)}.");
                Expression(node, input.Name, evaluated.Expression, asked);
                break;
        }
    }

    private void Expression(Node node, string property, Expression expression, Type asked)
    {
        switch (expression.Type)
        {
            case "Literal" or "Object" or "Json":
                Constant(node, property, expression.Value, asked);
                break;
            case "Variable":
                Reference(node, property, "variable", expression.Reference, _definition.Variables.FirstOrDefault(v => v.Id == expression.Reference)?.TypeName, asked);
                break;
            case "Input":
                Reference(node, property, "workflow input", expression.Reference, _definition.Inputs.FirstOrDefault(i => i.Name == expression.Reference)?.TypeName, asked);
                break;
            default:
                Fault(node.Id, property, $"Expressions of type '{expression.Type}' are not taken: definitions hold no code. Use Literal, Object, Variable or Input; put a decision into an activity with named outcomes.");
                break;
        }
    }

    private void Constant(Node node, string property, JsonElement value, Type asked)
    {
        if (!Values.TryConvert(value, asked, out _))
            Fault(node.Id, property, $"The value {value.GetRawText()} is no {Values.AliasOf(asked)}.");
    }

    private void Reference(Node node, string property, string what, string? name, string? typeName, Type asked)
    {
        if (typeName is null)
            Fault(node.Id, property, $"There is no {what} '{name}'. Declare it, or correct the name.");
        else if (Values.TypeOf(typeName) is { } given && !Values.Fits(given, asked))
            Fault(node.Id, property, $"The {what} '{name}' is {typeName}, but {Values.AliasOf(asked)} is needed.");
    }

    private void Output(Node node, OutputDescriptor output, Binding binding)
    {
        if (binding is not Binding.Written written)
        {
            Fault(node.Id, output.Name, "This is an output; give it { typeName, memoryReference: { id } } with a variable's id.");
            return;
        }

        if (written.TypeName is null)
            Fault(node.Id, output.Name, $"Needs a typeName ({Values.AliasOf(output.Property.PropertyType)}).");
        if (_definition.Variables.FirstOrDefault(variable => variable.Id == written.VariableId) is not { } variable)
            Fault(node.Id, output.Name, $"There is no variable with the id '{written.VariableId}'.");
        else if (Values.TypeOf(variable.TypeName) is { } type && !Values.Fits(output.Property.PropertyType, type))
            Fault(node.Id, output.Name, $"The variable '{variable.Name}' is {variable.TypeName}, but the output is {Values.AliasOf(output.Property.PropertyType)}.");
    }

    /// <summary>What the single activity types ask for beyond their properties' types.</summary>
    private void FlowRules(Node node, ActivityDescriptor descriptor)
    {
        switch (node.Type)
        {
            case "Elsa.Flowchart":
                _faults.AddRange(FlowchartCheck.Check(_definition.File, node, _catalog));
                break;
            case "Elsa.Sequence" when node.Children.Count == 0:
                Fault(node.Id, "activities", "An empty sequence does nothing. Add an activity or take it out.");
                break;
            case "Elsa.FlowSwitch":
                foreach (var (label, condition) in BuiltIn.FlowSwitch.CasesOf(node))
                {
                    if (condition is null)
                        Fault(node.Id, "cases", $"The case '{label}' needs a condition {{ type, value }}.");
                    else
                        Expression(node, $"cases.{label}", condition, typeof(bool));
                }

                break;
            case "Elsa.SetVariable" when node.Bindings.GetValueOrDefault("variable") is Binding.Plain { Value: var variable }:
                var id = new Expression("Variable", variable).Reference;
                if (_definition.Variables.FirstOrDefault(declared => declared.Id == id) is not { } set)
                    Fault(node.Id, "variable", $"There is no variable with the id '{id}'.");
                else if (node.Bindings.GetValueOrDefault("value") is Binding.Evaluated given && Values.TypeOf(set.TypeName) is { } type)
                    Expression(node, "value", given.Expression, type);
                break;
            case "Elsa.SetOutput" when node.Bindings.GetValueOrDefault("outputName") is Binding.Evaluated { Expression: { IsConstant: true, Value: var output } }:
                if (_definition.Outputs.All(declared => declared.Name != output.ToString()))
                    Fault(node.Id, "outputName", $"The workflow declares no output '{output}'.");
                break;
        }

        foreach (var repeated in Repeated(descriptor.OutcomesOf(node)))
            Fault(node.Id, null, $"Two outcomes are named '{repeated}'.");
    }

    private static IEnumerable<string> Repeated(IEnumerable<string> names) => names.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key);

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } listed ? listed : "none";

    private void Fault(string? activity, string? property, string message) => _faults.Add(new DefinitionFault(_definition.File, activity, property, message));
}
