namespace WageTheftPermits.Workflow;

/// <summary>Names an activity class as definitions do, for example <c>WageTheft.CheckEligibility</c>.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ActivityAttribute(string typeName) : Attribute
{
    public string TypeName { get; } = typeName;

    public int Version { get; init; } = 1;

    public string DisplayName { get; init; } = "";

    public string Description { get; init; } = "";
}

/// <summary>The outcomes an activity can complete with; <c>Done</c> alone where the attribute is missing. With no names: it ends its branch.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class OutcomesAttribute(params string[] names) : Attribute
{
    public IReadOnlyList<string> Names { get; } = names;
}

/// <summary>A value the definition gives. Its JSON name is the property's in camelCase.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InputAttribute : Attribute
{
    /// <summary>May be left out. A nullable property is optional without it.</summary>
    public bool Optional { get; init; }

    /// <summary>Holds personal data: the value is left out of the journal.</summary>
    public bool Personal { get; init; }

    /// <summary>Part of the definition's structure, as Elsa has it: plain JSON, not an expression.</summary>
    public bool Plain { get; init; }
}

/// <summary>A value the activity gives, written to the variable the definition's <c>memoryReference</c> names.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OutputAttribute : Attribute;
