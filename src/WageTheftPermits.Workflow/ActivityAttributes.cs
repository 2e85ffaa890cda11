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

/// <summary>How often a burst that this activity broke is tried again before a person is asked; <see cref="WorkflowLimits"/> where the attribute is missing.</summary>
/// <param name="attempts">How often it is tried in all; 1 opens an incident at the first failure.</param>
/// <param name="firstPauseSeconds">The pause after the first failure; it doubles with each further one.</param>
/// <param name="longestPauseSeconds">What it doubles up to.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class RetryAttribute(int attempts, int firstPauseSeconds = 5, int longestPauseSeconds = 3600) : Attribute
{
    public RetryPolicy Policy { get; } = new(attempts, TimeSpan.FromSeconds(firstPauseSeconds), TimeSpan.FromSeconds(longestPauseSeconds));
}

/// <summary>A value the definition gives. Its JSON name is the property's in camelCase.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InputAttribute : Attribute
{
    /// <summary>May be left out. A nullable property is optional without it.</summary>
    public bool Optional { get; init; }

    /// <summary>Holds personal data: the value is left out of the journal.</summary>
    public bool Personal { get; init; }
}

/// <summary>A value the activity gives, written to the variable the definition's <c>memoryReference</c> names.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OutputAttribute : Attribute
{
    /// <summary>Holds personal data: the variable it is written to is not told in the journal.</summary>
    public bool Personal { get; init; }
}
