using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using WageTheftPermits.Workflow;
using WageTheftPermits.Workflow.Interpretation;

namespace WageTheftPermits.UnitTests.Workflow;

/// <summary>Random sound flowcharts, with random outcomes and random orders of answers, come to what the reference says, and none is ever stuck.</summary>
public class Any_flowchart
{
    private static readonly ActivityCatalog s_catalog = new ActivityCatalog().Add<NoteActivity>().Add<ChooseActivity>();

    [Fact]
    public void Executes_what_the_reference_does_and_ends() =>
        Prop.ForAll(AnyFlow.Parts(3).ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (part, seed) => Plays(part, seed)).Check(Config.QuickThrowOnFailure.WithMaxTest(80));

    private static void Plays(Part part, int seed)
    {
        var reference = new ReferenceFlow((activity, nth) => Outcome(seed, activity, nth));
        var file = new AnyFlow(reference).Write(part).File();
        DefinitionCheck.Check(file, s_catalog).ShouldBeEmpty();
        var definition = DefinitionReader.Read(file).Definition!;
        using var services = new ServiceCollection().AddSingleton(new Trace()).AddSingleton(new Choices(seed)).BuildServiceProvider();
        var state = new InstanceState(Guid.NewGuid(), "any", 1, "case-1");
        void Send(StimulusKind kind, string name) =>
            new Interpreter(definition, s_catalog, state, services, DateTimeOffset.UnixEpoch, maxSteps: 5000).RunAsync([new Stimulus(1, kind, name, "case-1", null, "ana")]).GetAwaiter().GetResult();

        Send(StimulusKind.Start, "");
        reference.Start("Start");
        var dice = new Random(seed);
        while (true)
        {
            string[] waiting = [.. state.Executions.Where(execution => execution.Status == ExecutionStatus.Waiting).Select(execution => execution.ActivityId).Order()];
            waiting.ShouldBe(reference.Waiting);
            if (waiting.Length == 0)
                break;
            var next = waiting[dice.Next(waiting.Length)];
            Send(StimulusKind.Event, next);
            reference.Answer(next);
        }

        state.Status.ShouldBe(InstanceStatus.Finished);
        reference.Ended.ShouldBeTrue();
        state.Executions.ShouldAllBe(execution => !execution.IsAlive);
        state.Executions.Where(execution => execution.ParentId is not null).GroupBy(execution => execution.ActivityId).ToDictionary(group => group.Key, group => group.Count())
            .ShouldBe(reference.Executed, ignoreOrder: true);
    }

    /// <summary>Left or right by the seed; right at least every fourth time, so that loops end.</summary>
    private static string Outcome(int seed, string activity, int nth) =>
        nth % 4 == 0 || new Random(activity.Aggregate(seed + nth, (hash, letter) => unchecked((hash * 31) + letter))).Next(2) == 0 ? "Right" : "Left";

    private sealed class Choices(int seed)
    {
        private readonly Dictionary<string, int> _made = [];

        public string Next(string activity) => Outcome(seed, activity, _made[activity] = _made.GetValueOrDefault(activity) + 1);
    }

    [Activity("Test.Choose")]
    [Outcomes("Left", "Right")]
    private sealed class ChooseActivity(Choices choices) : Activity
    {
        public override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct) => new(ActivityResult.Complete(choices.Next(context.ActivityId)));
    }
}
