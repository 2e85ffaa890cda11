using WageTheftPermits.Tests.Workflow;
using WageTheftPermits.Workflow;
using static WageTheftPermits.Tests.Workflow.Flow;

namespace WageTheftPermits.IntegrationTests.Workflow;

[Collection(nameof(WorkflowDatabase))]
public class When_a_definition_is_deployed(WorkflowDatabase server)
{
    private static Flow Renamed() => new Flow("signed")
        .Activity("Wait", "Elsa.Event", ("eventName", Literal("String", "Signed"))).Activity("Act", "Test.Effect", ("what", Literal("String", "newer"))).Activity("End", "Elsa.End")
        .Connect("Wait > Act", "Act > End");

    [Fact]
    public async Task Unchanged_content_makes_no_version_and_changed_content_the_next()
    {
        await using var bench = await Bench.OpenAsync(server, Flows.Signed());
        (await bench.InUnitAsync(unit => bench.Engine.DeployAsync(unit, Flows.Signed().File(), "admin"))).ShouldBe(new DeployResult("signed", 1, Changed: false));
        (await bench.InUnitAsync(unit => bench.Engine.DeployAsync(unit, Renamed().File(), "admin"))).ShouldBe(new DeployResult("signed", 2, Changed: true));
        (await bench.CountAsync("workflow.definitions")).ShouldBe(2);
    }

    [Fact]
    public async Task Eight_deployments_at_once_make_one_version()
    {
        await using var bench = await Bench.OpenAsync(server);
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => bench.InUnitAsync(unit => bench.Engine.DeployAsync(unit, Flows.Signed().File(), "admin"))));
        results.Count(result => result.Changed).ShouldBe(1);
        results.ShouldAllBe(result => result.Version == 1);
    }

    [Fact]
    public async Task A_running_instance_stays_on_its_version()
    {
        await using var bench = await Bench.OpenAsync(server, Flows.Signed());
        var old = await bench.StartAsync("signed", "m-old");
        await bench.SettleAsync();
        await bench.InUnitAsync(unit => bench.Engine.DeployAsync(unit, Renamed().File(), "admin"));
        await bench.StartAsync("signed", "m-new");
        await bench.SettleAsync();
        await bench.EventAsync("Signed", "m-old");
        await bench.SettleAsync();
        (await bench.StatusAsync(old)).ShouldBe("finished");
        (await bench.ScalarAsync<string>("SELECT what FROM effects")).ShouldBe("signed");
        await bench.EventAsync("Signed", "m-new");
        await bench.SettleAsync();
        (await bench.ScalarAsync<string>("SELECT string_agg(what, ',' ORDER BY id) FROM effects")).ShouldBe("signed,newer");
    }

    [Fact]
    public async Task A_faulty_definition_is_refused_with_every_fault_and_leaves_nothing()
    {
        await using var bench = await Bench.OpenAsync(server);
        var faulty = new Flow("faulty").Activity("A", "Test.Effect").Activity("B", "No.Such").Connect("A > B");
        var refused = await Should.ThrowAsync<DefinitionRefused>(() => bench.InUnitAsync(unit => bench.Engine.DeployAsync(unit, faulty.File(), "admin")));
        refused.Faults.Select(fault => fault.Activity).ShouldBe(["A", "B"], ignoreOrder: true);
        (await bench.CountAsync("workflow.definitions")).ShouldBe(0);
    }

    [Fact]
    public async Task An_instance_starts_only_with_the_inputs_its_definition_declares()
    {
        await using var bench = await Bench.OpenAsync(server, new Flow("typed").Input("Amount", "Decimal").Input("Note", "String?").Activity("End", "Elsa.End"));
        Task<Guid> Start(params (string Name, object? Value)[] inputs) =>
            bench.InUnitAsync(unit => bench.Engine.StartAsync(unit, "typed", "m-1", inputs.ToDictionary(input => input.Name, input => input.Value), "ana"));
        await Should.ThrowAsync<WorkflowInputRefused>(() => Start());
        await Should.ThrowAsync<WorkflowInputRefused>(() => Start(("Amount", "much")));
        await Should.ThrowAsync<WorkflowInputRefused>(() => Start(("Amount", 1m), ("Colour", "red")));
        await Should.ThrowAsync<WorkflowNotFound>(() => bench.StartAsync("none"));
        var id = await Start(("Amount", 12.30m));
        await bench.SettleAsync();
        (await bench.StatusAsync(id)).ShouldBe("finished");
        (await bench.ScalarAsync<string>("SELECT inputs ->> 'Amount' FROM workflow.instances")).ShouldBe("12.30");
    }
}
