using System.Text.Json;

namespace WageTheftPermits.Workflow;

/// <summary>
/// Finds everything in a definition that would go wrong at run time, all of it at once. Elsa drops what it does not understand
/// and goes on; here a definition with any fault is refused.
/// </summary>
public sealed partial class DefinitionCheck
{
    private readonly Definition _definition;
    private readonly ActivityCatalog _catalog;
    private readonly Faults _faults;

    private DefinitionCheck(Definition definition, ActivityCatalog catalog) => (_definition, _catalog, _faults) = (definition, catalog, new Faults(definition.File));

    /// <summary>Reads and checks files together: a child they start has to be among them, or among what is deployed. Empty where all are sound.</summary>
    public static IReadOnlyList<DefinitionFault> Check(IReadOnlyList<WorkflowFile> files, ActivityCatalog catalog, IReadOnlyList<Definition>? deployed = null)
    {
        var read = files.Select(DefinitionReader.Read).Where(file => file.Definition is not null).Select(file => file.Definition!).ToList();
        return [.. files.SelectMany(file => Check(file, catalog)), .. ChildrenCheck.Check(read, deployed ?? [])];
    }

    /// <summary>Reads and checks a file by itself; empty where it is sound.</summary>
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
        check.Embedded(definition.Root, "as the root");
        return check._faults.Found;
    }

    private void Declarations()
    {
        foreach (var repeated in Repeated(_definition.Variables.Select(variable => variable.Id)))
            Fault(null, "variables", $"Two variables have the id '{repeated}'.");
        foreach (var repeated in Repeated(_definition.Variables.Select(variable => variable.Name)))
            Fault(null, "variables", $"Two variables are named '{repeated}'.");
        foreach (var repeated in Repeated(_definition.Inputs.Select(input => input.Name)))
            Fault(null, "inputs", $"Two inputs are named '{repeated}'.");
        foreach (var repeated in Repeated(_definition.Outputs.Select(output => output.Name)))
            Fault(null, "outputs", $"Two outputs are named '{repeated}'.");
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
            Fault(null, property, $"The value {Shown(value)} is no {typeName}.");
    }

    private void Activity(Node node)
    {
        if (_catalog.Find(node.Type, node.Version) is { } descriptor)
        {
            if (node.UndoOnCancel && !descriptor.CanUndo)
                Fault(node.Id, "customProperties.undoOnCancel", $"'{node.Type}' cannot be undone. Take the mark out, or give its class an UndoAsync.");
            Properties(node, descriptor);
            Rules(node, descriptor);
            return;
        }

        var versions = _catalog.Versions(node.Type);
        if (versions.Count > 0)
            Fault(node.Id, "version", $"'{node.Type}' has no version {node.Version}; there is {string.Join(", ", versions)}.");
        else if (node.Type.Length > 0)
            Fault(node.Id, "type", $"Unknown activity type '{node.Type}'. The runner takes neither scripts nor activities that are not registered.");
    }

    private void Properties(Node node, ActivityDescriptor descriptor)
    {
        var structure = DefinitionMembers.Structure(node.Type).Keys;
        foreach (var (name, binding) in node.Bindings)
        {
            if (descriptor.Inputs.FirstOrDefault(input => input.Name == name) is { } input)
                Input(node, input, binding);
            else if (descriptor.Outputs.FirstOrDefault(output => output.Name == name) is { } output)
                Output(node, output, binding);
            else
                Fault(node.Id, name, $"'{node.Type}' has no such property. It has {Listed([.. structure, .. descriptor.Inputs.Select(i => i.Name), .. descriptor.Outputs.Select(o => o.Name)])}.");
        }

        foreach (var missing in descriptor.Inputs.Where(input => !input.Optional && !node.Bindings.ContainsKey(input.Name)))
            Fault(node.Id, missing.Name, $"Missing. '{node.Type}' needs it, as {Values.AliasOf(missing.Property.PropertyType)}.");
    }

    private void Input(Node node, InputDescriptor input, Binding binding)
    {
        var asked = input.Property.PropertyType;
        switch (binding)
        {
            case Binding.Plain { Value.ValueKind: JsonValueKind.Null }:
                if (!input.Optional)
                    Fault(node.Id, input.Name, $"Missing. '{node.Type}' needs it, as {Values.AliasOf(asked)}.");
                break;
            case Binding.Plain plain when input.Plain || plain.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array):
                Value(node, input.Name, plain.Value, asked);
                break;
            case Binding.Plain:
                Fault(node.Id, input.Name, $"Needs a typeName ({Values.AliasOf(asked)}) and an expression {{ type, value }}; without them Elsa drops the input silently.");
                break;
            case Binding.Written:
                Fault(node.Id, input.Name, "This is an input; give it an expression, not a memoryReference.");
                break;
            case Binding.Evaluated when input.Plain:
                Fault(node.Id, input.Name, "Is plain JSON in Elsa's format, not an expression.");
                break;
            case Binding.Evaluated evaluated:
                TypeName(node, input.Name, evaluated.TypeName, named => Values.Fits(named, asked), $"'{node.Type}' takes", asked);
                Expression(node, input.Name, evaluated.Expression, asked);
                break;
        }

        if (!input.Optional && asked == typeof(string) && Constant.Of<string>(node, input.Name) is { } text && string.IsNullOrWhiteSpace(text))
            Fault(node.Id, input.Name, $"Is empty. '{node.Type}' needs it.");
    }

    private void TypeName(Node node, string property, string? typeName, Func<Type, bool> fits, string said, Type type)
    {
        if (typeName is null)
            Fault(node.Id, property, $"Needs a typeName ({Values.AliasOf(type)}); without one Elsa drops it silently.");
        else if (Values.TypeOf(typeName) is not { } named)
            Fault(node.Id, property, $"Unknown typeName '{typeName}'. Use {Values.AliasOf(type)}.");
        else if (!fits(named))
            Fault(node.Id, property, $"typeName is {typeName}, but {said} {Values.AliasOf(type)}.");
    }

    private void Expression(Node node, string property, Expression expression, Type asked)
    {
        switch (expression.Type)
        {
            case "Literal" or "Object" or "Json":
                Value(node, property, expression.Value, asked);
                break;
            case "Variable" or "Input":
                Reference(node, property, expression, asked);
                break;
            case "Output":
                Fault(node.Id, property, "Expressions of type 'Output' are not taken: an output is not kept with the instance. Write it to a variable (memoryReference) and read that.");
                break;
            default:
                Fault(node.Id, property,
                    $"Expressions of type '{expression.Type}' are not taken: definitions hold no code. Use Literal, Object, Variable or Input; put a decision into an activity with named outcomes.");
                break;
        }
    }

    private void Value(Node node, string property, JsonElement value, Type asked)
    {
        if (asked == typeof(string) && value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
            Fault(node.Id, property, $"The value {Shown(value)} is no String. Write it in quotes.");
        else if (!Values.TryConvert(value, asked, out _))
            Fault(node.Id, property, $"The value {Shown(value)} is no {Values.AliasOf(asked)}.");
    }

    private void Reference(Node node, string property, Expression expression, Type asked)
    {
        var what = $"{(expression.Type == "Variable" ? "variable" : "workflow input")} '{expression.Reference}'";
        if (DeclaredType(expression) is not { } typeName)
            Fault(node.Id, property, $"There is no {what}. Declare it, or correct the name.");
        else if (Values.TypeOf(typeName) is { } given && !Values.Fits(given, asked))
            Fault(node.Id, property, $"The {what} is {typeName}, but {Values.AliasOf(asked)} is needed.");
    }

    private string? DeclaredType(Expression expression) => expression.Type switch
    {
        "Variable" => _definition.Variables.FirstOrDefault(variable => variable.Id == expression.Reference)?.TypeName,
        "Input" => _definition.Inputs.FirstOrDefault(input => input.Name == expression.Reference)?.TypeName,
        _ => null,
    };

    private void Output(Node node, OutputDescriptor output, Binding binding)
    {
        var given = output.Property.PropertyType;
        if (binding is Binding.Plain { Value.ValueKind: JsonValueKind.Null })
            return;
        if (binding is not Binding.Written written)
        {
            Fault(node.Id, output.Name, "This is an output; give it { typeName, memoryReference: { id } } with a variable's id.");
            return;
        }

        TypeName(node, output.Name, written.TypeName, named => Values.Fits(given, named), "the output is", given);
        if (_definition.Variables.FirstOrDefault(variable => variable.Id == written.VariableId) is not { } variable)
            Fault(node.Id, output.Name, $"There is no variable with the id '{written.VariableId}'.");
        else if (Values.TypeOf(variable.TypeName) is { } type && !Values.Fits(given, type))
            Fault(node.Id, output.Name, $"The variable '{variable.Name}' is {variable.TypeName}, but the output is {Values.AliasOf(given)}.");
    }

    // Enough of a value to find it again.
    private static string Shown(JsonElement value) => value.GetRawText() is { Length: > 80 } text ? text[..80] + "…" : value.GetRawText();

    private static IEnumerable<string> Repeated(IEnumerable<string> names) => names.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key);

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } listed ? listed : "none";

    private void Fault(string? activity, string? property, string message) => _faults.Add(activity, property, message);
}
