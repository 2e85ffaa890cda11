using System.Globalization;
using System.Text.RegularExpressions;

namespace WageTheftPermits.Workflow.Trials;

/// <summary>What is played in a trial of a definition, line by line:
/// <code>
/// # A renewal that a person looks at.
/// start 2026-03-02T09:00:00Z
/// input DueOn = 2026-03-31T00:00:00Z
/// Screen: Possible with possibleMatches = 2
/// AwaitClearance: Clear after 3 days
/// event Signed after 2 hours
/// ends finished
/// </code>
/// A line <c>Activity: Outcome</c> is taken when that activity is reached, the first line the first time; an activity that has no line left waits for ever.
/// <c>after</c> counts from when the activity is reached, for an event from the one before. It ends <c>finished</c> where nothing is said, else <c>blocked</c> or <c>waiting at Activity</c>.
/// </summary>
public sealed partial record TrialScript(string File, DateTimeOffset Start, IReadOnlyDictionary<string, string> Inputs, IReadOnlyList<TrialStep> Steps, IReadOnlyList<TrialEvent> Events, string Ends)
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    /// <summary>The script, or every line that could not be understood.</summary>
    public static (TrialScript Script, IReadOnlyList<string> Faults) Parse(string file, string text)
    {
        var (start, ends) = (s_start, "finished");
        var (inputs, steps, events, faults) = (new Dictionary<string, string>(), new List<TrialStep>(), new List<TrialEvent>(), new List<string>());
        foreach (var (line, number) in text.Split('\n').Select((line, index) => (line.Trim(), index + 1)))
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (InputLine().Match(line) is { Success: true } input)
                inputs[input.Groups["name"].Value] = input.Groups["value"].Value;
            else if (line.StartsWith("start ", StringComparison.Ordinal) && DateTimeOffset.TryParse(line[6..], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
                start = moment;
            else if (EndsLine().Match(line) is { Success: true } end)
                ends = end.Groups["how"].Value;
            else if (EventLine().Match(line) is { Success: true } happening)
                events.Add(new TrialEvent(happening.Groups["name"].Value, Span(happening)));
            else if (StepLine().Match(line) is { Success: true } step)
                steps.Add(new TrialStep(number, step.Groups["activity"].Value, step.Groups["outcome"].Value, Span(step), Outputs(step.Groups["outputs"].Value)));
            else
                faults.Add($"{file}: line {number}: '{line}' is not understood. Write 'Activity: Outcome [with output = value, …] [after 3 days]', 'event Name [after …]', 'input Name = value', 'start MOMENT' or 'ends finished | blocked | waiting at Activity'.");
        }

        return (new TrialScript(file, start, inputs, steps, events, ends), faults);
    }

    private static TimeSpan Span(Match line)
    {
        if (!line.Groups["count"].Success)
            return TimeSpan.Zero;
        var count = int.Parse(line.Groups["count"].Value, CultureInfo.InvariantCulture);
        return line.Groups["unit"].Value switch
        {
            "minute" => TimeSpan.FromMinutes(count),
            "hour" => TimeSpan.FromHours(count),
            _ => TimeSpan.FromDays(count),
        };
    }

    private static Dictionary<string, string> Outputs(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2, StringSplitOptions.TrimEntries)).ToDictionary(pair => pair[0], pair => pair.ElementAtOrDefault(1) ?? "");

    private const string After = @"(\s+after\s+(?<count>\d{1,6})\s+(?<unit>minute|hour|day)s?)?$";

    [GeneratedRegex(@"^input\s+(?<name>\w+)\s*=\s*(?<value>.*)$")]
    private static partial Regex InputLine();

    [GeneratedRegex(@"^ends\s+(?<how>finished|blocked|waiting at \S+)$")]
    private static partial Regex EndsLine();

    [GeneratedRegex(@"^event\s+(?<name>\S+)" + After)]
    private static partial Regex EventLine();

    [GeneratedRegex(@"^(?<activity>[^\s:]+):\s*(?<outcome>\S+)(\s+with\s+(?<outputs>\w+\s*=\s*[^,]*?(\s*,\s*\w+\s*=\s*[^,]*?)*))?" + After)]
    private static partial Regex StepLine();
}

/// <summary>An activity's outcome, given when it is reached.</summary>
/// <param name="After">How long it waits first.</param>
/// <param name="Outputs">Values for its outputs, by their names.</param>
public sealed record TrialStep(int Line, string Activity, string Outcome, TimeSpan After, IReadOnlyDictionary<string, string> Outputs);

/// <summary>An event under the instance's key.</summary>
/// <param name="After">How long after the event before it, or after the start.</param>
public sealed record TrialEvent(string Name, TimeSpan After);
