namespace WageTheftPermits.Workflow;

/// <summary>One thing wrong with a definition: where, what, and what to do.</summary>
public sealed record DefinitionFault(string File, string? Activity, string? Property, string Message)
{
    public override string ToString() => string.Join(": ", new[] { File, Activity, Property, Message }.Where(part => !string.IsNullOrEmpty(part)));
}

/// <summary>What was found wrong with one file so far.</summary>
internal sealed class Faults(string file)
{
    private readonly List<DefinitionFault> _found = [];

    public string File { get; } = file;

    public IReadOnlyList<DefinitionFault> Found => _found;

    /// <param name="activity">Null where it is about the definition as a whole.</param>
    /// <param name="property">Null where it is about the activity as a whole.</param>
    public void Add(string? activity, string? property, string message) => _found.Add(new DefinitionFault(File, activity, property, message));
}
