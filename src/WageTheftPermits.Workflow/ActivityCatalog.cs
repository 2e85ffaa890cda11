using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using WageTheftPermits.Workflow.BuiltIn;

namespace WageTheftPermits.Workflow;

/// <summary>The activity types definitions may use: Elsa's own that this runner takes, and the application's.</summary>
public sealed class ActivityCatalog
{
    private static readonly Type[] Taken =
    [
        typeof(Flowchart), typeof(Sequence), typeof(If), typeof(Start), typeof(FlowDecision), typeof(FlowSwitch), typeof(FlowFork), typeof(FlowJoin),
        typeof(SetVariable), typeof(SetOutput), typeof(Correlate), typeof(Finish), typeof(End), typeof(Fault), typeof(Event), typeof(Delay), typeof(StartAt), typeof(RunTask),
        typeof(DispatchWorkflow), typeof(ExecuteWorkflow),
    ];

    private readonly Dictionary<(string Type, int Version), ActivityDescriptor> _descriptors = [];

    public ActivityCatalog()
    {
        foreach (var type in Taken)
            Add(type);
    }

    public IEnumerable<ActivityDescriptor> Descriptors => _descriptors.Values;

    public ActivityCatalog Add<T>() where T : Activity => Add(typeof(T));

    /// <summary>Adds every class of the assembly that carries <see cref="ActivityAttribute"/>.</summary>
    public ActivityCatalog AddFrom(Assembly assembly)
    {
        foreach (var type in assembly.GetTypes().Where(type => !type.IsAbstract && type.IsDefined(typeof(ActivityAttribute), inherit: false)))
            Add(type);
        return this;
    }

    /// <summary>Throws <see cref="ArgumentException"/> where the class is no activity, or its name and version or the name of a property are taken.</summary>
    public ActivityCatalog Add(Type type)
    {
        var descriptor = ActivityDescriptor.Of(type);
        if (!_descriptors.TryAdd((descriptor.TypeName, descriptor.Version), descriptor))
            throw new ArgumentException($"Two activities are named {descriptor.TypeName} version {descriptor.Version}; the second is {type}.", nameof(type));
        return this;
    }

    /// <summary>The same activity types, some of them done otherwise.</summary>
    internal ActivityCatalog With(Func<ActivityDescriptor, ActivityDescriptor> change)
    {
        var changed = new ActivityCatalog();
        foreach (var (key, descriptor) in _descriptors)
            changed._descriptors[key] = change(descriptor);
        return changed;
    }

    /// <summary>Null where there is no such type in exactly this version.</summary>
    public ActivityDescriptor? Find(string type, int version) => _descriptors.GetValueOrDefault((type, version));

    /// <summary>
    /// The variables (<c>Variable</c>, by id) and inputs (<c>Input</c>, by name) of a workflow that hold personal data. They say nothing of themselves; what the
    /// activities that read and write them say of their own inputs and outputs holds for them.
    /// </summary>
    public IReadOnlySet<(string Kind, string Name)> PersonalIn(Definition definition)
    {
        var personal = new HashSet<(string, string)>();
        foreach (var node in definition.Nodes.Values)
        {
            if (Find(node.Type, node.Version) is not { } descriptor)
                continue;
            foreach (var input in descriptor.Inputs.Where(input => input.Personal))
            {
                if (node.Bindings.GetValueOrDefault(input.Name) is Binding.Evaluated { Expression: { Reference: { } name } read })
                    personal.Add((read.Type, name));
            }

            foreach (var output in descriptor.Outputs.Where(output => output.Personal))
            {
                if (node.Bindings.GetValueOrDefault(output.Name) is Binding.Written written)
                    personal.Add(("Variable", written.VariableId));
            }
        }

        return personal;
    }

    public IReadOnlyList<int> Versions(string type) => _descriptors.Keys.Where(key => key.Type == type).Select(key => key.Version).Order().ToList();
}

/// <summary>An activity type as definitions see it.</summary>
public sealed record ActivityDescriptor(
    string TypeName,
    int Version,
    string DisplayName,
    string Description,
    Type ClrType,
    IReadOnlyList<InputDescriptor> Inputs,
    IReadOnlyList<OutputDescriptor> Outputs,
    IReadOnlyList<string> Outcomes)
{
    /// <summary>The outcomes of one use of it in a definition: a fork's and a switch's are named there.</summary>
    public IReadOnlyList<string> OutcomesOf(Node node) => TypeName switch
    {
        "Elsa.FlowFork" => FlowFork.BranchesOf(node),
        "Elsa.FlowSwitch" => FlowSwitch.LabelsOf(node),
        _ => Outcomes,
    };

    private readonly ObjectFactory _make = ActivatorUtilities.CreateFactory(ClrType, []);

    /// <summary>A new activity of this type, its constructor's parameters from the unit's services.</summary>
    internal Activity Create(IServiceProvider services) => (Activity)_make(services, []);

    /// <summary>How often it is tried; null where the engine's limits hold.</summary>
    public RetryPolicy? Retry { get; init; }

    /// <summary>Its class says how to undo it (<see cref="Activity.UndoAsync"/>).</summary>
    public bool CanUndo { get; init; }

    /// <summary>The same to a definition, but done by another class, which takes no inputs and gives no outputs.</summary>
    internal ActivityDescriptor As<T>() where T : Activity => new(TypeName, Version, DisplayName, Description, typeof(T), [], [], Outcomes);

    /// <summary>Ends its branch: nothing can follow it.</summary>
    public bool IsTerminal => Outcomes.Count == 0;

    internal static ActivityDescriptor Of(Type type)
    {
        var named = type.GetCustomAttribute<ActivityAttribute>(inherit: false);
        if (named is null || !typeof(Activity).IsAssignableFrom(type))
            throw new ArgumentException($"{type} is no activity: it needs the base class Activity and the [Activity] attribute.", nameof(type));
        var nullability = new NullabilityInfoContext();
        var inputs = from property in type.GetProperties()
                     let input = property.GetCustomAttribute<InputAttribute>()
                     where input is not null
                     let nullable = nullability.Create(property).WriteState == NullabilityState.Nullable
                     select new InputDescriptor(JsonName(property), property, input.Optional || nullable, input.Personal, input.Plain);
        var outputs = from property in type.GetProperties()
                      where property.IsDefined(typeof(OutputAttribute))
                      select new OutputDescriptor(JsonName(property), property, property.GetCustomAttribute<OutputAttribute>()!.Personal);
        var taken = inputs.Select(input => input.Name).Concat(outputs.Select(output => output.Name)).FirstOrDefault(DefinitionMembers.Activity.ContainsKey);
        if (taken is not null)
            throw new ArgumentException($"{type} has a property whose JSON name is '{taken}', which every activity has already. Give it another name.", nameof(type));
        var outcomes = type.GetCustomAttribute<OutcomesAttribute>(inherit: false)?.Names ?? ["Done"];
        return new ActivityDescriptor(named.TypeName, named.Version, named.DisplayName, named.Description, type, inputs.ToList(), outputs.ToList(), outcomes)
        {
            Retry = type.GetCustomAttribute<RetryAttribute>(inherit: false)?.Policy,
            CanUndo = type.GetMethod(nameof(Activity.UndoAsync))!.DeclaringType != typeof(Activity),
        };
    }

    private static string JsonName(PropertyInfo property) => JsonNamingPolicy.CamelCase.ConvertName(property.Name);
}

public sealed record InputDescriptor(string Name, PropertyInfo Property, bool Optional, bool Personal, bool Plain);

public sealed record OutputDescriptor(string Name, PropertyInfo Property, bool Personal);
