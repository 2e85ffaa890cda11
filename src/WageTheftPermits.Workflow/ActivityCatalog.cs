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

    /// <summary>Throws <see cref="ArgumentException"/> where the class is no activity or its name and version are taken.</summary>
    public ActivityCatalog Add(Type type)
    {
        var descriptor = ActivityDescriptor.Of(type);
        if (!_descriptors.TryAdd((descriptor.TypeName, descriptor.Version), descriptor))
            throw new ArgumentException($"Two activities are named {descriptor.TypeName} version {descriptor.Version}; the second is {type}.", nameof(type));
        return this;
    }

    /// <summary>Null where there is no such type in exactly this version.</summary>
    public ActivityDescriptor? Find(string type, int version) => _descriptors.GetValueOrDefault((type, version));

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
                     select new InputDescriptor(JsonName(property), property, input.Optional || nullable, input.Personal);
        var outputs = from property in type.GetProperties()
                      where property.IsDefined(typeof(OutputAttribute))
                      select new OutputDescriptor(JsonName(property), property, property.GetCustomAttribute<OutputAttribute>()!.Personal);
        var outcomes = type.GetCustomAttribute<OutcomesAttribute>(inherit: false)?.Names ?? ["Done"];
        return new ActivityDescriptor(named.TypeName, named.Version, named.DisplayName, named.Description, type, inputs.ToList(), outputs.ToList(), outcomes)
        {
            Retry = type.GetCustomAttribute<RetryAttribute>(inherit: false)?.Policy,
            CanUndo = type.GetMethod(nameof(Activity.UndoAsync))!.DeclaringType != typeof(Activity),
        };
    }

    private static string JsonName(PropertyInfo property) => JsonNamingPolicy.CamelCase.ConvertName(property.Name);
}

public sealed record InputDescriptor(string Name, PropertyInfo Property, bool Optional, bool Personal);

public sealed record OutputDescriptor(string Name, PropertyInfo Property, bool Personal);
