using WageTheftPermits.Application.Policies;
using WageTheftPermits.Tests.Workflow;
using WageTheftPermits.Workflow;
using WageTheftPermits.Workflow.Trials;
using static WageTheftPermits.Tests.Workflow.Flow;

namespace WageTheftPermits.UnitTests.Workflow;

public class When_a_definition_is_tried
{
    private static readonly ActivityCatalog s_catalog = new ActivityCatalog().AddFrom(typeof(DeployProgram).Assembly);

    private static string Programs => Path.Combine(AppContext.BaseDirectory, "workflows");

    public static TheoryData<string> Files => [.. DeployProgram.DefinitionFiles(Programs, SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Programs, path))];

    /// <summary>A branch that no script drives is a branch that nobody has seen.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_scripts_of_a_program_take_every_outcome_of_every_activity(string file)
    {
        var path = Path.Combine(Programs, file);
        var definition = DefinitionReader.Read(WorkflowFile.Read(path)).Definition!;
        var taken = new HashSet<(string, string)>();
        foreach (var script in Directory.EnumerateFiles(Path.Combine(Path.GetDirectoryName(path)!, "trials", definition.DefinitionId), "*.txt"))
        {
            var (lines, unread) = TrialScript.Parse(Path.GetFileName(script), await File.ReadAllTextAsync(script));
            unread.ShouldBeEmpty();
            var result = await Trial.RunAsync(definition, s_catalog, lines);
            result.Faults.ShouldBeEmpty();
            taken.UnionWith(result.Taken);
        }
        Trial.Outcomes(definition, s_catalog).Except(taken).Select(way => $"{way.Item1} → {way.Item2}").ShouldBeEmpty($"no script in trials/{definition.DefinitionId} takes these");
    }

    private static Flow Reminded() => new Flow("reminded").Variable("Paid", "Boolean", "false")
        .Activity("Start", "Elsa.Start")
        .Activity("Ask", "Elsa.RunTask", ("taskName", Literal("String", "Ask")), ("payload", Object("Object", new Dictionary<string, string> { ["role"] = "inspector" })), ("result", ToVariable("Object", "Paid")))
        .Activity("Decide", "Elsa.FlowDecision", ("condition", FromVariable("Boolean", "Paid")))
        .Activity("Delay", "Elsa.Delay", ("timeSpan", Literal("TimeSpan", "7.00:00:00")))
        .Activity("Signed", "Elsa.Event", ("eventName", Literal("String", "Signed")))
        .Activity("End", "Elsa.End")
        .Connect("Start > Ask", "Ask > Decide", "Decide.False > Delay", "Delay > Ask", "Decide.True > Signed", "Signed > End");

    private static Task<TrialResult> TryAsync(Flow flow, string text)
    {
        var (script, unread) = TrialScript.Parse("script", text);
        unread.ShouldBeEmpty();
        return Trial.RunAsync(DefinitionReader.Read(flow.File()).Definition!, Run.Catalog, script);
    }

    [Fact]
    public async Task The_clock_jumps_to_what_is_due_next_and_variables_decide()
    {
        var result = await TryAsync(Reminded(), """
            start 2026-03-02T09:00:00Z
            Ask: Done with result = false
            Ask: Done with result = true after 1 day
            event Signed after 10 days
            """);
        result.Faults.ShouldBeEmpty();
        result.Path.ShouldBe([
            "2026-03-02 09:00  Start → Done", "2026-03-02 09:00  Ask → Done", "2026-03-02 09:00  Decide → False", "2026-03-02 09:00  Delay waits until 2026-03-09 09:00",
            "2026-03-09 09:00  Delay → Done", "2026-03-09 09:00  Ask waits until 2026-03-10 09:00",
            "2026-03-10 09:00  Ask → Done", "2026-03-10 09:00  Decide → True", "2026-03-10 09:00  Signed waits",
            "2026-03-12 09:00  event Signed", "2026-03-12 09:00  Signed → Done", "2026-03-12 09:00  End", "2026-03-12 09:00  Flow → Done", "2026-03-12 09:00  finished"]);
    }

    [Theory]
    [InlineData("Ask: Done with result = true", "script: it ends waiting at Signed, and not finished.")]
    [InlineData("ends waiting at Signed", "script: it ends waiting at Ask, and not waiting at Signed.")]
    [InlineData("Ask: Done with result = true\nAsk: Done\nends waiting at Signed", "script: line 2: 'Ask' was not reached for 'Done'.")]
    [InlineData("Ask: Refused", "script: line 1: 'Ask' has no outcome 'Refused'; it has Done.")]
    [InlineData("Answer: Done", "script: line 1: there is no activity 'Answer' in reminded.")]
    [InlineData("input Colour = red", "script: reminded has no input 'Colour'.")]
    public async Task What_is_not_as_the_script_says_is_said(string script, string fault) => (await TryAsync(Reminded(), script)).Faults.ShouldContain(fault);

    [Fact]
    public async Task An_input_that_the_script_does_not_give_is_named_with_the_line_that_would()
    {
        var flow = new Flow("dated").Input("DueOn", "DateTimeOffset").Activity("Wait", "Elsa.StartAt", ("dateTime", FromInput("DateTimeOffset", "DueOn"))).Activity("End", "Elsa.End").Connect("Wait > End");
        var fault = (await TryAsync(flow, "ends finished")).Faults.ShouldHaveSingleItem();
        fault.ShouldContain("'Wait'");
        fault.ShouldContain("The input 'dateTime' has no value: it takes the input 'DueOn', which has none.");
        fault.ShouldEndWith("Give it by a line of the script: input DueOn = … (DateTimeOffset).");
        (await TryAsync(flow, "input DueOn = 2026-03-31T07:00:00Z")).Faults.ShouldBeEmpty();
    }

    [Fact]
    public void Every_line_that_is_not_understood_is_named()
    {
        var (_, faults) = TrialScript.Parse("script", "Ask Done\n\n# fine\nAsk: Done after three days\nends well");
        faults.Count.ShouldBe(3);
        faults[0].ShouldStartWith("script: line 1: 'Ask Done' is not understood.");
    }
}
