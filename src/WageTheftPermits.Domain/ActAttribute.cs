namespace WageTheftPermits.Domain;

/// <summary>Who does an act of a state machine and on what evidence; stands on the members of its enum and in the generated diagrams.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class ActAttribute(string by, string evidence) : Attribute
{
    public string By { get; } = by;

    public string Evidence { get; } = evidence;
}
