using WageTheftPermits.Workflow.Interpretation;

namespace WageTheftPermits.Workflow.Trials;

/// <summary>Stands for an activity of the application in a trial: does nothing, waits as long as its line says, and completes as it says.</summary>
internal sealed class ScriptedActivity(TrialLines lines) : Activity
{
    /// <summary>What an activity waits for whose lines are used up.</summary>
    private const string NoLine = "a line in the script";

    public override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
    {
        if (lines.Take(context.ActivityId) is not { } line)
            return new(ActivityResult.Wait(Wait.ForEvent(NoLine, context.ActivityId)));
        context.State = Values.ToJson(line.Line);
        return new(line.After > TimeSpan.Zero ? ActivityResult.Wait(Wait.Until(context.Now + line.After)) : Complete(context, line));
    }

    public override ValueTask<ActivityResult> ResumeAsync(ActivityContext context, Resumption by, CancellationToken ct) =>
        new(Complete(context, lines.At(context.State!.Value.GetInt32())));

    private ActivityResult Complete(ActivityContext context, TrialStep line)
    {
        foreach (var (variable, value) in lines.Variables(line))
            context.SetVariableById(variable, Values.ToJson(value));
        return ActivityResult.Complete(line.Outcome);
    }
}

/// <summary>The script's lines, each taken once.</summary>
internal sealed class TrialLines(Definition definition, TrialScript script)
{
    private readonly HashSet<int> _taken = [];

    public IEnumerable<TrialStep> Left => script.Steps.Where(step => !_taken.Contains(step.Line));

    public TrialStep? Take(string activity)
    {
        var step = Left.FirstOrDefault(step => step.Activity == activity);
        if (step is not null)
            _taken.Add(step.Line);
        return step;
    }

    public TrialStep At(int line) => script.Steps.First(step => step.Line == line);

    /// <summary>The variables that the line's outputs are bound to, with their values; an output that the definition does not use goes nowhere.</summary>
    public IEnumerable<(string Variable, string Value)> Variables(TrialStep step) =>
        from output in step.Outputs
        let written = definition.Nodes[step.Activity].Bindings.GetValueOrDefault(output.Key) as Binding.Written
        where written is not null
        select (written.VariableId, output.Value);
}
