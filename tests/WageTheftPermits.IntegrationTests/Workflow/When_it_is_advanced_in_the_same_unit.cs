using WageTheftPermits.Workflow;
using WageTheftPermits.Workflow.Interpretation;

namespace WageTheftPermits.IntegrationTests.Workflow;

/// <summary>Starts and events that a caller wants to see the end of: written once, and no less kept than those that workers take up.</summary>
[Collection(nameof(WorkflowDatabase))]
public class When_it_is_advanced_in_the_same_unit(WorkflowDatabase server)
{
    private static Task<IReadOnlyList<Burst>> StartAsync(Bench bench) =>
        bench.InUnitAsync(unit => bench.Engine.StartAndAdvanceAsync(unit, "signed", [new("m-1", new Dictionary<string, object?>())], "ana"));

    private static Task<IReadOnlyList<Burst>> SignAsync(Bench bench, string key = "m-1") => bench.InUnitAsync(unit => bench.Engine.RaiseEventAndAdvanceAsync(unit, "Signed", key, null, "agency"));

    [Fact]
    public async Task It_waits_and_ends_as_if_workers_had_advanced_it()
    {
        await using var bench = await Bench.OpenAsync(server, Flows.Signed());
        (await StartAsync(bench)).ShouldHaveSingleItem().Status.ShouldBe(InstanceStatus.Running);
        (await SignAsync(bench)).ShouldHaveSingleItem().Status.ShouldBe(InstanceStatus.Finished);
        (await bench.CountAsync("effects")).ShouldBe(1);
        (await bench.CountAsync("workflow.stimuli WHERE consumed_at IS NOT NULL AND answered = 1")).ShouldBe(2);
        (await bench.CountAsync("workflow.waits")).ShouldBe(0);
        (await bench.SettleAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task What_nothing_waits_for_is_kept_for_who_will()
    {
        await using var bench = await Bench.OpenAsync(server, Flows.Signed());
        (await SignAsync(bench)).ShouldBeEmpty();
        await StartAsync(bench);
        await bench.SettleAsync();
        (await bench.ScalarAsync<string>("SELECT status FROM workflow.instances")).ShouldBe("finished");
    }

    [Fact]
    public async Task An_instance_that_is_stopped_keeps_it_until_it_goes_on()
    {
        await using var bench = await Bench.OpenAsync(server, Flows.Signed());
        await StartAsync(bench);
        await bench.InUnitAsync(async unit =>
        {
            await using var stop = new Npgsql.NpgsqlCommand("UPDATE workflow.instances SET status = 'blocked'", unit.Connection, unit.Transaction);
            await stop.ExecuteNonQueryAsync();
        });
        (await SignAsync(bench)).ShouldHaveSingleItem().Status.ShouldBe(InstanceStatus.Blocked);
        (await bench.CountAsync("workflow.stimuli WHERE kind = 'event' AND consumed_at IS NULL AND NOT parked")).ShouldBe(1);
        await bench.InUnitAsync(async unit =>
        {
            await using var goOn = new Npgsql.NpgsqlCommand("UPDATE workflow.instances SET status = 'running'", unit.Connection, unit.Transaction);
            await goOn.ExecuteNonQueryAsync();
        });
        await bench.SettleAsync();
        (await bench.ScalarAsync<string>("SELECT status FROM workflow.instances")).ShouldBe("finished");
    }
}
