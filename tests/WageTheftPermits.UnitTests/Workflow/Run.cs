using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using WageTheftPermits.Tests.Workflow;
using WageTheftPermits.Workflow;
using WageTheftPermits.Workflow.Interpretation;

namespace WageTheftPermits.UnitTests.Workflow;

/// <summary>One instance in memory, moved on by hand.</summary>
internal sealed class Run
{
    public static readonly ActivityCatalog Catalog = new ActivityCatalog().Add<NoteActivity>().Add<AwaitSettlementActivity>().Add<StrayActivity>();

    private readonly Definition _definition;
    private readonly ServiceProvider _services;
    private long _stimuli;

    public Run(Flow flow, params (string Name, object Value)[] inputs)
    {
        DefinitionCheck.Check(flow.File(), Catalog).ShouldBeEmpty();
        _definition = DefinitionReader.Read(flow.File()).Definition!;
        _services = new ServiceCollection().AddSingleton(Trace).BuildServiceProvider();
        State = new InstanceState(Guid.NewGuid(), _definition.DefinitionId, 1, "case-1")
        {
            Inputs = inputs.ToDictionary(input => input.Name, input => JsonSerializer.SerializeToElement(input.Value)),
        };
    }

    public DateTimeOffset Now { get; set; } = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public Trace Trace { get; } = new();

    public InstanceState State { get; }

    public IEnumerable<string> Waiting => State.Executions.Where(execution => execution.Status == ExecutionStatus.Waiting).Select(execution => execution.ActivityId);

    public Task<int> StartAsync() => SendAsync(StimulusKind.Start, "", "");

    public Task<int> FactAsync(string name, string key = "case-1") => SendAsync(StimulusKind.Fact, name, key);

    public Task<int> EventAsync(string name, string key = "case-1", object? payload = null) => SendAsync(StimulusKind.Event, name, key, payload: payload);

    public Task<int> ChildEndedAsync(Guid child, string outcome, object outputs) => SendAsync(StimulusKind.Child, "child", child.ToString(), outcome: outcome, payload: outputs);

    public Task<int> CompleteAsync(Guid task, string outcome, string actor) => SendAsync(StimulusKind.Task, "", "", task, outcome, actor);

    public Task<int> RetryAsync()
    {
        State.Status = InstanceStatus.Running;
        return SendAsync(StimulusKind.Retry, "", "");
    }

    public async Task PassAsync(TimeSpan time)
    {
        Now += time;
        await new Interpreter(_definition, Catalog, State, _services, Now).RunAsync([]);
    }

    private async Task<int> SendAsync(StimulusKind kind, string name, string key, Guid? task = null, string? outcome = null, string actor = "ana", object? payload = null)
    {
        var stimulus = new Stimulus(++_stimuli, kind, name, key, payload is null ? null : JsonSerializer.SerializeToElement(payload), actor) { TaskId = task, Outcome = outcome };
        return (await new Interpreter(_definition, Catalog, State, _services, Now).RunAsync([stimulus])).GetValueOrDefault(stimulus.Id);
    }
}
